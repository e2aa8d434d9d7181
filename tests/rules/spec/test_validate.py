"""From the tree to the spec."""

from __future__ import annotations

import pytest

from responder.rules.spec.head import HeadSpec
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.validate import Head, check_head, check_rule, rule_nodes, sound_part
from tests.rules.rulekit import faults, report, tree


def test_good_head_is_read() -> None:
    """Everything but the rules is checked, whatever the rules are."""
    gathered = report("timezone: UTC\nrules: nonsense")
    head = check_head(gathered)
    assert head.spec.timezone == "UTC"
    assert not gathered.faults


def test_head_of_rules_alone_has_the_defaults() -> None:
    """A file of rules alone is an ordinary one."""
    gathered = report("rules: []")
    assert check_head(gathered) == Head()
    assert not gathered.faults


def test_faults_of_the_head_are_all_reported() -> None:
    """One look finds every fault."""
    gathered = report("version: 3\ntimezone: Nowhere\nlimits: 5\nrules: []")
    head = check_head(gathered)
    assert head == Head(HeadSpec(), frozenset({"version", "timezone", "limits"}))
    assert [found.field for found in gathered.faults] == ["version", "timezone", "limits"]


def test_rule_is_read_or_its_faults_are_reported() -> None:
    """A good rule becomes a spec, a bad one faults with their places."""
    gathered = report("rules: [{when: a, reply: b}, {when: {chat: x}, replay: b}]")
    nodes = rule_nodes(gathered)
    assert isinstance(check_rule(gathered, ("rules", 0), nodes[0]), RuleSpec)
    assert check_rule(gathered, ("rules", 1), nodes[1]) is None
    assert [found.field for found in gathered.faults] == ["rules[2].when.chat", "rules[2].replay"]


def test_missing_rules_are_reported() -> None:
    """An empty list and something else are different sentences; nothing is not looked at here."""
    assert rule_nodes(report("version: 1")) == ()
    messages = []
    for text in ("rules: []", "rules: a", "rules:"):
        gathered = report(text)
        assert rule_nodes(gathered) == ()
        messages.append(gathered.faults[0].message)
    assert messages == [
        "expected a list of rules, got an empty list",
        'expected a list of rules, got "a"',
        "expected a list of rules, got nothing",
    ]


def test_sound_part_leaves_out_what_is_faulty() -> None:
    """The rest of a faulty rule can still be looked at."""
    part = sound_part(tree("{when: {chat: x}, reply: b, cron: 3s}"))
    assert part is not None
    assert part.when is None
    assert part.reply == ("b",)


def test_sound_part_of_nothing_sound() -> None:
    """A rule that is no mapping, or faulty throughout, has no sound part."""
    assert sound_part(tree("x")) is None
    assert sound_part(tree("{cron: 3s}")) is None


def test_sound_part_of_a_good_rule_is_the_rule() -> None:
    """A rule without fault is sound as a whole."""
    node = tree("{when: a, reply: b}")
    assert sound_part(node) == RuleSpec.model_validate(node)


def test_unknown_key_may_be_a_later_one_misspelled() -> None:
    """A slip in a later key is recognised too."""
    gathered = report("rules: [{when: a, reply: b, jiter: 3s}]")
    check_rule(gathered, ("rules", 0), rule_nodes(gathered)[0])
    assert gathered.faults[0].hint == 'did you mean "jitter"?'


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("rules: [{when: {contains: a}, reply: b}]", "under `text`"),
        ("rules: [{when: {text: a, reply: b}}]", "to the rule itself"),
        ("rules: [{text: a, reply: b}]", "under `when`"),
        ("delay: 3s\nrules: [{when: a, reply: b}]", "under `limits`"),
        ("rules: [{when: a, reply: b, timezone: Asia/Tokyo}]", "at the top of the file"),
    ],
)
def test_key_at_the_wrong_place(text: str, hint: str) -> None:
    """A key that is right elsewhere says where it belongs."""
    assert any(f"it belongs {hint}" in one.hint for one in faults(text))


def test_fault_of_the_head_makes_no_fault_of_vars() -> None:
    """A slip at the top does not turn every `vars.…` of the file into a fault."""
    for head in ("vers: 1\nvars: {shop: a}", "vars: {a b: 1}"):
        (only,) = faults(f"{head}\nrules: [{{when: a, reply: '{{{{ vars.shop }}}}'}}]")
        assert only.rule is None
