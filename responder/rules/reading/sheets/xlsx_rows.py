"""The rows of one sheet of an XLSX file, each cell as somebody sees it.

The file is read by openpyxl: slower than others, but it is Python, so that a broken or hostile file
is an exception and never the end of the program, and a lone cell in the last row costs no memory.
It must not know what the cells mean.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from typing import TYPE_CHECKING, Any

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import Fault, RuleFaults, did_you_mean
from responder.rules.reading.sheets.archive import ROWS_MAX, check_archive, has_formulas
from responder.rules.reading.sheets.grid import CELLS_MAX, NO_RESULT, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS_MAX = 50
"""Columns that are looked at; nobody answers a message with more."""

_FORMULA, _TEXT_RESULT = "f", "str"
"""Types of cells: a formula, and one whose result is a text."""

_DIGITS = 15
"""What a spreadsheet shows and keeps of a number: 0.1 + 0.2 is 0.3 there."""

_ZIP = b"PK"
"""How files begin of this format."""

_OLD = b"\xd0\xcf\x11\xe0"
"""How files begin of the old format, and those with a password."""


def xlsx_rows(path: str, data: bytes, order: int, sheet: str | None) -> list[Row]:
    """The rows of a sheet; lines are their numbers.

    Numbers are written as short as they can be, dates as ISO 8601 has them, and of a formula
    there is the result that was saved with it.

    Args:
        path: As messages show it.
        data: The whole file.
        order: Which file of the rule file it is.
        sheet: Its name, None for the first one.

    Raises:
        RuleFaults: No XLSX file, too large, or there is no such sheet.
    """
    if data.startswith(_OLD):
        message = "expected XLSX, got the old format or a file with a password"
        raise _refused(path, order, message, "save it as .xlsx without a password, or as CSV")
    if not data.startswith(_ZIP):
        message = "expected XLSX, got another format"
        raise _refused(path, order, message, "let the name of a text with commas end with .csv")
    try:
        too_large = check_archive(data)
    except Exception as error:  # noqa: BLE001 - whatever it raises, the file is wrong
        raise _unreadable(path, order, error) from None
    if too_large:
        raise _refused(path, order, too_large, "copy the table alone into a new file")
    try:
        # The library warns about what it leaves out, such as pictures: nothing that matters here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_rows(path, data, order, sheet))
    except RuleFaults:
        raise
    except Exception as error:  # noqa: BLE001 - the library is not made for files that are wrong
        raise _unreadable(path, order, error) from None


def _rows(path: str, data: bytes, order: int, sheet: str | None) -> Iterator[Row]:
    from openpyxl import (  # type: ignore[import-untyped]  # noqa: PLC0415 - it ships no types, and few files need its fifth of a second
        load_workbook,
    )

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheets = {one.title: one for one in book.worksheets}
    name = next(iter(sheets), "") if sheet is None else sheet
    if name not in sheets:
        shown = ", ".join(quote(title) for title in sheets) or "none"
        message = f"expected a sheet {quote(name)}, got {shown}"
        raise _refused(path, order, message, did_you_mean(name, sheets))
    formulas = _formulas(data, name) if has_formulas(data) else None
    left = CELLS_MAX
    for number, row in enumerate(_iterated(sheets[name]), start=1):
        left -= len(row)
        if left < 0:
            raise _refused(path, order, f"expected at most {CELLS_MAX:,} cells, got more")
        cells = [_shown(cell) for cell in row[:COLUMNS_MAX]]
        for index, cell in enumerate(next(formulas, ()) if formulas else ()):
            if cell.data_type == _FORMULA and _is_unsaved(row[index]):
                cells[index] = NO_RESULT
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, cells, sheet=name)
    book.close()


def _iterated(sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - the library has no types
    # What the file says about its size is often wrong.
    sheet.reset_dimensions()
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(max_row=ROWS_MAX)
    return rows


def _formulas(data: bytes, name: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a sheet once more, with formulas instead of their results."""
    from openpyxl import load_workbook  # noqa: PLC0415 - as above

    book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    for row in _iterated(book[name]):
        yield row[:COLUMNS_MAX]
    book.close()


def _is_unsaved(cell: Any) -> bool:  # noqa: ANN401 - the library has no types
    """Whether a formula has no result; an empty text is one."""
    return cell.value is None and cell.data_type != _TEXT_RESULT


def _shown(cell: Any) -> str:  # noqa: ANN401 - the library has no types
    """A cell as somebody sees it."""
    value = cell.value
    if value is None:
        text = ""
    elif isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, int | float):
        percent = cell.number_format.endswith("%")
        text = f"{_digits(value * 100)}%" if percent else _digits(value)
    elif isinstance(value, dt.datetime):
        text = value.isoformat(" ", "seconds" if value.second else "minutes")
        text = text.removesuffix(" 00:00")
    elif isinstance(value, dt.time):
        text = value.isoformat("seconds" if value.second else "minutes")
    else:
        text = str(value).strip()
    return text


def _digits(value: float) -> str:
    text = f"{value:.{_DIGITS}g}"
    return f"{value:.0f}" if "e+" in text else text


def _unreadable(path: str, order: int, error: Exception) -> RuleFaults:
    message = f"expected an XLSX file, got one that can not be read: {quote(str(error))}"
    return _refused(path, order, message, "open it and save it again")


def _refused(path: str, order: int, message: str, hint: str = "") -> RuleFaults:
    return RuleFaults([Fault(1, 1, path, None, "", message, hint, order=order)])
