"""A scene for the tests of templates, and the shortest ways to check and render one.

It needs no rule file: templates are below whatever reads one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from responder.memory import Cell, Memory
from responder.models import Chat, ChatKind, Event, EventKind, Group, MessageType, Person
from responder.rules.captures import Captures
from responder.rules.draws import draw
from responder.rules.stored import Kind, Scope
from responder.rules.table import Table
from responder.rules.templates import engine
from responder.rules.templates.remembered import memory_view
from responder.rules.templates.rendering import RENDERING, Rendering
from responder.rules.templates.template import TemplateFaults, compile_template
from responder.rules.templates.views import scene, views_of
from responder.rules.templates.words import TEXT, names_of_rule, shape_of_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.rules.templates.complaints import Complaint

NOW_S = 1_795_485_600.0
"""2026-11-24 10:00 in Shanghai, a Tuesday."""

ME = Person("me", "我", nickname="小店")
ANN = Person("ann", "小明", nickname="Ming", remark="小明")
CLIENTS = Group("clients", "客户群")
SHANGHAI = ZoneInfo("Asia/Shanghai")
VARS = Table(
    {
        "shop": "小店",
        "items": ("a", "b"),
        "price": Table({"标准": 3500}),
        "in": "x",
        "n": 7,
        "empty": None,
    }
)
LISTS = Table({"vip": ("小明", "小红"), "jokes": ("一", "二", "三")})
TABLES = Table(
    {
        "faq": Table({"价格": "3500 元", "地址": "人民路 1 号"}),
        "teas": Table(
            {
                "红茶": Table({"name": "红茶", "price": 8}),
                "绿茶": Table({"name": "绿茶", "price": 5}),
            }
        ),
    }
)
KINDS = {
    (Scope.SENDER, "visits"): Kind.NUMBER,
    (Scope.SENDER, "notes"): Kind.LIST,
    (Scope.SENDER, "city"): Kind.VALUE,
    (Scope.EVERYONE, "karma"): Kind.ENTRIES,
}
MEMORY = Memory(
    values={
        ("sender ann", "visits"): {"": Cell(3)},
        ("sender ann", "city"): {"": Cell("上海", NOW_S - 1)},
        ("everyone", "karma"): {"小明": Cell(2), "小红": Cell(5), "老王": Cell(9, NOW_S)},
    }
)
"""What has ended is as good as gone."""

FOUND = Captures(
    match=(
        ("0", "订单7"),
        ("1", "7"),
        ("id", "7"),
        ("keyword", "订单"),
        ("value", Table({"price": 8})),
    ),
    args=(("city", "上海"), ("days", 2)),
)
KNOWN = names_of_rule(
    [name for name, _ in FOUND.match],
    VARS,
    in_groups=True,
    args={"city": TEXT, "days": None},
    memory=shape_of_stored(KINDS),
    lists=LISTS,
    tables=TABLES,
)

drawn = partial(draw, seed=1, event_id="7", rule="r")


def says(text: str, *, group: Group | None = None) -> Event:
    """A message of Ann's; naming a group puts it there."""
    kind = ChatKind.PRIVATE if group is None else ChatKind.GROUP
    return Event(
        id="7000000000000000001",
        kind=EventKind.MESSAGE,
        type=MessageType.TEXT,
        chat=Chat("chat", kind, ANN.name if group is None else group.name),
        sender=ANN,
        me=ME,
        time_s=NOW_S - 1,
        text=text,
        group=group,
    )


def by_place(count: int, place: str) -> int:
    """Draws as a run makes them."""
    return drawn(count, place=place)


def values(text: str = "订单7") -> dict[str, object]:
    """Everything a template sees, on a Tuesday at ten in Shanghai."""
    event = says(text, group=CLIENTS)
    views = views_of(event, text, now_s=NOW_S, zone=SHANGHAI)
    return scene(
        {**views, "memory": memory_view(MEMORY, event, NOW_S, KINDS)},
        FOUND,
        names=VARS,
        lists=LISTS,
        tables=TABLES,
    )


def render(source: str, text: str = "订单7") -> str:
    """What a checked template gives."""
    return compile_template(source, KNOWN).render(values(text), by_place)


def complaints(source: str) -> tuple[Complaint, ...]:
    """What is wrong with a template."""
    with pytest.raises(TemplateFaults) as caught:
        compile_template(source, KNOWN)
    return caught.value.complaints


def complaint(source: str) -> str:
    """The only thing wrong with a template."""
    (only,) = complaints(source)
    return only.message


def hint(source: str) -> str:
    """The way out of the only thing wrong with a template."""
    (only,) = complaints(source)
    return only.hint


def unchecked(source: str, **more: object) -> str:
    """What a template gives that nobody has checked: only the sandbox is in the way."""
    return engine.run(engine.compiled(source), {**values(), **more}, by_place)


def work_of(source: str, **more: object) -> int:
    """What an unchecked template spends, in units of work, though it fail in the end."""
    code, spent = engine.compiled(source), Rendering(by_place)
    context = code.new_context({**values(), **more, RENDERING: spent})
    spent.enter(context)
    before = spent.budget.work
    _drain(code.root_render_func, context)
    return before - spent.budget.work


def _drain(render_func: Callable[..., object], context: object) -> None:
    for _ in render_func(context):  # type: ignore[attr-defined]  # it is a generator
        pass
