"""The first minutes of new rules: do they fail more often than those before?

An edit that `check` finds no fault in may still meet messages for which no reply can be written.
It counts; it must not know what is done about it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

WATCHED_S = 600.0
"""For so long new rules are watched."""

FAILURES_MIN = 3
"""Fewer may be chance."""

MORE_OFTEN = 2.0
"""So many times as often as before is worth a word."""

DECISIONS_MAX = 500
"""Of so many decisions of one set of rules is known whether they failed."""

ENOUGH = 20
"""With fewer decisions a set of rules is no measure for the next one by itself."""


def _few() -> deque[bool]:
    return deque(maxlen=DECISIONS_MAX)


@dataclass(slots=True)
class Probation:
    """Counts failures of the rules of one account.

    Args:
        since_s: When the present rules came, any clock; None if they have proved themselves.
    """

    since_s: float | None = None
    _before: deque[bool] = field(default_factory=_few)
    _present: deque[bool] = field(default_factory=_few)

    def begin(self, now_s: float) -> None:
        """Other rules hold."""
        if len(self._present) >= ENOUGH:
            self._before.clear()
        self._before.extend(self._present)
        self._present.clear()
        self.since_s = now_s

    def decided(self, now_s: float, *, failed: bool) -> str:
        """A rule took a message.

        Args:
            now_s: By the clock of `begin`.
            failed: Whether a reply could not be written.

        Returns:
            What there is to say, once for each set of rules; as a rule `""`.
        """
        self._present.append(failed)
        if self.since_s is None or now_s - self.since_s > WATCHED_S:
            self.since_s = None
            return ""
        failures, earlier = sum(self._present), sum(self._before)
        is_worse = failures * len(self._before) > MORE_OFTEN * earlier * len(self._present)
        if failures < FAILURES_MIN or (self._before and not is_worse):
            return ""
        self.since_s = None
        told = f"since the rules were changed {failures} of {len(self._present)} answers failed"
        if self._before:
            told += f", before {earlier} of {len(self._before)}"
        return f"{told}; `responder rules rollback` goes back to the rules before"
