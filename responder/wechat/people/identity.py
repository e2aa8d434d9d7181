"""Who somebody is beyond one login, and the evidence for it.

The service gives everybody a new UserName with every login and no field that is a permanent key.
So each person and group gets an id of ours, kept with what was known of them; after a login
`register` compares. Nothing here decides who matches whom.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

ME = "me"
"""Id of the account itself."""


class Kind(StrEnum):
    """What an identity is of; the first letter begins its id."""

    PERSON = "person"
    OFFICIAL = "official"
    GROUP = "group"
    MEMBER = "member"
    """A stranger met in a group."""


class Evidence(IntEnum):
    """Grounds for taking somebody for the same, strongest first."""

    USER_NAME = 0
    """Long and random: the same one means the same login."""
    WXID = 1
    ALIAS = 2
    REMARK = 3
    PORTRAIT = 4
    """Name, sex, place and status bits; anybody can imitate most of it."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, with what was last known of them.

    Args:
        id: Ours, the same over logins; `""` for somebody just met.
        kind: Which sort.
        wxid: Permanent name, rarely told.
        alias: WeChat id, mostly hidden.
        remark: Set by the account's owner.
        nick_name: Set by themselves; of a group its topic.
        sex: 0, 1 or 2.
        province: As stated by themselves.
        city: The same.
        attr_status: Bits of unknown meaning, rather stable per person.
        room: For a group's stranger: our id of the group.
        user_name: In the last login they were seen in.
    """

    id: str
    kind: Kind
    wxid: str = ""
    alias: str = ""
    remark: str = ""
    nick_name: str = ""
    sex: int = 0
    province: str = ""
    city: str = ""
    attr_status: int = 0
    room: str = ""
    user_name: str = ""

    def grounds(self) -> Iterator[tuple[Evidence, Hashable]]:
        """What this identity can be recognised by, strongest first."""
        if self.user_name:
            yield Evidence.USER_NAME, self.user_name
        if self.wxid:
            yield Evidence.WXID, (self.kind is Kind.GROUP, self.wxid)
        if self.alias:
            yield Evidence.ALIAS, (self.kind, self.alias)
        if self.remark:
            yield Evidence.REMARK, (self.kind, self.remark)
        if self.nick_name and (portrait := self._portrait()):
            yield Evidence.PORTRAIT, (self.kind, self.nick_name, *portrait)

    def _portrait(self) -> tuple[Hashable, ...]:
        """What belongs to the nickname; nothing where the nickname alone would decide."""
        match self.kind:
            case Kind.GROUP:
                return (self.room,)
            case Kind.MEMBER:
                known = bool(self.room and self.attr_status)
                return (self.room, self.attr_status) if known else ()
            case _:
                return (self.sex, self.province, self.city, self.attr_status)

    def fits(self, seen: Identity, by: Evidence) -> bool:
        """Whether nothing speaks against `seen` being this one.

        Evidence is only as good as what contradicts it: two different permanent names are two
        people, whatever else agrees. Somebody whom the owner had given a remark is never
        recognised by the imitable portrait of somebody who bears another or none.
        """
        if by is Evidence.USER_NAME:
            return True
        if self.wxid and seen.wxid and self.wxid != seen.wxid:
            return False
        if by is Evidence.WXID:
            return True
        if self.alias and seen.alias and self.alias != seen.alias:
            return False
        return by is not Evidence.PORTRAIT or self.remark in {"", seen.remark}

    def refreshed(self, seen: Identity) -> Identity:
        """This identity with what is known now; permanent names survive a silence about them."""
        kept = seen if seen.nick_name or not self.nick_name else self
        return replace(
            seen,
            id=self.id,
            wxid=seen.wxid or self.wxid,
            alias=seen.alias or self.alias,
            nick_name=kept.nick_name,
            sex=kept.sex,
            province=kept.province,
            city=kept.city,
            attr_status=kept.attr_status,
        )


@dataclass(frozen=True, slots=True)
class Identities:
    """Everybody ever met.

    Args:
        entries: In order of their first meeting.
        next_number: Of the next new id; never used twice.
    """

    entries: tuple[Identity, ...] = ()
    next_number: int = 1

    def of_another_login(self) -> Identities:
        """The same, but nobody has been seen yet: UserNames were those of the login before."""
        return replace(self, entries=tuple(replace(e, user_name="") for e in self.entries))

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it, without fields that say nothing."""
        return {"next_number": self.next_number, "entries": [_entry(e) for e in self.entries]}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Identities:
        """Read what `to_json` wrote.

        Raises:
            ValueError: It is of another shape, or an id stands twice.
        """
        number, listed = document.get("next_number"), document.get("entries")
        whole = isinstance(number, int) and not isinstance(number, bool)
        if number is None or not whole or number < 1 or not isinstance(listed, list):
            msg = "next_number or entries are missing"
            raise ValueError(msg)
        entries = tuple(_identity(raw) for raw in listed)
        if len({e.id for e in entries}) != len(entries):
            msg = "an id stands twice"
            raise ValueError(msg)
        if any(_number(e.id) >= number for e in entries):
            msg = "next_number is not above every id"
            raise ValueError(msg)
        return cls(entries, number)


_TYPES = {f.name: (int if f.name in {"sex", "attr_status"} else str) for f in fields(Identity)}


def _entry(who: Identity) -> dict[str, Any]:
    named = {name: _TYPES[name](getattr(who, name)) for name in _TYPES}
    return {name: value for name, value in named.items() if value}


def _identity(raw: object) -> Identity:
    if not isinstance(raw, dict) or not raw.get("id") or not _TYPES.keys() >= raw.keys():
        msg = f"not an identity: {str(raw)[:80]}"
        raise ValueError(msg)
    wrong = [name for name, value in raw.items() if type(value) is not _TYPES[name]]
    if wrong:
        msg = f"{', '.join(wrong)} of {raw['id']!r} is of the wrong type"
        raise ValueError(msg)
    return Identity(**{**raw, "kind": Kind(raw.get("kind", ""))})


def _number(entry_id: str) -> int:
    digits = entry_id[1:]
    if not (digits.isascii() and digits.isdigit()):
        msg = f"{entry_id!r} is not an id of ours"
        raise ValueError(msg)
    return int(digits)
