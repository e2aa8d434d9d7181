"""Events and decisions as texts to be stored, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.memory import Cell, Claimed, Kept, Memory
from responder.models import Chat, ChatKind, Event, EventKind, Group, Medium, MessageType, Person
from responder.rules.captures import Captures
from responder.rules.decide import explain
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.manners import Forbidden, Manner
from responder.rules.recording import (
    DECISION_CHARS_MAX,
    FIELD_CHARS_MAX,
    DecisionRecord,
    EventReader,
    TakenRecord,
    decision_of_text,
    decision_to_text,
    event_of_text,
    event_to_text,
)
from responder.rules.saying import KeptBack
from responder.rules.steps import Reply
from tests.rules.rulekit import CLIENTS, NOW_S, rules, says

TEXTS = st.text(st.characters(), max_size=20)
NAMES = st.frozensets(TEXTS, max_size=3)
PEOPLE = st.builds(Person, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, known_as=NAMES)
EVENTS = st.builds(
    Event,
    id=TEXTS,
    kind=st.sampled_from(EventKind),
    type=st.sampled_from(MessageType),
    chat=st.builds(Chat, TEXTS, st.sampled_from(ChatKind), TEXTS),
    sender=PEOPLE,
    me=PEOPLE,
    time_s=st.floats(allow_nan=False),
    text=TEXTS,
    group=st.none() | st.builds(Group, TEXTS, TEXTS, NAMES, st.none() | st.booleans()),
    from_me=st.booleans(),
    mentioned=st.booleans(),
    my_names=st.lists(TEXTS, max_size=3).map(tuple),
    title=TEXTS,
    url=TEXTS,
    ticket=TEXTS,
    medium=st.none() | st.builds(Medium, TEXTS, TEXTS, TEXTS, st.integers(0)),
)


@given(EVENTS)
def test_event_comes_back_whole(event: Event) -> None:
    """Every field, whatever stands in it; and any database takes the text."""
    text = event_to_text(event)
    text.encode()
    assert event_of_text(text) == event


@given(st.lists(EVENTS, max_size=4))
def test_many_events_are_read_as_one_is(events: list[Event]) -> None:
    """Each twice, so that what is remembered of the first reading counts in the second."""
    reader = EventReader()
    again = [replace(one, id="again", text="other", time_s=1.0) for one in events]
    for one in [*events, *again]:
        assert reader.read(event_to_text(one)) == one


@pytest.mark.parametrize("text", ["{}", "7", '{"kind":1,"time_s":2}', "", '{"id":"1","kind":""'])
def test_what_is_no_event_is_refused_by_a_reader_too(text: str) -> None:
    """With the same error, also where a like one was read before."""
    reader = EventReader()
    whole = event_to_text(says("hi"))
    reader.read(whole)
    cut = whole[:1] + whole[whole.index('"kind"') :]
    for wrong in (text, cut):
        with pytest.raises(ValueError, match=r"no event|no object|Expecting"):
            reader.read(wrong)


def test_a_decision_says_why_nothing_might_be_answered() -> None:
    """Also when no rule took the event; and nothing where nothing forbade it."""
    withheld = Decision("7", withheld=Manner.PAUSED)
    assert decision_of_text(decision_to_text(withheld)).withheld == "paused"
    assert "withheld" not in decision_to_text(Decision("7"))


def test_event_has_stable_names() -> None:
    """What is stored today is read by every later version."""
    event = says("在吗", group=CLIENTS, mentioned=True, event_id="7")
    assert json.loads(event_to_text(event)) == {
        "id": "7",
        "kind": "message",
        "type": "text",
        "chat": {"id": "chat-group", "kind": "group", "name": "客户群"},
        "sender": {
            "id": "ann",
            "name": "小明",
            "nickname": "Ming",
            "remark": "小明",
            "known_as": ["小明"],
        },
        "me": {"id": "me", "name": "我", "nickname": "小店", "known_as": ["小店"]},
        "time_s": NOW_S - 1,
        "text": "在吗",
        "group": {"id": "clients", "name": "客户群", "known_as": ["客户群"]},
        "mentioned": True,
        "my_names": ["小店客服", "小店"],
    }


def test_later_version_may_have_stored_more() -> None:
    """Unknown fields are passed over, unknown words are what is nearest."""
    record: dict[str, Any] = json.loads(event_to_text(says("x")))
    record |= {"new": 1, "kind": "poke", "type": "hologram"}
    record["chat"] |= {"kind": "planet", "new": 2}
    record["sender"]["new"] = 3
    event = event_of_text(json.dumps(record))
    assert (event.kind, event.type) == (EventKind.NOTICE, MessageType.UNKNOWN)
    assert event.chat.kind is ChatKind.SPECIAL
    assert event.text == "x"


@pytest.mark.parametrize("text", ["", "[]", "{}", "7", '{"id": "1", "chat": 3}', "nonsense"])
def test_what_is_no_record_is_told(text: str) -> None:
    """A damaged row is one kind of error, whatever is in it."""
    with pytest.raises(ValueError, match=r"no |Expecting"):
        event_of_text(text)
    with pytest.raises(ValueError, match=r"no |Expecting"):
        decision_of_text(text)


REPLY = Reply("三千五", "报价", "do[1].reply")
DECISION = Decision(
    "7",
    (
        Taken("记", shadow=True, suppressed="quiet", suppressed_why="it is 23:00"),
        Taken(
            "报价",
            Captures((("0", "价格"), ("n", 3)), (("城市", "北京"),)),
            (REPLY,),
            error="do[2].reply: 价格 is undefined",
            kept_back=(KeptBack(Reply("b", "报价", "do[3].reply"), Forbidden("same_text", "1s")),),
        ),
    ),
    (Considered("广告", "text", '"价格" is none of it'), Considered("报价")),
    claimed=True,
)


def test_decision_comes_back_as_far_as_why_needs_it() -> None:
    """Rules, places, reasons, what was found; the texts of replies stand elsewhere."""
    assert decision_of_text(decision_to_text(DECISION)) == DecisionRecord(
        "7",
        (
            TakenRecord("记", shadow=True, suppressed="quiet", suppressed_why="it is 23:00"),
            TakenRecord(
                "报价",
                ("do[1].reply",),
                error="do[2].reply: 价格 is undefined",
                kept_back=(("do[3].reply", "same_text", "1s"),),
                match=(("0", "价格"), ("n", "3")),
                args=(("城市", "北京"),),
            ),
        ),
        (Considered("广告", "text", '"价格" is none of it'), Considered("报价")),
        claimed=True,
    )
    assert "三千五" not in decision_to_text(DECISION)


def test_decision_without_texts_quotes_nobody() -> None:
    """Rules, keys and places stay; no word of a message does."""
    text = decision_to_text(DECISION, keep_text=False)
    assert "价格" not in text
    assert "北京" not in text
    record = decision_of_text(text)
    assert record.trace == (Considered("广告", "text"), Considered("报价"))
    assert record.taken[1].error == "do[2].reply"
    assert record.taken[0].suppressed_why == "it is 23:00"


def test_fault_without_texts_is_its_kind() -> None:
    """What Python says about it may quote the message."""
    text = decision_to_text(Decision("7", fault="KeyError: '价格'"), keep_text=False)
    assert decision_of_text(text) == DecisionRecord("7", fault="KeyError")
    assert decision_of_text(decision_to_text(Decision("7", fault="x: y"))).fault == "x: y"


def test_real_decision_is_small() -> None:
    """An ordinary message costs some hundred characters."""
    rule_set = rules("rules: [{name: 一, when: 你好, reply: x}, {name: 二, when: 价格, reply: y}]")
    decision = explain(rule_set, says("价格"), Memory(), NOW_S, 1)
    assert len(decision_to_text(decision)) < 200


LONG = st.text(st.characters(), min_size=1, max_size=400)


@settings(deadline=None)  # what is made up here is large
@given(
    st.lists(
        st.builds(
            Taken,
            LONG,
            st.builds(Captures, st.lists(st.tuples(LONG, LONG), max_size=60).map(tuple)),
            st.lists(st.builds(Reply, LONG, LONG, LONG), max_size=60).map(tuple),
            error=st.none() | LONG,
            suppressed_why=LONG,
        ),
        max_size=30,
    ).map(tuple),
    st.lists(st.builds(Considered, LONG, LONG, LONG), max_size=100).map(tuple),
)
def test_decision_is_bounded(taken: tuple[Taken, ...], trace: tuple[Considered, ...]) -> None:
    """Whatever strangers and authors write, it has a size, and can be stored and read."""
    text = decision_to_text(Decision("7", taken, trace, claimed=True))
    text.encode()
    assert len(text) <= DECISION_CHARS_MAX
    record = decision_of_text(text)
    assert record.claimed
    for one in record.taken:
        assert one.error is None or len(one.error) <= FIELD_CHARS_MAX


def test_last_rules_are_kept() -> None:
    """Of a long trace the end is what says why."""
    trace = tuple(Considered(f"rule {number}", "text", "x" * 250) for number in range(100))
    record = decision_of_text(decision_to_text(Decision("7", (Taken("rule 99"),), trace)))
    assert 10 < len(record.trace) < 100
    assert record.trace[-1].rule == "rule 99"
    assert [one.rule for one in record.taken] == ["rule 99"]


def test_what_was_stored_is_recorded() -> None:
    """With its path and value, and what was dropped; not where no words may be kept."""
    changes = (
        Kept("sender ann", "visits", "", Cell(3)),
        Kept("everyone", "karma", "小明", None),
        Claimed("数", "rule", 1.0),
    )
    decision = Decision("7", (Taken("数", changes=changes),), claimed=True)
    (record,) = decision_of_text(decision_to_text(decision)).taken
    assert record.stored == (("sender.visits", "3"), ("everyone.karma.小明", ""))
    (bare,) = decision_of_text(decision_to_text(decision, keep_text=False)).taken
    assert bare.stored == ()
