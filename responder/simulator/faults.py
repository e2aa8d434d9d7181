"""Faults: what is to go wrong, on which call, how often; what one does is in `fault_effects`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

ANY_ENDPOINT = "*"


class FaultKind(StrEnum):
    """What goes wrong."""

    STATUS = "status"
    HTML = "html"
    EMPTY = "empty"
    REDIRECT = "redirect"
    RESET = "reset"
    CUT = "cut"
    TRUNCATE = "truncate"
    MALFORMED = "malformed"
    DELAY = "delay"
    SILENCE = "silence"
    CLOSE = "close"
    RET = "ret"
    SELECTOR = "selector"
    SET = "set"
    OMIT = "omit"
    NULL = "null"
    RETYPE = "retype"
    BYTES = "bytes"
    ENCODING = "encoding"
    HEADER = "header"
    COOKIES = "cookies"
    DUPLICATE = "duplicate"
    SHUFFLE = "shuffle"


class When(StrEnum):
    """Before or after the call took effect on the service."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Args:
        endpoint: Last part of the path, or `*` for every call of the service.
        kind: What goes wrong.
        value: Main parameter, whose meaning depends on the kind; None for its default.
        times: How often; None means until it is taken away.
        probability: Of striking at a matching call, 0 to 1.
        when: Whether the call takes effect; edits of an answer always come after it.
        after_calls: Matching calls that are left alone first.
        after_s: With `reset` and `cut`: how long the call is held before.
    """

    endpoint: str
    kind: FaultKind
    value: Any = None
    times: int | None = 1
    probability: float = 1.0
    when: When = When.BEFORE
    after_calls: int = 0
    after_s: float = 0.0

    def as_json(self) -> Mapping[str, Any]:
        """As the control interface shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class _Armed:
    fault: Fault
    passed: int = 0
    struck: int = 0

    def strikes(self, rng: Random) -> bool:
        if self.fault.times is not None and self.struck >= self.fault.times:
            return False
        self.passed += 1
        if self.passed <= self.fault.after_calls:
            return False
        if self.fault.probability < 1 and rng.random() >= self.fault.probability:
            return False
        self.struck += 1
        return True


@dataclass(slots=True)
class Faults:
    """All that are armed, and how often faults have struck, by kind."""

    struck: dict[str, int] = field(default_factory=dict)
    _armed: list[_Armed] = field(default_factory=list)

    def arm(self, faults: Iterable[Fault]) -> None:
        """Add to what is armed."""
        self._armed.extend(_Armed(fault) for fault in faults)

    def clear(self) -> None:
        """Disarm all."""
        self._armed.clear()

    def due(self, endpoint: str, rng: Random) -> list[Fault]:
        """The faults that strike this call; counts it."""
        due = []
        for armed in self._armed:
            if armed.fault.endpoint in {endpoint, ANY_ENDPOINT} and armed.strikes(rng):
                due.append(armed.fault)
                kind = armed.fault.kind.value
                self.struck[kind] = self.struck.get(kind, 0) + 1
        return due

    def listed(self) -> list[Mapping[str, Any]]:
        """What is armed, with how often each has struck."""
        return [{**armed.fault.as_json(), "struck": armed.struck} for armed in self._armed]
