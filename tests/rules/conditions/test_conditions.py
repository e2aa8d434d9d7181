"""Compiled conditions."""

from __future__ import annotations

import dataclasses

import pytest

from responder.models import ChatKind, EventKind, MessageType
from responder.rules.conditions.conditions import (
    AuthorCondition,
    ChatCondition,
    Condition,
    EventCondition,
    MentionCondition,
    NameCondition,
    SwitchedOff,
    TextCondition,
    TypeCondition,
)
from responder.rules.subject import subject_of
from responder.rules.text.patterns import compile_pattern
from tests.rules.rulekit import BOB, CLIENTS, says

PRIVATE, GROUP, HELPER = ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.FILEHELPER


def test_switched_off_never_holds() -> None:
    """A rule that is switched off takes nothing."""
    assert not SwitchedOff().holds(subject_of(says("x")))


def test_event_kind() -> None:
    """A rule for messages takes no pats."""
    event = says("x")
    condition = EventCondition(EventKind.MESSAGE)
    assert condition.holds(subject_of(event))
    assert not condition.holds(subject_of(dataclasses.replace(event, kind=EventKind.PAT)))


def test_chat_kind() -> None:
    """Only the kinds of the condition are taken."""
    condition = ChatCondition(frozenset({PRIVATE}))
    assert condition.holds(subject_of(says("x")))
    assert not condition.holds(subject_of(says("x", group=CLIENTS)))


def test_author_depends_on_the_chat() -> None:
    """Where the owner writes alone his messages are taken, elsewhere those of others."""
    condition = AuthorCondition(frozenset({HELPER}), frozenset({PRIVATE}))
    assert condition.holds(subject_of(says("x")))
    assert condition.holds(subject_of(says("x", kind=HELPER, from_me=True)))
    assert not condition.holds(subject_of(says("x", from_me=True)))


def test_type() -> None:
    """Only the types of the condition are taken."""
    condition = TypeCondition(frozenset({MessageType.IMAGE}))
    assert condition.holds(subject_of(says("", message_type=MessageType.IMAGE)))
    assert not condition.holds(subject_of(says("")))


@pytest.mark.parametrize("wanted", [True, False])
def test_mention(wanted: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    """A mention can be demanded and excluded."""
    condition = MentionCondition(wanted)
    assert condition.holds(subject_of(says("x", group=CLIENTS, mentioned=wanted)))
    assert not condition.holds(subject_of(says("x", group=CLIENTS, mentioned=not wanted)))


def test_any_trusted_name_may_match() -> None:
    """A contact without remark is known by nickname and WeChat id."""
    assert NameCondition("sender", frozenset({"bob77"})).holds(subject_of(says("x", sender=BOB)))
    assert NameCondition("sender", frozenset({"Bob"})).holds(subject_of(says("x", sender=BOB)))


def test_nickname_behind_a_remark_does_not_match() -> None:
    """Where there is a remark, what somebody calls himself does not count."""
    assert not NameCondition("sender", frozenset({"Ming"})).holds(subject_of(says("x")))


@pytest.mark.parametrize("name", ["bob", "Bob ", "Ｂob"])
def test_names_are_not_folded(name: str) -> None:
    """A look-alike spelling is another name."""
    assert not NameCondition("sender", frozenset({name})).holds(subject_of(says("x", sender=BOB)))


def test_one_name_must_fit_everything() -> None:
    """Part and pattern must hold for the same name."""
    both = NameCondition("sender", contains=("77",), patterns=(compile_pattern("^bob"),))
    assert both.holds(subject_of(says("x", sender=BOB)))
    apart = NameCondition("sender", contains=("77",), patterns=(compile_pattern("^Bob"),))
    assert not apart.holds(subject_of(says("x", sender=BOB)))


def test_group_name() -> None:
    """A group is known by its names; a private chat has none."""
    condition = NameCondition("group", contains=("客户",))
    assert condition.holds(subject_of(says("x", group=CLIENTS)))
    assert not condition.holds(subject_of(says("x")))


def test_text_gives_the_keyword_as_spelled() -> None:
    """Compared is the folded text, given is the spelling of the rule file."""
    condition = TextCondition(contains=(("abc", "ＡＢＣ"), ("价格", "价格")))
    assert condition.match(subject_of(says("xABCx"))) == (("keyword", "ＡＢＣ"),)
    assert condition.match(subject_of(says("问价格"))) == (("keyword", "价格"),)
    assert condition.match(subject_of(says("问"))) is None


def test_exact_text_is_not_folded() -> None:
    """With `exact` case and mentions matter."""
    condition = TextCondition(equals=(("OK", "OK"),), exact=True)
    assert condition.holds(subject_of(says("OK")))
    assert not condition.holds(subject_of(says("ok")))
    assert not condition.holds(subject_of(says("@小店 OK")))


def test_several_wants_must_all_hold() -> None:
    """Equal, containing and fitting are demanded together, and all give captures."""
    condition = TextCondition(
        equals=(("订单 7", "订单 7"),),
        contains=(("订单", "订单"),),
        patterns=(compile_pattern("x"), compile_pattern(r"(?P<id>\d)")),
    )
    found = condition.match(subject_of(says("订单 7")))
    assert found == (("0", "7"), ("1", "7"), ("id", "7"), ("keyword", "订单"))
    assert condition.match(subject_of(says("订单 8"))) is None
    assert set(condition.gives) == {"0", "1", "id", "keyword"}


def test_patterns_see_the_unfolded_text() -> None:
    """Case and mention are still there for a pattern."""
    condition = TextCondition(patterns=(compile_pattern("^@小店\u2005A$"),))
    assert condition.holds(subject_of(says("@小店\u2005A")))
    assert condition.gives == ("0",)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        (SwitchedOff(), "the rule is switched off"),
        (EventCondition(EventKind.MESSAGE), 'the rule is for the event "message"'),
        (ChatCondition(frozenset({PRIVATE, GROUP})), 'the rule takes "group", "private" chats'),
        (AuthorCondition(frozenset(), frozenset({PRIVATE})), "the rule takes what others write"),
        (AuthorCondition(frozenset({HELPER}), frozenset()), "the rule takes what the owner writes"),
        (TypeCondition(frozenset({MessageType.IMAGE})), 'the message is none of "image"'),
        (MentionCondition(wanted=True), "I am not mentioned"),
        (MentionCondition(wanted=False), "I am mentioned"),
        (NameCondition("sender", frozenset({"小明"})), 'the sender is none of "小明"'),
        (
            NameCondition("group", contains=("a",), patterns=(compile_pattern("b"),)),
            'the group contains none of "a" or fits none of "b"',
        ),
        (
            TextCondition((("a", "A"),), (("b", "b"),), (compile_pattern("c"),)),
            'the text is none of "A" or contains none of "b" or fits none of "c"',
        ),
        (
            TextCondition(tuple((str(n), str(n)) for n in range(7))),
            'the text is none of "0", "1", "2", "3", "4" and 2 more',
        ),
    ],
)
def test_reasons_are_words(condition: Condition, reason: str) -> None:
    """Each condition says in words why a rule did not answer."""
    assert condition.reason == reason
