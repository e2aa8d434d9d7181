"""What became of one event: which rules took it, what they say, and why others did not.

It knows what a decision holds; it must not know how one is reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING

if TYPE_CHECKING:
    from responder.memory import Change
    from responder.rules.captures import Captures
    from responder.rules.saying import KeptBack
    from responder.rules.steps import Passed, Reply
    from responder.rules.waiting import Turn


@dataclass(frozen=True, slots=True)
class Considered:
    """What became of one rule for one event.

    Args:
        rule: Its name.
        failed: Key of the first condition that did not hold; None if the rule matched.
        reason: Why, in words for the rule's author; `""` if it matched.
    """

    rule: str
    failed: str | None = None
    reason: str = ""

    @property
    def matched(self) -> bool:
        """Whether the rule took the event."""
        return self.failed is None


@dataclass(frozen=True, slots=True)
class Taken:
    """What one rule that matched made of the event.

    Args:
        rule: Its name.
        captures: What its conditions found.
        replies: To be sent, in order, each to the event's chat or to that which it names.
        changes: To memory, by the rule: what it claimed, given back if nothing is sent, and what
            it stored, which stays.
        error: Why a reply was not written.
        suppressed: Why nothing is answered although the rule has the event: the key of its
            cooldown or limit, or a `Manner`; `""` if it may answer.
        suppressed_why: The same in words.
        kept_back: Replies that manners forbid one by one.
        shadow: Whether this is only what it would have done.
        turns: What waits from now on to go on later, and what does not any more.
        passes: Texts that it has the rules look at; what they make of them stands behind it.
        excused: Whether `on_error` had its say about `error`, and came to its end.
    """

    rule: str
    captures: Captures = NOTHING
    replies: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()
    error: str | None = None
    suppressed: str = ""
    suppressed_why: str = ""
    kept_back: tuple[KeptBack, ...] = ()
    shadow: bool = False
    turns: tuple[Turn, ...] = ()
    passes: tuple[Passed, ...] = ()
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What one event led to.

    Args:
        event_id: What was decided.
        taken: The rules that matched, in order: any that let later ones answer too, and the one
            that has the event.
        trace: The rules looked at, in order.
        claimed: Whether the last of `taken` has the event; False if only rules with `continue`
            or `shadow` matched.
        fault: Why the event could not be decided, or not to the end: then no rule behind the last
            of the trace was looked at.
        noticed: Changes to memory by the event itself, whatever the rules make of it.
        answered: Changes to memory by the answer as a whole.
        withheld: Why nothing might be answered whatever rule took it, as `decide` was told.
    """

    event_id: str
    taken: tuple[Taken, ...] = ()
    trace: tuple[Considered, ...] = ()
    claimed: bool = False
    fault: str | None = None
    noticed: tuple[Change, ...] = ()
    answered: tuple[Change, ...] = ()
    withheld: str = ""

    @property
    def acting(self) -> tuple[Taken, ...]:
        """The rules that matched and are not in shadow."""
        return tuple(one for one in self.taken if not one.shadow)

    @property
    def main(self) -> Taken | None:
        """The rule that has the event, else the last one that answered, else None."""
        acting = self.acting
        return acting[-1] if acting else None

    @property
    def rule(self) -> str | None:
        """Name of the rule of `main`."""
        return None if self.main is None else self.main.rule

    @property
    def captures(self) -> Captures:
        """What the conditions of `main` found."""
        return NOTHING if self.main is None else self.main.captures

    @property
    def replies(self) -> tuple[Reply, ...]:
        """To be sent, in order."""
        return tuple(reply for one in self.acting for reply in one.replies)

    @property
    def changes(self) -> tuple[Change, ...]:
        """To memory, in order: by the event, by the rules, by the answer."""
        of_rules = [change for one in self.acting for change in one.changes]
        return (*self.noticed, *of_rules, *self.answered)

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What waits from now on to go on later, and what does not any more, in order."""
        return tuple(turn for one in self.acting for turn in one.turns)

    @property
    def error(self) -> str | None:
        """Why the event could not be decided, or the first reason why a reply was not written."""
        return self.fault or next((one.error for one in self.acting if one.error), None)
