"""Rules that take every text and stand in front of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.review.catch_all import CATCH_ALLS_MAX, starving, takes_every_text
from tests.rules.review.reviewkit import said, warned
from tests.rules.rulekit import rules, who_answers
from tests.rules.whenkit import events, whens

if TYPE_CHECKING:
    from responder.models import Event


def test_the_rules_behind_it_are_named_and_counted() -> None:
    """The first three by name and line, the rest by number; the way out is to move the rule."""
    later = "".join(f"  - {{name: r{n}, when: 词{n}, reply: a}}\n" for n in range(5))
    (only,) = warned(f"rules:\n  - {{name: 其他, when: {{type: text}}, reply: a}}\n{later}")
    assert only.headline == (
        'rules.yaml:2:5: rule "其他": this rule takes every text, so these rules behind it get'
        ' none: "r0" in line 3, "r1" in line 4, "r2" in line 5 and 2 more'
    )
    assert only.hint == "move it to the end: the first rule that matches has the message"


def test_each_schedule_has_times_of_its_own() -> None:
    """So none takes those of another, whatever it looks at."""
    do = "do: [{send: {to: 小明, text: a}}]"
    assert (
        said(f"""
        timezone: Asia/Shanghai
        rules:
          - {{name: a, on: schedule, at: "09:00", {do}}}
          - {{name: b, on: schedule, every: 1h, when: {{time: "09:00-18:00"}}, {do}}}
    """)
        == []
    )


def test_a_single_rule_behind_it() -> None:
    """Is told of in the singular."""
    (only,) = said("rules: [{name: a, reply: a}, {name: b, when: x, reply: b}]")
    assert only.endswith('takes every message, so this rule behind it gets none: "b" in line 1')


@pytest.mark.parametrize(
    "later",
    [
        "{type: image}",  # the rule takes texts alone
        "{text: x, chat: group}",
        "{text: x, chat: any}",  # groups are left
        "{text: x, from_me: true}",
        "{chat: filehelper, text: x}",
        "{type: link, text: x}",
    ],
)
def test_what_is_left_for_a_later_rule(later: str) -> None:
    """Other types, other chats and other authors are."""
    assert said(f"rules: [{{when: {{type: text}}, reply: a}}, {{when: {later}, reply: b}}]") == []


@pytest.mark.parametrize(
    "later", ["x", "{text: {regex: x}}", "{command: /w}", "{type: text}", "{text: x, sender: 小明}"]
)
def test_what_is_not_left(later: str) -> None:
    """Every rule that lives by texts of the same chats."""
    found = said(f"rules: [{{when: {{type: text}}, reply: a}}, {{when: {later}, reply: b}}]")
    assert len(found) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "{when: x, reply: a}",
        "{when: {type: image}, reply: a}",
        "{when: {sender: 小明}, reply: a}",
        "{when: {chance: 0.5}, reply: a}",
        "{when: {mentioned: true}, reply: a}",
        "{continue: true, reply: a}",
        "{shadow: true, reply: a}",
        "{enabled: false, reply: a}",
    ],
)
def test_what_does_not_take_every_text(rule: str) -> None:
    """A rule that looks at anything else, or lets others answer too."""
    assert not takes_every_text(rules(f"rules: [{rule}]").rules[0])


@pytest.mark.parametrize(
    "rule", ["{reply: a}", "{silent: true}", "{when: {chat: group}, reply: a}"]
)
def test_what_takes_every_text(rule: str) -> None:
    """A rule that asks for nothing but the chat."""
    assert takes_every_text(rules(f"rules: [{rule}]").rules[0])


SHARED = """\
timezone: Asia/Shanghai
vars: {shop: 小店}
lists: {vip: [小明, Bob], hello: [你好, Hi]}
tables: {faq: {价格: 3500, 发货: 三天}}
"""


@given(st.sampled_from(["{type: text}", "{chat: any}", "{type: text, chat: group}"]), whens, events)
def test_a_starved_rule_answers_no_text(head: str, when: str, event: Event) -> None:
    """Whatever else it asks for."""
    both = rules(
        f"{SHARED}rules: [{{name: a, when: {head}, reply: x}}, {{name: b, when: {when}, reply: y}}]"
    )
    if starving(both.rules):
        assert who_answers(both, event) != "b"


def test_each_starved_rule_stands_with_the_first_that_starves_it() -> None:
    """So that one mistake is one warning, whatever stands between."""
    found = starving(
        rules("""
        rules:
          - {when: {chat: group}, reply: a}
          - {when: {chat: private}, reply: a}
          - {when: {chat: group, text: x}, reply: a}
          - {when: x, reply: a}
          - {when: {chat: any}, reply: a}
          - {when: {chat: group, text: y}, reply: a}
    """).rules
    )
    assert found == {0: [2, 5], 1: [3]}


def test_only_so_many_are_looked_at() -> None:
    """Each is compared with all rules behind it; those that are alike count once."""
    kinds = ["text", *(f"text, {name}" for name in ("image", "voice", "video", "file", "link"))]
    chats = ["private", "group", "official", "any"]
    heads = [f"{{type: [{kind}], chat: {chat}}}" for kind in kinds for chat in chats]
    assert len(heads) > CATCH_ALLS_MAX
    text = "".join(f"- {{when: {head}, reply: a}}\n" for head in heads)
    found = starving(rules(f"rules:\n{text}- {{when: x, reply: a}}\n").rules)
    assert all(index < CATCH_ALLS_MAX for index in found)
