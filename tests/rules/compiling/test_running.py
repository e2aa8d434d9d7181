"""What a rule does later, compiled."""

from __future__ import annotations

import pytest

from responder.rules.actions import CancelAction, LaterAction, ReplyAction, WaitAction
from tests.rules.rulekit import fault, rules


def test_actions_inside_of_others() -> None:
    """They are compiled as those around them, and times that are templates wait for a message."""
    rule_set = rules(r"""
        rules:
          - name: 提醒
            when: {text: {regex: '(?P<n>\d+)分钟'}}
            do:
              - later:
                  id: 提醒
                  in: "{{ match.n }}m"
                  missed: skip
                  do: [{wait: 1s}, {later: {at: "08:00", do: [{reply: "{{ match.n }}"}]}}]
              - cancel: [甲, "{{ match.n }}"]
    """)
    later, cancel = rule_set.rules[0].actions
    assert isinstance(later, LaterAction)
    assert later.skips
    assert later.after is not None
    assert (later.after.source, later.at) == ("{{ match.n }}m", None)
    pause, inner = later.actions
    assert isinstance(pause, WaitAction)
    assert isinstance(inner, LaterAction)
    assert isinstance(inner.actions[0], ReplyAction)
    assert isinstance(cancel, CancelAction)
    assert [one.source for one in cancel.ids] == ["甲", "{{ match.n }}"]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("later: {at: 明天, do: [{reply: x}]}", "do[1].later.at: expected a time such as 08:00"),
        ("later: {at: '25:00', do: [{reply: x}]}", "do[1].later.at: expected a time such as 08:00"),
        ("later: {in: '{{ foo }}m', do: [{reply: x}]}", "do[1].later.in: expected a known name"),
        (
            "later: {in: 5m, do: [{reply: '{{ foo }}'}]}",
            "do[1].later.do[1].reply: expected a known",
        ),
        (
            "later: {in: 5m, do: [{set: {sender.x: '{{ foo }}'}}]}",
            "do[1].later.do[1].set.sender.x:",
        ),
        ("later: {id: ' ', in: 5m, do: [{reply: x}]}", "do[1].later.id: expected a text, got only"),
        ("cancel: '{{ foo }}'", "do[1].cancel: expected a known name"),
    ],
)
def test_faults_inside_are_pointed_at(action: str, message: str) -> None:
    """However deep they stand."""
    assert message in fault(f"rules: [{{name: r, do: [{{{action}}}]}}]")


def test_a_silent_rule_says_nothing_later_either() -> None:
    """Its answer is pointed at where it hides."""
    text = "rules: [{silent: true, do: [{later: {in: 5m, do: [{reply: x}]}}]}]"
    assert "do[1].later.do[1].reply: expected no answer in a silent rule" in fault(text)


def test_a_rule_that_answers_later_is_no_silent_one() -> None:
    """Manners are asked before it begins, and defaults of answers hold for it."""
    rule_set = rules("""
        defaults: {cooldown: 1h}
        rules:
          - {name: a, do: [{later: {in: 5m, do: [{reply: x}]}}]}
          - {name: b, do: [{later: {in: 5m, do: [{count: sender.x}]}}]}
    """)
    first, second = rule_set.rules
    assert (first.silent, first.defers, bool(first.claims)) == (False, True, True)
    assert (second.silent, second.stores, bool(second.claims)) == (True, True, False)


def test_what_does_something_later_wants_a_name() -> None:
    """By its name it is known after an edit."""
    rule_set = rules("rules: [{do: [{later: {in: 5m, do: [{reply: x}]}}]}]")
    assert any("does something later and has no name" in str(one) for one in rule_set.warnings)


@pytest.mark.parametrize(
    ("accept", "hint"),
    [
        ("phone", r"write {regex: '^1\d{10}$'}"),
        ("Number", r"write {regex: '^\d+$'}"),
        ("日期", r"write {regex: '^\d{1,2}月\d{1,2}[日号]$'}"),
        ("text", "write no accept: then any text is one"),
    ],
)
def test_a_kind_of_answer_is_told_to_be_a_word(accept: str, hint: str) -> None:
    """It would be accepted, and then refuse every real answer; other words are meant so."""
    file = "rules: [{{name: a, when: x, do: [{{ask: [{{save: b, prompt: c, accept: {}}}]}}]}}]"
    (found,) = rules(file.format(accept)).warnings
    assert found.field == "do[1].ask[1].accept"
    assert (found.message, found.hint) == (
        f'only the word "{accept}" itself is an answer then',
        hint,
    )
    for fine in ("好的", "[phone, number]", "{regex: phone}"):
        assert rules(file.format(fine)).warnings == ()
