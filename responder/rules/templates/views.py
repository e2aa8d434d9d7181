"""What a template sees of an event: small frozen values without methods.

It knows the events of `responder.models`; it must not know Jinja.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from responder.models import Event, Person
    from responder.rules.table import Table
    from responder.rules.text.patterns import Captures


MOMENT_S_MAX = 253_370_764_800.0
"""Unix seconds of the year 9999, the last that can be written: a message's time is not ours."""


@dataclass(frozen=True, slots=True)
class MessageView:
    """The message that is answered."""

    text: str
    type: str
    id: str
    time: MomentView
    title: str
    url: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who wrote, or the account itself; prints as the name for display."""

    name: str
    nickname: str
    remark: str
    alias: str
    display_name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class ChatView:
    """Where it was written."""

    name: str
    kind: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class GroupView:
    """The chat room; outside of groups a template sees nothing instead."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class MomentView:
    """A point in time on the wall clock of the rule file's time zone.

    Args:
        weekday: 1 is Monday, 7 is Sunday.
        date: `2026-11-23`.
        time: `10:00`.
    """

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int
    date: str
    time: str

    def __str__(self) -> str:
        return f"{self.date} {self.time}"


class MatchView:
    """What the text condition found: `match.id`, `match[1]`, `match.keyword`."""

    __slots__ = ("_captures",)

    def __init__(self, captures: Captures) -> None:
        self._captures = dict(captures)

    def __getitem__(self, key: object) -> str:
        return self._captures[str(key)]

    def __str__(self) -> str:
        return self._captures.get("0") or self._captures.get("keyword", "")


View = MessageView | PersonView | ChatView | GroupView | MomentView | MatchView
"""Everything that is no text, number, list or table."""

VIEWS = (MessageView, PersonView, ChatView, GroupView, MomentView, MatchView)


def moment(at_s: float, zone: ZoneInfo | None) -> MomentView:
    """Unix seconds as wall-clock time, at most `MOMENT_S_MAX`; without a zone as the machine's."""
    bounded_s = min(max(0.0, at_s), MOMENT_S_MAX)  # 0.0 first: it wins against what is no number
    local = datetime.fromtimestamp(bounded_s, UTC).astimezone(zone)
    return MomentView(
        year=local.year,
        month=local.month,
        day=local.day,
        hour=local.hour,
        minute=local.minute,
        second=local.second,
        weekday=local.isoweekday(),
        date=f"{local:%Y-%m-%d}",
        time=f"{local:%H:%M}",
    )


def person(who: Person) -> PersonView:
    """A person as templates see one."""
    return PersonView(
        name=clean(who.name),
        nickname=clean(who.nickname),
        remark=clean(who.remark),
        alias=clean(who.alias),
        display_name=clean(who.display_name),
    )


def scene(
    event: Event,
    text: str,
    captures: Captures,
    *,
    now_s: float,
    zone: ZoneInfo | None,
    names: Table,
) -> dict[str, object]:
    """All names of a template for one event.

    Args:
        event: What is answered.
        text: Its text, cleaned and bounded.
        captures: What the text condition found.
        now_s: Unix seconds of the decision.
        zone: Of the rule file; None is the machine's.
        names: `vars` of the rule file.
    """
    group = event.group
    return {
        "message": MessageView(
            text=text,
            type=event.type.value,
            id=event.id,
            time=moment(event.time_s, zone),
            title=clean(event.title),
            url=clean(event.url),
        ),
        "sender": person(event.sender),
        "chat": ChatView(name=clean(event.chat.name), kind=event.chat.kind.value),
        "group": None if group is None else GroupView(name=clean(group.name)),
        "me": person(event.me),
        "match": MatchView(captures),
        "now": moment(now_s, zone),
        "vars": names,
    }


def clean(text: str) -> str:
    """`text` with halves of surrogate pairs replaced: nothing below can encode them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
