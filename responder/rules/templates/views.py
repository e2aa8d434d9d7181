"""What a template sees of an event: small frozen values without methods.

It knows the events of `responder.models`; it must not know Jinja.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING

from responder.rules.table import Table
from responder.rules.templates.moments import MOMENT_NUMBERS, MOMENT_TEXTS, MomentView, moment
from responder.rules.templates.remembered import MemoryView

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from responder.models import Event, Person
    from responder.rules.captures import Captures
    from responder.rules.table import Value


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


class MatchView:
    """What the conditions found: `match.id`, `match[1]`, `match.keyword`, `match.value`."""

    __slots__ = ("_found",)

    def __init__(self, found: Mapping[str, Value]) -> None:
        self._found = found

    def __getitem__(self, key: object) -> Value:
        return self._found[str(key)]

    def __str__(self) -> str:
        return str(self._found.get("0") or self._found.get("keyword", ""))


View = MessageView | PersonView | ChatView | GroupView | MomentView | MatchView
"""Everything that is no text, number, list or table."""

VIEWS = (MessageView, PersonView, ChatView, GroupView, MomentView, MatchView)

MEMBERS: dict[type, frozenset[str]] = {
    **{
        view: frozenset(field.name for field in fields(view))
        for view in (MessageView, PersonView, ChatView, GroupView, MemoryView)
    },
    MomentView: frozenset(MOMENT_TEXTS + MOMENT_NUMBERS),
    MatchView: frozenset(),
}
"""The attributes of each view that a template may read, and no others."""

NO_ENTRIES = Table()
"""The lists, tables or arguments of a rule file that has none."""


FIELD_CHARS_MAX = 4_000
"""How much of a title or address templates see: as of a text."""

NAME_CHARS_MAX = 500
"""How much of a name they see; the service allows far less."""


PEOPLE_KEPT_MAX = 500
"""People whose views are kept, those seen last: the same ones write again and again."""


def _name(name: str) -> str:
    return clean(name[:NAME_CHARS_MAX]) if name else ""


@lru_cache(maxsize=PEOPLE_KEPT_MAX)
def person(who: Person) -> PersonView:
    """A person as templates see one."""
    return PersonView(
        name=_name(who.name),
        nickname=_name(who.nickname),
        remark=_name(who.remark),
        alias=_name(who.alias),
        display_name=_name(who.display_name),
    )


def views_of(event: Event, text: str, *, now_s: float, zone: ZoneInfo | None) -> dict[str, object]:
    """The names of a template that are the same for all rules.

    Args:
        event: What is answered.
        text: Its text, cleaned and bounded.
        now_s: Unix seconds of the decision.
        zone: Of the rule file; None is the machine's.
    """
    group = event.group
    return {
        "message": MessageView(
            text=text,
            type=event.type.value,
            id=event.id,
            time=moment(event.time_s, zone),
            title=clean(event.title[:FIELD_CHARS_MAX]),
            url=clean(event.url[:FIELD_CHARS_MAX]),
        ),
        "sender": person(event.sender),
        "chat": ChatView(name=_name(event.chat.name), kind=event.chat.kind.value),
        "group": None if group is None else GroupView(name=_name(group.name)),
        "me": person(event.me),
        "now": moment(now_s, zone),
    }


def scene(
    views: Mapping[str, object],
    captures: Captures,
    *,
    names: Table,
    lists: Mapping[str, Value] = NO_ENTRIES,
    tables: Mapping[str, Value] = NO_ENTRIES,
    answers: Iterable[tuple[str, str]] = (),
    given: Iterable[tuple[str, Value]] = (),
) -> dict[str, object]:
    """All names of a template for one rule and event.

    Args:
        views: Of the event.
        captures: What the conditions found.
        names: `vars` of the rule file.
        lists: `lists` of the rule file.
        tables: `tables` of the rule file.
        answers: What was answered in its dialogue so far.
        given: What it knows besides, by names of its own.
    """
    return {
        **dict(given),
        **views,
        "match": MatchView(dict(captures.match)),
        "args": Table(dict(captures.args)),
        "answers": Table(dict(answers)),
        "vars": names,
        "lists": lists,
        "tables": tables,
    }


def clean(text: str) -> str:
    """`text` with halves of surrogate pairs replaced: nothing below can encode them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
