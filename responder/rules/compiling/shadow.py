"""Rules that can never win, because an earlier one takes everything they would take.

Only what is certain is reported, and only while it costs little. It knows compiled rules; it must
not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from operator import add
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.rules.compiling.covers import all_hold
from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.heads import AuthorCondition, ChatCondition, EventCondition
from responder.rules.conditions.literals import EdgeTest, LiteralTest
from responder.rules.conditions.logic import inner
from responder.rules.conditions.phrases import listed
from responder.rules.conditions.rarity import rarest
from responder.rules.conditions.shapes import PatternTest
from responder.rules.conditions.stored import ValueCondition
from responder.rules.conditions.text import TextCondition
from responder.rules.needs import How
from responder.rules.text.lookup import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

PARTS_MAX = 5_000
"""Parts of one text that are looked up, a millisecond in all: a thousand texts of one letter in all
lengths would make millions of them."""

PART_CHARS_MAX = 40
"""How much of a text is searched for the texts of earlier rules: the number of its parts grows with
the square."""

BEGINNING_CHARS = 2
"""By how many characters the texts of earlier rules are found: hardly any begin alike then. The
quick look in `_with_part_of` takes two for granted."""

_MEMORY = "memory"
"""Stands in every expression that asks for stored values."""

_NAMES = frozenset({How.SENDER, How.GROUP})

_Places: TypeAlias = "tuple[int, ...] | list[int]"
"""Places of rules, ascending."""


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
    known = [index for index, rule in enumerate(rules) if rule.enabled]
    moves = any(rules[index].proceeds and rules[index].stores for index in known)
    seen = _Seen(rules, [needs_of(rule) for rule in rules] if needs is None else needs)
    for index in known:
        sources = _sources(rules[index])
        for earlier in islice(seen.candidates(index, sources), CANDIDATES_MAX):
            if seen.is_tired(earlier, index):
                return
            if covers(rules[earlier], rules[index]):
                yield Shadow(index, earlier, why(rules[earlier], rules[index]))
                break
        else:
            if not (moves and asks_memory(rules[index])):
                seen.add(index, sources)


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
        return _SAID[literals.lookup.relation].format(listed(literals.spelled))
    if isinstance(test, PatternTest):
        return f"it looks for the same: {listed([one.source for one in test.patterns])}"
    return "it asks for no more of a text than this rule does"


def needs_of(rule: Rule) -> Needs:
    """What all conditions of a rule need."""
    return tuple(clause for one in rule.conditions for clause in one.needs())


def _sources(rule: Rule) -> list[str]:
    """The patterns of a rule, each of which covers only itself."""
    found: list[str] = []
    for one in rule.conditions:
        if type(one) is TextCondition:
            for test in one.tests:
                if type(test) is PatternTest:
                    found += [pattern.source for pattern in test.patterns]
    return found


@dataclass(slots=True)
class _Seen:
    """Earlier rules by what a later rule must have to be covered by one.

    Args:
        rules: All rules.
        needs: What all conditions of each of them need.
        wide: Rules that take any text.
        beginnings: How long the keys of `lengths` are: 1 is rare.
        lengths: Of the texts in `by_text`, by their beginnings: a bit for each, which takes a
            tenth of the memory of a set.
    """

    rules: Sequence[Rule]
    needs: Sequence[Needs]
    wide: list[int] = field(default_factory=list)
    by_name: dict[str, _Places] = field(default_factory=dict)
    by_text: dict[str, _Places] = field(default_factory=dict)
    by_pattern: dict[str, _Places] = field(default_factory=dict)
    comparisons: int = 0
    words: int = 0
    beginnings: set[int] = field(default_factory=set)
    lengths: dict[str, int] = field(default_factory=dict)

    def is_tired(self, wide: int, narrow: int) -> bool:
        """Count one comparison; whether there were too many."""
        self.comparisons += 1
        self.words += sum(map(len, self.needs[wide] + self.needs[narrow]))
        return self.comparisons > COMPARISONS_MAX or self.words > WORDS_MAX

    def add(self, place: int, sources: Sequence[str]) -> None:
        """Remember a rule, and its patterns, for the later ones."""
        if not claims(self.rules[place]):
            return
        only = (place,)
        for source in sources:
            _append(self.by_pattern, source, only)
        if sources:
            return
        told = rarest(self.needs[place])
        if told is None:
            self.wide.append(place)
            return
        lengths = self.lengths
        for how, text in told:
            if how in _NAMES:
                _append(self.by_name, text, only)
            elif text in self.by_text:
                _append(self.by_text, text, only)
            else:
                self.by_text[text] = only
                beginning = text[:BEGINNING_CHARS]
                lengths[beginning] = lengths.get(beginning, 0) | 1 << len(text)
                self.beginnings.add(len(beginning))

    def candidates(self, place: int, sources: Sequence[str]) -> Iterator[int]:
        """Earlier rules that may cover a rule, which has these patterns, some of them twice."""
        yield from self.wide[:WIDE_MAX]
        for source in sources:
            yield from self.by_pattern.get(source, ())
        for clause in self.needs[place]:
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
        by_text, lengths = self.by_text, self.lengths
        ordinary = 1 not in self.beginnings
        if ordinary and lengths.keys().isdisjoint(map(add, text, text[1:])):
            return  # as from nearly every rule; this look takes a third of the time
        left = PARTS_MAX
        for size in self.beginnings:
            for start in range(len(text) - size + 1):
                beginning = text[start : start + size]
                if beginning in lengths:
                    # No text is longer than what is left of this one.
                    bits = lengths[beginning] & (2 << len(text) - start) - 1
                    left -= bits.bit_count()
                    if left < 0:
                        return
                    while bits:
                        length = (bits & -bits).bit_length() - 1
                        bits &= bits - 1
                        yield from by_text.get(text[start : start + length], ())


def _append(places: dict[str, _Places], text: str, only: tuple[int]) -> None:
    """Note a rule under a text; most texts have only one, which takes no list of its own."""
    known = places.get(text)
    if known is None:
        places[text] = only
    elif isinstance(known, list):
        known.append(only[0])
    else:
        places[text] = [*known, *only]
