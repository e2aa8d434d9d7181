"""The rules of a file as a tree."""

from __future__ import annotations

import textwrap

from responder.rules.compiling.sites import (
    GONE,
    RULE_DEPTH_MAX,
    Site,
    flat,
    name_sites,
    sites_of,
)
from tests.rules.rulekit import fault, faults, report, rules


def _sites(text: str) -> list[Site]:
    sites = sites_of(report(text))
    names = name_sites(flat(sites))
    for site in flat(sites):
        names.checked(site)
    return sites


def _names(text: str) -> list[str]:
    return [site.name for site in flat(_sites(text))]


def test_nested_rules_are_found() -> None:
    """A rule knows those in it, and each its place."""
    (parent,) = _sites("rules: [{when: a, rules: [{when: b, reply: x}, {when: c, reply: y}]}]")
    assert [child.path for child in parent.children] == [
        ("rules", 0, "rules", 0),
        ("rules", 0, "rules", 1),
    ]
    assert [site.name for site in flat([parent])] == ["a", "b", "c"]


def test_a_rule_is_warned_of_without_its_node() -> None:
    """It says what one of its path says: the place, the innermost name, the way from there."""
    text = """
        rules:
          - {name: a, when: x, reply: y}
          - name: b
            rules:
              - {when: x, reply: y}
              - rules: [{when: x, reply: y}, {name: c, when: z, reply: y}]
          - rules: [{when: x, reply: y}]
    """
    sites = flat(_sites(textwrap.dedent(text)))
    assert len(sites) == 8
    for site in sites:
        site.report.warn(site.path, "odd", "so what")
        site.node = GONE
        site.warn("odd", "so what")
        known, found = site.report.warnings[-2:]
        assert found == known


def test_given_name_is_kept() -> None:
    """A rule is called as its author called it."""
    assert _names("rules: [{name: 问好, when: 你好, reply: x}]") == ["问好"]


def test_equal_default_names_are_counted() -> None:
    """The second rule of a text gets (2), the third (3), in a branch or not."""
    text = (
        "rules: [{when: a, reply: x}, {when: b, rules: [{when: a, reply: x}]}, {when: a, reply: y}]"
    )
    assert _names(text) == ["a", "b", "a (2)", "a (3)"]


def test_default_name_makes_way_for_a_given_one() -> None:
    """A given name wins even if its rule comes later."""
    text = "rules: [{when: a, reply: x}, {name: a, reply: x}, {name: a (2), reply: x}]"
    assert _names(text) == ["a (3)", "a", "a (2)"]


def test_name_given_twice_is_a_fault_wherever_the_rules_stand() -> None:
    """A rule in a rule has a name of its own too."""
    found = fault("rules:\n- {name: a, reply: x}\n- when: b\n  rules:\n  - {name: a, reply: y}")
    assert 'expected a name of its own, got "a" again' in found


def test_faults_of_nested_rules_are_all_found() -> None:
    """Those of a parent and of its children are reported at once, each with its name."""
    found = faults("""
        rules:
          - name: 外
            whem: a
            rules:
              - {name: 内, reply: "{{ nobody }}"}
              - {name: 下, repli: x}
    """)
    assert [(one.rule, one.field) for one in found] == [
        ("外", "whem"),
        ("内", "reply"),
        ("下", "repli"),
    ]


def test_nested_rules_are_a_list() -> None:
    """What stands under `rules` of a rule is looked at like that of a file."""
    assert "rules: expected a list of rules, got" in fault("rules: [{when: a, rules: b}]")
    assert "expected a list of rules, got an empty list" in fault("rules: [{when: a, rules: []}]")


def test_nesting_is_bounded() -> None:
    """A file nested deeper than anybody reads is refused."""
    text = "{when: a, reply: x}"
    for _ in range(RULE_DEPTH_MAX - 1):
        text = f"{{when: a, rules: [{text}]}}"
    assert len(rules(f"rules: [{text}]").rules) == 1
    assert "expected at most 10 levels" in fault(f"rules: [{{when: a, rules: [{text}]}}]")
