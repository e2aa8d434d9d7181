"""The conditions of a rule: what they inherit, which chats they take, what templates know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from responder.rules.captures import NOTHING
from responder.rules.conditions.heads import AuthorCondition, ChatCondition
from responder.rules.templates.words import TEXT
from tests.rules.rulekit import BOB, CLIENTS, says
from tests.rules.whenkit import (
    GROUP,
    HELPER,
    PRIVATE,
    caught,
    compiled,
    events,
    fault_of,
    has,
    match,
    needs_of,
    run,
    subject,
    tried,
    whens,
)

if TYPE_CHECKING:
    from responder.models import Event


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        ("a", {PRIVATE}),
        ("{chat: any}", {PRIVATE, GROUP}),
        ("{chat: [filehelper, group]}", {HELPER, GROUP}),
        ("{group: 客户群}", {GROUP}),
        ("{mentioned: true}", {GROUP}),
        ("{mentioned: false}", {PRIVATE}),
        ("{owner: false}", {GROUP}),
        ("{chat: any, mentioned: true}", {PRIVATE, GROUP}),
    ],
)
def test_groups_are_taken_only_where_a_rule_says_so(when: str, kinds: set[str]) -> None:
    """Naming a group, a mention or an owner says that groups are meant; nothing else does."""
    assert compiled(when).kinds == kinds


def test_heads_come_first_and_are_shared() -> None:
    """Chat and author are tried before everything else, and 10,000 rules share two objects."""
    first, second = compiled("a").conditions, compiled("{text: b, sender: c}").conditions
    assert [type(one) for one in first[:2]] == [ChatCondition, AuthorCondition]
    assert first[0] is second[0]
    assert first[1] is second[1]


def test_conditions_are_tried_from_cheap_to_costly() -> None:
    """The trace names the first that fails, so their order is part of the meaning."""
    when = compiled(
        "{chance: 1, if: 'true', any: [a], not: b, text: a, command: /a, time: 09:00-10:00, "
        "sender: x, group: y, owner: true, mentioned: true, type: text, all: [a]}"
    )
    assert [one.key for one in when.conditions] == [
        *("chat", "from_me", "type", "mentioned", "owner", "group", "sender", "time", "text"),
        *("command", "not", "all", "any", "if", "chance"),
    ]


def test_child_has_the_conditions_of_its_parent() -> None:
    """All of the parent must hold too, is tried first, and its names are known."""
    parent = compiled("{text: {contains: 价格}, sender: 小明}")
    child = tried("{text: {regex: '(?P<n>[0-9]+)'}}", parent=parent).when
    assert [one.key for one in child.wants] == ["sender", "text", "text"]
    assert child.gives == ("keyword", "0", "1", "n")
    found = run(child, subject("价格 12"))
    assert found is not None
    assert dict(found.match) == {"keyword": "价格", "0": "12", "1": "12", "n": "12"}
    assert run(child, subject("价格")) is None
    assert run(child, subject(says("价格 12", sender=BOB))) is None


def test_child_may_replace_the_chat_and_the_author() -> None:
    """Only those two are not added to what the parent says."""
    parent = compiled("{chat: group, from_me: true}")
    assert tried("a", parent=parent).when.kinds == {GROUP}
    assert tried("a", parent=parent).when.from_me is True
    assert tried("{chat: private}", parent=parent).when.kinds == {PRIVATE}
    assert tried("{from_me: false}", parent=parent).when.from_me is False
    assert tried("{group: x}", parent=compiled("{chat: any}")).when.kinds == {PRIVATE, GROUP}
    assert tried("{group: x}", parent=compiled("a")).when.kinds == {GROUP}


def test_only_the_owner_writes_in_filehelper() -> None:
    """A rule that excludes him there could never answer."""
    assert fault_of("{chat: filehelper, from_me: false}").startswith(
        "rules[1].when.from_me: expected true, got false: in filehelper only the owner writes"
    )
    parent = compiled("{chat: group, from_me: false}")
    (found,) = tried("{chat: filehelper}", parent=parent).report.faults
    assert "only the owner writes" in found.message


def test_two_commands_are_refused() -> None:
    """A message calls one command, so a rule in a rule can not ask for another."""
    parent = compiled("{command: /a}")
    (found,) = tried("{command: /b}", parent=parent).report.faults
    assert found.message == "expected no command inside of a rule that has one, got another"
    assert tried("a", parent=compiled("{command: '/a {x}'}")).when.args == {"x": TEXT}


def test_value_of_a_table_is_known_to_templates() -> None:
    """A table of texts gives a text; where two tables may give it nothing is known."""
    assert compiled("{text: {in: faq}}").value == TEXT
    columns = compiled("{text: {contains: {table: goods}}}").value
    assert columns is not None
    assert columns.has("price")
    assert compiled("{text: {in: faq, contains: {table: goods}}}").value is None
    assert compiled("{any: [{text: {in: faq}}], text: {in: faq}}").value is None
    assert tried("a", parent=compiled("{text: {in: faq}}")).when.value == TEXT
    both = tried("{text: {in: faq}}", parent=compiled("{text: {in: faq}}")).when
    assert both.value is None


def test_mention_is_taken_out_of_the_text() -> None:
    """In a group the text is compared without the mention of me."""
    when = "{chat: any, text: 价格}"
    assert caught(when, says("@小店\u2005价格", group=CLIENTS, mentioned=True)) is not None
    assert caught(when, says("@小店\u2005价格", group=CLIENTS)) is None
    assert match(when, "价格") == {"keyword": "价格"}


@settings(max_examples=200)
@given(whens, events)
def test_whatever_holds_has_what_it_needs(when: str, event: Event) -> None:
    """An index that trusts the needs of conditions never misses a rule."""
    conditions = compiled(when)
    prepared = subject(event)
    if run(conditions, prepared) is not None:
        for clause in needs_of(conditions.conditions):
            assert any(has(prepared, key) for key in clause), clause


@given(whens, events)
def test_conditions_give_only_names_they_promise(when: str, event: Event) -> None:
    """What templates were told at load is all that a match brings."""
    conditions = compiled(when)
    found = run(conditions, subject(event))
    if found is not None:
        assert {name for name, _ in found.match} <= set(conditions.gives)
        assert {name for name, _ in found.args} <= set(conditions.args or ())


@given(whens, events)
def test_reasons_are_one_line(when: str, event: Event) -> None:
    """Whatever does not hold says why, in one line that a terminal can show."""
    prepared = subject(event)
    found = NOTHING
    for condition in compiled(when).conditions:
        more = condition.match(prepared, found)
        if more is None:
            words = condition.why(prepared, found)
            assert words
            assert "\n" not in words
            return
        found = found.plus(more)
