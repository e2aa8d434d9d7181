"""What rules remember between messages: a snapshot that a decision reads and never changes.

What a decision changes is data too; whoever keeps the memory applies it. This module knows neither
rules nor where memory is stored: the rule engine and the journal both speak its words.
"""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TIMES_KEPT_MAX = 1_000
"""Claims of one rule and scope that are kept, the newest: above the count of any sensible limit."""

K = TypeVar("K")
V = TypeVar("V")

Single: TypeAlias = str | int | float | bool

Stored: TypeAlias = Single | tuple[Single, ...]
"""What an action may store: a single value, or a list of them."""

Times: TypeAlias = tuple[float, ...]
"""Unix seconds, oldest first."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A change: a rule spent its cooldown and limits on an event.

    Args:
        rule: Its name.
        scope: For whom, see `claims.scope_of`.
        at_s: Unix seconds.
    """

    rule: str
    scope: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Met:
    """A change: somebody wrote, who is no stranger from now on.

    Args:
        person_id: Who.
        at_s: Unix seconds.
    """

    person_id: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A change: a text was written, which a rule with `repeated` may ask for.

    Args:
        chat_id: Where.
        text: Folded.
        sender_id: By whom.
        at_s: Unix seconds.
    """

    chat_id: str
    text: str
    sender_id: str
    at_s: float


@dataclass(frozen=True, slots=True)
class OwnerWrote:
    """A change: the owner wrote on the phone.

    Args:
        chat_id: Where.
        at_s: Unix seconds.
    """

    chat_id: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Replied:
    """A change: an event of a talk was answered.

    Args:
        talk: A private chat, or one member of a group; see `claims.talk_of`.
        at_s: Unix seconds.
    """

    talk: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Said:
    """A change: we have something to say in a chat.

    Args:
        chat_id: Where.
        text: As it will be sent.
        at_s: Unix seconds.
    """

    chat_id: str
    text: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Muted:
    """A change: a talk gets no answer for a while.

    Args:
        talk: See `Replied`.
        until_s: Unix seconds.
    """

    talk: str
    until_s: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One stored value.

    Args:
        value: What is stored.
        until_s: When it ends, Unix seconds; None: never.
    """

    value: Stored
    until_s: float | None = None

    def lives(self, now_s: float) -> bool:
        """Whether it has not ended yet."""
        return self.until_s is None or self.until_s > now_s


@dataclass(frozen=True, slots=True)
class Kept:
    """A change: an action of a rule stored a value or dropped one.

    Args:
        owner: Whose it is: one person's, one chat's, or everybody's.
        name: Under which name.
        entry: Which of the values under it; `""` is the only one of a name without entries.
        cell: What is stored from now on; None: nothing.
    """

    owner: str
    name: str
    entry: str
    cell: Cell | None


Change: TypeAlias = Claimed | Met | Heard | OwnerWrote | Replied | Said | Muted | Kept
"""Everything that a decision may change in memory."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The stored values that one decision may read.

    The mappings may look their values up only when asked, as long as they give the same answer
    for the whole decision.

    Args:
        claims: Rule name and scope, to when they were claimed.
        values: Owner and name to what is stored there by entry, see `Kept`. What has ended may
            still be among it.
        totals: `""` to how many values are stored altogether.
        met: Id of somebody who wrote before this event, to when last; Unix seconds.
        owner_wrote_s: Chat id to when the owner last wrote there, Unix seconds.
        heard: Chat id and folded text, to who wrote it before and when, oldest first.
        replied: Talk, to when its events were answered.
        said_s: Chat id and text, to when it was last said there, Unix seconds.
        muted_until_s: Talk, to when it may be answered again, Unix seconds.
    """

    claims: Mapping[tuple[str, str], Times] = field(default_factory=dict)
    values: Mapping[tuple[str, str], Mapping[str, Cell]] = field(default_factory=dict)
    totals: Mapping[str, int] = field(default_factory=dict)
    met: Mapping[str, float] = field(default_factory=dict)
    owner_wrote_s: Mapping[str, float] = field(default_factory=dict)
    heard: Mapping[tuple[str, str], tuple[tuple[str, float], ...]] = field(default_factory=dict)
    replied: Mapping[str, Times] = field(default_factory=dict)
    said_s: Mapping[tuple[str, str], float] = field(default_factory=dict)
    muted_until_s: Mapping[str, float] = field(default_factory=dict)

    def applied(self, changes: Iterable[Change]) -> Memory:
        """The memory after a decision; what was read before is not read again."""
        memory = self
        for change in changes:
            memory = memory._with(change)
        return memory

    def given_back(self, changes: Iterable[Change]) -> Memory:
        """The memory when nothing was sent after all: what was spent and said counts no more.

        What actions stored stays: they were carried out, and later messages may have built on it.
        """
        memory = self
        for change in changes:
            match change:
                case Claimed(rule, scope, at_s):
                    times = list(memory.claims.get((rule, scope), ()))
                    if at_s in times:
                        times.remove(at_s)
                        kept = _put(memory.claims, (rule, scope), tuple(times))
                        memory = replace(memory, claims=kept)
                case Said(chat_id, text, at_s) if memory.said_s.get((chat_id, text)) == at_s:
                    said_s = _put(memory.said_s, (chat_id, text), float("-inf"))
                    memory = replace(memory, said_s=said_s)
        return memory

    def _with(self, change: Change) -> Memory:
        match change:
            case Claimed(rule, scope, at_s):
                after = replace(self, claims=_one_more(self.claims, (rule, scope), at_s))
            case Met(person_id, at_s):
                after = replace(self, met=_put(self.met, person_id, at_s))
            case Heard(chat_id, text, sender_id, at_s):
                heard = _one_more(self.heard, (chat_id, text), (sender_id, at_s))
                after = replace(self, heard=heard)
            case OwnerWrote(chat_id, at_s):
                after = replace(self, owner_wrote_s=_put(self.owner_wrote_s, chat_id, at_s))
            case Replied(talk, at_s):
                after = replace(self, replied=_one_more(self.replied, talk, at_s))
            case Said(chat_id, text, at_s):
                after = replace(self, said_s=_put(self.said_s, (chat_id, text), at_s))
            case Muted(talk, until_s):
                after = replace(self, muted_until_s=_put(self.muted_until_s, talk, until_s))
            case Kept():
                after = self._keeping(change)
        return after

    def _keeping(self, change: Kept) -> Memory:
        key = change.owner, change.name
        cells = dict(self.values.get(key, {}))
        before = len(cells)
        if change.cell is None:
            cells.pop(change.entry, None)
        else:
            cells[change.entry] = change.cell
        more = len(cells) - before
        totals = _put(self.totals, "", self.totals.get("", 0) + more) if more else self.totals
        return replace(self, values=_put(self.values, key, cells), totals=totals)


def _one_more(mapping: Mapping[K, tuple[V, ...]], key: K, value: V) -> Mapping[K, tuple[V, ...]]:
    return _put(mapping, key, (*mapping.get(key, ()), value)[-TIMES_KEPT_MAX:])


def _put(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    """A mapping with one entry changed; what lies below is neither copied nor looked through."""
    if isinstance(mapping, ChainMap):
        return ChainMap({**mapping.maps[0], key: value}, *mapping.maps[1:])
    return ChainMap({key: value}, mapping)  # type: ignore[arg-type]  # only the first is written
