"""The kinds of value of the rule file."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import pytest
from pydantic import PlainValidator, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from responder.models import Rate, Span
from responder.rules.reading.nodes import Node, Position, Scalar, Sequence
from responder.rules.spec.fields import (
    KEY,
    DelayOrOff,
    Flag,
    Name,
    RateOrOff,
    Text,
    Texts,
    Vars,
    Version,
    Zone,
    as_items,
    plain_texts,
    read_text,
    read_word,
    refuse,
    refuse_at,
)
from responder.rules.table import Table
from tests.rules.rulekit import tree

AT = Position(1, 1)


def _read(kind: object, node: Node) -> object:
    adapter: TypeAdapter[object] = TypeAdapter(kind)  # type: ignore[arg-type]  # any annotation
    return adapter.validate_python(node)


def _refused(kind: object, node: Node) -> tuple[str, str]:
    with pytest.raises(ValidationError) as caught:
        _read(kind, node)
    error = caught.value.errors()[0]
    return error["msg"], error["ctx"]["hint"]


def _scalar(text: str, *, plain: bool = True) -> Scalar:
    return Scalar(text, AT, plain)


@pytest.mark.parametrize("text", ["你好", "007", "true", "22:00", "3.50"])
def test_text_is_the_source_spelling(text: str) -> None:
    """Any scalar is a text as it is spelled."""
    assert _read(Text, _scalar(text)) == text


def test_text_is_not_nothing() -> None:
    """An empty value is refused, and null says how to write the word."""
    remark = "write it here; a text that begins with # needs quotes"
    assert _refused(Text, _scalar("")) == ("expected text, got nothing", remark)
    assert _refused(Text, _scalar("null"))[1] == 'for the word itself write "null"'
    assert _read(Text, _scalar("null", plain=False)) == "null"


def test_text_is_no_collection() -> None:
    """A list or mapping is no text."""
    assert _refused(Text, tree("[a]"))[0] == "expected text, got a list"
    assert _refused(Text, tree("{a: b}"))[0] == "expected text, got a mapping"


def test_texts_take_one_or_a_list() -> None:
    """A bare value is a list of one, an empty list is refused."""
    assert _read(Texts, _scalar("a")) == ("a",)
    assert _read(Texts, tree("[a, 1]")) == ("a", "1")
    assert _refused(Texts, Sequence((), AT))[0] == "expected at least one value, got an empty list"


@pytest.mark.parametrize("source", ["a", "[a, 1]", "['', null]", "[]", "{a: b}", "[a, [b]]", "[~]"])
def test_plain_texts_are_those_of_the_schema(source: str) -> None:
    """The quick look gives what the schema gives, and nothing where that refuses."""
    node = tree(source)
    texts = plain_texts(node)
    if texts is None:
        assert _refused(Texts, node)[0].startswith("expected")
    else:
        assert texts == _read(Texts, node)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("{list: vip}", "{list: …} has no place here: write the texts themselves"),
        ("{table: faq}", "{table: …} has no place here: write the texts themselves"),
        ("{file: a.yaml}", "write the name alone"),
        ("{a: b}", 'put a text in quotes that begins with { or [, or has ": " in it'),
    ],
)
def test_mappings_in_place_of_a_text(text: str, hint: str) -> None:
    """What stands for texts elsewhere is no text that lacks its quotes."""
    with pytest.raises(PydanticCustomError) as caught:
        read_text(tree(text))
    assert (caught.value.context or {})["hint"] == hint


def test_each_faulty_text_of_a_list_has_its_place() -> None:
    """One that is no text does not hide another."""
    with pytest.raises(ValidationError) as caught:
        _read(Texts, tree("[a, {b: c}, [d]]"))
    assert [error["loc"] for error in caught.value.errors()] == [(1,), (2,)]


def test_items_of_items_stay() -> None:
    """What is a list of nodes already is left alone."""
    node = _scalar("a")
    assert as_items(as_items(node)) == (node,)


@pytest.mark.parametrize("text", [" ", "a\nb", "\x1b[31m"])
def test_name_is_one_printable_line(text: str) -> None:
    """Names go to logs and terminals: no line ends, no escape sequences, not blank."""
    assert _refused(Name, _scalar(text, plain=False))[0].startswith("expected a name on one line")


def test_name_is_bounded() -> None:
    """A name of a hundred characters is accepted, a longer one not."""
    assert _read(Name, _scalar("x" * 100)) == "x" * 100
    assert (
        _refused(Name, _scalar("x" * 101))[0]
        == "expected a name of at most 100 characters, got 101"
    )


@pytest.mark.parametrize(("word", "meant"), [("yes", "true"), ("On", "true"), ("no", "false")])
def test_flag_explains_yaml_1_1_words(word: str, meant: str) -> None:
    """Who writes `yes` is told to write `true`."""
    assert _refused(Flag, _scalar(word)) == (
        f'expected true or false, got "{word}"',
        f"write {meant}",
    )


def test_flag_reads_booleans() -> None:
    """`true` and `false` are read, a number is refused without advice."""
    assert _read(Flag, _scalar("true")) is True
    assert _read(Flag, _scalar("false")) is False
    assert _refused(Flag, _scalar("1"))[1] == ""


def test_version_is_one() -> None:
    """Only version 1 is known."""
    assert _read(Version, _scalar("1")) == 1
    assert _refused(Version, _scalar("1.0"))[0] == 'expected 1, got "1.0"'


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "Europe/Berlin"])
def test_known_zone(zone: str) -> None:
    """IANA names are accepted."""
    assert _read(Zone, _scalar(zone)) == zone


@pytest.mark.parametrize("zone", ["../etc/passwd", "/etc/localtime", "Asia", "Mars/Base", "a\0b"])
def test_unknown_zone(zone: str) -> None:
    """Other words, paths and directories of zones are refused, never looked up outside."""
    assert _refused(Zone, _scalar(zone))[0].startswith("expected the IANA name of a time zone")


def test_delay_and_rate_or_off() -> None:
    """Limits are read, and `off` is None."""
    assert _read(DelayOrOff, _scalar("1s..3s")) == Span(1, 3)
    assert _read(DelayOrOff, _scalar("off")) is None
    assert _read(RateOrOff, _scalar("1/3s")) == Rate(1, 3)
    assert _read(RateOrOff, _scalar("off")) is None


def test_delay_is_bounded() -> None:
    """A delay of more than ten minutes is refused."""
    assert _read(DelayOrOff, _scalar("10m")) == Span(600, 600)
    assert _refused(DelayOrOff, _scalar("1s..11m"))[0].startswith("expected a duration or range")


def test_false_is_not_off() -> None:
    """Who writes `false` is told to write `off`; a list is simply refused."""
    assert _refused(RateOrOff, _scalar("false"))[1] == "write off"
    assert _refused(RateOrOff, tree("[1/s]"))[0].endswith("got a list")


def test_vars_are_frozen_values() -> None:
    """Numbers, texts, lists and mappings become frozen values."""
    node = tree("{a: 1, b: 007, c: [x, 2.5, true, ~], d: {e: f}}")
    assert _read(Vars, node) == Table(
        {"a": 1, "b": "007", "c": ("x", 2.5, True, None), "d": Table({"e": "f"})}
    )


def test_vars_need_usable_names() -> None:
    """Every name that a template could not write is refused, with one that it could."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Vars).validate_python(tree("{a b: 1, _c: 2, d: 3, 价格: 4, 1: 5}"))
    errors = caught.value.errors()
    assert [error["loc"] for error in errors] == [("a b", KEY), ("_c", KEY), ("1", KEY)]
    assert [error["ctx"]["hint"] for error in errors] == [
        "write a_b, for templates say vars.NAME",
        "write c, for templates say vars.NAME",
        "",
    ]
    assert _refused(Vars, tree("[a]"))[0] == "expected a mapping of names to values, got a list"


class _Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def test_word_of_an_enumeration() -> None:
    """A known word is read, an unknown one gets a suggestion."""
    reader = read_word(_Colour)
    assert reader.func(_scalar("red")) is _Colour.RED  # type: ignore[call-arg]  # one argument is right
    with pytest.raises(Exception, match="expected one of its words, got a list"):
        reader.func(tree("[red]"))  # type: ignore[call-arg]  # one argument is right


def test_refusals_carry_what_a_fault_needs() -> None:
    """The errors have expected, got and hint as data."""
    with pytest.raises(Exception, match="expected x, got three") as caught:
        refuse("x", "three", "do y")
    assert caught.value.context == {"expected": "x", "got": "three", "hint": "do y"}  # type: ignore[attr-defined]  # pydantic's error


def test_flag_in_quotes_is_told_to_leave_them_out() -> None:
    """Quotes make a text of true, which the message alone would not tell."""
    assert _refused(Flag, Scalar("true", Position(1, 1), plain=False))[1] == (
        "write true without quotes"
    )


def test_refusing_inside_of_a_value_names_the_place() -> None:
    """A validator of a whole value can still point at the part, or the key, that is wrong."""

    def check(node: object) -> object:
        refuse_at(("a", 1, KEY), "a key", node, "try b")

    with pytest.raises(ValidationError) as caught:
        _read(Annotated[object, PlainValidator(check)], _scalar("y"))
    (entry,) = caught.value.errors()
    assert entry["loc"] == ("a", 1, KEY)
    assert entry["msg"] == 'expected a key, got "y"'
    assert entry["ctx"]["hint"] == "try b"
