"""Bytes as checked text."""

from __future__ import annotations

import pytest

from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.nodes import Position
from responder.rules.reading.source import FILE_BYTES_MAX, read_source


def _faults(data: bytes) -> list[str]:
    with pytest.raises(RuleFaults) as caught:
        read_source("r.yaml", data)
    return [fault.headline for fault in caught.value.details]


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
    assert len(_faults(b"\x01" * 200_000)) == 100


def test_file_size_is_bounded() -> None:
    """A file above the limit is not even decoded."""
    assert _faults(b"#" * (FILE_BYTES_MAX + 1)) == [
        f"r.yaml:1:1: expected at most 8 MiB, got {FILE_BYTES_MAX + 1:,} bytes"
    ]


def test_fault_carries_its_line() -> None:
    """A fault of a source knows the line it stands in, and one behind the end has none."""
    source = read_source("r.yaml", b"a: b\nc: d")
    assert source.fault(Position(2, 1), "expected x").source_line == "c: d"
    assert source.fault(Position(9, 1), "expected x").source_line == ""
