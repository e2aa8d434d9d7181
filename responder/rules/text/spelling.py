"""A message as it was written beside what it folds to: what is left of it beside a keyword.

The keyword was found in the folded text, where the characters are others and not as many. Which
belong together is found out once for a message, however many rules then ask. It must not know
rules.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.text.emoji import respelled
from responder.rules.text.folding import FoldStep
from responder.rules.text.punctuation import without_marks

if TYPE_CHECKING:
    from responder.rules.text.folding import Folding

_LEANING = re.compile("[\u1160-\u11ff\ufe0e\ufe0f\uff9e\uff9f\U0001f3fb-\U0001f3ff]")
"""What belongs to the character before it, besides combining marks: vowels and ends of Korean
syllables, what says how an emoji is drawn, the marks of narrow kana."""


SHORT_CHARS_MAX = 30
"""Of a keyword up to here it is first tried whether as many characters of the message fold to it,
as they mostly do; to fold them takes a microsecond or two."""


class _Places(NamedTuple):
    """Where the pieces of a message end, each of which folds for itself.

    Args:
        seen: How many visible characters the pieces up to there fold to, ascending.
        ends: Where they end as written.
    """

    seen: list[int]
    ends: list[int]


class Spelling:
    """One message.

    Args:
        text: As written, without mentions of me where that step is on.
        folded: What it folds to, perhaps cut.
        folding: Made it.
    """

    def __init__(self, text: str, folded: str, folding: Folding) -> None:
        self._text = text
        self._folded = folded
        self._folding = folding

    def behind(self, word: str) -> str:
        """What stands behind a keyword.

        Args:
            word: Folded; the folded message begins with it.

        Returns:
            The rest as written, without blanks at its ends. Where folding has made one character
            of the end of the keyword and the beginning of the rest, the rest as it was folded.
        """
        size = len(word)
        if size <= SHORT_CHARS_MAX:
            text = self._text.lstrip()
            rest = text[size:]
            if not (rest and _leans(rest[0])) and self._folds_to(text[:size], word):
                return rest.strip()
        places, wanted = self._places, self._visible(word)
        if places is not None:
            at = bisect_left(places.seen, wanted)
            if at < len(places.seen) and places.seen[at] == wanted:
                return self._text[places.ends[at] :].strip()
        return self._folded[len(word) :].strip()

    def before(self, word: str) -> str:
        """What stands in front of a keyword with which the folded message ends; else the same."""
        size = len(word)
        if size <= SHORT_CHARS_MAX:
            text = self._text.rstrip()
            end = text[-size:]
            if end and not _leans(end[0]) and self._folds_to(end, word):
                return text[:-size].strip()
        left = self._folded[: -len(word)]
        places, wanted = self._places, self._visible(left)
        if places is not None:
            at = bisect_right(places.seen, wanted) - 1
            if at < 0 or places.seen[at] == wanted:
                return self._text[: places.ends[at]].strip() if at >= 0 else ""
        return left.strip()

    def _folds_to(self, text: str, word: str) -> bool:
        """Whether a text folds to a keyword; mostly it is the keyword."""
        return text == word or self._folding.fold(text) == word

    @cached_property
    def _places(self) -> _Places | None:
        """Where the pieces end; None if they do not fold to what the whole message folds to."""
        seen: list[int] = []
        ends: list[int] = []
        made: list[str] = []
        length = at = 0
        known: dict[str, str] = {}
        for end in self._piece_ends():
            piece = self._text[at:end]
            folded = known.get(piece)
            if folded is None:
                folded = known[piece] = self._bare(self._folding.fold(piece))
            made.append(folded)
            length += len(folded)
            seen.append(length)
            ends.append(end)
            at = end
        whole = "".join(made).startswith(self._bare(self._folded))
        return _Places(seen, ends) if whole else None

    def _piece_ends(self) -> list[int]:
        """A piece is a character with what leans on it, or a picture with more than one."""
        text = self._text
        pictures = respelled(text) if FoldStep.EMOJI in self._folding.steps else {}
        ends: list[int] = []
        at = 0
        while at < len(text):
            at = pictures.get(at, at + 1)
            while at < len(text) and _leans(text[at]):
                at += 1
            ends.append(at)
        return ends

    def _visible(self, text: str) -> int:
        return len(self._bare(text))

    def _bare(self, folded: str) -> str:
        """Without what folding treats by what stands beside it."""
        if FoldStep.PUNCTUATION in self._folding.steps:
            folded = without_marks(folded)
        return "".join(folded.split())


def _leans(char: str) -> bool:
    return char > "\u02ff" and (unicodedata.combining(char) > 0 or _LEANING.match(char) is not None)
