"""Rows of XLSX files."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no types

from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.sheets import xlsx_rows as module
from responder.rules.reading.sheets.grid import NO_RESULT
from responder.rules.reading.sheets.xlsx_rows import COLUMNS_MAX, xlsx_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

MORNING = dt.datetime(2026, 10, 1, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones

SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows: Sequence[object], **more: Sequence[Sequence[object]]) -> bytes:
    """A workbook whose first sheet has these rows, and others by name."""
    book = Workbook()
    for name, content in {"Sheet": rows, **more}.items():
        sheet = book.active if name == "Sheet" else book.create_sheet(name)
        for row in content:
            sheet.append(row)
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _changed(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return file.getvalue()


def _cells(data: bytes, sheet: str | None = None) -> list[list[str]]:
    return [row.cells for row in xlsx_rows("faq.xlsx", data, 0, sheet)]


def _fault(data: bytes, sheet: str | None = None) -> tuple[str, str]:
    with pytest.raises(RuleFaults) as caught:
        _cells(data, sheet)
    (fault,) = caught.value.details
    return fault.headline.removeprefix("faq.xlsx:1:1: "), fault.hint


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("价格", "价格"),
        (" 价格\n", "价格"),
        ("08001234567", "08001234567"),
        (3500, "3500"),
        (3500.0, "3500"),
        (3.5, "3.5"),
        (0.1 + 0.2, "0.3"),
        (13800000000, "13800000000"),
        (1e15, "1000000000000000"),
        (-0.25, "-0.25"),
        (True, "TRUE"),
        (MORNING.replace(hour=0, minute=0), "2026-10-01"),
        (MORNING, "2026-10-01 09:30"),
        (MORNING.replace(second=15), "2026-10-01 09:30:15"),
        (dt.date(2026, 10, 1), "2026-10-01"),
        (dt.time(9, 0), "09:00"),
    ],
)
def test_cells_are_as_somebody_sees_them(value: object, shown: str) -> None:
    """No fraction where there is none, dates in their usual order, texts as they are."""
    assert _cells(_book(["k", value])) == [["k", shown]]


def test_percentages() -> None:
    """A discount of half is 50 %, not 0.5."""
    book = Workbook()
    book.active.append(["k", 0.5, 0.07])
    for name, style in (("B1", "0%"), ("C1", "0.00%")):
        book.active[name].number_format = style
    assert _cells(_saved(book)) == [["k", "50%", "7%"]]


def test_formula_is_the_result_that_was_saved() -> None:
    """Without one, as in a file no spreadsheet program has opened, the cell says so."""
    data = _book(["k", "=1+1", 3])
    assert _cells(data) == [["k", NO_RESULT, "3"]]
    assert _cells(_changed(data, SHEET, "<v />", "<v>2</v>")) == [["k", "2", "3"]]


def test_rows_have_their_numbers() -> None:
    """Empty rows are left out, and the others keep their numbers."""
    rows = xlsx_rows("faq.xlsx", _book(["k", "v"], [], [None, ""], ["a", "1"]), 0, None)
    assert [row.line for row in rows] == [1, 4]


def test_sheets_by_name() -> None:
    """The first sheet unless another is named."""
    data = _book(["first"], 价格=[["second"]])
    assert _cells(data) == [["first"]]
    assert _cells(data, "价格") == [["second"]]


def test_sheet_that_is_not_there() -> None:
    """The sheets that are there are listed, and the one that is alike is named."""
    assert _fault(_book(["a"], Prices=[["b"]]), "Price") == (
        'expected a sheet "Price", got "Sheet", "Prices"',
        'did you mean "Prices"?',
    )


def test_lone_cell_in_the_last_row() -> None:
    """A slip of the finger at the end of the sheet costs no memory and is found."""
    book = Workbook()
    book.active["A1"] = "k"
    book.active["B1048576"] = "x"
    rows = xlsx_rows("faq.xlsx", _saved(book), 0, None)
    assert [(row.line, row.cells) for row in rows] == [(1, ["k"]), (1_048_576, ["", "x"])]


def test_columns_far_outside_are_not_looked_at() -> None:
    """A lone cell at the right end makes no row wide."""
    book = Workbook()
    book.active["A1"] = "k"
    book.active["XFD1"] = "x"
    book.active.cell(2, COLUMNS_MAX, "last")
    assert [len(cells) for cells in _cells(_saved(book))] == [1, COLUMNS_MAX]


def test_wrong_size_in_the_file_is_not_believed() -> None:
    """Some programs write the size of an empty sheet."""
    data = _changed(_book(["k", "v"], ["a", 1]), SHEET, 'ref="A1:B2"', 'ref="A1"')
    assert _cells(data) == [["k", "v"], ["a", "1"]]


def test_row_numbers_beyond_the_format_are_not_counted_up_to() -> None:
    """A row that says it is the ten billionth ends the sheet, at once."""
    data = _changed(_book(["k"], ["a"]), SHEET, '<row r="2"', '<row r="9999999999"')
    data = _changed(data, SHEET, 'r="A2"', 'r="A9999999999"')
    assert _cells(data) == [["k"]]


def test_number_of_cells_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless sheet is given up, and so is one whose rows are long and empty."""
    monkeypatch.setattr(module, "CELLS_MAX", 40)
    assert len(_cells(_book(*[["a", "b"]] * 20))) == 20
    for book in (_book(*[["a", "b"]] * 21), _book(["a"], [None] * 40 + ["b"])):
        assert _fault(book)[0] == "expected at most 40 cells, got more"


def test_size_once_unpacked_is_bounded() -> None:
    """A small file that unpacks to very much is refused before it is unpacked."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in range(9):
            archive.writestr(f"{part}.xml", b" " * (16 * 1024 * 1024))
    assert len(file.getvalue()) < 1_000_000
    assert _fault(file.getvalue())[0] == "expected at most 128 MiB once unpacked, got more"


def test_entities_are_not_unfolded() -> None:
    """The trick of a name that stands for a thousand others is refused."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    data = _changed(_book(["k"]), SHEET, "<worksheet", bomb)
    assert _fault(data)[0].startswith("expected an XLSX file, got one that can not be read:")


@pytest.mark.parametrize("data", [b"PK", b"PK\x03\x04" + b"\x00" * 100])
def test_broken_archive(data: bytes) -> None:
    """What begins like an XLSX file and is none is refused with a way out."""
    message, hint = _fault(data)
    assert message.startswith("expected an XLSX file, got one that can not be read:")
    assert hint == "open it and save it again"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2", b"\x00" * 100])
def test_what_is_no_xlsx_file(data: bytes) -> None:
    """A text with commas has mostly only the wrong name."""
    assert _fault(data) == (
        "expected XLSX, got another format",
        "let the name of a text with commas end with .csv",
    )


def test_old_format_and_passwords() -> None:
    """Both begin alike, and both can be saved otherwise."""
    message, hint = _fault(b"\xd0\xcf\x11\xe0" + b"\x00" * 600)
    assert message == "expected XLSX, got the old format or a file with a password"
    assert "save it as .xlsx" in hint


PLACES = st.integers(0, 100_000)
"""Somewhere in a file, modulo its size: the size depends on the time that stands in it."""


@settings(deadline=None, max_examples=60)
@given(PLACES, st.binary(max_size=8))
def test_no_damage_raises_anything_but_faults(place: int, patch: bytes) -> None:
    """A file with bytes cut out or changed is rows or a fault."""
    whole = _book(["k", "v"], ["a", 1.5], ["b", MORNING])
    at = place % len(whole)
    with contextlib.suppress(RuleFaults):
        assert _cells(whole[:at] + patch + whole[at + len(patch) + 1 :]) is not None


@settings(deadline=None, max_examples=60)
@given(
    PLACES,
    st.sampled_from(["9", "<", "-1", "e", '"', "&amp;", "A0", "d", "r=", ""]),
    st.integers(0, 3),
)
def test_no_xml_raises_anything_but_faults(place: int, patch: str, gone: int) -> None:
    """A sheet with other signs in its XML is rows or a fault."""
    whole = _book(["k", "v"], ["a", 1.5])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        text = archive.read(SHEET).decode()
    at = place % len(text)
    with contextlib.suppress(RuleFaults):
        new = text[:at] + patch + text[at + gone :]
        assert _cells(_changed(whole, SHEET, text, new)) is not None


def test_empty_text_is_a_result() -> None:
    """A formula may come out as nothing, which is no fault."""
    data = _changed(_book(["k", "=1+1", 3]), SHEET, '<c r="B1">', '<c r="B1" t="str">')
    assert _cells(data) == [["k", "", "3"]]


def test_failures_of_formulas_stay_what_they_show() -> None:
    """Whoever makes a table of the rows refuses them."""
    data = _changed(_book(["k", "=1/0"]), SHEET, "<v />", "<v>#DIV/0!</v>")
    data = _changed(data, SHEET, '<c r="B1">', '<c r="B1" t="e">')
    assert _cells(data) == [["k", "#DIV/0!"]]
