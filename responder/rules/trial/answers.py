"""What a test answers in place of other computers.

It must not know how a test is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from responder.rules.requests import Fetched, FetchFailure, Why, shown
from responder.rules.spec.answers import FAULTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.requests import FetchRequest, FetchResult
    from responder.rules.spec.answers import FetchAnswerSpec

ANY = "*"
"""Stands for any letters of an address, also for none."""


@dataclass(frozen=True, slots=True)
class Line:
    """Who asks for this is answered that.

    Args:
        pattern: An address, perhaps with a method before it and `*` in it.
        answers: Each for one request, the last for all that follow.
    """

    pattern: str
    answers: tuple[FetchResult, ...]

    def covers(self, request: FetchRequest) -> bool:
        """Whether a request is one of those; letters may be written as they are or encoded."""
        method, _, url = self.pattern.rpartition(" ")
        if method and method != request.method:
            return False
        asked = shown(request).partition(" ")[2]
        return _fits(url, asked) or _fits(unquote(url), unquote(asked))


@dataclass(slots=True)
class Answers:
    """Gives the answers of one test, in order.

    Args:
        lines: The first that covers a request answers it.
        missing: What was asked that nothing answers.
    """

    lines: tuple[Line, ...] = ()
    missing: list[str] = field(default_factory=list)
    _given: dict[str, int] = field(default_factory=dict)

    def to(self, request: FetchRequest) -> FetchResult:
        """What comes back of a request."""
        line = next((one for one in self.lines if one.covers(request)), None)
        if line is None:
            self.missing.append(shown(request))
            return FetchFailure(Why.UNANSWERED, f"the test does not answer {shown(request)}")
        place = self._given.get(line.pattern, 0)
        self._given[line.pattern] = place + 1
        return line.answers[min(place, len(line.answers) - 1)]


def lines_of(fetches: Mapping[str, Iterable[FetchAnswerSpec]]) -> tuple[Line, ...]:
    """The answers of a test as it is written."""
    return tuple(
        Line(" ".join(pattern.split()), tuple(map(_result, answers)))
        for pattern, answers in fetches.items()
    )


def _result(spec: FetchAnswerSpec) -> FetchResult:
    if spec.fail is not None:
        return FetchFailure(Why(spec.fail.value), f"the test says {spec.fail}")
    status = spec.status or 200
    if status >= FAULTY:
        return FetchFailure(Why.STATUS, f"the test answers with status {status}", status)
    return Fetched(spec.json_ if spec.has_json else spec.text or "", status)


def _fits(pattern: str, text: str) -> bool:
    first, *others = pattern.split(ANY)
    if not others:
        return text == first
    *between, last = others
    if not text.startswith(first) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in between:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(last)
