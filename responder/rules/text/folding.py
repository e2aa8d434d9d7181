"""Folding: the named steps that make two spellings of a text one.

Both sides of a comparison take the same steps, the rule's text once at load. It knows characters
and how WeChat ends a mention; it must not know rules.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_MENTION = "@"


class FoldStep(StrEnum):
    """The steps; the words are those of the rule key `fold`."""

    WIDTH = "width"
    CASE = "case"
    SPACE = "space"
    MENTION = "mention"


DEFAULT_STEPS = frozenset({FoldStep.WIDTH, FoldStep.CASE, FoldStep.SPACE, FoldStep.MENTION})
"""What is on unless the rule file says otherwise."""


@dataclass(frozen=True, slots=True)
class Folding:
    """The steps of one rule file, as one function.

    Args:
        steps: Those that are on.
    """

    steps: frozenset[FoldStep] = DEFAULT_STEPS

    def fold(self, text: str, my_names: tuple[str, ...] = ()) -> str:
        """`text` after the steps.

        Args:
            text: Decoded text, bounded by the caller: width can grow it eighteenfold.
            my_names: Names by which a mention of me is recognised, longest first.
        """
        return fold(text, my_names)


def fold(text: str, my_names: tuple[str, ...] = ()) -> str:
    """`text` after the steps `mention`, `width`, `case` and `space`.

    Args:
        text: Decoded text, bounded by the caller: width can grow it eighteenfold.
        my_names: Names by which a mention of me is recognised, longest first.
    """
    return fold_space(fold_case(fold_width(fold_mention(text, my_names))))


def fold_mention(text: str, my_names: tuple[str, ...]) -> str:
    """Without the mentions of me, each with what ends it.

    A mention ends with U+2005 (phones), another blank (the web client) or the end of the text; a
    longer name that only begins like mine is somebody else's.
    """
    if _MENTION not in text:
        return text
    parts: list[str] = []
    rest = text
    while _MENTION in rest:
        before, _, after = rest.partition(_MENTION)
        name = next((name for name in my_names if name and _mentions(after, name)), None)
        if name is None:
            parts.append(before + _MENTION)
            rest = after
        else:
            parts.append(before)
            rest = after[len(name) + 1 :]
    return "".join(parts) + rest


def fold_width(text: str) -> str:
    """NFKC: full-width letters and digits become the ordinary ones."""
    return unicodedata.normalize("NFKC", text)


def fold_case(text: str) -> str:
    """Without the difference of capital and small letters."""
    return text.casefold()


def fold_space(text: str) -> str:
    """Without blanks at both ends; every run of blanks inside is one."""
    return " ".join(text.split())


def _mentions(after: str, name: str) -> bool:
    end = after[len(name) : len(name) + 1]
    return after.startswith(name) and (not end or end.isspace())
