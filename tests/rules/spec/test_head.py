"""The schema of everything but the rules."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from responder.rules.spec.fields import KEY
from responder.rules.spec.head import HeadSpec
from responder.rules.spec.tables import TableFileSpec
from responder.rules.spec.when import ChatWord
from responder.rules.table import Table
from tests.rules.rulekit import tree


def _head(text: str) -> HeadSpec:
    return HeadSpec.model_validate(tree(text))


def _refused(text: str) -> tuple[tuple[str | int, ...], str, str]:
    """Place, message and way out of the only thing wrong."""
    with pytest.raises(ValidationError) as caught:
        _head(text)
    (entry,) = caught.value.errors()
    return entry["loc"], entry["msg"], entry.get("ctx", {}).get("hint", "")


def test_lists_hold_texts() -> None:
    """Whatever stands in a list is a text as it is spelled; one text is a list of one."""
    assert _head("lists: {vip: [小明, 007, yes], one: 小红}").lists == {
        "vip": ("小明", "007", "yes"),
        "one": ("小红",),
    }


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("lists: [a]", ("lists",), "expected a mapping of names, got a list"),
        ("lists: {vip: []}", ("lists", "vip"), "expected at least one value, got an empty list"),
        ("lists: {vip: [a, [b]]}", ("lists", "vip", 1), "expected text, got a list"),
        ("lists: {vip: [{a: b}]}", ("lists", "vip", 0), "expected text, got a mapping"),
        ("lists: {'': [a]}", ("lists", "", KEY), 'expected a name on one line, got ""'),
        ("tables: {faq: a}", ("tables", "faq"), "expected a mapping from keyword to answer, got"),
        ("tables: {faq: {a: []}}", ("tables", "faq", "a"), "expected an answer: a text, a number"),
        ("tables: faq.csv", ("tables",), 'expected a mapping of names, got "faq.csv"'),
        ("include: {a: b}", ("include", 0), "expected text, got a mapping"),
        ("include: []", ("include",), "expected at least one value, got an empty list"),
        ("fold: x", ("fold",), "expected a list of steps, or a mapping of steps to true or false"),
        ("fold: {case: 1}", ("fold", "case"), 'expected true or false, got "1"'),
        ("defaults: {chat: x}", ("defaults", "chat", 0), 'expected one of its words, got "x"'),
        ("defaults: {continue: 1}", ("defaults", "continue"), "expected true or false, got"),
    ],
)
def test_wrong_values_are_refused_at_their_place(
    text: str, place: tuple[str | int, ...], message: str
) -> None:
    """Each fault knows the very value that is wrong."""
    found = _refused(text)
    assert found[0] == place
    assert found[1].startswith(message)


def test_tables_stand_here_or_in_files() -> None:
    """Both kinds may be mixed."""
    tables = _head("tables: {a: {b: 1}, faq: {file: faq.csv}}").tables
    assert tables["a"] == Table({"b": 1})
    assert isinstance(tables["faq"], TableFileSpec)


def test_include_is_a_name_or_several() -> None:
    """One file needs no list."""
    assert _head("include: a.yaml").include == ("a.yaml",)
    assert _head("include: [a.yaml, rules.d/*.yaml]").include == ("a.yaml", "rules.d/*.yaml")


def test_steps_of_folding_that_are_on_by_default() -> None:
    """Without `fold`, and with an empty change, the usual steps are on."""
    usual = {"width", "case", "space", "emoji", "mention"}
    assert HeadSpec().fold.steps == usual
    assert _head("fold: {traditional: false}").fold.steps == usual


def test_mapping_changes_steps_of_folding() -> None:
    """What is not named stays as it is by default."""
    steps = _head("fold: {case: false, punctuation: true}").fold.steps
    assert steps == {"width", "space", "emoji", "mention", "punctuation"}


def test_list_names_all_steps_of_folding() -> None:
    """What is not in the list is off; an empty list turns folding off."""
    assert _head("fold: [width, traditional]").fold.steps == {"width", "traditional"}
    assert _head("fold: []").fold.steps == frozenset()


def test_unknown_step_of_folding() -> None:
    """A misspelled step is named, in either way of writing."""
    place, message, hint = _refused("fold: [widht]")
    assert place == ("fold", 0)
    assert message == 'expected a step of folding, got "widht"'
    assert hint == 'did you mean "width"?'
    assert _refused("fold: {widht: true}")[0] == ("fold", "widht")


def test_defaults_for_rules() -> None:
    """What a rule leaves out is said once."""
    defaults = _head("defaults: {chat: [private, group], continue: true}").defaults
    assert defaults.chat == (ChatWord.PRIVATE, ChatWord.GROUP)
    assert defaults.proceeds is True
    assert (HeadSpec().defaults.chat, HeadSpec().defaults.proceeds) == (None, None)


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [
        ({"fold": ["width", "case"]}, True),
        ({"fold": {"width": True}}, True),
        ({"fold": ["widht"]}, False),
        ({"fold": {"widht": True}}, False),
        ({"fold": "width"}, False),
        ({"lists": {"vip": ["a", 1]}}, True),
        ({"lists": {"vip": []}}, False),
        ({"tables": {"faq": {"file": "a.csv"}}}, True),
        ({"include": ["a.yaml"]}, True),
        ({"defaults": {"chat": "group", "continue": True}}, True),
        ({"defaults": {"proceeds": True}}, False),
    ],
)
def test_schema_says_the_same(value: object, *, is_valid: bool) -> None:
    """An editor underlines what the reader would refuse."""
    assert Draft202012Validator(HeadSpec.model_json_schema()).is_valid(value) is is_valid
