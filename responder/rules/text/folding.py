"""Folding: the named steps that make two spellings of a text one.

Both sides of a comparison take the same steps, the rule's text once at load. It knows characters
and how WeChat ends a mention; it must not know rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from responder.rules.text.emoji import fold_emoji
from responder.rules.text.punctuation import fold_punctuation
from responder.rules.text.traditional import fold_traditional

if TYPE_CHECKING:
    from collections.abc import Callable

_MENTION = "@"

_FULL_WIDTH = tuple(zip("，！？：；（）", ",!?:;()", strict=True))
"""The signs of ordinary Chinese texts that NFKC changes. Where it finds nothing else to change it
takes a hundredth of the time (measured: 0.1 instead of 5 µs on 42 characters)."""

_SMALL = re.compile(r"[ a-z0-9,.!?:;()\u3001\u3002\u4e00-\u9fff]*+")
"""A text in which the default steps change nothing but blanks: Han, small letters, digits and signs
that stay what they are. It is possessive: the first other character ends the search."""

_PLAIN = re.compile(_SMALL.pattern.replace("a-z", "A-Za-z"))
"""The same, but for capital letters."""

SHORT_CHARS_MAX = 200
"""Texts up to here are normalised as a whole, whatever they hold: 0.1 ms at worst."""

_MARKS = re.compile(r"\W{30}")
"""Thirty marks, or signs, in a row; no letter of any script has so many."""


class FoldStep(StrEnum):
    """The steps, in the order they are taken; the words are those of the rule key `fold`."""

    MENTION = "mention"
    EMOJI = "emoji"
    WIDTH = "width"
    TRADITIONAL = "traditional"
    CASE = "case"
    SPACE = "space"
    PUNCTUATION = "punctuation"


DEFAULT_STEPS = frozenset(FoldStep) - {FoldStep.TRADITIONAL, FoldStep.PUNCTUATION}
"""What is on unless the rule file says otherwise."""


@dataclass(frozen=True, slots=True)
class Folding:
    """The steps of one rule file, as one function.

    Args:
        steps: Those that are on.
    """

    steps: frozenset[FoldStep] = DEFAULT_STEPS
    _functions: tuple[Callable[[str], str], ...] = field(init=False, repr=False, compare=False)
    _plain_stays: bool = field(init=False, repr=False, compare=False)
    """Whether capital letters and blanks are all that the steps could change of a plain text."""

    _widens: bool = field(init=False, repr=False, compare=False)
    """Whether signs of Chinese texts become ordinary ones."""

    def __post_init__(self) -> None:
        functions = tuple(
            _FUNCTIONS[step] for step in FoldStep if step in self.steps - {FoldStep.MENTION}
        )
        object.__setattr__(self, "_functions", functions)
        for function in functions:
            function("")  # what it needs is made ready here, not while a message waits
        object.__setattr__(self, "_plain_stays", self.steps <= DEFAULT_STEPS)
        object.__setattr__(self, "_widens", FoldStep.WIDTH in self.steps)

    @classmethod
    def default(cls) -> Folding:
        """The steps that are on where the rule file says nothing."""
        return cls()

    def fold(self, text: str, my_names: tuple[str, ...] = ()) -> str:
        """`text` after the steps.

        Most texts of most chats are what they fold to but for a comma, which costs some tenths
        of a microsecond to find out.

        Args:
            text: Decoded text, bounded by the caller: width can grow it eighteenfold.
            my_names: Names by which a mention of me is recognised, longest first.
        """
        if my_names and _MENTION in text and FoldStep.MENTION in self.steps:
            # Before all else: names are compared as they are, and may have full-width signs.
            text = fold_mention(text, my_names)
        quick = self._plain_stays
        if quick and _SMALL.fullmatch(text):
            return text if " " not in text else self._spaced(text)
        if self._widens:
            for wide, ordinary in _FULL_WIDTH:
                text = text.replace(wide, ordinary)
        if quick:
            is_small = _SMALL.fullmatch(text)
            if is_small or _PLAIN.fullmatch(text):
                # To ask for capital letters takes a third of what it takes to change them.
                text = text if is_small or FoldStep.CASE not in self.steps else text.lower()
                return text if " " not in text else self._spaced(text)
        for function in self._functions:
            text = function(text)
        return text

    def _spaced(self, text: str) -> str:
        if FoldStep.SPACE not in self.steps or _has_single_blanks(text):
            return text
        return fold_space(text)

    def keeps(self, text: str) -> bool:
        """Whether a text is certainly what it folds to, and every part of it; a quick look.

        It passes Han characters, small letters, digits and plain signs, without blanks.
        """
        return self._plain_stays and " " not in text and _SMALL.fullmatch(text) is not None

    def without_mentions(self, text: str, my_names: tuple[str, ...]) -> str:
        """`text` as it was written, but without mentions of me where that step is on."""
        return fold_mention(text, my_names) if FoldStep.MENTION in self.steps else text


def fold_mention(text: str, my_names: tuple[str, ...]) -> str:
    """Without the mentions of me, each with what ends it.

    A mention ends with U+2005 (phones), another blank (the web client) or the end of the text; a
    longer name that only begins like mine is somebody else's.
    """
    if _MENTION not in text:
        return text
    names = [name for name in my_names if name and _MENTION + name in text]
    parts: list[str] = []
    kept = 0
    at = text.find(_MENTION) if names else -1
    while at >= 0:
        name = next((name for name in names if _mentions(text, at + 1, name)), None)
        behind = at + 1
        if name is not None:
            parts.append(text[kept:at])
            kept = behind = behind + len(name) + 1
        at = text.find(_MENTION, behind)
    return "".join(parts) + text[kept:] if parts else text


def fold_width(text: str) -> str:
    """NFKC: full-width letters and digits become the ordinary ones.

    Marks on one letter are put in order, which takes the square of their number: 4,000 took 32 ms.
    So a longer run of them is cut, as the stream-safe text format of Unicode (UAX 15) does.
    """
    if len(text) <= SHORT_CHARS_MAX:
        return unicodedata.normalize("NFKC", text)
    cuts = [found.end() for found in _MARKS.finditer(text)]
    pieces = pairwise((0, *cuts, len(text)))
    return "".join([unicodedata.normalize("NFKC", text[start:end]) for start, end in pieces])


def fold_case(text: str) -> str:
    """Without the difference of capital and small letters."""
    return text.casefold()


def fold_space(text: str) -> str:
    """Without blanks at both ends; every run of blanks inside is one."""
    return " ".join(text.split())


_FUNCTIONS: dict[FoldStep, Callable[[str], str]] = {
    FoldStep.EMOJI: fold_emoji,
    FoldStep.WIDTH: fold_width,
    FoldStep.TRADITIONAL: fold_traditional,
    FoldStep.CASE: fold_case,
    FoldStep.SPACE: fold_space,
    FoldStep.PUNCTUATION: fold_punctuation,
}
"""Every step that needs the text alone."""


def _has_single_blanks(text: str) -> bool:
    """Whether a text without other white space has blanks between words only, one at a time."""
    return "  " not in text and text[0] != " " != text[-1]


def _mentions(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    return text.startswith(name, start) and (end >= len(text) or text[end].isspace())
