"""Patterns that meet a stranger's text: RE2, whose time is linear in the text.

It knows RE2 and what authors used to other dialects write; it must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import re2  # type: ignore[import-untyped]  # it ships no types

Captures: TypeAlias = tuple[tuple[str, str], ...]
"""What a match gave: names (`id`), numbers as text (`0` is the whole) and `keyword`."""

PATTERN_BYTES_MAX = 1024 * 1024
"""Memory of one pattern's automaton; beyond it RE2 gets slower, never wrong."""

PATTERN_STEPS_MAX = 5_000
"""Instructions of one compiled pattern: 5,000 on a text of 4,000 characters take at most about a
tenth of a second (measured with `(\\w{0,100}){0,9}x` in RE2's slowest mode)."""

PATTERN_CHARS_MAX = 5_000
"""Longest pattern; compiling is linear in it."""

RESERVED_GROUPS = frozenset({"keyword", "value", "rest"})
"""Names that `match` gives a meaning of its own."""

_SILENT = "an earlier rule with `silent: true` can catch what must not match"
_WAYS = (
    (("(?=", "(?!", "(?<=", "(?<!"), f"RE2 has no look-around: {_SILENT}"),
    (("(?P=", "(?("), "RE2 has no back-references: match both places and compare in the reply"),
    (("(?>", "++", "*+", "?+"), "RE2 never backtracks, so leave the possessive mark out"),
    (("\\Z",), "RE2 writes the end of the text as \\z"),
    (("(?#", "(?x"), "RE2 has no comments in patterns: use a YAML comment"),
)


class PatternError(ValueError):
    """A pattern that can not be used.

    Args:
        message: `expected …, got …`.
        hint: The way round it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; two with the same source are equal.

    Args:
        source: As written in the rule file.
        names: What a match of it gives besides the whole: numbers as text, and names.
    """

    source: str
    names: tuple[str, ...]
    program: Any = field(repr=False, compare=False)

    def find(self, text: str) -> Captures | None:
        """The leftmost match, or None; a group that took no part is not among the captures."""
        found = self.program.search(text)
        if found is None:
            return None
        numbered = (("0", found.group()), *_numbered(found.groups()))
        return tuple(
            pair for pair in (*numbered, *found.groupdict().items()) if pair[1] is not None
        )


def compile_pattern(source: str) -> Pattern:
    """Compile a pattern for `find`.

    Raises:
        PatternError: RE2 can not run it, it is too large, or a group has an unusable name.
    """
    if len(source) > PATTERN_CHARS_MAX:
        raise PatternError(
            f"expected a pattern of at most {PATTERN_CHARS_MAX} characters, got {len(source)}"
        )
    options = re2.Options()
    options.max_mem = PATTERN_BYTES_MAX
    options.log_errors = False
    try:
        program = re2.compile(source, options)
    except re2.error as error:
        raise _explained(error) from None
    if program.programsize > PATTERN_STEPS_MAX:
        raise PatternError(
            "expected a pattern of moderate size, got one that unfolds into "
            f"{program.programsize:,} steps",
            "repeat less: {0,100} of a group counts a hundred times",
        )
    names = tuple(program.groupindex)
    for name in names:
        if not name.isidentifier() or name.startswith("_") or name in RESERVED_GROUPS:
            raise PatternError(
                f'expected a group name of letters, digits and _, got "{name}"',
                f"{', '.join(sorted(RESERVED_GROUPS))} are taken",
            )
    return Pattern(source, (*map(str, range(1, program.groups + 1)), *names), program)


def _numbered(groups: tuple[str | None, ...]) -> tuple[tuple[str, str | None], ...]:
    return tuple((str(number), text) for number, text in enumerate(groups, start=1))


def _explained(error: Exception) -> PatternError:
    raw = error.args[0]
    complaint = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
    culprit = complaint.rpartition(": ")[2]
    message = f"expected a pattern RE2 can run, got {complaint}"
    for signs, hint in _WAYS:
        if culprit.startswith(signs):
            return PatternError(message, hint)
    if culprit.startswith("\\") and culprit[1:].isdigit():
        return PatternError(message, _WAYS[1][1])
    return PatternError(message)
