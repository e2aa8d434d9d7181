"""What is given back in a replay: what a rule claimed for answers that never left.

What became of a text is taken from the recording where the same text is said again; any other
counts as sent. It must not know how anything is decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import TYPE_CHECKING

from responder.memory import Said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.memory import Change
    from responder.replay.compared import Now
    from responder.replay.past import Past, Then
    from responder.rules.decision import Taken


@dataclass(slots=True)
class _Answer:
    """What one rule says to one event.

    Args:
        changes: What it claimed.
        then: What it said in the recording and was not said again yet.
        last_s: When the last of its texts was given up, Unix seconds; infinity if one was not.
        spoke: Whether anything was to be said.
    """

    changes: tuple[Change, ...]
    then: list[Then]
    last_s: float = -inf
    spoke: bool = False


@dataclass(slots=True)
class Spending:
    """What will be given back, and when."""

    _answers: dict[tuple[str, str], _Answer] = field(default_factory=dict)
    _returns: list[tuple[float, int, tuple[Change, ...]]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    @property
    def waits(self) -> bool:
        """Whether anything will be given back."""
        return bool(self._returns)

    @property
    def next_s(self) -> float:
        """When something is given back next, Unix seconds."""
        return self._returns[0][0] if self._returns else inf

    def give_back(self) -> tuple[Change, ...]:
        """What is given back next."""
        return heappop(self._returns)[2]

    def say(self, past: Past, taken: Taken, said: Sequence[Now], *, goes_on: bool) -> None:
        """Note what a rule says in one step.

        Args:
            past: The event.
            taken: The step.
            said: Its texts.
            goes_on: Whether it says more later.
        """
        key = past.event.id, taken.rule
        answer = self._answers.get(key)
        if answer is None:
            then = [one for one in past.texts if one.rule == taken.rule]
            answer = self._answers[key] = _Answer(taken.changes, then)
        if not said:
            return
        answer.spoke = True
        place = len(said) if goes_on else len(answer.then)
        then, answer.then = answer.then[:place], answer.then[place:]
        if [(one.text, one.to) for one in then] != [(one.text, one.to) for one in said]:
            answer.last_s = inf
            return
        for one in then:
            ends_s = inf if one.never_left_s is None else one.never_left_s
            answer.last_s = max(answer.last_s, ends_s)
            if one.never_left_s is not None and not one.to:
                unsaid = Said(past.event.chat.id, one.text, one.written_s)
                self._return(one.never_left_s, (unsaid,))

    def end(self, event_id: str, rule: str, now_s: float, *, failed: bool | None = None) -> None:
        """Note that a rule says nothing more to an event.

        Args:
            event_id: The event.
            rule: Name of the rule.
            now_s: Unix seconds.
            failed: Whether its last run ended early when it went on; None if that did not end it.
        """
        answer = self._answers.pop((event_id, rule), None)
        if answer is None or answer.last_s == inf:
            return
        if failed is not None and (failed or answer.spoke):
            self._return(max(answer.last_s, now_s), answer.changes)
        elif answer.last_s >= now_s:
            self._return(answer.last_s, answer.changes)

    def _return(self, at_s: float, changes: tuple[Change, ...]) -> None:
        heappush(self._returns, (at_s, next(self._order), changes))
