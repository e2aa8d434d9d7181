"""Merge keys."""

from __future__ import annotations

import pytest

from responder.rules.reading.merge import MergeError, merged
from responder.rules.reading.nodes import Mapping, Position, Scalar
from tests.rules.rulekit import fault, rules, says, texts, tree


def _plain(text: str) -> dict[str, str]:
    node = tree(text)
    assert isinstance(node, Mapping)
    last = node.entries[-1][1]
    assert isinstance(last, Mapping)
    return {key.text: value.text for key, value in last.entries if isinstance(value, Scalar)}


def test_own_keys_win_over_merged_ones() -> None:
    """What a mapping says itself is kept, whatever is merged and wherever it stands."""
    assert _plain("a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a}") == {"y": "3", "x": "1"}
    assert _plain("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}") == {"y": "3", "x": "1"}


def test_earlier_of_several_wins() -> None:
    """In a list of mappings the first one that has a key gives it."""
    assert _plain("a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}") == {"x": "1", "y": "2"}


def test_merge_of_a_merge_is_whole() -> None:
    """A merged mapping brings what was merged into it."""
    assert _plain("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}") == {"y": "2", "x": "1"}


def test_quoted_sign_is_an_ordinary_key() -> None:
    """Only the bare sign merges."""
    assert _plain("a: {x: 1}\nb: {'<<': 2}") == {"<<": "2"}


def test_without_merge_keys_nothing_changes() -> None:
    """An ordinary mapping keeps its entries and their order."""
    at = Position(1, 1)
    entries = ((Scalar("b", at), Scalar("1", at)), (Scalar("a", at), Scalar("2", at)))
    assert merged(entries) == entries


def test_only_mappings_can_be_merged() -> None:
    """Anything else is refused at its own place."""
    at = Position(4, 2)
    with pytest.raises(MergeError) as caught:
        merged([(Scalar("<<", at), Scalar("x", at))])
    assert caught.value.at == at
    assert str(caught.value) == 'expected a mapping to merge, got "x"'


def test_merge_works_in_a_rule_file() -> None:
    """Rules can share a block."""
    rule_set = rules("""
        rules:
          - &base {name: 一, when: 早, reply: 早！}
          - {<<: *base, name: 二, when: 晚}
    """)
    assert texts(rule_set, says("晚")) == ["早！"]


def test_merge_of_text_is_a_fault_of_the_file() -> None:
    """The fault stands where the wrong value is."""
    assert fault("rules: [{<<: x, reply: a}]") == '1:14: expected a mapping to merge, got "x"'
