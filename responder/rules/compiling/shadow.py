"""Rules that can never win, because an earlier one takes everything they would take.

Only what is certain is reported, and only while it costs little. It knows compiled rules; it must
not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.compiling.covers import all_hold
from responder.rules.conditions import phrases
from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.heads import AuthorCondition, ChatCondition, EventCondition
from responder.rules.conditions.literals import EdgeTest, LiteralTest
from responder.rules.conditions.logic import inner
from responder.rules.conditions.shapes import PatternTest
from responder.rules.conditions.stored import ValueCondition
from responder.rules.conditions.text import TextCondition
from responder.rules.index.entries import entries_of
from responder.rules.index.index import Index
from responder.rules.text.lookup import Relation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from responder.rules.index.lists import Numbers
    from responder.rules.needs import Needs
    from responder.rules.ruleset import Rule

CANDIDATES_MAX = 50
"""Earlier rules that one rule is compared with; with 10,000 rules all pairs would be 50 million."""

WIDE_MAX = 20
"""Those that take any text among them, so that they leave room for the others."""

COMPARISONS_MAX = 100_000
"""Pairs of rules that are compared for one file, some tenths of a second; beyond it nothing more is
reported. 10,000 ordinary rules stay far below."""

WORDS_MAX = 2_000_000
"""Texts that are looked up in those comparisons, for the same reason: a list may have thousands."""

LOOKED_MAX = 10_000_000
"""Rules that are found in the texts of others, for the same reason: of 10,000 rules with a text in
common each is found in all."""

_MEMORY = "memory"
"""Stands in every expression that asks for stored values."""


class Shadow(NamedTuple):
    """A rule that can never win.

    Args:
        rule: Its index.
        earlier: Index of the rule that takes everything of it.
        why: What that rule has to do with this one, in words.
    """

    rule: int
    earlier: int
    why: str


def shadowed(
    rules: Sequence[Rule], needs: Sequence[Needs] | None = None, index: Index | None = None
) -> Iterator[Shadow]:
    """The rules that can never win, each at most once.

    Args:
        rules: In the order in which they are tried.
        needs: What all conditions of each of them need, where somebody knows it already.
        index: Over all of them, where somebody has it.
    """
    if needs is None or index is None:
        entries = entries_of(rule.conditions for rule in rules)
        needs, index = [entry.needs for entry in entries], Index.build(entries)
    moves = any(rule.enabled and rule.proceeds and rule.stores for rule in rules)
    seen = _Seen(rules, needs)
    keys = [(place, clause[0]) for place, one in enumerate(needs) for clause in one if clause]
    others = index.others(keys)
    for place, rule in enumerate(rules):
        if not rule.enabled:
            continue
        found = others.get(place, ())
        candidates = seen.candidates(place, found) if found or seen.wide else ()
        for earlier in candidates[:CANDIDATES_MAX]:
            if seen.is_tired(earlier, place):
                return
            if covers(rules[earlier], rule):
                yield Shadow(place, earlier, why(rules[earlier], rule))
                break
        else:
            if claims(rule) and not (moves and asks_memory(rule)):
                seen.add(place)


def claims(rule: Rule) -> bool:
    """Whether no later rule ever gets what a rule takes.

    Others get it where a rule says `continue`, is in shadow, or steps aside on cooldown; and each
    rule of a schedule has times of its own.
    """
    if not rule.enabled or rule.proceeds or rule.shadow or rule.schedule is not None:
        return False
    return not rule.claims or not any(claim.steps_aside for claim in rule.claims)


def asks_memory(rule: Rule) -> bool:
    """Whether a rule asks for stored values.

    Where one that lets later rules answer too stores something, what did not hold for an earlier
    rule may hold for a later one that asks for the same.
    """
    return any(
        isinstance(one, ValueCondition)
        or (isinstance(one, IfCondition) and _MEMORY in one.expression.source)
        for one in inner(rule.conditions)
    )


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` certainly takes, and keeps, every event that `narrow` takes."""
    same = wide.conditions == narrow.conditions
    return claims(wide) and (same or all_hold(wide.conditions, narrow.conditions))


def why(wide: Rule, narrow: Rule) -> str:
    """What makes an earlier rule take everything, in words for a rule's author."""
    if wide.conditions == narrow.conditions:
        return "it has the same conditions"
    texts = [one for one in wide.conditions if isinstance(one, TextCondition)]
    if not texts:
        others = [one.key for one in wide.conditions if not isinstance(one, _HEADS)]
        asked = " and ".join(dict.fromkeys(others))
        return f"this rule asks for its {asked} too" if asked else "it takes every text"
    return " and ".join(_said(test) for one in texts for test in one.tests)


_HEADS = (EventCondition, ChatCondition, AuthorCondition)
"""Conditions that every rule has."""

_SAID = {
    Relation.EQUALS: "this rule takes no other texts than {}",
    Relation.CONTAINS: "what it takes is in every text of this rule: {}",
    Relation.WORDS: "what it takes is a word in every text of this rule: {}",
    Relation.STARTS_WITH: "every text of this rule begins with what it takes: {}",
    Relation.ENDS_WITH: "every text of this rule ends with what it takes: {}",
}


def _said(test: object) -> str:
    literals = test.literals if isinstance(test, EdgeTest) else test
    if isinstance(literals, LiteralTest):
        return _SAID[literals.lookup.relation].format(phrases.listed(literals.spelled))
    if isinstance(test, PatternTest):
        return f"it looks for the same: {phrases.listed([one.source for one in test.patterns])}"
    return "it asks for no more of a text than this rule does"


def _sources(rule: Rule) -> set[str]:
    """The patterns of a rule, each of which covers only itself."""
    return {
        pattern.source
        for one in rule.conditions
        if type(one) is TextCondition
        for test in one.tests
        if type(test) is PatternTest
        for pattern in test.patterns
    }


@dataclass(slots=True)
class _Seen:
    """Earlier rules by what a later rule must have to be covered by one.

    Args:
        rules: All rules.
        needs: What all conditions of each of them need.
        wide: Those so far that take any text.
        plain: Those that take some texts, and have no pattern.
        by_pattern: Those that have patterns, by each of these.
    """

    rules: Sequence[Rule]
    needs: Sequence[Needs]
    wide: list[int] = field(default_factory=list)
    plain: set[int] = field(default_factory=set)
    by_pattern: dict[str, set[int]] = field(default_factory=dict)
    comparisons: int = 0
    words: int = 0
    looked: int = 0

    def add(self, place: int) -> None:
        """Know a rule that takes something from all behind it."""
        sources = _sources(self.rules[place])
        for source in sources:
            self.by_pattern.setdefault(source, set()).add(place)
        if not sources and self.needs[place]:
            self.plain.add(place)
        elif not sources:
            self.wide.append(place)

    def is_tired(self, wide: int, narrow: int) -> bool:
        """Count one comparison; whether there were too many."""
        self.comparisons += 1
        self.words += sum(map(len, self.needs[wide] + self.needs[narrow]))
        return self.comparisons > COMPARISONS_MAX or self.words > WORDS_MAX

    def candidates(self, place: int, others: Iterable[Numbers]) -> Sequence[int]:
        """Earlier rules that may cover a rule, those that take any text first.

        Whichever text a message has, the earlier rule must take it, so it is found in any of them.

        Args:
            place: Index of the rule.
            others: Rules that are found in its texts.
        """
        return [*self.wide[:WIDE_MAX], *self._told(place, others)]

    def _told(self, place: int, others: Iterable[Numbers]) -> list[int]:
        """Those among the rules found that have something to take from a rule."""
        sources = _sources(self.rules[place]) if self.by_pattern else ()
        same = [self.by_pattern[one] for one in sources if one in self.by_pattern]
        # Thousands of rules may have a text in common and each a pattern of its own.
        if not (self.plain or same):
            return []
        found = set().union(*others)
        self.looked += len(found)
        if self.looked > LOOKED_MAX:
            return []
        return sorted((found & self.plain).union(*[found & one for one in same]))
