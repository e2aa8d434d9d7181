"""Rules that remember something and have no name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.models import Rate
from responder.rules.claims import Claim
from responder.rules.compiling.context import Context
from responder.rules.compiling.sites import name_sites, sites_of
from responder.rules.review.material import Material
from responder.rules.review.nameless import note_nameless
from tests.rules.rulekit import report, rules

if TYPE_CHECKING:
    from responder.rules.reading.faults import Fault

COOLDOWN = Claim("cooldown", Rate(1, 60))


def _noted(text: str, *claims: Claim) -> list[Fault]:
    """What is said if every rule of a file had these claims, which no key gives yet."""
    compiled = tuple(replace(rule, claims=claims) for rule in rules(text).rules)
    gathered = report(text)
    sites = sites_of(gathered)
    names = name_sites(sites)
    for site in sites:
        names.checked(site)
    note_nameless(Material.of(compiled, sites, (gathered,), Context(gathered)))
    return gathered.warnings


def test_a_rule_that_keeps_state_should_have_a_name() -> None:
    """By its text it would be unknown after the next change of it."""
    (only,) = _noted("rules: [{when: 价格, reply: a}]", COOLDOWN)
    assert only.headline == "rules.yaml:1:9: rules[1]: this rule keeps a cooldown and has no name"
    assert only.hint == 'write `name:`, or it forgets when "价格" is changed'


def test_a_name_is_enough() -> None:
    """Whatever it keeps."""
    assert _noted("rules: [{name: 价, when: 价格, reply: a}]", COOLDOWN) == []


def test_a_rule_without_state_needs_none() -> None:
    """Its text will do."""
    assert _noted("rules: [{when: 价格, reply: a}]") == []
