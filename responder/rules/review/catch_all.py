"""Rules that take every text of their chats and stand in front of others.

It knows compiled rules; it must not know how they are written.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from responder.models import MessageType
from responder.rules.compiling.covers import all_hold
from responder.rules.compiling.shadow import claims
from responder.rules.conditions.command import CommandCondition
from responder.rules.conditions.heads import (
    AuthorCondition,
    ChatCondition,
    EventCondition,
    TypeCondition,
)
from responder.rules.conditions.text import TextCondition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule

CATCH_ALLS_MAX = 20
"""Different rules of that kind that are looked at: each is compared with all rules behind it."""

NAMES_SHOWN_MAX = 3
"""Starved rules that a warning names; the rest is counted."""

_HEADS = (EventCondition, ChatCondition, AuthorCondition)
"""Conditions that look at nothing but who wrote where."""

Starved: TypeAlias = dict[int, list[int]]
"""Index of a rule that takes every text, to those of the rules behind it that get none."""


def note_starving(material: Material, starved: Starved) -> None:
    """Warn of each rule that keeps every text from others."""
    for index, losers in starved.items():
        rule = material.rules[index]
        shown = [material.rules[loser] for loser in losers[:NAMES_SHOWN_MAX]]
        named = ", ".join(material.told(one, rule) for one in shown)
        more = len(losers) - NAMES_SHOWN_MAX
        rest = f" and {more:,} more" if more > 0 else ""
        what = "this rule behind it gets" if len(losers) == 1 else "these rules behind it get"
        types = any(isinstance(one, TypeCondition) for one in rule.conditions)
        kind = "text" if types else "message"
        message = f"this rule takes every {kind}, so {what} none: {named}{rest}"
        hint = "move it to the end: the first rule that matches has the message"
        material.warn(rule, message, hint)


def starving(rules: Sequence[Rule]) -> Starved:
    """The rules that take every text, with those behind them that get none.

    Each starved rule stands with the first that starves it.
    """
    found: Starved = {}
    lost: set[int] = set()
    for index in islice(_catch_alls(rules), CATCH_ALLS_MAX):
        losers = [
            place
            for place, rule in enumerate(rules[index + 1 :], start=index + 1)
            if place not in lost and rule.enabled and _starves(rules[index], rule)
        ]
        if losers:
            found[index] = losers
            lost.update(losers)
    return found


def _catch_alls(rules: Sequence[Rule]) -> Iterable[int]:
    """The rules that take every text of some chats, of those that are alike the first."""
    seen = set()
    for index, rule in enumerate(rules):
        if takes_every_text(rule) and rule.conditions not in seen:
            seen.add(rule.conditions)
            yield index


def takes_every_text(rule: Rule) -> bool:
    """Whether a rule looks at nothing but who wrote where, and texts are among what it takes."""
    for one in reversed(rule.conditions):  # what most rules ask of a text comes last
        if isinstance(one, TypeCondition):
            if MessageType.TEXT not in one.types:
                return False
        elif not isinstance(one, _HEADS):
            return False
    return claims(rule)


def _starves(wide: Rule, narrow: Rule) -> bool:
    """Whether a rule that takes every text leaves none to another, which lives by texts."""
    for one in narrow.conditions:
        if isinstance(one, TypeCondition):
            break  # it says itself what it wants beside texts
        if isinstance(one, TextCondition | CommandCondition):
            # What has another type has hardly ever a text that fits.
            where = [head for head in wide.conditions if not isinstance(head, TypeCondition)]
            return all_hold(where, narrow.conditions)
    return all_hold(wide.conditions, narrow.conditions)
