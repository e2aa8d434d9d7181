"""YAML text as a tree with positions."""

from __future__ import annotations

import contextlib

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.rules.reading import reader
from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Mapping, Node, Position, Scalar, Sequence
from responder.rules.reading.reader import ALIAS_NODES_MAX, DEPTH_MAX, NO_KEY, Unsure, parse
from tests.hang import must_end
from tests.rules.rulekit import fault, source, tree

PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])]


@pytest.fixture(params=PARSERS, autouse=True)
def _parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here is made with both of PyYAML's parsers: a machine may lack the one in C."""
    monkeypatch.setattr(reader, "LOADER", request.param)


def _value(text: str) -> Node:
    node = tree(text)
    assert isinstance(node, Mapping)
    return node.entries[0][1]


def _second(node: Node) -> Node:
    assert isinstance(node, Mapping)
    return node.entries[1][1]


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
        (Scalar("一", Position(1, 6)), Scalar("二", Position(1, 9))), Position(1, 5)
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


def test_what_is_refused_hides_nothing() -> None:
    """A tag is taken off, the first of equal keys counts, and the rest is gone on with."""
    reading = parse(source("a: !!int 7\na: 8\nb: {c: 1, [d]: 2}\ne: *f\n<<: 9\n"))
    assert isinstance(reading.root, Mapping)
    assert reading.root.get("a") == Scalar("7", Position(1, 4))
    assert [key.text for key, _ in reading.root.entries] == ["a", "b", "e", NO_KEY]
    assert sorted(fault.line for fault in reading.faults) == [1, 2, 3, 4, 5]
    assert reading.unsure == Unsure(
        frozenset({Position(1, 1), Position(3, 4), Position(4, 4)}),
        frozenset({Position(3, 11), Position(5, 1)}),
    )


def test_several_keys_that_are_none_stand_in_one_mapping() -> None:
    """Each of them is named, and the mapping can be looked through all the same."""
    reading = parse(source("[a]: 1\n{b: 2}: 3\nc: 4\n<<: 5\n"))
    assert isinstance(reading.root, Mapping)
    assert sorted(key.text for key, _ in reading.root.entries) == [NO_KEY, "c"]
    assert sorted(fault.line for fault in reading.faults) == [1, 2, 4]
    assert reading.unsure.keys == {Position(1, 1), Position(2, 1), Position(4, 1)}


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
    node = _second(tree(block + "b: [" + "*a, " * (fits - 1) + "*a]"))
    assert isinstance(node, Sequence)
    assert len(node.items) == fits
    assert "aliases that repeat" in _headlines(block + "b: [" + "*a, " * fits + "*a]")[0]


def test_keys_and_values_of_a_repeated_mapping_count() -> None:
    """A mapping of three entries counts as seven nodes."""
    block = "a: &a {x: 1, y: 2, z: 3}\n"
    fits = ALIAS_NODES_MAX // 7
    assert isinstance(tree(block + "b: [" + "*a, " * (fits - 1) + "*a]"), Mapping)
    assert "aliases that repeat" in _headlines(block + "b: [" + "*a, " * fits + "*a]")[0]


def test_aliases_of_aliases_end_at_once() -> None:
    """A file that doubles itself with every line is refused before it has grown."""
    lines = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 38))
    with must_end():
        assert "aliases that repeat" in _headlines(f"a0: &a0 [x]\n{lines}")[0]


def test_a_name_may_be_given_again() -> None:
    """An alias stands for the last node of its name, whatever had it before."""
    node = tree("a: &x [1]\nb: *x\nc: &x [2]\nd: *x")
    assert isinstance(node, Mapping)
    assert node.get("b") is node.get("a")
    assert node.get("d") is node.get("c")


def test_alias_of_a_text() -> None:
    """A single value may be named too."""
    node = tree("a: &x 1\nb: *x")
    assert isinstance(node, Mapping)
    assert node.get("a") is node.get("b")


def test_empty_values_are_nothing() -> None:
    """A key without a value has one that is nothing, and stands behind the colon."""
    node = _value("a:\nb: 1")
    assert isinstance(node, Scalar)
    assert node.is_nothing


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


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t<\\", max_size=60))
def test_any_text_is_a_tree_or_a_fault(text: str) -> None:
    """No arrangement of YAML's signs makes the reader fail otherwise."""
    with contextlib.suppress(RuleFaults):
        assert tree(text).line >= 1


TEXTS = st.text(alphabet="ab价{[,:'\\ 1~", max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        TEXTS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=10,
    )
)
def test_what_was_written_is_read(value: object) -> None:
    """Whatever is written as YAML comes back with the same shape and the same texts."""
    text = yaml.safe_dump({"a": value}, allow_unicode=True)
    assert _plain(_value(text)) == value


def _plain(node: Node) -> object:
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.entries}
    return node.text


def test_depth_through_aliases_is_bounded() -> None:
    """Aliases of nested lists can not nest deeper than a file may, nor exhaust the stack."""
    levels = "".join(f"a{n}: &a{n} {'[' * 30}*a{n - 1}{']' * 30}\n" for n in range(1, 70))
    assert "at most 40 levels of nesting" in fault(f"a0: &a0 x\n{levels}")


@pytest.mark.parametrize(
    ("text", "tag"),
    [("a: !!int 7", "!!int"), ("a: !x [1]", "!x"), ("a: !!str {b: c}", "str")],
)
def test_tags_are_refused(text: str, tag: str) -> None:
    """A tag that would change something is named, on values of every shape."""
    (headline,) = _headlines(text)
    assert headline.startswith("rules.yaml:1:4: expected a value without a tag, got")
    assert tag in headline


def test_tag_that_is_no_text() -> None:
    """Escapes of a tag that make no text are a fault like any tag."""
    (headline,) = _headlines("rules: !%ED%A0%80 [a]")
    assert "without tags" in headline or "expected YAML" in headline


def test_second_document_is_refused() -> None:
    """A rule file is one document; the place of the next is named."""
    assert _headlines("a: 1\n---\nb: 2") == [
        "rules.yaml:2:1: expected one document, got a second one after ---"
    ]


def test_reading_ends_after_so_many_faults() -> None:
    """A hopeless file of one endless line is given up, not gone through."""
    assert len(_headlines("{" + ", ".join(["a: 1"] * 3_000) + "}")) == FAULTS_MAX


FILE = """
base: &base {when: "早\\n", reply: '早'}
rules:
  - {<<: *base, name: '一'}
  - name: >-
      二
    when: [a, *base]
    reply: !!str null
  - name: |
      三
       四
    when:
    reply: ~
"""


def test_both_parsers_give_the_same_tree() -> None:
    """Styles, places, merge keys and aliases are the same whichever parser a machine has."""
    trees = []
    for parser in PARSERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "LOADER", parser)
            trees.append(tree(FILE))
    assert all(one == trees[0] for one in trees)


@pytest.mark.parametrize(
    "text",
    [
        "{\"a\": 1, 'b': 2, c: 3}",
        "{&x a: 1, b: 2, ? c : 3}",
        "{? !!str a : 1, b: 2, c: 3}",
        "[&x a, {*x : 1, b: 2, c: 3}]",
        "{<<: {b: 2, c: 3}, a: 1}",
        "{a: 1, <<: {a: 9, b: 2, c: 3}}",
    ],
)
def test_a_key_is_its_text(text: str) -> None:
    """However it is written, named or merged in."""
    root = tree(text)
    found = root.items[1] if isinstance(root, Sequence) else root
    assert isinstance(found, Mapping)
    values = {name: value.text for name, value in found.values.items() if isinstance(value, Scalar)}
    assert values == {"a": "1", "b": "2", "c": "3"}
    assert [key.text for key, _ in found.entries] == list(found.values)


@pytest.mark.parametrize("key", ["[x]", "{x: y}", "*other"])
def test_keys_before_and_behind_a_wrong_one_are_read(key: str) -> None:
    """Only the wrong one is complained of, and the values keep their keys."""
    text = f"- &other [p]\n- {{a: 1, {key} : 2, b: 3, b: 4}}"
    said = _headlines(text)
    assert ["expected a key," in said[0], "expected each key once," in said[1]] == [True, True]
    assert len(said) == 2
