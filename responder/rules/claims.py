"""Cooldowns and limits: how often a rule may answer whom.

Pure functions of a memory snapshot. They must not know conditions or how memory is stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.memory import Claimed
from responder.rules.durations import duration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.memory import Memory, Times
    from responder.models import Event, Rate


class Per(StrEnum):
    """For whom a cooldown or limit counts; the words are those of the rule key `per`."""

    SENDER = "sender"
    """Each person; in a group each member in that group."""

    CHAT = "chat"
    RULE = "rule"
    """Everybody together."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule must be able to spend before it answers.

    Args:
        key: `cooldown` or `limit`, for the trace.
        rate: So many answers in so many seconds; a cooldown is one.
        per: For whom it counts.
        steps_aside: Whether later rules may try when it is used up; otherwise the rule keeps the
            message and says nothing.
    """

    key: str
    rate: Rate
    per: Per = Per.SENDER
    steps_aside: bool = False

    @property
    def reason(self) -> str:
        """Why the rule does not answer when it is used up."""
        if self.key == "cooldown":
            return f"the rule rests for {duration(self.rate.per_s)} after each answer"
        return f"the rule answers at most {self.rate.count} times in {duration(self.rate.per_s)}"


def scope_of(per: Per, event: Event) -> str:
    """For whom an answer to this event counts."""
    if per is Per.RULE:
        return per.value
    if per is Per.CHAT:
        return f"{per.value} {event.chat.id}"
    return f"{per.value} {event.chat.id} {event.sender.id}"


def talk_of(event: Event) -> str:
    """The talk an event belongs to: a private chat, or one member of a group."""
    return scope_of(Per.SENDER, event)


def used_up(
    claims: Iterable[Claim], rule: str, event: Event, memory: Memory, now_s: float
) -> Claim | None:
    """The first claim that the rule can not make now, None if it can make all.

    A time in the future, from before the clock was set back, counts as now: nobody is silenced
    for longer than the period, and nobody is answered more often.
    """
    for claim in claims:
        times = memory.claims.get((rule, scope_of(claim.per, event)), ())
        if _within(times, claim.rate.per_s, now_s) >= claim.rate.count:
            return claim
    return None


def claimed(claims: Iterable[Claim], rule: str, event: Event, now_s: float) -> tuple[Claimed, ...]:
    """The changes that an answer makes: one for each scope, however many claims share it."""
    scopes = dict.fromkeys(scope_of(claim.per, event) for claim in claims)
    return tuple(Claimed(rule, scope, now_s) for scope in scopes)


def _within(times: Times, per_s: float, now_s: float) -> int:
    return sum(at_s > now_s - per_s for at_s in times)
