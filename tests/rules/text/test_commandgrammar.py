"""The grammar of command lines."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.commandgrammar import ARGUMENTS_MAX, CommandError, parse_command
from responder.rules.text.commandline import Kind, Parameter


def test_grammar_of_a_line() -> None:
    """A command is its words, then its arguments in braces with kind and default."""
    line = parse_command("/天气 查询 {city} {days:int=1} {unit:C|F=C} {note:rest=}")
    assert line.words == ("/天气", "查询")
    assert line.parameters == (
        Parameter("city"),
        Parameter("days", Kind.INT, 1),
        Parameter("unit", Kind.CHOICE, "C", ("C", "F")),
        Parameter("note", Kind.REST, ""),
    )
    assert line.usage == "/天气 查询 <city> [days] [C|F] [note]"


def test_blanks_and_signs_in_a_line_mean_nothing_of_their_own() -> None:
    """Blanks may stand in the braces, and a kind that is given leaves the default alone."""
    assert parse_command("/Ａ { x : int = 1 }").words == ("/a",)
    assert parse_command("/a { x : int = 1 }").parameters == (Parameter("x", Kind.INT, 1),)
    assert parse_command("/a {x:text=1: int}").parameters == (Parameter("x", Kind.TEXT, "1: int"),)


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("", "expected a command such as", "begin with the word"),
        ("{x}", "expected a command such as", "begin with the word"),
        ("/a{x}", "expected a blank before {", "put a blank"),
        ("/a <x>", 'expected an argument in braces, got "<x>"', "arguments are written {name}"),
        ("/a ｛x｝", "expected an argument in braces", "arguments are written {name}"),
        ("/a {x} 市", 'expected an argument in braces, got "市"', "with blanks between"),
        ("/a {x", 'expected an argument in braces, got "{x"', "arguments are written"),
        ("/a {1x}", "expected a name of letters, digits and _", "args.NAME"),
        ("/a {_x}", "expected a name of letters, digits and _", "args.NAME"),
        ("/a {x:integer}", 'expected a kind of argument, got "integer"', 'did you mean "int"?'),
        ("/a {x: Integer }", 'expected a kind of argument, got " Integer "', 'did you mean "int"?'),
        ("/a {x:choice}", 'expected a kind of argument, got "choice"', "known here: text, int"),
        ("/a {x:bool}", 'expected a kind of argument, got "bool"', "known here: text, int"),
        ("/a {x:a|}", 'expected different choices such as c|f, got "a|"', ""),
        ("/a {x:|a}", 'expected different choices such as c|f, got "|a"', ""),
        ("/a {x:a|A}", "expected different choices", ""),
        ("/a {x:int=b}", "expected a whole number as what x is without one", ""),
        ("/a {x:a|b=c}", "expected one of the choices as what x is without one", ""),
        ("/a {x} {x}", 'expected each argument once, got "x" twice', ""),
        ("/a {x:rest} {y}", "expected x, which takes the rest, at the end", ""),
        ("/a {x=1} {y}", "expected y before x, which may be left out", "come last"),
        (
            "/a " + " ".join(f"{{x{n}}}" for n in range(ARGUMENTS_MAX + 1)),
            "expected at most 10 arguments, got 11",
            "",
        ),
    ],
)
def test_lines_that_can_not_be_used(source: str, message: str, hint: str) -> None:
    """Mistakes are found when the file is read, each with the way out."""
    with pytest.raises(CommandError) as caught:
        parse_command(source)
    assert message in str(caught.value)
    assert hint in caught.value.hint


@given(st.text(max_size=40))
def test_any_source_is_a_line_or_refused(source: str) -> None:
    """No command line of a rule file makes the parser fail otherwise."""
    with contextlib.suppress(CommandError):
        assert parse_command(source).source == source


@pytest.mark.parametrize(
    ("source", "piece"),
    [
        ("/a{x}", "{x}"),
        ("/天气 <x>", "<x>"),
        ("/a {x} y", "y"),
        ("/a {x} {1y}", "1y}"),
        ("/a {x} {y:itn=1}", "itn"),
        ("/a {x:a|a}", "a|a"),
        ("/a {x} {y:int=z}", "z}"),
        ("/a {x} {y} {x}", "{x}"),
        ("/a {x:rest} {y}", "{y}"),
        ("/a {x=1} {y}", "{y}"),
    ],
)
def test_mistake_is_found_where_it_stands(source: str, piece: str) -> None:
    """The part that is wrong is pointed at, not the whole line."""
    with pytest.raises(CommandError) as caught:
        parse_command(source)
    assert caught.value.at == source.rindex(piece)
