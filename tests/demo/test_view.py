"""The conversation as it is seen."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from responder.answer import Answered
from responder.deliver import Delivered
from responder.demo.view import View
from responder.models import (
    Chat,
    ChatKind,
    Event,
    EventKind,
    Group,
    MessageType,
    Outgoing,
    OutgoingState,
    Person,
)
from responder.rules.captures import NOTHING, Captures
from responder.rules.decision import Considered, Decision, Taken


def event(kind: ChatKind = ChatKind.PRIVATE, text: str = "你好", **more: object) -> Event:
    """A message from 小明."""
    group = Group("g1", "客户群") if kind is ChatKind.GROUP else None
    return Event(
        id="1",
        kind=EventKind.MESSAGE,
        type=MessageType(str(more.get("type", "text"))),
        chat=Chat("p1", kind, "小明"),
        sender=Person("p1", "小明"),
        me=Person("me", "小助手"),
        time_s=0.0,
        text=text,
        group=group,
    )


def taken(rule: str, captures: Captures = NOTHING) -> Decision:
    """A decision in which a rule has the message."""
    return Decision("1", (Taken(rule, captures),), (Considered(rule),), claimed=True)


def shown(one: Event, decision: Decision, width: int = 80) -> str:
    """What the view draws of a decision."""
    out = io.StringIO()
    View(Console(file=out, width=width)).said(Answered(one, decision, ()))
    return out.getvalue()


def test_who_said_what() -> None:
    """Name and text in a bubble, with the rule that answers and the word it found."""
    drawn = shown(event(), taken("问候", Captures((("keyword", "你好"),))))
    assert "小明" in drawn
    assert "你好" in drawn
    assert 'rule "问候": it found “你好”' in drawn


def test_a_group_is_named() -> None:
    """In a group the member and the group are shown."""
    assert "小明 in 客户群" in shown(event(ChatKind.GROUP), taken("x"))


def test_a_picture_has_words() -> None:
    """What has no text is not an empty bubble."""
    assert "[a picture]" in shown(event(text="", type="image"), taken("x"))
    assert "[file]" in shown(event(text="", type="file"), taken("x"))


def test_silence_has_its_reason() -> None:
    """The rule that came nearest, and what kept it from answering."""
    trace = (
        Considered("报价", "text", "the text does not contain 价格"),
        Considered("群报价", "mentioned", "I am not mentioned"),
    )
    assert 'the nearest is "群报价", but I am not mentioned' in shown(
        event(ChatKind.GROUP), Decision("1", trace=trace)
    )
    assert "one with “chat: official”" in shown(
        event(ChatKind.OFFICIAL), Decision("1", trace=trace)
    )
    assert "no rule answers" in shown(event(), Decision("1"))


def test_a_failed_rule_says_so() -> None:
    """An error of a template is seen, not swallowed."""
    assert 'rule "x" failed: no such name' in shown(
        event(), Decision("1", (Taken("x", error="no such name"),), claimed=True)
    )


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """Long texts wrap inside their bubble, at any width."""
    drawn = shown(event(text="请问这个多少钱？" * 40), taken("x"), width)
    widest = max(sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in drawn.splitlines())
    assert widest <= width


def test_replies_stand_on_the_right() -> None:
    """A sent text is a bubble on the right; one that was not sent is a reason."""
    out = io.StringIO()
    view = View(Console(file=out, width=80))
    text = Outgoing(
        client_msg_id="1",
        chat_id="p1",
        text="您好",
        event_id="1",
        rule="x",
        not_before_s=0.0,
        created_s=0.0,
        chat_name="小明",
    )
    view.delivered(Delivered(text, OutgoingState.SENT))
    assert out.getvalue().startswith(" " * 40)
    view.delivered(Delivered(text, OutgoingState.FAILED, "not a friend"))
    assert "not sent: not a friend" in out.getvalue()


def test_markup_of_strangers_is_text() -> None:
    """Square brackets in messages and names are shown, never obeyed."""
    assert "[red]x[/red]" in shown(event(text="[red]x[/red]"), taken("[bold]"))


def test_an_answer_in_a_conversation_is_told_from_a_new_message() -> None:
    """No rule was looked for: what the rule found in the first message says nothing of this one."""
    found = Captures((("keyword", "预约"),))
    drawn = shown(event(text="13800000000"), Decision("1", (Taken("预约", found),), claimed=True))
    assert 'rule "预约" goes on with its conversation' in drawn
    assert "found" not in drawn
