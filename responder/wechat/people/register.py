"""Who in this login is whom of before: the matching, and the ids of one login.

Its one promise: nobody inherits an id on doubtful grounds. Where evidence points to two people, or
two people to the same evidence, everybody concerned gets a new id; to forget is a nuisance, to mix
two people up is a leak.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.wechat.people.identity import Evidence, Identities, Identity, Kind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from responder.wechat.protocol.contacts import Contact

PAIRS_MAX = 10_000
"""More combinations than this of people and identities with one evidence are not compared: with a
hundred namesakes nothing could be told from a name anyway."""

STRANGERS_MAX = 20_000
"""So many strangers of groups are remembered; then the oldest are forgotten …"""

STRANGERS_FORGOTTEN = 1_000
"""… so many at a time."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The outcome of a login's matching.

    Args:
        ids: UserName to our id, for everybody asked about.
        identities: Everybody ever met, brought up to date.
        ambiguous: UserNames who got a new id although somebody before resembled them.
    """

    ids: dict[str, str]
    identities: Identities
    ambiguous: tuple[str, ...]


def match(identities: Identities, contacts: Iterable[Contact], wxids: Mapping[str, str]) -> Matched:
    """Recognise the contacts of a new login.

    Args:
        identities: Everybody met before.
        contacts: Everybody known in this login, at once: who is alone with his evidence can only
            be told when all are there.
        wxids: UserName to permanent name, as far as the service told.
    """
    register = Register(identities)
    seen = [evidence(c, wxids.get(c.user_name, "")) for c in contacts]
    ambiguous = register.settle(seen)
    ids = {who.user_name: register.id_of(who.user_name) or "" for who in seen}
    return Matched(ids, register.identities, ambiguous)


def evidence(contact: Contact, wxid: str = "") -> Identity:
    """What a contact of this login can be recognised by."""
    kind = Kind.GROUP if contact.is_room else Kind.PERSON
    if contact.is_official:
        kind = Kind.OFFICIAL
    return Identity(
        id="",
        kind=kind,
        wxid=wxid,
        alias=contact.alias,
        remark=contact.remark_name,
        nick_name=contact.nick_name,
        sex=contact.sex,
        province=contact.province,
        city=contact.city,
        attr_status=contact.attr_status,
        user_name=contact.user_name,
    )


class Register:
    """The ids of one login. Each belongs to at most one UserName.

    Args:
        identities: Everybody met before.
        goes_on: The login is the one in which they were met last: who was seen in it has an id
            already, also while no list names them.
    """

    def __init__(self, identities: Identities, *, goes_on: bool = False) -> None:
        self._entries = {e.id: e for e in identities.entries}
        self._next_number = identities.next_number
        self._index: dict[tuple[Evidence, Hashable], dict[str, None]] = defaultdict(dict)
        for entry in identities.entries:
            self._enter(entry)
        self._ids: dict[str, str] = {}
        self._holders: dict[str, str] = {}
        self._seen: dict[str, Identity] = {}
        self._before: dict[str, Identity] = {}
        self._moved: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._strangers = sum(e.kind is Kind.MEMBER for e in identities.entries)
        if goes_on:
            self._take_up([e for e in identities.entries if e.user_name])
        self._snapshot: Identities | None = identities

    @property
    def identities(self) -> Identities:
        """Everybody ever met; the same object as long as nothing has changed."""
        if self._snapshot is None:
            self._snapshot = Identities(tuple(self._entries.values()), self._next_number)
        return self._snapshot

    def id_of(self, user_name: str) -> str | None:
        """Our id of a UserName of this login; None if it was never settled."""
        return self._ids.get(user_name)

    def user_name_of(self, person_id: str) -> str | None:
        """UserName in this login; None for somebody not met in it."""
        return self._holders.get(person_id) or self._moved.get(person_id)

    def ids_of(self, user_name: str) -> tuple[str, ...]:
        """Every id that leads to a UserName of this login, the one it has now first."""
        held = self._ids.get(user_name)
        moved = (i for i, name in self._moved.items() if name == user_name)
        earlier = [i for i in moved if i not in self._holders]
        return (*((held,) if held else ()), *earlier)

    def settle(self, seen: Iterable[Identity]) -> tuple[str, ...]:
        """Give everybody an id: the one they had, or a new one.

        Who has one in this login keeps it; only what is known of them is brought up to date.

        Args:
            seen: Evidence, each with its UserName.

        Returns:
            UserNames who got a new id although somebody before resembled them.
        """
        unsettled: dict[str, Identity] = {}
        told_late = []
        for who in seen:
            user_name, wxid = who.user_name, who.wxid
            held = self._ids.get(user_name)
            if wxid and (held is not None or self._is_taken(wxid, user_name)):
                told_late.append((user_name, wxid))
                who = replace(who, wxid="")  # noqa: PLW2901 - the same person, one claim less
            self._seen[user_name] = who
            if held is not None:
                self._replace(self._entries[held].refreshed(who))
            else:
                unsettled[user_name] = who
        doubtful: dict[str, set[str]] = {}
        for by in Evidence:
            for user_name, entry_id in self._pairs(by, list(unsettled.values()), doubtful):
                self._claim(entry_id, unsettled.pop(user_name))
        ambiguous = tuple(name for name in unsettled if name in doubtful)
        self._forget_doubtful({i for name in ambiguous for i in doubtful[name]})
        for who in unsettled.values():
            self._add(who)
        for user_name, wxid in told_late:
            self.note_wxid(user_name, wxid)
        return ambiguous

    def note_wxid(self, user_name: str, wxid: str) -> None:
        """The service told the permanent name of somebody who has an id already.

        If that shows that the id was given on a false likeness, it is taken back; whoever holds
        the id that belongs to this name gives it up. Ids given in this login stay good as an
        address. A name that was already told of somebody else is passed over.
        """
        held = self._ids.get(user_name)
        if held is None or self._told.setdefault(wxid, user_name) != user_name:
            return
        mine = self._entries[held]
        if mine.wxid == wxid:
            return
        key = (Evidence.WXID, (mine.kind is Kind.GROUP, wxid))
        known = next(iter(self._index.get(key, ())), None)
        if known is None and not mine.wxid:
            self._replace(replace(mine, wxid=wxid))
            return
        self._release(user_name)
        who = replace(self._seen[user_name], wxid=wxid)
        if known is None:
            self._add(who)
            return
        if (other := self._holders.get(known)) is not None:
            self._release(other)
            self._add(self._seen[other])
        self._claim(known, who)

    def _take_up(self, seen: Sequence[Identity]) -> None:
        """Those who were seen in this login have ids; where two were one, they are settled."""
        bearers = Counter(e.user_name for e in seen)
        for entry in seen:
            if bearers[entry.user_name] > 1:
                self._moved[entry.id] = entry.user_name
            else:
                self._ids[entry.user_name] = entry.id
                self._holders[entry.id] = entry.user_name
                self._seen[entry.user_name] = replace(entry, id="")
                self._before[entry.id] = entry

    def _is_taken(self, wxid: str, user_name: str) -> bool:
        """Whether the bearer of a permanent name is somebody else already, told or held so."""
        if self._told.setdefault(wxid, user_name) != user_name:
            return True
        known = (self._index.get((Evidence.WXID, (group, wxid)), ()) for group in (False, True))
        return any(entry_id in self._holders for ids in known for entry_id in ids)

    def _pairs(
        self, by: Evidence, people: Sequence[Identity], doubtful: dict[str, set[str]]
    ) -> list[tuple[str, str]]:
        """Who is whom beyond doubt, by one sort of evidence."""
        alike: dict[tuple[Evidence, Hashable], list[Identity]] = defaultdict(list)
        for who in people:
            for key in who.grounds():
                if key[0] is by:
                    alike[key].append(who)
        found = []
        for key, seen in alike.items():
            free = [self._entries[i] for i in self._index.get(key, ()) if i not in self._holders]
            comparable = len(seen) * len(free) <= PAIRS_MAX
            for who in seen:
                fitting = [e for e in free if not comparable or e.fits(who, by)]
                if (doubt := doubtful.get(who.user_name)) is not None:
                    fitting = [e for e in fitting if e.id in doubt]
                if len(fitting) == 1 and sum(fitting[0].fits(q, by) for q in seen) == 1:
                    found.append((who.user_name, fitting[0].id))
                elif fitting:
                    doubtful.setdefault(who.user_name, set()).update(e.id for e in fitting)
        return found

    def _claim(self, entry_id: str, who: Identity) -> None:
        self._ids[who.user_name] = entry_id
        self._holders[entry_id] = who.user_name
        self._before.setdefault(entry_id, self._entries[entry_id])
        self._replace(self._entries[entry_id].refreshed(who))

    def _add(self, who: Identity) -> None:
        entry = replace(who, id=f"{who.kind[0]}{self._next_number}")
        self._next_number += 1
        self._entries[entry.id] = entry
        self._enter(entry)
        self._strangers += entry.kind is Kind.MEMBER
        self._ids[who.user_name] = entry.id
        self._holders[entry.id] = who.user_name
        if self._strangers > STRANGERS_MAX:
            self._forget_strangers()

    def _release(self, user_name: str) -> None:
        """Take an id back, and from its identity all that this person has left on it."""
        entry_id = self._ids.pop(user_name)
        del self._holders[entry_id]
        self._moved[entry_id] = user_name
        before = self._before.pop(entry_id, None)
        if before is None:
            self._drop(entry_id)  # new in this login: nobody's now
        else:
            self._replace(before)

    def _replace(self, entry: Identity) -> None:
        old = self._entries[entry.id]
        if old == entry:
            return
        self._leave(old)
        self._entries[entry.id] = entry
        self._enter(entry)
        self._strangers += (entry.kind is Kind.MEMBER) - (old.kind is Kind.MEMBER)
        self._snapshot = None

    def _drop(self, entry_id: str) -> None:
        entry = self._entries.pop(entry_id)
        self._leave(entry)
        self._strangers -= entry.kind is Kind.MEMBER
        self._snapshot = None

    def _enter(self, entry: Identity) -> None:
        for key in entry.grounds():
            self._index[key][entry.id] = None
        self._snapshot = None

    def _leave(self, entry: Identity) -> None:
        for key in entry.grounds():
            del self._index[key][entry.id]

    def _forget_doubtful(self, entry_ids: set[str]) -> None:
        """Drop identities that only a name could recognise and that a name no longer tells apart.

        They would stay ambiguous at every further login, and one more would come with each.
        """
        for entry_id in entry_ids - self._holders.keys():
            entry = self._entries[entry_id]
            if not entry.wxid and not entry.alias:
                self._drop(entry_id)

    def _forget_strangers(self) -> None:
        free = (
            e.id
            for e in self._entries.values()
            if e.kind is Kind.MEMBER and e.id not in self._holders
        )
        for entry_id in [i for i, _ in zip(free, range(STRANGERS_FORGOTTEN), strict=False)]:
            self._drop(entry_id)
