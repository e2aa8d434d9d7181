"""The schema of conditions."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from responder.models import MessageType
from responder.rules.days import Window
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.wanted import FromList, FromTable
from responder.rules.spec.when import ChatWord, TextSpec, WhenSpec
from tests.rules.rulekit import fault, faults, tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def _when(text: str) -> WhenSpec:
    return WhenSpec.model_validate(tree(text))


def _text(text: str) -> TextSpec:
    spec = _when(f"{{text: {text}}}").text
    assert spec is not None
    return spec


def test_bare_condition_is_the_whole_text() -> None:
    """`when: TEXT`, `when: [TEXT]` and the long form say the same."""
    short = _rule("{when: 你好, reply: 在}")
    assert short == _rule("{when: [你好], reply: [在]}")
    assert short == _rule("{when: {text: 你好}, reply: 在}")
    assert short == _rule("{when: {text: {equals: [你好]}}, reply: 在}")


def test_bare_name_is_the_whole_name() -> None:
    """A name, a list of one and `equals` say the same for sender and group."""
    assert _rule("{when: {sender: a, group: [b]}}") == _rule(
        "{when: {sender: {equals: a}, group: {equals: [b]}}}"
    )


def test_words_take_one_or_a_list() -> None:
    """Types and chats are words or lists of words."""
    when = _when("{type: [image, voice], chat: any}")
    assert when.type == (MessageType.IMAGE, MessageType.VOICE)
    assert when.chat == (ChatWord.ANY,)


def test_lists_and_tables_stand_wherever_texts_do() -> None:
    """Bare in a section, under a key, or among other texts."""
    assert _text("{list: hello}") == _text("{equals: {list: hello}}")
    assert _text("{table: faq}").equals == (FromTable("faq"),)
    assert _text("{without: {list: bad}}") == _text("{without: {contains: {list: bad}}}")
    fuzzy = _text("{fuzzy: {table: faq}}").fuzzy
    assert fuzzy is not None
    assert (fuzzy.like, fuzzy.at_least) == ((FromTable("faq"),), 85)
    sender = _when("{sender: [Bob, {list: vip}]}").sender
    assert sender is not None
    assert sender.equals == ("Bob", FromList("vip"))


def test_bare_time_is_a_window() -> None:
    """Unquoted hours are text, as YAML 1.2 has them; a list of them is any of them."""
    assert _when("{time: 9:00-18:00}") == _when("{time: {between: '09:00-18:00'}}")
    time = _when("{time: [9:00-12:00, {outside: 8:00-20:00}]}").time
    assert time is not None
    assert time[0].between == (Window(540, 720),)
    assert time[1].outside == (Window(480, 1200),)


def test_conditions_nest() -> None:
    """Branches are conditions like any, with the same shorthand."""
    when = _when("{any: [a, {sender: b}], not: {all: [{chance: 30%}]}}")
    assert when.any_ == (_when("{text: a}"), _when("{sender: b}"))
    assert when.not_ is not None
    assert when.not_[0].all_ == (_when("{chance: 0.3}"),)


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("{text: [a, b]}", ("a", "b")),
        ("{text: {contains: a, regex: b}}", ("a",)),
        ("{text: {regex: b}}", ("b",)),
        ("{text: {contains: {list: hello}}}", ("hello",)),
        ("{text: {in: faq}}", ("faq",)),
        ("{text: {fuzzy: a}}", ("a",)),
        ("{text: {longer_than: 3}}", ()),
        ("{command: [/a, /b]}", ("/a", "/b")),
        ("{sender: a}", ()),
    ],
)
def test_what_a_rule_is_called_after(when: str, shown: tuple[str, ...]) -> None:
    """Its texts, the name of a list or table, or its command."""
    assert _when(when).shown == shown


@pytest.mark.parametrize(
    ("when", "meant"),
    [
        ("{text: {contain: a}}", "contains"),
        ("{text: {start_with: a}}", "starts_with"),
        ("{text: {keyword: a}}", "contains"),
        ("{text: {pattern: a}}", "regex"),
        ("{text: {list: a, exact: true}}", "equals: {list: …}"),
        ("{keyword: a}", "text: {contains: …}"),
        ("{from: a}", "sender"),
        ("{at_me: true}", "mentioned"),
        ("{or: [a]}", "any"),
        ("{time: {from: 9:00-10:00}}", "between"),
        ("{sender: {name: a}}", "equals"),
        ("{text: {without: {contain: a}}}", "contains"),
    ],
)
def test_keys_of_other_programs_are_understood(when: str, meant: str) -> None:
    """Who writes the key of another program is told ours."""
    (found,) = faults(f"rules: [{{when: {when}, reply: b}}]")
    assert found.message.startswith("expected a key known here")
    assert found.hint == f'did you mean "{meant}"?'


def test_faults_of_values_name_their_place() -> None:
    """The field leads to the value, through branches too."""
    assert fault("rules: [{when: {any: [{chance: 30}]}, reply: b}]") == (
        "1:32: rules[1].when.any[1].chance: "
        'expected a chance from 0 to 1 such as 0.3, or 30%, got "30"'
    )
    with pytest.raises(ValidationError):
        _when("{any: []}")
