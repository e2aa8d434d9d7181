"""Rows of cells as a table from keyword to answer.

It knows what the columns of a spreadsheet mean; it must not know its format.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.reading.braces import RAW, RAW_HINT, marked
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults, did_you_mean
from responder.rules.reading.numbers import number
from responder.rules.table import Table, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CELLS_MAX = 1_000_000
"""Cells of one table that hold something: 100,000 rows of ten columns, some 100 MB in memory."""

CELL_CHARS_MAX = 10_000
"""Longest cell: twice the longest reply."""

COLUMNS_SHOWN_MAX = 10
"""Names of columns that a message repeats."""

NO_RESULT = "\0="
"""Stands in a cell for the result of a formula that was never saved; no cell has such a text."""

_ERRORS = frozenset(
    {
        *("#N/A", "#REF!", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#GETTING_DATA"),
    }
)
"""What spreadsheets show where a formula has failed."""

_BETWEEN_KEYWORDS = re.compile(r"[|\uff5c\n]")
"""What parts several keywords of one cell; the second one is the first as a Chinese input method
writes it."""

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
"""What parts the cells of a text, with its name."""

_COMMAS = frozenset("\uff0c\u3001\uff1b")
_SIGNS = _COMMAS.union(SEPARATORS)
"""What stands between keyword and answer where nothing parts them."""


class Row(NamedTuple):
    """One row of a spreadsheet.

    Args:
        line: Where it begins: a line of the text, or the number of the row.
        cells: Texts as somebody sees them, without blanks at the ends.
        text: The line as it stands in the file; `""` where a file has no lines.
        separator: What parts cells in that line.
        sheet: The sheet it stands in; `""` where a file has none.
    """

    line: int
    cells: list[str]
    text: str = ""
    separator: str = ""
    sheet: str = ""

    def place(self, index: int) -> str:
        """A cell as somebody looks for it in a spreadsheet; `""` where a file has no sheets."""
        if not self.sheet:
            return ""
        letters, left = "", index + 1
        while left:
            left, digit = divmod(left - 1, len(ascii_uppercase))
            letters = ascii_uppercase[digit] + letters
        return f"it is the cell {letters}{self.line} of the sheet {quote(self.sheet)}"

    def column(self, index: int) -> int:
        """Where a cell begins, 1-based, in characters; its number where a file has no lines."""
        if not self.text:
            return index + 1
        at, quoted = 0, False
        for place, char in enumerate(self.text):
            if not index:
                break
            if char == '"':
                quoted = not quoted
            elif char == self.separator and not quoted:
                index -= 1
                at = place + 1
        # A cell on a later line of its row is pointed at by its row.
        return 1 if index else at + 1


@dataclass(slots=True)
class Grid:
    """The rows of one spreadsheet, and faults that point into it.

    Args:
        path: Of the file, as messages show it.
        order: Which file of the rule file it is.
        rows: In the order of the file; the first one that is not empty names the columns.
        faults: Those found so far.
        warnings: Likewise.
    """

    path: str
    order: int
    rows: Iterable[Row]
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(
        self, row: Row, index: int, message: str, hint: str = "", *, column: int | None = None
    ) -> None:
        """Note a fault of one cell, or of what stands in a column of its line.

        Raises:
            RuleFaults: There are `FAULTS_MAX` now.
        """
        hint = "; ".join(filter(None, (hint, row.place(index))))
        self.faults.append(self._made(row, column or row.column(index), message, hint))
        if len(self.faults) >= FAULTS_MAX:
            raise RuleFaults(self.faults)

    def warn(self, row: Row, index: int, message: str, hint: str) -> None:
        """Note a warning about a cell."""
        hint = "; ".join(filter(None, (hint, row.place(index))))
        self.warnings.append(self._made(row, row.column(index), message, hint))

    def _made(self, row: Row, column: int, message: str, hint: str) -> Fault:
        place = row.line, column, self.path
        return Fault(*place, None, "", message, hint, row.text, order=self.order)

    def stop(self, row: Row, index: int, message: str, hint: str = "") -> RuleFaults:
        """Everything found, with one fault more that forbids to read on; to be raised."""
        self.fault(row, index, message, hint)
        return RuleFaults(self.faults)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what.

    Args:
        keyword: Index of the keywords.
        answers: Index and name of every other column that has a name.
    """

    keyword: int
    answers: tuple[tuple[int, str], ...]


def table_of(grid: Grid, key: str | None) -> Table:
    """The table that a spreadsheet holds.

    The first row names the columns. The first column holds the keywords, or the one that `key`
    names; several keywords of one cell are parted by `|` or stand on lines of their own. A single
    further column holds the answers; with more of them an answer is a mapping by column. Columns
    without a name and empty rows count for nothing.

    Args:
        grid: The rows.
        key: Name of the column that holds the keywords, None for the first one.

    Raises:
        RuleFaults: With everything that is wrong.
    """
    rows = _filled(grid)
    head = next(rows, None)
    if head is None:
        message = "expected a row with the names of the columns, got an empty file"
        raise grid.stop(Row(1, []), 0, message)
    columns = _columns(grid, head, key)
    entries: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for row in _parted(grid, rows, columns):
        _check_width(grid, row, len(head.cells))
        _check_results(grid, row, columns)
        words = keywords(row.cells[columns.keyword] if columns.keyword < len(row.cells) else "")
        if not words:
            grid.fault(row, columns.keyword, "expected a keyword, got an empty cell")
        answer = _answer(row, columns)
        for word in words:
            if lines.setdefault(word, row.line) != row.line:
                message = f"expected each keyword once, got {quote(word)} again"
                hint = f"the first one is in line {lines[word]}"
                grid.fault(row, columns.keyword, message, hint)
            entries[word] = answer
    if grid.faults:
        raise RuleFaults(grid.faults)
    if not entries:
        raise grid.stop(head, 0, "expected a row with a keyword, got only the names of the columns")
    return Table(entries)


def _filled(grid: Grid) -> Iterator[Row]:
    """The rows that hold something, within bounds; templates in them are noted."""
    cells = 0
    raw: list[tuple[Row, int, str]] = []
    for row in grid.rows:
        if not any(row.cells):
            continue
        cells += len(row.cells)
        if cells > CELLS_MAX:
            raise grid.stop(row, 0, f"expected at most {CELLS_MAX:,} cells, got more")
        for index, cell in enumerate(row.cells):
            if len(cell) > CELL_CHARS_MAX:
                message = f"expected at most {CELL_CHARS_MAX:,} characters, got {len(cell):,}"
                grid.fault(row, index, message)
            elif "{" in cell and (found := marked(cell)):
                raw.append((row, index, found))
        yield row
    if raw:
        row, index, found = raw[0]
        grid.warn(row, index, f"{RAW}{quote(found)}{_so_in(len(raw) - 1, 'cell')}", RAW_HINT)


def _columns(grid: Grid, head: Row, key: str | None) -> _Columns:
    """What the first row says; one that can not be understood ends the reading."""
    names = head.cells
    shown = ", ".join(quote(name) for name in names[:COLUMNS_SHOWN_MAX] if name)
    for name, count in Counter(name for name in names if name).items():
        if count > 1:
            index = len(names) - 1 - names[::-1].index(name)
            grid.fault(head, index, f"expected each column once, got {quote(name)} again")
    if key is not None and key not in names:
        hint = did_you_mean(key, names)
        raise grid.stop(head, 0, f"expected a column {quote(key)}, got {shown}", hint)
    keyword = 0 if key is None else names.index(key)
    answers = tuple((at, name) for at, name in enumerate(names) if name and at != keyword)
    if not answers:
        hint = _way_to_columns(head, names[keyword])
        raise grid.stop(head, 0, f"expected a column of answers, got only {shown}", hint)
    if number(names[keyword]) is not None or len(keywords(names[keyword])) > 1:
        hint = "write a row above it, such as 关键词 and 回答: the first one names the columns"
        grid.warn(head, keyword, f"this row is taken for names of columns: {shown}", hint)
    return _Columns(keyword, answers)


def _way_to_columns(head: Row, name: str) -> str:
    """What is to be done where only one column has a name."""
    if _COMMAS.intersection(name):
        return "columns are parted by an ordinary comma"
    if head.separator and _SIGNS.intersection(name):  # or it would have parted them
        return "leave out the quotes around whole rows"
    if head.separator and len(keywords(name)) > 1:
        return "columns are parted by a comma, a semicolon or a tab, and keywords of one cell by |"
    return "a column counts if the first row names it" if len(head.cells) > 1 else ""


def _parted(grid: Grid, rows: Iterable[Row], columns: _Columns) -> Iterator[Row]:
    """The rows without those of a text that another sign was to part, which are noted."""
    unparted: dict[str, list[Row]] = {}
    for row in rows:
        sign = ""
        if row.separator and len(row.cells) == 1:
            sign = next(filter(_SIGNS.__contains__, row.cells[0]), "")
            if sign or not columns.keyword:
                unparted.setdefault(sign, []).append(row)
        if not sign:
            yield row
    for sign, alike in unparted.items():
        _note_unparted(grid, sign, alike)


def _note_unparted(grid: Grid, sign: str, rows: list[Row]) -> None:
    """Refuse rows with a wrong sign between keyword and answer; warn of those that have none.

    Args:
        grid: Takes the faults and warnings.
        sign: What stands in them that may be meant to part them; `""` if nothing does.
        rows: Those of which that is so, at least one; one fault tells of all.
    """
    row, more = rows[0], len(rows) - 1
    name = SEPARATORS.get(row.separator, quote(row.separator))
    too = _so_in(more, "row")
    if not sign:
        hint = f"write {name} and the answer behind it; {name} alone says that there is none"
        grid.warn(row, 0, f"the keyword {quote(row.cells[0])} has no answer{too}", hint)
        return
    quoted = sign == row.separator
    found = "one inside of quotes" if quoted else SEPARATORS.get(sign, quote(sign))
    way = "leave out the quotes around the row" if quoted else f"write {name} there"
    message = f"expected {name} behind the keyword, as in the first row, got {found}{too}"
    hint = f"{way}; where there is no answer, {name} ends the row"
    grid.fault(row, 0, message, hint, column=row.text.find(sign) + 1)


def _so_in(more: int, what: str) -> str:
    """That it is so elsewhere too; `""` if it is nowhere else."""
    return f"; so it is in {more:,} more {what}{'s' if more > 1 else ''}" if more else ""


def _check_width(grid: Grid, row: Row, width: int) -> None:
    if any(row.cells[width:]):
        message = f"expected at most {width} cells as in the first row, got {len(row.cells)}"
        hint = "text with a comma must be in double quotes" if row.text else ""
        grid.fault(row, width, message, hint)


def _check_results(grid: Grid, row: Row, columns: _Columns) -> None:
    """Refuse what a formula has left instead of a value: it would be sent to somebody."""
    for index in (columns.keyword, *(index for index, _ in columns.answers)):
        cell = row.cells[index] if index < len(row.cells) else ""
        if cell == NO_RESULT:
            hint = "open the file in a spreadsheet program and save it, or write the value"
            grid.fault(row, index, "expected a value, got a formula without a result", hint)
        elif cell[:1] == "#" and cell.upper() in _ERRORS:
            message = f"expected a value, got the failure of a formula, {cell}"
            grid.fault(row, index, message, "mend the formula, or write the value")


def keywords(cell: str) -> list[str]:
    """The keywords of one cell, mostly one."""
    return [word for part in _BETWEEN_KEYWORDS.split(cell) if (word := part.strip())]


def _answer(row: Row, columns: _Columns) -> Value:
    cells = row.cells
    if len(columns.answers) == 1:
        ((index, _),) = columns.answers
        return _value(cells[index]) if index < len(cells) else ""
    return Table(
        {name: _value(cells[at]) if at < len(cells) else "" for at, name in columns.answers}
    )


def _value(cell: str) -> Value:
    value = number(cell)
    return cell if value is None else value
