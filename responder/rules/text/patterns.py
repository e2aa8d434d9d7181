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

FILE_STEPS_MAX = 3_000_000
"""Instructions of all patterns of a file, about a second of compiling and 100 MiB: ordinary
patterns have below 100, so 10,000 rules stay below it."""

REFUSED_STEPS = 4 * PATTERN_STEPS_MAX
"""What a pattern that is too large counts: RE2 unfolds it about so far before it gives up."""

RESERVED_GROUPS = frozenset({"keyword", "value", "rest"})
"""Names that `match` gives a meaning of its own."""

_SILENT = "an earlier rule with `silent: true` can catch what must not match"
_REPEAT_LESS = "repeat less: {0,100} of a group counts a hundred times"
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


class PatternTooLargeError(PatternError):
    """A pattern that unfolds too far."""


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


@dataclass(slots=True)
class PatternCompiler:
    """Compiles the patterns of one file: each only once, and all of them within one bound.

    Args:
        steps_left: Instructions that further patterns may have together.
    """

    steps_left: int = FILE_STEPS_MAX
    _compiled: dict[str, Pattern] = field(default_factory=dict)

    def compile(self, source: str) -> Pattern:
        """Like `compile_pattern`.

        Raises:
            PatternError: Also when the patterns before have used up the bound.
        """
        if source in self._compiled:
            return self._compiled[source]
        if self.steps_left <= 0:
            message = "expected patterns of moderate size, got too many large ones in this file"
            raise PatternError(message, _REPEAT_LESS)
        try:
            pattern = compile_pattern(source)
        except PatternTooLargeError:
            self.steps_left -= REFUSED_STEPS
            raise
        self.steps_left -= pattern.program.programsize
        self._compiled[source] = pattern
        return pattern


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
        raise PatternTooLargeError(
            "expected a pattern of moderate size, got one that unfolds into "
            f"{program.programsize:,} steps",
            _REPEAT_LESS,
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
    if complaint.startswith("pattern too large"):
        return PatternTooLargeError(
            "expected a pattern of moderate size, got one that unfolds too far", _REPEAT_LESS
        )
    message = f"expected a pattern RE2 can run, got {complaint}"
    for signs, hint in _WAYS:
        if culprit.startswith(signs):
            return PatternError(message, hint)
    if culprit.startswith("\\") and culprit[1:].isdigit():
        return PatternError(message, _WAYS[1][1])
    return PatternError(message)
