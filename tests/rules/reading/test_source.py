"""Bytes as checked text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Position
from responder.rules.reading.source import FILE_BYTES_MAX, PIECE_CHARS, read_source


def _faults(data: bytes) -> list[str]:
    try:
        found = read_source("r.yaml", data).flaws
    except RuleFaults as error:
        found = error.details
    return [fault.headline for fault in found]


def test_text_is_split_as_yaml_counts_lines() -> None:
    """Every line end of YAML ends a line, a Windows one only once."""
    source = read_source("r.yaml", "a\r\nb\nc\rd\u2028e".encode())
    assert source.lines == ("a", "b", "c", "d", "e")


def test_byte_order_mark_is_not_part_of_the_text() -> None:
    """Editors on Windows put a mark in front; it is taken off."""
    assert read_source("r.yaml", b"\xef\xbb\xbfa: b").text == "a: b"


def test_bad_utf_8_names_the_first_bad_byte() -> None:
    """The place is counted in characters, behind Chinese text too."""
    data = "a: 你好\nb: 你".encode() + b"\xff"
    assert _faults(data) == ["r.yaml:2:5: expected UTF-8, got bytes of no known encoding"]


def test_gbk_is_recognised() -> None:
    """A file saved by an old Chinese editor is called what it is."""
    assert _faults("a: 你好".encode("gbk")) == [
        "r.yaml:1:4: expected UTF-8, got what looks like GBK"
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_utf_16_is_recognised(mark: bytes) -> None:
    """Windows' "Unicode" is called what it is."""
    assert _faults(mark + b"a\x00") == ["r.yaml:1:1: expected UTF-8, got UTF-16"]


def test_every_tab_indentation_is_named() -> None:
    """All tabs at the start of lines are reported at once; a tab inside a line is none of them."""
    assert _faults(b"a:\n\tb: 1\n  \tc: 2\nd: e\tf\n\t\n") == [
        "r.yaml:2:1: expected blanks, got a tab",
        "r.yaml:3:3: expected blanks, got a tab",
    ]


def test_forbidden_characters_are_named() -> None:
    """Control characters are refused with their number."""
    assert _faults(b"a: b\x00\x1b") == [
        "r.yaml:1:5: expected text, got the character U+0000",
        "r.yaml:1:6: expected text, got the character U+001B",
    ]


def test_many_bad_characters_stay_cheap() -> None:
    """A binary file is refused after a bounded number of faults."""
    assert len(_faults(b"\x01" * 200_000)) == FAULTS_MAX


def test_file_size_is_bounded() -> None:
    """A file above the limit is not even decoded."""
    assert _faults(b"#" * (FILE_BYTES_MAX + 1)) == ["r.yaml:1:1: expected at most 32 MiB, got more"]


def test_fault_carries_its_line() -> None:
    """A fault of a source knows the line it stands in, and one behind the end has none."""
    source = read_source("r.yaml", b"a: b\nc: d")
    assert source.fault(Position(2, 1), "expected x").source_line == "c: d"
    assert source.fault(Position(9, 1), "expected x").source_line == ""


@pytest.mark.parametrize("place", [0, 1, PIECE_CHARS - 1, PIECE_CHARS, 3 * PIECE_CHARS])
def test_no_place_of_a_long_text_escapes(place: int) -> None:
    """The text is looked at in pieces, and none of its characters is between two of them."""
    text = "字" * place + "\x7f"
    assert _faults(text.encode()) == [
        f"r.yaml:1:{place + 1}: expected text, got the character U+007F"
    ]


@given(st.text(alphabet="a\t \n\r\x85\u2028\u2029", max_size=30))
def test_lines_are_the_text(text: str) -> None:
    """However lines end, each character of the text is in one of them or between two."""
    lines = read_source("r.yaml", text.replace("\t", "").encode()).lines
    assert sum(map(len, lines)) == sum(text.count(char) for char in "a ")


def test_line_ends_that_only_python_knows_are_none() -> None:
    """A character that YAML forbids ends no line, so that places stay right behind it."""
    assert _faults(b"a: 1\x0bb\nc: \x00") == [
        "r.yaml:1:5: expected text, got the character U+000B",
        "r.yaml:2:4: expected text, got the character U+0000",
    ]


def test_faults_know_the_order_of_their_file() -> None:
    """Which of several files a fault stands in goes with it, whatever is wrong."""
    assert read_source("r.yaml", b"a", 7).fault(Position(1, 1), "expected x").order == 7
    assert [flaw.order for flaw in read_source("r.yaml", b"\x00", 7).flaws] == [7]
    for data in (b"\xff\xfe", b"\xff", b"#" * (FILE_BYTES_MAX + 1)):
        with pytest.raises(RuleFaults) as caught:
            read_source("r.yaml", data, 7)
        assert [fault.order for fault in caught.value.details] == [7]


def test_tabs_are_read_as_blanks() -> None:
    """What stands behind a tab is pointed at where it stands in the file."""
    source = read_source("r.yaml", b"a:\n\t\t b: c\n")
    assert source.lines == ("a:", "     b: c")
    found = source.fault(Position(2, 6), "expected x")
    assert (found.column, found.source_line) == (4, "\t\t b: c")


def test_nobody_trusts_a_line_with_forbidden_characters() -> None:
    """Tabs only widen a line; any other character that YAML forbids makes it unreadable."""
    source = read_source("r.yaml", b"\ta: b\nc: \x00\n\td\x00: e\nf: g\n")
    assert (set(source.widened), set(source.blurred)) == ({1}, {2, 3})
    assert source.lines[1] == "c: \ufffd"
