"""Whether one condition holds whenever another does.

Only what is certain counts: a pattern covers only itself, and what can not be compared covers
nothing. It knows compiled conditions; it must not know rules or the rule file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.conditions.command import CommandCondition
from responder.rules.conditions.expression import IfCondition
from responder.rules.conditions.heads import AuthorCondition, ChatCondition, TypeCondition
from responder.rules.conditions.hours import TimeCondition
from responder.rules.conditions.literals import AllTest, EdgeTest, FuzzyTest, LiteralTest
from responder.rules.conditions.logic import AllOf, AnyOf, NoneOf, inner
from responder.rules.conditions.names import NameCondition
from responder.rules.conditions.shapes import LengthTest, PatternTest, WithoutTest
from responder.rules.conditions.stored import ValueCondition
from responder.rules.conditions.text import TextCondition
from responder.rules.text.lookup import NONE, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.conditions.condition import Condition
    from responder.rules.conditions.text import TextTest
    from responder.rules.text.patterns import Pattern

STEPS_MAX = 300
"""Comparisons of two conditions for which two rules are compared: some tenths of a millisecond.
Conditions in conditions may be paired in as many ways as there are paths through a grid, 48,620 of
nine levels."""

_FOUND = re.compile(r"\b(?:match|args)\b")
"""Names of an expression that mean something else in each rule."""

_LETTER = "a"
"""Stands for whatever may be beside a text: at worst it continues the word."""

_FITTING = {
    Relation.EQUALS: frozenset({Relation.EQUALS}),
    Relation.STARTS_WITH: frozenset({Relation.EQUALS, Relation.STARTS_WITH}),
    Relation.ENDS_WITH: frozenset({Relation.EQUALS, Relation.ENDS_WITH}),
    Relation.CONTAINS: frozenset(Relation),
    Relation.WORDS: frozenset(Relation),
}
"""Where a text must stand in a message for a part of it to stand where it is looked for."""

_OPEN_LEFT = frozenset({Relation.ENDS_WITH, Relation.CONTAINS})
_OPEN_RIGHT = frozenset({Relation.STARTS_WITH, Relation.CONTAINS})
"""Where something may stand beside the text that continues its first or last word."""


def all_hold(wide: Sequence[Condition], narrow: Sequence[Condition]) -> bool:
    """Whether all of some conditions hold whenever all of some others do."""
    return _all_implied(wide, narrow, _Patience(STEPS_MAX))


@dataclass(slots=True)
class _Patience:
    """How much two rules are still compared.

    Args:
        left: Comparisons of two conditions.
    """

    left: int


def _all_implied(
    wide: Sequence[Condition], narrow: Sequence[Condition], patience: _Patience
) -> bool:
    # The last ones say most, and the first are the same for most rules.
    return all(_implied(one, narrow, patience) for one in reversed(wide))


def _implied(wide: Condition, narrow: Sequence[Condition], patience: _Patience) -> bool:
    """Whether a condition holds whenever all of some others do."""
    for one in narrow:
        if _follows(wide, one, patience):
            return True
    if isinstance(wide, AllOf):
        return _all_implied(wide.conditions, narrow, patience)
    if not isinstance(wide, AnyOf):
        return False
    return any(_implied(one, narrow, patience) for one in wide.branches)


def _follows(wide: Condition, narrow: Condition, patience: _Patience) -> bool:
    """Whether a condition holds whenever another one does; not, where nobody has the patience."""
    patience.left -= 1
    if patience.left < 0:
        return False
    if type(wide) is type(narrow):
        if wide is narrow or wide == narrow:
            return not any(_is_of_its_rule(one) for one in inner([wide]))
        if _follows_alike(wide, narrow, patience):
            return True
    if isinstance(narrow, AllOf):
        return _implied(wide, narrow.conditions, patience)
    if not isinstance(narrow, AnyOf):
        return False
    return all(_implied(wide, (one,), patience) for one in narrow.branches)


def _follows_alike(wide: Condition, narrow: Condition, patience: _Patience) -> bool:
    """The same of two conditions of one kind."""
    follows = False
    match wide, narrow:
        case TextCondition(), TextCondition():
            follows = all(text_follows(test, narrow.tests) for test in wide.tests)
        case NameCondition(), NameCondition():
            follows = wide.key == narrow.key and _name_follows(wide, narrow)
        case ChatCondition(), ChatCondition():
            follows = wide.kinds >= narrow.kinds
        case AuthorCondition(), AuthorCondition():
            follows = wide.owner_in >= narrow.owner_in and wide.others_in >= narrow.others_in
        case TypeCondition(), TypeCondition():
            follows = wide.types >= narrow.types
        case TimeCondition(), TimeCondition():
            follows = set(wide.hours) >= set(narrow.hours)
        case ValueCondition(), ValueCondition():
            follows = wide.follows(narrow)
        case CommandCondition(), CommandCondition():
            follows = _command_follows(wide, narrow)
        case NoneOf(), NoneOf():
            # Whatever makes the wide one fail makes the narrow one fail.
            fails = AnyOf(narrow.branches)
            follows = all(_implied(fails, (one,), patience) for one in wide.branches)
    return follows


def _is_of_its_rule(condition: Condition) -> bool:
    """Whether a condition means something else in another rule, though it is written the same."""
    if not isinstance(condition, IfCondition):
        return False
    return _FOUND.search(condition.expression.source) is not None


def _command_follows(wide: CommandCondition, narrow: CommandCondition) -> bool:
    """A call with wrong arguments holds too, so the words of the command decide."""
    known = {line.words for line in wide.lines}
    return all(
        any(line.words[:count] in known for count in range(1, len(line.words) + 1))
        for line in narrow.lines
    )


def _name_follows(wide: NameCondition, narrow: NameCondition) -> bool:
    """One name must fit everything, so each wish is compared by itself."""
    if wide.equals is not None and not (narrow.equals and narrow.equals <= wide.equals):
        return False
    if wide.contains is not None:
        parts = wide.contains
        names = narrow.equals or narrow.contains or ()
        if not names or not all(any(part in name for part in parts) for name in names):
            return False
    return wide.patterns is None or _pattern_follows(wide.patterns, narrow.patterns or ())


def _pattern_follows(wide: tuple[Pattern, ...], narrow: tuple[Pattern, ...]) -> bool:
    sources = {pattern.source for pattern in wide}
    return bool(narrow) and all(pattern.source in sources for pattern in narrow)


def text_follows(wide: TextTest, narrow: Sequence[TextTest]) -> bool:
    """Whether a test passes whenever all of some others do."""
    if isinstance(wide, AllTest):
        return all(
            any(_has_part(word, one, exact=wide.exact) for one in narrow) for word in wide.words
        )
    return any(_test_follows(wide, one) for one in narrow)


def _test_follows(wide: TextTest, narrow: TextTest) -> bool:
    if wide == narrow:
        return True
    wide, narrow = _plain(wide), _plain(narrow)
    follows = False
    match wide, narrow:
        case LiteralTest(), LiteralTest():
            follows = wide.exact is narrow.exact and _literal_follows(wide, narrow)
        case LiteralTest(), AllTest():
            fits = wide.lookup.relation is Relation.CONTAINS and wide.exact is narrow.exact
            follows = fits and any(wide.lookup.index(word) != NONE for word in narrow.words)
        case PatternTest(), PatternTest():
            follows = _pattern_follows(wide.patterns, narrow.patterns)
        case LengthTest(), LengthTest():
            follows = _is_within(wide, narrow)
        case FuzzyTest(), FuzzyTest():
            known, words = wide.literals.lookup.words, narrow.literals.lookup.words
            same = wide.literals.exact is narrow.literals.exact and set(words) <= set(known)
            follows = same and narrow.at_least >= wide.at_least
        case WithoutTest(), WithoutTest():
            follows = all(
                any(_test_follows(unwanted, one) for unwanted in narrow.tests) for one in wide.tests
            )
        case WithoutTest(), LiteralTest():
            follows = all(_is_absent(test, narrow) for test in wide.tests)
    return follows


def _plain(test: TextTest) -> TextTest:
    """A test without what it gives besides."""
    return test.literals if isinstance(test, EdgeTest) else test


def _literal_follows(wide: LiteralTest, narrow: LiteralTest) -> bool:
    """Whether each text of the narrow test has one of the wide test in the right place."""
    relation, place = wide.lookup.relation, narrow.lookup.relation
    if place not in _FITTING[relation]:
        return False
    left = _LETTER if relation is Relation.WORDS and place in _OPEN_LEFT else ""
    right = _LETTER if relation is Relation.WORDS and place in _OPEN_RIGHT else ""
    index = wide.lookup.index
    return all(index(left + word + right) != NONE for word in narrow.lookup.words)


def _has_part(part: str, test: TextTest, *, exact: bool) -> bool:
    """Whether every text that passes a test contains a part."""
    test = _plain(test)
    if isinstance(test, AllTest):
        return test.exact is exact and any(part in word for word in test.words)
    if isinstance(test, LiteralTest):
        return test.exact is exact and all(part in word for word in test.lookup.words)
    return False


def _is_absent(unwanted: TextTest, narrow: LiteralTest) -> bool:
    """Whether a test passes for none of the texts that another one takes, which are known whole."""
    unwanted = _plain(unwanted)
    if not isinstance(unwanted, LiteralTest) or narrow.lookup.relation is not Relation.EQUALS:
        return False
    index = unwanted.lookup.index
    same = unwanted.exact is narrow.exact
    return same and all(index(word) == NONE for word in narrow.lookup.words)


def _is_within(wide: LengthTest, narrow: LengthTest) -> bool:
    longer, shorter = narrow.longer_than, narrow.shorter_than
    if wide.longer_than is not None and (longer is None or longer < wide.longer_than):
        return False
    return wide.shorter_than is None or (shorter is not None and shorter <= wide.shorter_than)
