"""What is wrong with a rule file, as data and as a readable block.

It knows files, lines and columns; it must not know the rule language.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from responder.errors import RuleFileError
from responder.rules.reading.cells import frame, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

FAULTS_SHOWN_MAX = 100
"""Faults reported at once: more than anybody reads, few enough for a terminal and a log line."""

FAULTS_MAX = 1_000
"""Faults after which a file is not looked at any further: each costs about a millisecond."""

SIMILAR_CHARS_MAX = 60
"""Longer words get no "did you mean": comparing costs the product of both lengths."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or, as a warning, probably not meant.

    Args:
        line: 1-based.
        column: 1-based, in characters.
        file: Path as the user gave it.
        rule: Name of the rule it stands in, else None.
        field: Where in the rule or file, e.g. `when.text.regex`; `""` for the file itself.
        message: Mostly `expected …, got …`.
        hint: The way out, `""` where there is none to name.
        source_line: The line it stands in, without its end.
        order: Which file of the rule file it stands in, as they are reported; 0 is the first.
    """

    line: int
    column: int
    file: str
    rule: str | None
    field: str
    message: str
    hint: str = ""
    source_line: str = ""
    order: int = 0

    @property
    def place(self) -> tuple[int, str, int, int, str, str]:
        """What faults are sorted by; the rule is left out, for it may have no name."""
        return self.order, self.file, self.line, self.column, self.field, self.message

    @property
    def headline(self) -> str:
        """`file:line:column: rule "x": field: message`."""
        place = f"{self.file}:{self.line}:{self.column}: "
        rule = "" if self.rule is None else f"rule {quote(self.rule)}: "
        return f"{place}{rule}{self.field}{': ' if self.field else ''}{self.message}"

    def __str__(self) -> str:
        """The headline, the source line with a caret, and the way out."""
        parts = [self.headline]
        if self.source_line.strip():
            parts.append(frame(self.source_line, self.column))
        if self.hint:
            parts.append(f"  {self.hint}")
        return "\n".join(parts)


class RuleFaults(RuleFileError):
    """`RuleFileError` that keeps its faults as data too, for other formats than text.

    Args:
        details: Every fault found; reported in the order of the files and places.
    """

    def __init__(self, details: Iterable[Fault]) -> None:
        found = tuple(sorted(dict.fromkeys(details), key=lambda fault: fault.place))
        blocks = tuple(str(fault) for fault in found[:FAULTS_SHOWN_MAX])
        if len(found) > FAULTS_SHOWN_MAX:
            least = "at least " if len(found) >= FAULTS_MAX else ""
            blocks += (f"… and {least}{len(found) - FAULTS_SHOWN_MAX} more faults",)
        super().__init__(blocks)
        self.details = found


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean "contains"?`, or `""` when nothing known is similar."""
    name = closest(word, known)
    return f"did you mean {quote(name)}?" if name else ""


def closest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like another one, `""` when none is similar."""
    if len(word) > SIMILAR_CHARS_MAX:
        return ""
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), folded, n=1)
    return folded[close[0]] if close else ""


def way_out(word: str, known: Iterable[str]) -> str:
    """A "did you mean", or else the words that would have been right."""
    words = list(known)
    return did_you_mean(word, words) or ("known here: " + ", ".join(words) if words else "")
