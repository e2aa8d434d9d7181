"""Decisions in words; what strangers chose is harmless."""

from __future__ import annotations

import json

from responder.journal.reader import Text
from responder.models import Chat, ChatKind, EventKind, Group, MessageType
from responder.rules.decision import Considered
from responder.wording import (
    Deed,
    as_json,
    because,
    fate,
    moment,
    nobody,
    refusal,
    said,
    who,
)
from tests.cli.storedkit import ANN, ME, NOW_S, event, in_group

EVIL = "\x1b[31m\x9b2J\u202e\nx"


def lines(**fields: object) -> list[str]:
    """What is told of a rule called r."""
    return list(Deed("r", **fields).lines())  # type: ignore[arg-type]  # a test's shorthand


def text(state: str, reason: str = "", ended_s: float | None = None) -> Text:
    """A text that went out, or did not."""
    return Text("1", "e", "hi", "r", state, reason, NOW_S, None, ended_s)


def test_each_way_a_rule_takes_a_message() -> None:
    """It has it, lets others answer too, or only watches."""
    assert lines(has_it=True, where="b.yaml:3") == [
        'Rule "r" (b.yaml:3) has it.',
        "  It answers nothing, on purpose (silent).",
    ]
    assert lines(replies=(("a\nb", "sent", ""),)) == [
        'Rule "r" answers, and lets later rules answer too (continue).',
        "  reply: a\n         b",
        "    sent",
    ]
    assert lines(shadow=True, replies=(("a", "", ""),))[1:] == ["  would reply: a"]
    assert lines(replies=(("a", "sent", "老王"),))[1:] == [
        "  It answers nothing, on purpose (silent).",
        "  send to 老王: a",
        "    sent",
    ]
    assert lines(error="do[0]: boom")[1:] == ["  but it fails: do[0]: boom"]
    assert lines(suppressed="quiet")[1:] == ["  It answers nothing now: quiet"]
    kept = lines(kept_back=(('"a"', "same_text", "said 3s ago"),), found=(("days", "3"),))
    stored = (("sender.n", "3"), ("chat.l", ""))
    assert lines(stored=stored)[2:] == ["  store: sender.n = 3", "  drop: chat.l"]
    assert lines(stored=stored, shadow=True)[3:] == ["  would drop: chat.l"]
    assert kept[1:] == ['  found: days = "3"', '  not sent: "a" (same_text: said 3s ago)']


def test_nothing_of_strangers_reaches_the_terminal_raw() -> None:
    """Neither names nor texts nor reasons that quote them hold a control character."""
    person = type(ANN)("p", EVIL)
    told = [
        *lines(error=EVIL, found=((EVIL, EVIL),), stored=((EVIL, EVIL),)),
        *lines(replies=(("a", "", EVIL),)),
        *lines(replies=((EVIL, "", ""),), kept_back=((("x"), EVIL, EVIL),))[:1],
        who(event("1", sender=person)),
        said(event("1", EVIL)),
        refusal(Considered(EVIL, "text", EVIL)),
        nobody(EVIL),
        fate(text("failed", EVIL)),
        as_json({EVIL: EVIL + "\U000e0001\udc00"}),
    ]
    for line in told:
        assert line.isprintable(), line
    assert json.loads(told[-1]) == {EVIL: EVIL + "\U000e0001\udc00"}


def test_a_reply_of_strangers_words_keeps_its_lines_and_nothing_else() -> None:
    """A line break is one; an escape is none."""
    (line,) = lines(replies=(("a\n\x1b[2Jb", "", ""),))[1:]
    assert line == "  reply: a\n         \\x1b[2Jb"


def test_who_wrote_where() -> None:
    """In private, in a group, and the owner."""
    assert who(event("1")) == "小明"
    assert who(in_group("1")) == "小明 in 客户群"
    assert who(event("1", from_me=True, sender=ME)) == "me to 小明"
    unnamed = event("1", group=Group("g", 'a"b'), chat=Chat("g", ChatKind.GROUP, 'a"b'))
    assert who(unnamed) == '小明 in a\\"b'


def test_what_was_said_in_a_few_words() -> None:
    """A text, a kind with its words, or that texts are not kept."""
    assert said(event("1", "hi")) == '"hi"'
    assert said(event("1", "")) == "(text not kept)"
    assert said(event("1", "", type=MessageType.IMAGE)) == "[image]"
    assert said(event("1", "", type=MessageType.LINK, title="t")) == '[link] "t"'
    assert said(event("1", "x", kind=EventKind.RECALLED)) == '[recalled] "x"'


def test_where_a_text_stands() -> None:
    """With its reason, and since when if asked."""
    assert fate(text("sent")) == "sent"
    assert fate(text("failed", "gone")) == "not sent: gone"
    assert fate(text("unknown", "lost")) == "perhaps not sent: lost"
    assert fate(text("of a later version")) == "of a later version"
    assert fate(text("queued"), timed=True) == f"waits, since {moment(NOW_S)}"
    assert fate(text("sent", ended_s=NOW_S), timed=True) == f"sent, {moment(NOW_S)}"


def test_reasons_that_were_not_kept_leave_the_key() -> None:
    """No colon without anything behind it."""
    assert because("text", "") == "text"
    assert refusal(Considered("r", "text")) == 'rule "r": text'
    assert nobody(None, others=True) == "No other rule answers this."


def test_a_time_that_can_not_be_is_a_number() -> None:
    """The service says when a message was written, and may err."""
    assert moment(1e18) == "1000000000000000000"
