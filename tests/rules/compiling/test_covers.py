"""Conditions that hold whenever others do."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.compiling import covers
from responder.rules.compiling.covers import all_hold, text_follows
from responder.rules.conditions.literals import AllTest, LiteralTest
from responder.rules.conditions.shapes import LengthTest, WithoutTest
from responder.rules.text.lookup import Lookup, Relation
from tests.hang import must_end
from tests.rules.whenkit import compiled, events, run, subject, whens

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.conditions.text import TextTest


def _covers(wide: str, narrow: str) -> bool:
    return all_hold(compiled(wide).conditions, compiled(narrow).conditions)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("{chat: private}", "a"),
        ("a", "a"),
        ("[a, b]", "b"),
        ("[A, b]", "a"),
        ("{text: {contains: 价格}}", "价格表"),
        ("{text: {contains: [价格, 多少]}}", "[问价格, 多少钱]"),
        ("{text: {contains: 价格}}", "{text: {contains: [价格表, 问价格]}}"),
        ("{text: {contains: 价}}", "{text: {starts_with: 价格}}"),
        ("{text: {contains: 价}}", "{text: {ends_with: 价格}}"),
        ("{text: {contains: hi}}", "{text: {words: hi}}"),
        ("{text: {contains: 价}}", "{text: {contains_all: [报价, 多少]}}"),
        ("{text: {contains_all: [价, 多]}}", "{text: {contains_all: [多少, 报价, x]}}"),
        ("{text: {contains_all: [a, b]}}", "{text: {contains: ab}}"),
        ("{text: {contains_all: [a, b]}}", "{text: {contains: xa, ends_with: b}}"),
        ("{text: {starts_with: 价}}", "{text: {starts_with: 价格}}"),
        ("{text: {starts_with: 价}}", "价格"),
        ("{text: {ends_with: 格}}", "{text: {ends_with: 价格}}"),
        ("{text: {words: 价格}}", "{text: {contains: 价格表}}"),
        ("{text: {words: hi}}", "say hi"),
        ("{text: {words: hi}}", "{text: {words: hi there}}"),
        ("{text: {regex: 'a+'}}", "{text: {regex: 'a+'}}"),
        ("{text: {regex: ['a+', b]}}", "{text: {regex: b, contains: x}}"),
        ("{text: {fuzzy: {like: [你好, 您好], at_least: 70}}}", "{text: {fuzzy: 你好}}"),
        ("{text: {longer_than: 3}}", "{text: {longer_than: 5, contains: x}}"),
        ("{text: {longer_than: 3, shorter_than: 9}}", "{text: {longer_than: 3, shorter_than: 8}}"),
        ("{text: {without: 价格表}}", "{text: {without: 价格}}"),
        ("{text: {without: 退}}", "[价格, 多少]"),
        ("{text: {contains: 价, without: 退}}", "价格"),
        ("{text: a}", "{text: a, sender: 小明}"),
        ("{sender: [a, b]}", "{sender: a, text: x}"),
        ("{memory: {sender.n: {at_least: 3}}}", "{memory: {sender.n: {at_least: 5}}, text: a}"),
        ("{memory: {sender.n: vip}}", "{memory: {sender.n: vip, chat.m: 1}}"),
        ("{sender: {list: vip}}", "{sender: 小明}"),
        ("{sender: {contains: a}}", "{sender: {contains: a}, text: x}"),
        ("{sender: {contains: a}}", "{sender: {contains: ab}}"),
        ("{sender: {contains: a}}", "{sender: [ab, ca]}"),
        ("{sender: {equals: a, contains: a}}", "{sender: a}"),
        ("{sender: {regex: [a, b]}}", "{sender: {regex: a}}"),
        ("{type: [text, image]}", "{type: image}"),
        ("{chat: any}", "{chat: group, mentioned: true}"),
        ("{chat: any}", "a"),
        ("{time: [09:00-10:00, 11:00-12:00]}", "{time: 11:00-12:00}"),
        ("{command: /a}", "{command: '/a {x}'}"),
        ("{command: /a}", "{command: '/a b {x}'}"),
        ("{if: now.hour < 12}", "{if: now.hour < 12, text: a}"),
        ("{any: [a, b]}", "a"),
        ("{any: [a, {sender: x}]}", "{sender: x}"),
        ("{text: {contains: a}}", "{any: [{text: ab}, {text: ba}]}"),
        ("{text: {contains: a}}", "{all: [{sender: x}, ab]}"),
        ("{all: [{text: {contains: a}}, {sender: x}]}", "{text: ab, sender: x}"),
        ("{any: [a, b]}", "{any: [b, a]}"),
        ("{not: ab}", "{not: {text: {contains: a}}}"),
        ("{not: [a, b]}", "{not: [b, a, c]}"),
    ],
)
def test_what_covers(wide: str, narrow: str) -> None:
    """The one certainly holds whenever the other does."""
    assert _covers(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("a", "{chat: private}"),
        ("{memory: {sender.n: {at_least: 5}}}", "{memory: {sender.n: {at_least: 3}}}"),
        ("{memory: {sender.n: {at_least: 3}}}", "{memory: {chat.n: {at_least: 3}}}"),
        ("{memory: {sender.n: true}}", "{memory: {sender.n: 1}}"),
        ("a", "[a, b]"),
        ("价格表", "{text: {contains: 价格表}}"),
        ("{text: {contains: 价格表}}", "{text: {contains: 价格}}"),
        ("{text: {contains: 价格}}", "[价格表, 多少]"),
        ("{text: {contains: a}}", "{text: {contains: a, exact: true}}"),
        ("{text: {contains: A, exact: true}}", "{text: {contains: A}}"),
        ("{text: {starts_with: 价}}", "{text: {contains: 价格}}"),
        ("{text: {starts_with: 价}}", "{text: {ends_with: 价格}}"),
        ("{text: {words: hi}}", "{text: {contains: hi}}"),
        ("{text: {words: hi}}", "{text: {starts_with: say hi}}"),
        ("{text: {words: hi}}", "this"),
        ("{text: {contains_all: [a, b]}}", "{text: {contains_all: [a, c]}}"),
        ("{text: {contains_all: [a, b]}}", "{text: {contains: [ab, a]}}"),
        ("{text: {regex: 'a+'}}", "{text: {regex: 'a'}}"),
        ("{text: {regex: 'a'}}", "a"),
        ("{text: {contains: a, regex: b}}", "{text: {contains: a}}"),
        ("{text: {fuzzy: 你好}}", "{text: {fuzzy: {like: 你好, at_least: 70}}}"),
        ("{text: {longer_than: 3}}", "{text: {longer_than: 2}}"),
        ("{text: {shorter_than: 3}}", "{text: {longer_than: 2}}"),
        ("{text: {without: 价}}", "{text: {without: 价格}}"),
        ("{text: {without: 价}}", "{text: {contains: 多少}}"),
        ("{text: {without: {regex: 价}}}", "多少"),
        ("{sender: a}", "{sender: [a, b]}"),
        ("{sender: a}", "{sender: {contains: a}}"),
        ("{sender: {contains: ab}}", "{sender: {contains: a}}"),
        ("{sender: 小明}", "a"),
        ("{sender: a}", "{chat: any, group: a}"),
        ("{chat: group}", "a"),
        ("{type: image}", "a"),
        ("{from_me: true}", "a"),
        ("{group: x, mentioned: true}", "{group: x}"),
        ("{chat: group}", "{chat: any}"),
        ("{time: 09:00-10:00}", "{time: 09:00-09:30}"),
        ("{command: /a b}", "{command: /a}"),
        ("{if: match.keyword == 'a', text: [a, b]}", "{if: match.keyword == 'a', text: b}"),
        (
            "{any: [{if: match.keyword == 'a'}], text: [a, b]}",
            "{any: [{if: match.keyword == 'a'}], text: a}",
        ),
        ("a", "{any: [a, b]}"),
        ("{all: [a, {sender: x}]}", "a"),
        ("{not: {text: {contains: a}}}", "{not: ab}"),
        ("{not: a}", "b"),
    ],
)
def test_what_does_not_cover(wide: str, narrow: str) -> None:
    """Where the other may hold alone, or nobody knows, nothing is said."""
    assert not _covers(wide, narrow)


@settings(max_examples=150)
@given(whens, whens, events)
def test_what_covers_holds(wide: str, narrow: str, event: Event) -> None:
    """No message whatever meets the narrow conditions and not the wide ones."""
    first, second = compiled(wide), compiled(narrow)
    if all_hold(first.conditions, second.conditions):
        prepared = subject(event)
        held = run(second, prepared) is not None
        assert not held or run(first, prepared) is not None


_words = st.lists(st.text("ab ", min_size=1, max_size=3), min_size=1, max_size=2).map(tuple)
_literals = st.builds(
    lambda relation, words, *, exact: LiteralTest(Lookup(relation, words), words, exact),
    st.sampled_from(Relation),
    _words,
    exact=st.booleans(),
)
_single = st.one_of(
    _literals,
    st.builds(lambda words: AllTest(words, words), _words),
    st.builds(LengthTest, st.sampled_from([None, 1, 2]), st.sampled_from([None, 4, 5])),
)
_text_tests: st.SearchStrategy[tuple[TextTest, ...]] = st.lists(
    st.one_of(_single, st.lists(_single, min_size=1, max_size=2).map(tuple).map(WithoutTest)),
    min_size=1,
    max_size=2,
).map(tuple)


@settings(max_examples=1_000)
@given(_text_tests, _text_tests, st.text("aAb ", max_size=6))
def test_what_covers_passes(
    wide: tuple[TextTest, ...], narrow: tuple[TextTest, ...], text: str
) -> None:
    """Of all ways to compare texts likewise, on texts short enough to meet each other often."""
    prepared = subject(text)
    if all(text_follows(test, narrow) for test in wide):
        passes = all(test.find(prepared) is not None for test in narrow)
        assert not passes or all(test.find(prepared) is not None for test in wide)


@given(whens)
def test_narrower_conditions_are_covered(when: str) -> None:
    """What asks for something more is covered, unless it means something else in each rule."""
    first = compiled(when)
    narrowed = (*first.conditions, *compiled("{sender: 小明}").wants)
    if "match" not in when and "args" not in when:
        with mock.patch.object(covers, "STEPS_MAX", 100_000):
            assert all_hold(first.conditions, narrowed)


def test_comparing_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Conditions deep in conditions are not paired for ever; then nothing is said of them."""
    deep = "{any: [" * 9 + "%s" + "]}" * 9
    wide, narrow = (compiled(deep % text).conditions for text in ("a", "ab"))
    with must_end():
        assert not all_hold(wide, narrow)
    wide, narrow = compiled("{any: [a, b]}").conditions, compiled("{any: [b, a]}").conditions
    assert all_hold(wide, narrow)
    monkeypatch.setattr(covers, "STEPS_MAX", 3)
    assert not all_hold(wide, narrow)
