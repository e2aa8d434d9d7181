"""The conditions on texts and names, from their specs.

It must not know chats, answers or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from responder.rules.compiling.oddities import odd_name, odd_text
from responder.rules.compiling.wording import filled, patterns, plain_words, wording
from responder.rules.conditions.literals import AllTest, EdgeTest, FuzzyTest, LiteralTest
from responder.rules.conditions.names import NameCondition
from responder.rules.conditions.shapes import LengthTest, PatternTest, WithoutTest
from responder.rules.conditions.text import TextCondition
from responder.rules.reading.nodes import Scalar, locate
from responder.rules.spec.wanted import FromTable
from responder.rules.spec.when import TextSpec
from responder.rules.table import UnknownTable
from responder.rules.templates.words import shape_of_rows
from responder.rules.text.lookup import Lookup, Relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.compiling.context import Context
    from responder.rules.compiling.oddities import Odd
    from responder.rules.conditions.text import TextTest
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.wanted import Item
    from responder.rules.spec.when import FuzzySpec, NamesSpec
    from responder.rules.templates.words import Known

FUZZY_WORDS_MAX = 2_000
"""Texts that a message may be compared with by likeness. Together they take 0.1 ms of a message
when they are short, and 3 ms at worst (measured)."""

PARTS_MAX = 50_000
"""Texts of one condition that are looked for inside of messages. Most tables of that size take a
tenth of a second to prepare; one whose texts all begin alike takes five, and four times as long for
twice as many (measured)."""

FUZZY_CHARS_MAX = 100
"""Longest text to compare by likeness; the cost is the product of both lengths."""

_RELATIONS = tuple((relation, relation.value) for relation in Relation)
"""Asked of every rule; an enumeration takes its time to say its values."""

_BY_KEY: dict[str, Relation] = {key: relation for relation, key in _RELATIONS}

_PARTS = (Relation.CONTAINS, Relation.WORDS)
_EDGES = (Relation.STARTS_WITH, Relation.ENDS_WITH)
_WRITTEN = (Relation.EQUALS, Relation.CONTAINS)


def text_condition(
    context: Context, path: tuple[Step, ...], said: Mapping[str, Any]
) -> TextCondition:
    """The condition `text`.

    Args:
        context: Of the file.
        path: Of the condition, with its key.
        said: What its keys say, those that are there.
    """
    if len(said) == 1:  # so it is nearly everywhere
        ((key, items),) = said.items()
        test = _plain_test(context, _BY_KEY[key], items) if key in _BY_KEY else None
        if test is not None:
            return TextCondition((test,))
    tests = _tests(context, path, said)
    if not tests:
        context.report.fault(path, f"expected {TextSpec.expects}, got only exact")
    return TextCondition(tuple(tests))


def names_condition(context: Context, path: tuple[Step, ...], spec: NamesSpec) -> NameCondition:
    """The condition `sender` or `group`; arguments as above."""
    equals = contains = found = None
    if spec.equals is not None:
        _warn_of_odd(context, (*path, "equals"), spec.equals, odd_name)
        equals = frozenset(_words(context, (*path, "equals"), spec.equals))
    if spec.contains is not None:
        _warn_of_odd(context, (*path, "contains"), spec.contains, odd_name)
        contains = _words(context, (*path, "contains"), spec.contains)
    if spec.regex is not None:
        found = patterns(context, (*path, "regex"), spec.regex)
    return NameCondition(str(path[-1]), equals, contains, found)


def value_shape(context: Context, spec: TextSpec) -> Known:
    """What templates may do with `match.value`; None where that is not known.

    Args:
        context: Of the file.
        spec: The condition that gives it.
    """
    names = {spec.in_} if spec.in_ is not None else set[str]()
    wanted: list[tuple[Item, ...] | None] = [getattr(spec, one.value) for one in Relation]
    wanted.append(None if spec.fuzzy is None else spec.fuzzy.like)
    names |= {one.name for items in wanted for one in items or () if isinstance(one, FromTable)}
    if len(names) != 1:
        return None
    (name,) = names
    if isinstance(context.tables.get(name), UnknownTable):
        return None
    if name not in context.shapes:
        context.shapes[name] = shape_of_rows(context.tables.get(name, {}).values())
    return context.shapes[name]


def _words(context: Context, path: tuple[Step, ...], items: tuple[Item, ...]) -> tuple[str, ...]:
    return tuple(wording(context, path, items, exact=True, names=True).spelled)


def _tests(context: Context, path: tuple[Step, ...], said: Mapping[str, Any]) -> list[TextTest]:
    """The tests, cheap ones first."""
    exact = said.get("exact", False)
    found: list[TextTest] = []
    if "longer_than" in said or "shorter_than" in said:
        found.append(_length(context, path, said.get("longer_than"), said.get("shorter_than")))
    found += _literal_tests(context, path, said, exact=exact)
    if "in_" in said:
        name = filled(context, (*path, "in"), said["in_"])
        table = () if name is None else (FromTable(name),)
        found.append(_literals(context, (*path, "in"), Relation.EQUALS, table, exact=exact))
    if "contains_all" in said:
        words = wording(context, (*path, "contains_all"), said["contains_all"], exact=exact).spelled
        found.append(AllTest(tuple(words), tuple(words.values()), exact))
    if "fuzzy" in said:
        found.append(_fuzzy(context, (*path, "fuzzy"), said["fuzzy"], exact=exact))
    if "regex" in said:
        found.append(PatternTest(patterns(context, (*path, "regex"), said["regex"])))
    if "without" in said:
        here = (*path, "without")
        unwanted = said["without"].said
        inner = _literal_tests(context, here, unwanted, exact=exact, wanted=False)
        if "regex" in unwanted:
            inner.append(PatternTest(patterns(context, (*here, "regex"), unwanted["regex"])))
        found.append(WithoutTest(tuple(inner)))
    return found


def _literal_tests(
    context: Context,
    path: tuple[Step, ...],
    said: Mapping[str, Any],
    *,
    exact: bool,
    wanted: bool = True,
) -> list[TextTest]:
    """The tests of the keys that take texts alone, which are wanted or must not be there."""
    found: list[TextTest] = []
    for relation, key in _RELATIONS:
        if key not in said:
            continue
        items: tuple[Item, ...] = said[key]
        test = _plain_test(context, relation, items, exact=exact)
        if test is None:
            here = (*path, key)
            if relation in _WRITTEN and wanted:
                _warn_of_odd(context, here, items, odd_text)
            literals = _literals(context, here, relation, items, exact=exact)
            test = EdgeTest(literals) if relation in _EDGES else literals
        found.append(test)
    return found


def _plain_test(
    context: Context, relation: Relation, items: tuple[Item, ...], *, exact: bool = False
) -> TextTest | None:
    """A test by texts of which nothing is to be said, see `plain_words`; None for others."""
    words = plain_words(context, items)
    if words is None:
        return None
    test = LiteralTest(Lookup(relation, words), words, exact)
    return EdgeTest(test) if relation in _EDGES else test


def _literals(
    context: Context,
    path: tuple[Step, ...],
    relation: Relation,
    items: tuple[Item, ...],
    *,
    exact: bool,
) -> LiteralTest:
    """A test by texts; many rules may ask for one large list or table, so it is made once."""
    shared = any(not isinstance(item, str) for item in items)
    key = (relation, items, exact)
    if shared and key in context.literals:
        return context.literals[key]
    before = len(context.report.faults)
    found = wording(context, path, items, exact=exact)
    if relation in _PARTS and len(found.spelled) > PARTS_MAX:
        message = f"expected at most {PARTS_MAX:,} texts to look for, got {len(found.spelled):,}"
        context.report.fault(path, message, "equals and in take any number")
        found.spelled.clear()
    compared, spelled = tuple(found.spelled), tuple(found.spelled.values())
    # Mostly they are the same, and one tuple of them is enough.
    spelled = compared if spelled == compared else spelled
    values = None if found.values is None else tuple(found.values.values())
    test = LiteralTest(Lookup(relation, compared), spelled, exact, values)
    if shared and len(context.report.faults) == before:
        context.literals[key] = test
    return test


def _fuzzy(context: Context, path: tuple[Step, ...], spec: FuzzySpec, *, exact: bool) -> FuzzyTest:
    test = _literals(context, (*path, "like"), Relation.EQUALS, spec.like, exact=exact)
    words = test.lookup.words
    if len(words) > FUZZY_WORDS_MAX:
        message = f"expected at most {FUZZY_WORDS_MAX:,} texts to be like, got {len(words):,}"
        context.report.fault((*path, "like"), message, "contains and in take any number")
    longest = max(map(len, words), default=0)
    if longest > FUZZY_CHARS_MAX:
        message = f"expected texts of at most {FUZZY_CHARS_MAX} characters, got {longest:,}"
        context.report.fault((*path, "like"), message, "long texts are never alike")
    return FuzzyTest(test, spec.at_least)


def _length(
    context: Context, path: tuple[Step, ...], longer: int | None, shorter: int | None
) -> LengthTest:
    if longer is not None and shorter is not None and longer + 1 >= shorter:
        message = f"expected lengths that a text can have, got more than {longer}, below {shorter}"
        context.report.key_fault((*path, "shorter_than"), message)
    if shorter == 0:
        message = "expected a length that a text can be below, got 0"
        context.report.fault((*path, "shorter_than"), message)
    return LengthTest(longer, shorter)


class _Look(Protocol):
    """Says what a text or name looks like, see `oddities`."""

    def __call__(self, text: str, /, *, plain: bool, key: str) -> Odd | None: ...


def _warn_of_odd(
    context: Context, path: tuple[Step, ...], items: tuple[Item, ...], look: _Look
) -> None:
    """Warn of what is compared as it is, and looks like something else."""
    for place, text in enumerate(items):
        if not isinstance(text, str) or look(text, plain=True, key="") is None:
            continue
        here = (*path, place)
        node, taken = locate(context.report.root, here)
        key = str(path[-2])  # the last one is that of its own kind, such as `equals`
        is_plain = isinstance(node, Scalar) and node.plain
        odd = look(text, plain=is_plain, key=key if key in taken else "")
        if odd is not None:
            context.report.warn(here, *odd)
