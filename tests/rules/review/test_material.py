"""How the rules of a reviewed file are pointed at."""

from __future__ import annotations

from responder.rules.compiling.context import Context
from responder.rules.compiling.sites import flat, name_sites, sites_of
from responder.rules.needs import How
from responder.rules.review.material import Material
from tests.rules.rulekit import report, rules

TEXT = "rules:\n- {name: a, when: x, reply: a}\n- name: b\n  rules: [{when: 早, reply: c}]\n"


def _material() -> Material:
    gathered = report(TEXT)
    sites = flat(sites_of(gathered))
    names = name_sites(sites)
    for site in sites:
        names.checked(site)
    return Material.of(rules(TEXT).rules, sites, (gathered,), Context(gathered))


def test_every_rule_has_its_place() -> None:
    """Nested ones too, and those that only group others."""
    assert list(_material().sites) == ["a", "b", "早"]


def test_what_rules_need_is_asked_where_nobody_says_it() -> None:
    """The same as somebody would say who knows it."""
    material = _material()
    assert material.needs == [(((How.WHOLE, "x"),),), (((How.WHOLE, "早"),),)]
    given = Material.of(material.rules, (), material.reports, material.context, [(), ()])
    assert given.needs == [(), ()]


def test_a_warning_stands_at_its_rule() -> None:
    """Or at something in it."""
    material = _material()
    material.warn(material.rules[1], "odd", "so what")
    material.warn(material.rules[0], "odd", "so what", "reply")
    assert [(one.line, one.column, one.rule) for one in material.main.warnings] == [
        (4, 11, "b"),
        (2, 29, "a"),
    ]


def test_a_rule_is_told_of_by_its_line() -> None:
    """And by its file, where that is another one."""
    material = _material()
    first, second = material.rules
    assert material.told(first, second) == '"a" in line 2'
