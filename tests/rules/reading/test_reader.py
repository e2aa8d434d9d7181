"""YAML text as a tree with positions."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Mapping, Node, Position, Scalar, Sequence
from responder.rules.reading.reader import ALIAS_NODES_MAX, DEPTH_MAX
from tests.rules.rulekit import fault, faults, tree


def _value(text: str) -> Node:
    node = tree(text)
    assert isinstance(node, Mapping)
    return node.entries[0][1]


def _headlines(text: str) -> list[str]:
    with pytest.raises(RuleFaults) as caught:
        tree(text)
    return [fault.headline for fault in caught.value.details]


@pytest.mark.parametrize(
    "text", ["yes", "off", "22:00", "08001234567", "0x1F", "1e3", "2026-10-01"]
)
def test_plain_scalar_keeps_its_spelling(text: str) -> None:
    """Nothing of YAML 1.1's types is applied: text stays as it is spelled."""
    assert _value(f"a: {text}") == Scalar(text, Position(1, 4))


def test_positions_count_from_one_in_characters() -> None:
    """A node stands where its first character is, behind Chinese text too."""
    assert _value("价格: [一, 二]") == Sequence(
        (Scalar("一", Position(1, 6)), Scalar("二", Position(1, 9))), Position(1, 5), size=3
    )


def test_styles_are_told_apart() -> None:
    """Quoted scalars are not plain, block scalars are marked as such."""
    quoted, block = _value("a: '1'"), _value("a: |\n  x\n")
    assert isinstance(quoted, Scalar)
    assert isinstance(block, Scalar)
    assert (quoted.plain, quoted.block) == (False, False)
    assert (block.plain, block.block, block.text) == (False, True, "x\n")


def test_explicit_text_tag_is_accepted() -> None:
    """`!!str` says what is so anyway, and makes a null a text."""
    node = _value("a: !!str null")
    assert isinstance(node, Scalar)
    assert not node.is_nothing


def test_alias_stands_for_its_node() -> None:
    """An alias is the very node it names."""
    node = tree("a: &x [1]\nb: *x")
    assert isinstance(node, Mapping)
    assert node.get("a") is node.get("b")


def test_all_duplicate_keys_are_reported() -> None:
    """Each repeated key is named at its second place, in nested mappings too."""
    assert _headlines("a: 1\na: 2\nb: {c: 1, c: 2}") == [
        'rules.yaml:2:1: expected each key once, got "a" again',
        'rules.yaml:3:11: expected each key once, got "c" again',
    ]


def test_depth_is_bounded() -> None:
    """Nesting up to the bound is read, one level more is refused."""
    deep = "[" * (DEPTH_MAX - 1) + "]" * (DEPTH_MAX - 1)
    assert isinstance(tree(f"a: {deep}"), Mapping)
    assert _headlines(f"a: [{deep}]") == [
        f"rules.yaml:1:{DEPTH_MAX + 3}: expected at most {DEPTH_MAX} levels of nesting, got more"
    ]


def test_endless_nesting_is_refused_at_once() -> None:
    """A megabyte of brackets ends at the bound, not in a stack overflow."""
    assert "levels of nesting" in _headlines("[" * 1_000_000)[0]


def test_aliases_may_repeat_up_to_the_bound() -> None:
    """A shared block used often is fine; the bound counts what aliases add."""
    block = "a: &a [" + "x, " * 998 + "x]\n"
    fits = ALIAS_NODES_MAX // 1000
    assert tree(block + "b: [" + "*a, " * (fits - 1) + "*a]").size > 100_000
    assert "aliases that repeat" in _headlines(block + "b: [" + "*a, " * fits + "*a]")[0]


def test_alias_of_nothing_and_of_itself_are_faults() -> None:
    """An alias needs a complete node above it."""
    assert "which no & names above" in _headlines("a: *x")[0]
    assert "one inside itself" in _headlines("a: &x [*x]")[0]


def test_half_of_a_surrogate_pair_is_refused() -> None:
    """No text of the file can break the encoding of a message later."""
    assert len(_headlines('a: "\\ud800"')) == 1


@pytest.mark.parametrize("text", ["", "# a comment", "---", "null"])
def test_empty_file_is_named_so(text: str) -> None:
    """A file without content says how a rule file begins."""
    assert _headlines(text) == ["rules.yaml:1:1: expected rules, got an empty file"]


@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t<\\", max_size=60))
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    """No arrangement of YAML's signs makes the reader fail otherwise."""
    with contextlib.suppress(RuleFaults):
        assert tree(text).size >= 1


def test_depth_through_aliases_is_bounded() -> None:
    """Aliases of nested lists can not nest deeper than a file may, nor exhaust the stack."""
    levels = "".join(f"a{n}: &a{n} {'[' * 30}*a{n - 1}{']' * 30}\n" for n in range(1, 70))
    assert "at most 40 levels of nesting" in fault(f"a0: &a0 x\n{levels}")


def test_tag_that_is_no_text() -> None:
    """Escapes of a tag that make no text are a fault like any tag."""
    assert "without tags" in fault("rules: !%ED%A0%80 [a]")


def test_reading_ends_after_so_many_faults() -> None:
    """A hopeless file of one endless line is given up, not gone through."""
    found = faults("{" + ", ".join(["a: 1"] * 50_000) + "}")
    assert len(found) == FAULTS_MAX
