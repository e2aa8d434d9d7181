"""RE2's programs, with as little as possible between them and a message.

The library's `search` makes an object of every match and asks its program for the number of groups
at each access: 4 µs to find two groups in a short text, where RE2 takes one. So its engine is asked
directly where the library still has it in the place we know, which is tried out once; otherwise its
`search` is used. It knows the library; it must not know patterns as authors write them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import re2  # type: ignore[import-untyped]  # it ships no types

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

PROGRAM_BYTES_MAX = 1024 * 1024
"""Memory of one program and what it remembers; beyond it RE2 gets slower, never wrong."""

Spans: TypeAlias = "Sequence[tuple[int, int]]"
"""Where a match and its groups begin and end, in bytes; -1 for a group that took no part."""

_OPTIONS: Any = re2.Options()
_OPTIONS.max_mem = PROGRAM_BYTES_MAX
_OPTIONS.log_errors = False

# The class itself: `re2.compile` would keep the last 128 programs of the whole process, and takes
# twice as long for a small pattern.
_Compiled: Any = type(re2.compile(""))


class ProgramError(ValueError):
    """RE2 refuses a source; the message is RE2's complaint."""


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled source.

    Args:
        steps: Its instructions.
        groups: How many groups it has.
        names: Names of groups, with their numbers.
        find: The leftmost match in an encoded text, None if there is none.
    """

    steps: int
    groups: int
    names: Mapping[str, int]
    find: Callable[[bytes], Spans | None]


def compiled(source: str) -> Program:
    """Compile a source.

    Raises:
        ProgramError: RE2 can not run it.
    """
    try:
        program = _Compiled(source, _OPTIONS)
    except UnicodeEncodeError as error:
        raise ProgramError("half of a surrogate pair") from error
    except re2.error as error:
        raw = error.args[0]
        complaint = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
        raise ProgramError(complaint) from error
    find = _finder(program)
    return Program(program.programsize, program.groups, program.groupindex, find)


def _direct(program: Any) -> Callable[[bytes], Spans | None]:  # noqa: ANN401 - the library has no types
    """The engine's own search.

    Raises:
        AttributeError: It is not where it was.
    """
    match = program._regexp.Match  # noqa: SLF001 - see the module's docstring
    anywhere = re2._Anchor.UNANCHORED  # noqa: SLF001 - the same

    def find(data: bytes) -> Spans | None:
        spans: Spans = match(anywhere, data, 0, len(data))
        return None if spans[0][0] < 0 else spans

    return find


def _by_search(program: Any) -> Callable[[bytes], Spans | None]:  # noqa: ANN401 - the same
    """The library's search."""
    groups = range(program.groups + 1)

    def find(data: bytes) -> Spans | None:
        found = program.search(data)
        return None if found is None else [found.span(group) for group in groups]

    return find


def _is_direct() -> bool:
    """Whether the engine is where it was, and does what it did."""
    try:
        find = _direct(_Compiled("(b)(c)?", _OPTIONS))
        return find(b"abd") == [(1, 2), (1, 2), (-1, -1)] and find(b"c") is None
    except (AttributeError, TypeError):
        return False


_finder = _direct if _is_direct() else _by_search
