"""Cooldowns and limits, from their specs.

It knows defaults and what the keys mean together; it must not know conditions or actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import Rate
from responder.rules.claims import Claim
from responder.rules.spec.claims import OtherwiseWord

if TYPE_CHECKING:
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.head import DefaultsSpec
    from responder.rules.spec.rule import RuleSpec

KEYS = ("cooldown", "limit", "otherwise")
"""Keys of a rule, and of `defaults`, that say how often it answers."""

_KEYS = frozenset(KEYS)


def claims_of(spec: RuleSpec | DefaultsSpec, defaults: DefaultsSpec) -> tuple[Claim, ...]:
    """What a rule must be able to spend before it answers, the cooldown first.

    Args:
        spec: Of the rule.
        defaults: For what it does not say.
    """
    said = spec.model_fields_set
    cooldown = spec.cooldown if "cooldown" in said else defaults.cooldown
    limits = spec.limit if "limit" in said else defaults.limit
    usual = spec.otherwise or defaults.otherwise
    claims = []
    if cooldown is not None:
        aside = (cooldown.otherwise or usual) is OtherwiseWord.NEXT
        claims.append(Claim("cooldown", Rate(1, cooldown.for_), cooldown.per, aside))
    for one in limits or ():
        aside = (one.otherwise or usual) is OtherwiseWord.NEXT
        claims.append(Claim("limit", one.rate, one.per, aside))
    return tuple(claims)


def says_claims(spec: RuleSpec) -> bool:
    """Whether a rule says itself how often it answers."""
    return not _KEYS.isdisjoint(spec.model_fields_set)


def check_claims(
    report: Report, path: tuple[Step, ...], spec: RuleSpec, claims: tuple[Claim, ...]
) -> None:
    """Refuse what means nothing in a rule that says itself how often it answers.

    Args:
        report: Takes the faults.
        path: To the rule.
        spec: The rule, which does something itself.
        claims: What came of it.
    """
    if spec.silent and spec.do is None:
        for key in KEYS:
            if getattr(spec, key) is not None:
                message = f"expected no {key} in a silent rule that does nothing"
                report.key_fault((*path, key), message)
    elif spec.otherwise is not None and not claims:
        message = "expected cooldown or limit beside otherwise, got none"
        hint = "otherwise says what becomes of a message while the rule rests"
        report.key_fault((*path, "otherwise"), message, hint)
