"""Rules that can never win, because an earlier one takes everything they would take.

Only what is certain is reported, and only while it costs little. It knows compiled rules; it must
not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.compiling.covers import all_hold
from responder.rules.conditions.literals import EdgeTest, LiteralTest
from responder.rules.conditions.needs import How
from responder.rules.conditions.phrases import listed
from responder.rules.conditions.rarity import rarest
from responder.rules.conditions.shapes import PatternTest
from responder.rules.conditions.text import TextCondition
from responder.rules.text.lookup import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.rules.conditions.needs import Clause, Needs
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

PART_CHARS_MAX = 40
"""How much of a text is searched for the texts of earlier rules: the number of its parts grows with
the square."""

BEGINNING_CHARS = 2
"""By how many characters the texts of earlier rules are found: hardly any begin alike then."""

_NAMES = frozenset({How.SENDER, How.GROUP})


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


def shadowed(rules: Sequence[Rule], needs: Sequence[Needs] | None = None) -> Iterator[Shadow]:
    """The rules that can never win, each at most once.

    Args:
        rules: In the order in which they are tried.
        needs: What all conditions of each of them need, where somebody knows it already.
    """
    known = [(index, rule) for index, rule in enumerate(rules) if rule.enabled]
    hooks = [_hooks(rule, needs_of(rule) if needs is None else needs[at]) for at, rule in known]
    seen = _Seen([rule for _, rule in known], hooks)
    for place, (index, rule) in enumerate(known):
        for earlier in islice(seen.candidates(place), CANDIDATES_MAX):
            first = known[earlier][1]
            if seen.is_tired(earlier, place):
                return
            if covers(first, rule):
                yield Shadow(index, known[earlier][0], why(first, rule))
                break
        else:
            seen.add(place)


def claims(rule: Rule) -> bool:
    """Whether no later rule ever gets what a rule takes.

    Others get it where a rule says `continue`, is in shadow, or steps aside on cooldown.
    """
    aside = any(claim.steps_aside for claim in rule.claims)
    return rule.enabled and not (rule.proceeds or rule.shadow or aside)


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
        return "it takes every text"
    return " and ".join(_said(test) for one in texts for test in one.tests)


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
        return _SAID[literals.lookup.relation].format(listed(literals.spelled))
    if isinstance(test, PatternTest):
        return f"it looks for the same: {listed([one.source for one in test.patterns])}"
    return "it asks for no more of a text than this rule does"


class _Hooks(NamedTuple):
    """By what a rule is found.

    Args:
        needs: All clauses of its conditions.
        rarest: The one that fewest messages meet.
        sources: Its patterns, each of which covers only itself.
    """

    needs: Needs
    rarest: Clause | None
    sources: tuple[str, ...]


def needs_of(rule: Rule) -> Needs:
    """What all conditions of a rule need."""
    return tuple(clause for one in rule.conditions for clause in one.needs())


def _hooks(rule: Rule, needs: Needs) -> _Hooks:
    sources: list[str] = []
    for one in rule.conditions:
        if isinstance(one, TextCondition):
            tests = [test for test in one.tests if isinstance(test, PatternTest)]
            sources += [pattern.source for test in tests for pattern in test.patterns]
    return _Hooks(needs, rarest(needs), tuple(sources))


@dataclass(slots=True)
class _Seen:
    """Earlier rules by what a later rule must have to be covered by one.

    Args:
        rules: All rules.
        hooks: Of each rule.
        wide: Rules that take any text.
        beginnings: How long the keys of `lengths` are: 1 is rare.
        lengths: Of the texts in `by_text`, by their beginnings.
    """

    rules: Sequence[Rule]
    hooks: Sequence[_Hooks]
    wide: list[int] = field(default_factory=list)
    by_name: dict[str, list[int]] = field(default_factory=dict)
    by_text: dict[str, list[int]] = field(default_factory=dict)
    by_pattern: dict[str, list[int]] = field(default_factory=dict)
    comparisons: int = 0
    words: int = 0
    beginnings: set[int] = field(default_factory=set)
    lengths: dict[str, set[int]] = field(default_factory=dict)

    def is_tired(self, wide: int, narrow: int) -> bool:
        """Count one comparison; whether there were too many."""
        self.comparisons += 1
        self.words += sum(map(len, self.hooks[wide].needs + self.hooks[narrow].needs))
        return self.comparisons > COMPARISONS_MAX or self.words > WORDS_MAX

    def add(self, place: int) -> None:
        """Remember a rule for the later ones."""
        if not claims(self.rules[place]):
            return
        hooks = self.hooks[place]
        for source in hooks.sources:
            self.by_pattern.setdefault(source, []).append(place)
        if hooks.sources:
            return
        for key in hooks.rarest or ():
            if key.how in _NAMES:
                self.by_name.setdefault(key.text, []).append(place)
            else:
                self.by_text.setdefault(key.text, []).append(place)
                beginning = key.text[:BEGINNING_CHARS]
                self.beginnings.add(len(beginning))
                self.lengths.setdefault(beginning, set()).add(len(key.text))
        if hooks.rarest is None:
            self.wide.append(place)

    def candidates(self, place: int) -> Iterator[int]:
        """Earlier rules that may cover a rule, some of them twice."""
        yield from islice(self.wide, WIDE_MAX)
        hooks = self.hooks[place]
        for source in hooks.sources:
            yield from self.by_pattern.get(source, ())
        for clause in hooks.needs:
            # Whichever text the message has, the earlier rule must take it; one shows which may.
            key = min(clause) if len(clause) > 1 else next(iter(clause), None)
            if key is None:
                continue
            if key.how in _NAMES:
                yield from self.by_name.get(key.text, ())
            else:
                yield from self._with_part_of(key.text)

    def _with_part_of(self, text: str) -> Iterator[int]:
        """Rules found by a part of a text, or by the text itself."""
        if len(text) > PART_CHARS_MAX:
            yield from self.by_text.get(text, ())
        text = text[:PART_CHARS_MAX]
        for size in self.beginnings:
            for start in range(len(text) - size + 1):
                for length in self.lengths.get(text[start : start + size], ()):
                    yield from self.by_text.get(text[start : start + length], ())
