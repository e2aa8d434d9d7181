"""Rows of CSV files."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.sheets import csv_rows as module
from responder.rules.reading.sheets.csv_rows import csv_rows

TEXT = "关键字,回答\n价格,3500 元\n"


def _cells(data: bytes | str) -> list[list[str]]:
    raw = data.encode() if isinstance(data, str) else data
    return [row.cells for row in csv_rows("faq.csv", raw, 0) if any(row.cells)]


def _fault(data: bytes | str) -> tuple[str, str]:
    """Headline and way out of what is wrong."""
    with pytest.raises(RuleFaults) as caught:
        _cells(data)
    (fault,) = caught.value.details
    return fault.headline.removeprefix("faq.csv:"), fault.hint


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings_of_spreadsheet_programs(encoding: str) -> None:
    """What is saved as CSV in China is read, whichever program wrote it."""
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert _cells(mark + TEXT.encode(encoding)) == [["关键字", "回答"], ["价格", "3500 元"]]


def test_bytes_of_no_encoding() -> None:
    """What is neither UTF-8 nor GB18030 is no text."""
    assert _fault(b"a,b\n\xff\xff") == (
        "1:1: expected UTF-8 or GB18030, got bytes of neither",
        "save the file as UTF-8",
    )


def test_spreadsheet_of_the_other_format() -> None:
    """An XLSX file with the wrong name is called what it is."""
    message, hint = _fault(b"PK\x03\x04...")
    assert message == "1:1: expected CSV, got what looks like XLSX"
    assert ".xlsx" in hint


def test_control_character_is_named() -> None:
    """A binary file is refused at its first character that no text has."""
    assert _fault(b"a,b\nc,d\x00")[0] == "2:4: expected text, got the character U+0000"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_found(separator: str) -> None:
    """The first line tells what parts the cells."""
    text = f'a{separator}b\n"x,y;z"{separator}2\n'
    assert _cells(text) == [["a", "b"], ["x,y;z", "2"]]


def test_separator_in_quotes_does_not_count() -> None:
    """What stands inside of quotes parts nothing."""
    assert _cells('"a,b,c,d";e\n1;2') == [["a,b,c,d", "e"], ["1", "2"]]


def test_line_that_names_the_separator() -> None:
    """Excel's first line is obeyed and is no row."""
    rows = list(csv_rows("faq.csv", b"sep=;\na;b,c\n1;2\n", 0))
    assert [(row.line, row.cells) for row in rows if row.cells] == [
        (2, ["a", "b,c"]),
        (3, ["1", "2"]),
    ]


def test_quotes() -> None:
    """A quoted cell may hold the separator, quotes and line breaks."""
    assert _cells('a,b\n"x ""y"", z","一\r\n二"\n') == [["a", "b"], ['x "y", z', "一\n二"]]


def test_blanks_around_cells_are_cut_off() -> None:
    """A blank behind the comma belongs to nothing, before a quote neither."""
    assert _cells('a , b\n1, "2, 3" \n') == [["a", "b"], ["1", "2, 3"]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_know_the_line_they_begin_in(end: str) -> None:
    """Line breaks in cells and empty lines are counted, whichever program wrote them."""
    text = f'a,b{end}1,"x{end}y"{end}{end}2,z'
    rows = [row for row in csv_rows("faq.csv", text.encode(), 0) if row.cells]
    assert [(row.line, row.text) for row in rows] == [(1, "a,b"), (2, '1,"x'), (5, "2,z")]


def test_quote_that_is_not_closed() -> None:
    """The row where it begins is shown, not the end of the file."""
    assert _fault('a,b\n1,"x\n2,y\n') == (
        "2:1: expected a closing quote, got none",
        "the row that begins in line 2 has a quote that is never closed",
    )


def test_quote_that_is_closed_in_the_middle() -> None:
    """Text behind a closing quote is most likely a quote that was meant to be shown."""
    assert _fault('a,b\n1,"x" y\n') == (
        "2:1: expected a comma after a closing quote, got more text",
        'inside of quotes write "" for a quote',
    )


def test_quote_without_end_in_a_long_file() -> None:
    """However much follows, the fault names the row of the quote."""
    text = 'a,b\n1,"x\n' + "2,y\n" * 100_000
    assert _fault(text)[1] == "the row that begins in line 2 has a quote that is never closed"


def test_empty_file_has_no_rows() -> None:
    """Nothing is not wrong here; the table says what it lacks."""
    assert _cells(b"") == []


@given(st.binary(max_size=60))
def test_no_bytes_raise_anything_but_faults(data: bytes) -> None:
    """Whatever a file holds, it is rows or a fault."""
    with contextlib.suppress(RuleFaults):
        assert all(isinstance(cell, str) for cells in _cells(data) for cell in cells)


@given(st.text(alphabet='a"\n\r,; \t', max_size=30))
def test_no_arrangement_of_signs_raises_anything_but_faults(text: str) -> None:
    """Quotes, commas and line ends in any order are rows in order, or a fault."""
    with contextlib.suppress(RuleFaults):
        lines = [row.line for row in csv_rows("faq.csv", text.encode(), 0)]
        assert lines == sorted(set(lines))


def test_number_of_lines_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of nothing but line ends is refused before it is split, however lines end in it."""
    monkeypatch.setattr(module, "LINES_MAX", 3)
    assert len(_cells("a,b\r\n" * 3)) == 3
    for end in ("\n", "\r\n", "\r"):
        assert _fault(end * 7)[0] == "1:1: expected at most 3 lines, got more"


def test_cell_that_is_too_long_for_the_reader() -> None:
    """It is called so, and not a quote that is not closed."""
    assert _fault("a,b\n1," + "x" * 200_000)[0] == (
        "2:1: expected cells of at most 10,000 characters, got a longer one"
    )
