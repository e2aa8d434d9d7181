"""Single actions."""

from __future__ import annotations

from dataclasses import replace

from responder.memory import Memory
from responder.models import Chat, ChatKind, Deed
from responder.rules.decide import decide
from tests.rules.rulekit import ANN, CLIENTS, NOW_S, rules, says

KITCHEN = Chat("kitchen", ChatKind.GROUP, "厨房")
OLD = Chat("old", ChatKind.PRIVATE, "老王")


def find(kind: ChatKind, name: str) -> tuple[Chat, ...]:
    """Two chats."""
    return tuple(one for one in (KITCHEN, OLD) if (one.kind, one.name) == (kind, name))


RULES = rules("""
    rules:
      - name: 单
        when: {chat: any, text: 单}
        do: [{send: {to: {group: 厨房}, parts: [一, 二], mention: true}}]
      - name: 王
        when: {chat: any, text: 王}
        do: [{send: {to: 老王, text: 三, mention: true}}]
      - {name: 顶, when: {chat: any, text: 顶}, do: [pin]}
      - {name: 不顶, when: {chat: any, text: 不顶}, do: [{pin: false}]}
""")


def done(text: str, **how: object) -> list[tuple[str, str, Deed]]:
    """To which chat goes what."""
    event = says(text, **how)  # type: ignore[arg-type]  # arguments of `says`
    decision = decide(RULES, event, Memory(), NOW_S, 1, find=find)
    assert decision.error is None
    return [((one.chat or event.chat).name, one.text, one.deed) for one in decision.replies]


def test_others_get_parts_and_mentions_too() -> None:
    """In another group the name of this one means nobody: there it is the nickname."""
    sender = replace(ANN, display_name="明明")
    told = [("厨房", "@Ming\u2005一", Deed.TEXT), ("厨房", "二", Deed.TEXT)]
    assert done("单", sender=sender, group=CLIENTS) == told
    assert done("单") == told


def test_in_private_nobody_is_mentioned_from_a_group() -> None:
    """What counts is where it is read."""
    assert done("王", group=CLIENTS) == [("老王", "三", Deed.TEXT)]


def test_a_chat_is_pinned_and_let_go() -> None:
    """That of the message, a group too."""
    assert done("顶") == [("小明", "[pin]", Deed.PIN)]
    assert done("不顶", group=CLIENTS) == [("客户群", "[unpin]", Deed.UNPIN)]
