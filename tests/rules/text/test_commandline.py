"""Reading messages by command lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text import commandline
from responder.rules.text.commandgrammar import parse_command
from responder.rules.text.commandline import Words, Wrong


def _read(source: str, text: str) -> object:
    read = parse_command(source).read(Words(text))
    return read.reason if isinstance(read, Wrong) else read


@pytest.mark.parametrize(
    ("source", "text", "values"),
    [
        ("/a", "/a", {}),
        ("/a", " ／Ａ ", {}),
        ("/a {x}", "/a 1", {"x": "1"}),
        ("/查 天气 {x}", "/查  天气 北京", {"x": "北京"}),
        ("/a {x}", '/a "两个 词"', {"x": "两个 词"}),
        ("/a {x}", "/a “两个 词”", {"x": "两个 词"}),
        ("/a {x}", "/a 「两个 词」", {"x": "两个 词"}),
        ("/a {x} {y}", '/a "b c', {"x": '"b', "y": "c"}),
        ("/a {x}", '/a b"c', {"x": 'b"c'}),
        ('/a {x=""}', "/a", {"x": '""'}),
        ("/a {x=两个 词}", "/a", {"x": "两个 词"}),
        ("/a {x:int}", "/a １２", {"x": 12}),
        ("/a {x:int}", "/a -3", {"x": -3}),
        ("/a {x:number}", "/a 3.5", {"x": 3.5}),
        ("/a {x:number}", "/a 3", {"x": 3}),
        ("/a {x:number=0.5}", "/a", {"x": 0.5}),
        ("/a {x:rest}", "/a  b  'c' ", {"x": "b  'c'"}),
        ("/a {n:int} {x:rest}", "/a 1 b c", {"n": 1, "x": "b c"}),
        ("/a {u:c|f}", "/a F", {"u": "f"}),
        ("/a {u:摄氏|华氏}", "/a 华氏", {"u": "华氏"}),
        ("/a {x}{y}", "/a 1 2", {"x": "1", "y": "2"}),
        ("/a {x}", '/a ""', {"x": ""}),
        ("/a {x}", '/a "b"c', {"x": '"b"c'}),
        ("/a {x}", "/a “b”c", {"x": "“b”c"}),
        ("/a {x}", "/a 「b」c", {"x": "「b」c"}),
        ("/a {x:int=0}", "/a", {"x": 0}),
        ("/a {x:int}", "/a 0", {"x": 0}),
        ("/a {x:int}", "/a +3", {"x": 3}),
        ("/a {x:int}", "/a 999999999999999", {"x": 10**15 - 1}),
        ("/a {x:number}", "/a +3.5", {"x": 3.5}),
        ("/a {x:number}", "/a 3.", {"x": 3.0}),
        ("/a {x:number}", "/a .5", {"x": 0.5}),
        ("/a {x:number}", "/a +000000000000001.500000000000000", {"x": 1.5}),
        ("/a {u:C|F}", "/a f", {"u": "F"}),
        ("/a {u:c|fahrenheit}", "/a Fahrenheit", {"u": "fahrenheit"}),
        ("/a {u:\u00e9|f}", "/a e\u0301", {"u": "\u00e9"}),
    ],
)
def test_message_is_read(source: str, text: str, values: dict[str, object]) -> None:
    """Quotes join words, full-width signs count as ordinary ones, defaults fill in."""
    assert _read(source, text) == values


@pytest.mark.parametrize(
    ("source", "text", "reason"),
    [
        ("/a {x}", "/a", "缺少 x"),
        ("/a", "/a b", "多了“b”"),
        ("/a", "/a " + "b" * 20, f"多了“{'b' * 20}”"),
        ("/a", "/a " + "b" * 21, f"多了“{'b' * 19}…”"),
        ("/a {x:int}", "/a 1000000000000000", "x 应为整数，不是“1000000000000000”"),
        ("/a {x:int}", "/a 3.5", "x 应为整数，不是“3.5”"),
        ("/a {x:int}", f"/a {'9' * 30}", "x 应为整数，不是“9999999999999999999…”"),
        ("/a {x:number}", "/a nan", "x 应为数字，不是“nan”"),
        ("/a {u:c|f}", "/a k", "u 应为 c / f，不是“k”"),
        ("/a {x:rest}", "/a", "缺少 x"),
    ],
)
def test_wrong_arguments_are_named(source: str, text: str, reason: str) -> None:
    """The sender is told which argument is wrong and what it must be."""
    assert _read(source, text) == reason


@pytest.mark.parametrize("text", ["", "/ab", "b /a", '"/a"', "/天气"])
def test_other_messages_are_none(text: str) -> None:
    """What does not begin with the command is none, not a wrong one."""
    assert _read("/a {x}", text) is None


@given(st.text(max_size=60))
def test_any_message_is_read(text: str) -> None:
    """No message makes reading fail."""
    line = parse_command("/a {x} {n:number=1} {u:a|b=a} {rest:rest=}")
    read = line.read(Words(f"/a {text}"))
    if isinstance(read, dict):
        assert list(read) == ["x", "n", "u", "rest"]
    else:
        assert isinstance(read, Wrong)


def test_words_are_read_once_and_only_as_far_as_needed() -> None:
    """Ten thousand commands ask for the same first word."""
    words = Words("/a b " + "c " * 1_000)
    first = words.first(1)
    assert words.first(2)[0] is first[0]
    assert [word.text for word in words.first(2)] == ["/a", "b"]
    assert len(words._found) == 2
    assert len(words.first(5_000)) == 1_002


def test_usage_shows_choices_and_what_may_be_left_out() -> None:
    """A default of nought is one as well."""
    line = parse_command("/a {u:c|f} {x} {n:int=0} {o:on|off=on}")
    assert line.usage == "/a <c|f> <x> [n] [on|off]"


def test_endless_words_are_no_numbers_and_no_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are not even folded, which takes long where they are made of marks."""
    monkeypatch.setattr(commandline, "unicodedata", None)
    assert _read("/a {x:int}", "/a " + "１" * 4_000) == f"x 应为整数，不是“{'１' * 19}…”"
    assert _read("/a {x:c|f}", "/a " + "c" * 4_000) == f"x 应为 c / f，不是“{'c' * 19}…”"
