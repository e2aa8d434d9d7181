"""One event, prepared once for all the rules that will look at it, and for what they answer.

It knows the bounds of a stranger's text; it must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Generic, TypeVar

from responder.memory import Memory
from responder.models import EventKind, MessageType, find_nobody
from responder.rules.days import wall_clock
from responder.rules.templates.remembered import memory_view
from responder.rules.templates.views import clean, views_of
from responder.rules.text.commandline import Words
from responder.rules.text.folding import Folding, fold_mention
from responder.rules.text.spelling import Spelling
from responder.rules.work import WRITING_UNITS_MAX, Work

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from responder.models import Event, Find
    from responder.rules.draws import Seed
    from responder.rules.stored import Kinds
    from responder.rules.waiting import Waits

TEXT_CHARS_MAX = 4_000
"""How much of a message is looked at. Clients split texts at about 2,000 characters; to fold 4,000
of the worst ones takes 10 ms (measured: U+FDFA, each of which is 18)."""


PASSED_UNITS = 100
"""Units of work to have the rules look at a text that was passed on, apart from what they ask of it
and from its length."""

CHARS_PER_UNIT = 10
"""Characters that are folded and looked through for a unit of work."""

GROWN_UNITS = 5
"""Units of work for two characters of a text that is cut because folding made it too long: nobody
knows how much longer it was (measured: 10 ms for 4,000 of U+FDFA)."""

NAME_CHARS_MAX = 500
"""How much of a name is looked at; the service allows far less."""

_FOLDING = Folding()
_Made = TypeVar("_Made")


class _Once(Generic[_Made]):
    """A value that is made when it is first asked for; `cached_property`, but without a lock.

    In Python 3.11 the lock takes longer than most of what is made here.
    """

    def __init__(self, make: Callable[[Subject], _Made]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, subject: Subject, _owner: type[Subject]) -> _Made:
        made = subject.__dict__[self._name] = self._make(subject)
        return made


@dataclass(eq=False)
class Subject:
    """An event with its text and names as conditions compare them, and the work it may cost.

    What only some rules ask for is made when the first of them does, and once. Nobody changes it.
    It is not frozen all the same: every message has one, and that would take twice as long.

    Args:
        event: What happened.
        text: As decoded, bounded, without halves of surrogate pairs.
        folded: After folding, my mentions removed; bounded too, for folding can lengthen it.
        senders: Names of the sender that rules trust, bounded and encodable like the text.
        groups: Likewise of the group, none outside of groups.
        memory: Stored values.
        now_s: Unix seconds.
        seed: Of every draw.
        zone: Of the rule file; None is the machine's.
        folding: Of the rule file.
        kinds: Of what its rules store.
        deciding: The work left to find the rule that takes it.
        waits: What waits to go on later.
        find: Finds the chats that actions write to.
    """

    event: Event
    text: str
    folded: str
    senders: frozenset[str]
    groups: frozenset[str]
    memory: Memory = field(default_factory=Memory)
    now_s: float = 0.0
    seed: Seed = 0
    zone: ZoneInfo | None = None
    folding: Folding = _FOLDING
    kinds: Kinds = field(default_factory=dict)
    deciding: Work = field(default_factory=Work)
    waits: Waits = field(default_factory=dict)
    find: Find = find_nobody

    def paid_by(self, work: Work) -> Subject:
        """The same, but finding rules is paid from elsewhere."""
        other = object.__new__(Subject)
        other.__dict__.update(self.__dict__, deciding=work)
        return other

    def written_for(self, work: Work) -> Subject:
        """The same, but writing replies is paid from elsewhere."""
        other = object.__new__(Subject)
        other.__dict__.update(self.__dict__, writing=work)
        return other

    def remembering(self, memory: Memory) -> Subject:
        """The same with another memory: what is looked at next sees what was stored meanwhile."""
        other = object.__new__(Subject)
        other.__dict__.update(self.__dict__, memory=memory)
        other.__dict__.pop("views", None)
        return other

    def instead(self, text: str) -> Subject:
        """The same, had its sender written another text.

        It has what is left of the budget for finding rules once it is paid for, and what is found
        out about it is its own; the budget for writing is the same one.
        """
        event = replace(
            self.event,
            kind=EventKind.MESSAGE,
            type=MessageType.TEXT,
            text=text,
            title="",
            url="",
        )
        other = subject_of(
            event,
            self.folding,
            memory=self.memory,
            now_s=self.now_s,
            seed=self.seed,
            zone=self.zone,
            kinds=self.kinds,
            waits=self.waits,
            find=self.find,
        )
        work = Work(self.deciding.left)
        work.owe(PASSED_UNITS + _price_of(other))
        other.__dict__.update(deciding=work, writing=self.writing)
        return other

    @_Once
    def writing(self) -> Work:
        """The work left to write replies."""
        return Work(WRITING_UNITS_MAX)

    @_Once
    def encoded(self) -> bytes:
        """The text for RE2, which works on bytes; one that is no text of a message has a "?"."""
        return self.text.encode(errors="replace")

    @_Once
    def length(self) -> int:
        """Characters as written, without blanks at the ends."""
        return len(self.text.strip())

    @_Once
    def spelling(self) -> Spelling:
        """What stands beside a keyword."""
        text = self.folding.without_mentions(self.text, names_of_me(self.event))
        return Spelling(text, self.folded, self.folding)

    @_Once
    def words(self) -> Words:
        """The text as a command reads it."""
        return Words(fold_mention(self.text, names_of_me(self.event)))

    @_Once
    def clock(self) -> datetime:
        """The time of the decision on the wall clock of the rule file's zone."""
        return wall_clock(self.now_s, self.zone)

    @_Once
    def views(self) -> Mapping[str, object]:
        """What templates see of it, whatever rule they belong to."""
        stored = memory_view(self.memory, self.event, self.now_s, self.kinds)
        return {
            **views_of(self.event, self.text, now_s=self.now_s, zone=self.zone),
            "memory": stored,
        }


def _price_of(subject: Subject) -> int:
    """Units of work to fold a text and to look through it."""
    text, folded = subject.text, subject.folded
    if len(folded) == TEXT_CHARS_MAX and folded != text:
        return len(text) * GROWN_UNITS // 2
    return (len(text) + len(folded)) // CHARS_PER_UNIT


def text_of(event: Event) -> str:
    """The text of an event as rules and templates see it: bounded, and sure to be encodable."""
    return clean(event.text[:TEXT_CHARS_MAX])


def subject_of(
    event: Event,
    folding: Folding = _FOLDING,
    *,
    memory: Memory | None = None,
    now_s: float = 0.0,
    seed: Seed = 0,
    zone: ZoneInfo | None = None,
    kinds: Kinds | None = None,
    waits: Waits | None = None,
    find: Find = find_nobody,
) -> Subject:
    """Prepare an event for matching.

    Args:
        event: What happened.
        folding: Of the rule file.
        memory: Stored values; none by default.
        now_s: Unix seconds.
        seed: Of every draw.
        zone: Of the rule file; None is the machine's.
        kinds: Of what its rules store.
        waits: What waits to go on later.
        find: Finds the chats that actions write to; nobody by default.
    """
    text = text_of(event)
    return Subject(
        event,
        text,
        folding.fold(text, names_of_me(event))[:TEXT_CHARS_MAX],
        _names(event.sender.known_as),
        frozenset() if event.group is None else _names(event.group.known_as),
        Memory() if memory is None else memory,
        now_s,
        seed,
        zone,
        folding,
        kinds or {},
        waits=waits or {},
        find=find,
    )


def names_of_me(event: Event) -> tuple[str, ...]:
    """The names by which a mention of me is recognised in the text, longest first."""
    # In a group it was decided by who is in it: "@Ann B" may be no call for Ann.
    return event.my_names if event.mentioned or event.group is None else ()


def _names(known_as: frozenset[str]) -> frozenset[str]:
    return frozenset([clean(name[:NAME_CHARS_MAX]) for name in known_as])
