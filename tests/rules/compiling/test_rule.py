"""What the keys of a rule mean together."""

from __future__ import annotations

import pytest

from responder.memory import Memory
from responder.models import ChatKind
from responder.rules.conditions.heads import ChatCondition
from responder.rules.decide import explain
from tests.rules.rulekit import (
    ANN,
    BOB,
    CLIENTS,
    NOW_S,
    fault,
    faults,
    rules,
    says,
    texts,
    who_answers,
)


def _kinds(when: str) -> set[str]:
    (rule,) = rules(f"rules: [{{name: r, when: {when}, reply: a}}]").rules
    found = [one for one in rule.conditions if isinstance(one, ChatCondition)]
    return {str(kind) for kind in found[0].kinds}


@pytest.mark.parametrize(
    ("when", "kinds"),
    [
        ("x", {"private"}),
        ("{chat: private}", {"private"}),
        ("{chat: group}", {"group"}),
        ("{chat: any}", {"private", "group"}),
        ("{chat: [private, filehelper]}", {"private", "filehelper"}),
        ("{chat: official}", {"official"}),
        ("{group: 客户群}", {"group"}),
        ("{mentioned: true}", {"group"}),
        ("{mentioned: false}", {"private"}),
        ("{group: 客户群, chat: any}", {"private", "group"}),
    ],
)
def test_kinds_of_chat(when: str, kinds: set[str]) -> None:
    """Private chats by default; groups by `chat`, by naming one, or by a mention."""
    assert _kinds(when) == kinds


@pytest.mark.parametrize("kind", [kind for kind in ChatKind if kind is not ChatKind.PRIVATE])
def test_plain_rule_answers_only_private_chats(kind: ChatKind) -> None:
    """Groups, official accounts, the file helper and special accounts are left alone."""
    rule_set = rules("rules: [{reply: a}]")
    group = CLIENTS if kind is ChatKind.GROUP else None
    assert who_answers(rule_set, says("x", kind=kind, group=group, mentioned=True)) is None
    assert who_answers(rule_set, says("x")) == "rule 1"


@pytest.mark.parametrize("chat", ["private", "group", "filehelper", "official", "any"])
def test_special_accounts_are_never_answered(chat: str) -> None:
    """No word of `chat` takes the service's own accounts."""
    rule_set = rules(f"rules: [{{when: {{chat: {chat}}}, reply: a}}]")
    for from_me in (True, False):
        event = says("x", kind=ChatKind.SPECIAL, from_me=from_me)
        assert who_answers(rule_set, event) is None


def test_own_messages_are_ignored_by_default() -> None:
    """What the owner types is for rules that say so, and those take nothing else."""
    rule_set = rules("rules: [{name: mine, when: {from_me: true}, reply: a}, {name: b, reply: b}]")
    assert who_answers(rule_set, says("x", from_me=True)) == "mine"
    assert who_answers(rule_set, says("x")) == "b"
    assert who_answers(rules("rules: [{reply: b}]"), says("x", from_me=True)) is None


def test_filehelper_is_what_the_owner_writes() -> None:
    """`chat: filehelper` needs no `from_me`, and beside `private` both mean their own."""
    rule_set = rules("rules: [{name: r, when: {chat: [filehelper, private]}, reply: a}]")
    assert who_answers(rule_set, says("x", kind=ChatKind.FILEHELPER, from_me=True)) == "r"
    assert who_answers(rule_set, says("x")) == "r"
    assert who_answers(rule_set, says("x", from_me=True)) is None


def test_every_condition_must_hold() -> None:
    """Type, sender, group, mention and text are demanded together."""
    rule_set = rules("""
        rules:
          - name: r
            when: {group: 客户群, sender: 小明, mentioned: true, type: text, text: 价格}
            reply: a
    """)
    good = says("@小店 价格", group=CLIENTS, mentioned=True)
    assert who_answers(rule_set, good) == "r"
    assert who_answers(rule_set, says("@小店 价格", group=CLIENTS)) is None
    assert who_answers(rule_set, says("价格", group=CLIENTS, mentioned=True, sender=BOB)) is None
    assert who_answers(rule_set, says("别的", group=CLIENTS, mentioned=True, sender=ANN)) is None


def test_silent_rule_has_no_action() -> None:
    """It claims the message, and nobody answers."""
    rule_set = rules("rules: [{name: s, when: 广告, silent: true}, {name: b, reply: b}]")
    assert rule_set.rules[0].silent
    assert who_answers(rule_set, says("广告")) == "s"
    assert texts(rule_set, says("广告")) == []
    assert texts(rule_set, says("其他")) == ["b"]


def test_disabled_rule_is_kept_out_of_the_way() -> None:
    """It is checked and listed, but takes nothing."""
    rule_set = rules("rules: [{name: a, enabled: false, reply: a}, {name: b, reply: b}]")
    assert [rule.enabled for rule in rule_set.rules] == [False, True]
    assert who_answers(rule_set, says("x")) == "b"
    assert "nmae" in fault('rules: [{enabled: false, reply: "{{ sender.nmae }}"}]')


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{when: a}", "expected reply, do or `silent: true`, got none of them"),
        ("{when: a, silent: false}", "expected reply, do or `silent: true`, got none of them"),
        ("{reply: a, do: [{reply: b}]}", "expected reply or do, got both"),
        ("{reply: a, silent: true}", "expected no answer in a silent rule, got one"),
        ("{do: [{reply: a}], silent: true}", "expected no answer in a silent rule, got one"),
        (
            "{when: {chat: private, group: x}, reply: a}",
            "expected a rule that takes group messages",
        ),
        ("{when: {chat: private, mentioned: true}, reply: a}", "where mentions are"),
        ("{when: {chat: filehelper, from_me: false}, reply: a}", "expected true, got false"),
        ("{reply: ' '}", "expected a text, got only blanks"),
        ("{do: [remove]}", "do[1].remove: expected remove in a rule that takes groups, got one"),
        ("{do: [{rename: a}]}", "do[1].rename: expected rename in a rule that takes groups"),
        ("{when: {from_me: true}, do: [leave]}", "expected leave in a rule that takes groups"),
        (
            "{do: [{if: now.hour, then: [{reply: a}, leave]}]}",
            "do[1].then[2].leave: expected leave in a rule that takes groups",
        ),
        ("{reply: a, on_error: [leave]}", "on_error[1].leave: expected leave in a rule"),
        (
            "{when: {chat: group}, do: [{remark: a}]}",
            "do[1].remark: expected remark in a rule that takes private chats, got one",
        ),
        ("{on: schedule, at: '8:00', do: [leave]}", "for nobody has written"),
    ],
)
def test_contradictions_are_faults(rule: str, message: str) -> None:
    """Keys that can not hold together are refused when the file is read."""
    assert message in fault(f"rules: [{rule}]")


@pytest.mark.parametrize(
    "rule",
    [
        "{when: {group: 客户群}, do: [remove, {rename: a}, leave]}",
        "{when: {chat: any}, do: [{remark: a}, remove]}",
        "{on: friend_request, do: [accept, {remark: a}]}",
        "{when: {chat: group}, rules: [{when: {chat: private}, do: [{remark: a}]}]}",
    ],
)
def test_actions_where_they_can_be_done(rule: str) -> None:
    """In groups, in private chats, or in both, as what stands above says."""
    assert rules(f"rules: [{rule}]").rules


def test_faulty_rule_is_looked_at_as_far_as_possible() -> None:
    """An unknown key hides neither a broken pattern nor a broken template of its rule."""
    found = faults(r"""
        rules:
          - jitter: 3s
            when: {text: {regex: '('}}
            do: [{reply: "{{ nix }}"}, {reply: "{{ sender.nix }}"}]
    """)
    assert [one.line for one in found] == [3, 4, 5, 5]


def test_faulty_conditions_raise_no_false_alarm() -> None:
    """Without usable conditions nobody knows what `match` or `group` have."""
    found = faults('rules: [{when: {txt: a}, reply: "{{ match.id }} {{ group.name }}"}]')
    assert [one.field for one in found] == ["rules[1].when.txt"]


def test_place_in_a_template_is_found_in_a_block() -> None:
    """A fault in the third line of a text is shown there, at the very name."""
    (found,) = faults("rules:\n  - reply: |\n      a\n      b\n      {{ nix }}\n")
    assert (found.line, found.column) == (5, 10)


def test_from_me_false_means_it_in_filehelper_too() -> None:
    """A list with filehelper implies the owner there, unless the rule says otherwise."""
    helper = says("a", kind=ChatKind.FILEHELPER, from_me=True)
    when = "chat: [private, filehelper], text: a"
    assert texts(rules(f"rules: [{{when: {{{when}}}, reply: b}}]"), helper) == ["b"]
    assert texts(rules(f"rules: [{{when: {{{when}, from_me: false}}, reply: b}}]"), helper) == []


def test_reason_of_a_rule_for_others_and_filehelper() -> None:
    """What the owner writes elsewhere is refused in words that are true."""
    rule_set = rules("rules: [{when: {chat: [private, filehelper]}, reply: b}]")
    event = says("a", from_me=True)
    (considered,) = explain(rule_set, event, Memory(), NOW_S, 1).trace
    assert considered.reason == (
        'the rule takes what others write, and what the owner writes only in "filehelper"'
    )
