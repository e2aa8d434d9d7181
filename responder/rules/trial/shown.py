"""A failed test as lines for a person, and as a fault with its place for `check`.

It knows results; it must not know terminals or colours.
"""

from __future__ import annotations

from difflib import ndiff
from enum import Enum, auto
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.reading.cells import QUOTE_CHARS_MAX, quote, width
from responder.rules.reading.faults import Fault
from responder.rules.trial.run import run_trials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.ruleset import RuleSet
    from responder.rules.trial.trial import Failure, Result, Trial

DIFF_LINES_MAX = 30
"""Lines of two texts that are set against each other: more than a reply has on a phone's screen,
and comparing costs the product of both."""

INDENT = "    "
LABELLED = INDENT + " " * len("expected: ")


class Kind(Enum):
    """What a line tells, for whoever has colours."""

    WHERE = auto()
    EXPECTED = auto()
    GOT = auto()
    WHY = auto()
    TEXT = auto()


class Line(NamedTuple):
    """One line about a failed test."""

    kind: Kind
    text: str


def failed(rule_set: RuleSet, trials: Iterable[Trial]) -> tuple[Fault, ...]:
    """Carry tests out and tell of those that failed, as faults of their file."""
    return tuple(as_fault(one) for one in run_trials(rule_set, trials) if not one.passed)


def as_fault(result: Result) -> Fault:
    """A failed test as one of the faults of its file."""
    failure = _failure(result)
    spot = failure.step.spot
    return Fault(
        line=spot.line,
        column=spot.column,
        file=spot.file,
        rule=None,
        field=f"test {quote(result.trial.name)}, step {failure.step.number}",
        message=f"expected {failure.expected}, got {failure.got}",
        hint="; ".join(_news(failure) or failure.near),
        source_line=spot.source_line,
    )


def lines_of(result: Result) -> Iterator[Line]:
    """A failed test as lines: where, what was said, expected and got, and why.

    Yields:
        `file:line:column: test "x", step 1: 小明 says "你好"`, and below it indented lines, most
        with a label: `expected`, `got`, `because`, `near`.
    """
    failure = _failure(result)
    spot = failure.step.spot
    where = f"{spot.file}:{spot.line}:{spot.column}"
    what = f"test {quote(result.trial.name)}, step {failure.step.number}"
    yield Line(Kind.WHERE, f"{where}: {what}: {failure.step.label}")
    yield Line(Kind.EXPECTED, f"{INDENT}expected: {failure.expected}")
    yield Line(Kind.GOT, f"{INDENT}     got: {failure.got}")
    yield from _difference(failure)
    for sentence in _news(failure):
        yield Line(Kind.WHY, f"{INDENT} because: {sentence}")
    for sentence in failure.near:
        yield Line(Kind.WHY, f"{INDENT}    near: {sentence}")


def _failure(result: Result) -> Failure:
    if result.failure is None:
        raise ValueError("a test that passed has nothing to show")
    return result.failure


def _news(failure: Failure) -> list[str]:
    """Why it failed, without what the word of what happened says already."""
    return [sentence for sentence in failure.why if sentence not in failure.got]


def _difference(failure: Failure) -> Iterator[Line]:
    """Where one reply parts from the text it should have been; nothing where that is plain."""
    if failure.wanted is None or len(failure.replies) != 1:
        return
    wanted, got = failure.wanted, failure.replies[0]
    if wanted == got:
        return
    if "\n" in wanted or "\n" in got:
        yield from _line_by_line(wanted.splitlines(), got.splitlines())
    elif max(len(wanted), len(got)) > QUOTE_CHARS_MAX:
        yield from _letter_by_letter(wanted, got)


def _line_by_line(wanted: list[str], got: list[str]) -> Iterator[Line]:
    """Both texts in one, with `-` what is missing and `+` what is too much."""
    start = max(_alike(wanted, got) - 1, 0)
    yield Line(Kind.TEXT, f"{INDENT}Line by line, from line {start + 1} (- expected, + got):")
    diff = ndiff(wanted[start : start + DIFF_LINES_MAX], got[start : start + DIFF_LINES_MAX])
    for line in diff:
        kind = {"-": Kind.EXPECTED, "+": Kind.GOT, " ": Kind.TEXT}.get(line[0])
        if kind is not None:
            yield Line(kind, f"{INDENT}  {line[:2]}{_plain(line[2:])}")


def _letter_by_letter(wanted: str, got: str) -> Iterator[Line]:
    """The place where two long lines part, with a caret below it."""
    same = _alike(wanted, got)
    start = max(same - QUOTE_CHARS_MAX // 2, 0)
    lead = LABELLED + ("…" if start else "")
    yield Line(Kind.TEXT, f"{INDENT}They part here:")
    yield Line(Kind.EXPECTED, lead + _plain(wanted[start:]))
    yield Line(Kind.GOT, lead + _plain(got[start:]))
    yield Line(Kind.TEXT, " " * width(lead + _plain(wanted[start:same])) + "^")


def _alike(first: str | list[str], second: str | list[str]) -> int:
    """How much two of a kind have in common from the beginning."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _plain(text: str) -> str:
    """A piece of a text, safe to print and not too long."""
    return quote(text)[1:-1]
