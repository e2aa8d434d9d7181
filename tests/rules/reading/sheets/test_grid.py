"""Rows as tables."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.sheets import grid
from responder.rules.reading.sheets.grid import (
    CELL_CHARS_MAX,
    NO_RESULT,
    Grid,
    Row,
    keywords,
    table_of,
)
from responder.rules.table import Table, Value


def _grid(*rows: str) -> Grid:
    """A sheet whose cells are parted by blanks; `_` is an empty one."""
    return Grid(
        "faq.csv",
        0,
        [
            Row(line, [cell.replace("_", "") for cell in text.split()], text, " ")
            for line, text in enumerate(rows, start=1)
        ],
    )


def _table(*rows: str, key: str | None = None) -> dict[str, Value]:
    return dict(table_of(_grid(*rows), key))


def _faults(*rows: str, key: str | None = None) -> list[str]:
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid(*rows), key)
    return [fault.headline.removeprefix("faq.csv:") for fault in caught.value.details]


def test_two_columns_are_keyword_and_answer() -> None:
    """The first row names the columns, the rest is the table."""
    assert _table("关键字 回答", "价格 3500元", "地址 北京") == {"价格": "3500元", "地址": "北京"}


def test_more_columns_are_a_mapping_by_their_names() -> None:
    """Templates say match.value.价格."""
    assert _table("名称 价格 库存", "标准版 3500 9")["标准版"] == Table({"价格": 3500, "库存": 9})


def test_numbers_are_numbers_only_if_they_look_the_same() -> None:
    """Prices can be counted with, phone numbers keep their zero."""
    assert _table("k v", "a 3500", "b 3.5", "c 08001234567", "d 3.50", "e x") == {
        "a": 3500,
        "b": 3.5,
        "c": "08001234567",
        "d": "3.50",
        "e": "x",
    }


def test_key_names_the_column_of_keywords() -> None:
    """The keywords may stand in any column."""
    assert _table("编号 名称 价格", "7 标准版 3500", key="名称")["标准版"] == Table(
        {"编号": 7, "价格": 3500}
    )


def test_empty_rows_and_columns_without_a_name_count_for_nothing() -> None:
    """Spreadsheets are full of both."""
    assert _table("_ _", "k v _", "_ _ _", "a 1 note", "_") == {"a": 1}


def test_missing_answers_are_empty() -> None:
    """A row may end early, and a cell may be empty."""
    assert _table("k v", "a", "b _") == {"a": "", "b": ""}
    assert _table("k v w", "a 1")["a"] == Table({"v": 1, "w": ""})


def test_a_keyword_that_stands_alone_is_warned_of_in_a_text() -> None:
    """Most likely its answer was forgotten; a separator alone says that it was not."""
    found = _grid("k v", "a", "b _", "c 1", "d", "e")
    assert dict(table_of(found, None)) == {"a": "", "b": "", "c": 1, "d": "", "e": ""}
    assert [(one.headline, one.source_line) for one in found.warnings] == [
        ('faq.csv:2:1: the keyword "a" has no answer; so it is in 2 more rows', "a")
    ]
    in_a_sheet = Grid("faq.xlsx", 0, [Row(1, ["k", "v"]), Row(2, ["a"])])
    assert dict(table_of(in_a_sheet, None)) == {"a": ""}
    assert in_a_sheet.warnings == []


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        ("退货，七天", 3, '"，"'),
        ("退货；七天", 3, '"；"'),
        ("a\tb", 2, "a tab"),
        ("a,b", 2, "a comma"),
    ],
)
def test_another_sign_between_keyword_and_answer(row: str, column: int, found: str) -> None:
    """It parts nothing, and the answer would be blank."""
    rows = [Row(1, ["k", "v"], "k;v", ";"), Row(2, [row], row, ";")]
    with pytest.raises(RuleFaults) as caught:
        table_of(Grid("faq.csv", 0, rows), None)
    message = "expected a semicolon behind the keyword, as in the first row, got"
    assert [one.headline for one in caught.value.details] == [
        f"faq.csv:2:{column}: {message} {found}"
    ]


def test_signs_inside_of_a_row_that_is_parted_are_text() -> None:
    """Answers have commas of all kinds."""
    rows = [Row(1, ["k", "v"], "k;v", ";"), Row(2, ["a，b", "c,d"], "a，b;c,d", ";")]
    assert dict(table_of(Grid("faq.csv", 0, rows), None)) == {"a，b": "c,d"}


@pytest.mark.parametrize(
    "cell", ["价格|多少钱", "价格｜多少钱", "价格\n多少钱", "| 价格 || 多少钱 |"]
)
def test_several_keywords_of_one_cell(cell: str) -> None:
    """A bar of either width or a line break parts keywords."""
    assert keywords(cell) == ["价格", "多少钱"]


def test_several_keywords_have_one_answer() -> None:
    """Each of them stands for the row."""
    assert _table("k v", "价格|多少钱 3500") == {"价格": 3500, "多少钱": 3500}


def test_keyword_twice_in_one_cell_is_nothing_wrong() -> None:
    """It means the same row."""
    assert _table("k v", "a|a 1") == {"a": 1}


def test_keyword_in_two_rows() -> None:
    """The second row is named, and where the first one is."""
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid("v k", "1 a", "2 b|a"), "k")
    (fault,) = caught.value.details
    assert fault.headline == 'faq.csv:3:3: expected each keyword once, got "a" again'
    assert fault.hint == "the first one is in line 2"
    assert fault.source_line == "2 b|a"


def test_row_without_a_keyword() -> None:
    """An answer that nothing leads to is most likely a mistake."""
    assert _faults("k v", "_ 1", "| 2") == [
        "2:1: expected a keyword, got an empty cell",
        "3:1: expected a keyword, got an empty cell",
    ]


def test_row_that_is_too_wide() -> None:
    """A comma without quotes makes one cell two."""
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid("k v", "a 1 2"), None)
    (fault,) = caught.value.details
    assert fault.headline == "faq.csv:2:5: expected at most 2 cells as in the first row, got 3"
    assert fault.hint == "text with a comma must be in double quotes"


def test_empty_cells_make_no_row_too_wide() -> None:
    """Programs like to write commas at the end."""
    assert _table("k v", "a 1 _ _") == {"a": 1}


@pytest.mark.parametrize("rows", [(), ("_ _", "_")])
def test_empty_sheet(rows: tuple[str, ...]) -> None:
    """A sheet needs at least the names of its columns."""
    assert _faults(*rows) == [
        "1:1: expected a row with the names of the columns, got an empty file"
    ]


def test_sheet_without_rows() -> None:
    """A table without an entry answers nothing."""
    assert _faults("k v") == [
        "1:1: expected a row with a keyword, got only the names of the columns"
    ]


def test_sheet_without_answers() -> None:
    """One column is half a table; commas of an input method part nothing."""
    assert _faults("关键字", "价格") == ['1:1: expected a column of answers, got only "关键字"']
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid("关键字，回答", "价格，1"), None)
    assert caught.value.details[0].hint == "columns are parted by an ordinary comma"


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        (
            "关键词|回答",
            "columns are parted by a comma, a semicolon or a tab, and keywords of one cell by |",
        ),
        ("关键词,回答", "leave out the quotes around whole rows"),
        ("关键词 _", "a column counts if the first row names it"),
    ],
)
def test_ways_to_a_column_of_answers(row: str, hint: str) -> None:
    """Each way to have only one column has its own way out."""
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid(row, "a 1"), None)
    assert caught.value.details[0].hint == hint


@pytest.mark.parametrize("row", ["退货|退款 七天", "1 七天"])
def test_a_first_row_that_names_no_columns(row: str) -> None:
    """It has a keyword, which would not be in the table."""
    found = _grid(row, "换货 十天")
    table_of(found, None)
    (warning,) = found.warnings
    assert warning.message.startswith("this row is taken for names of columns: ")


def test_templates_in_cells_are_warned_of() -> None:
    """Nobody fills them in; the first one is pointed at, and the others are counted."""
    found = Grid(
        "faq.xlsx",
        0,
        [
            Row(1, ["k", "v"], sheet="a"),
            Row(2, ["x", "{{ y }} z"], sheet="a"),
            Row(3, ["{% w %}", "1"], sheet="a"),
        ],
    )
    assert dict(table_of(found, None)) == {"x": "{{ y }} z", "{% w %}": 1}
    (warning,) = found.warnings
    assert warning.headline.endswith('braces and all: "{{ y }}"; so it is in 1 more cell')
    assert warning.hint.endswith('it is the cell B2 of the sheet "a"')


def test_column_twice() -> None:
    """Of two columns with one name nobody could say which is meant."""
    assert _faults("k v w v", "a 1 2 3") == ['1:7: expected each column once, got "v" again']


def test_column_that_is_not_there() -> None:
    """The names that are there are listed, and the one that is alike is named."""
    with pytest.raises(RuleFaults) as caught:
        table_of(_grid("keyword answer", "a 1"), "keywords")
    (fault,) = caught.value.details
    assert fault.message == 'expected a column "keywords", got "keyword", "answer"'
    assert fault.hint == 'did you mean "keyword"?'


def test_long_cell() -> None:
    """A cell that is longer than any reply is refused at its place."""
    row = Row(2, ["a", "x" * (CELL_CHARS_MAX + 1)])
    with pytest.raises(RuleFaults) as caught:
        table_of(Grid("faq.xlsx", 0, [Row(1, ["k", "v"]), row]), None)
    assert caught.value.details[0].headline == (
        "faq.xlsx:2:2: expected at most 10,000 characters, got 10,001"
    )


def test_number_of_cells_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless sheet is given up."""
    monkeypatch.setattr(grid, "CELLS_MAX", 6)
    assert _table("k v", "a 1", "b 2") == {"a": 1, "b": 2}
    assert _faults("k v", "a 1", "b 2", "c 3") == ["4:1: expected at most 6 cells, got more"]


def test_number_of_faults_is_bounded() -> None:
    """A hopeless sheet is not gone through."""
    assert len(_faults("k v", *["_ 1"] * (FAULTS_MAX + 10))) == FAULTS_MAX


def test_all_faults_at_once() -> None:
    """One look finds everything that can be found."""
    assert [one.partition(" ")[0] for one in _faults("k v", "a 1", "a 2 3", "_ 4")] == [
        *("3:1:", "3:5:", "4:1:")
    ]


@pytest.mark.parametrize(
    ("text", "index", "column"),
    [("a,b,c", 2, 5), ('"a,b",c', 1, 7), ("价格,b", 1, 4), ("a,b", 7, 1), ("a", 0, 1)],
)
def test_place_of_a_cell_in_its_line(text: str, index: int, column: int) -> None:
    """Columns count characters; separators in quotes part nothing."""
    assert Row(1, [], text, ",").column(index) == column


def test_place_of_a_cell_without_a_line() -> None:
    """Where a file has no lines the column is that of the sheet."""
    assert Row(1, []).column(3) == 4


@given(st.lists(st.lists(st.text(max_size=3), max_size=4), max_size=6))
def test_no_rows_raise_anything_but_faults(rows: list[list[str]]) -> None:
    """Whatever a sheet holds, it is a table of its keywords, or faults."""
    found = Grid("faq.csv", 0, [Row(line, cells) for line, cells in enumerate(rows, start=1)])
    with contextlib.suppress(RuleFaults):
        table = table_of(found, None)
        assert table
        assert set(table) <= {word for cells in rows if any(cells) for word in keywords(cells[0])}


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", "#n/a"])
def test_failures_of_formulas_are_no_answers(cell: str) -> None:
    """Nobody is to be sent what a formula has left instead of a value."""
    assert _faults("k v", f"a {cell}") == [
        f"2:3: expected a value, got the failure of a formula, {cell}"
    ]
    assert _faults("k v", f"{cell} b")[0].startswith("2:1: expected a value")


def test_such_words_in_a_text_are_answers() -> None:
    """Only the whole cell is a failure, and only in a column that counts."""
    assert _table("k v", "a #N/A?", "b #1") == {"a": "#N/A?", "b": "#1"}
    assert _table("k v _", "a b #N/A") == {"a": "b"}


def test_cells_of_a_sheet_are_named_as_spreadsheets_do() -> None:
    """Sheet and cell are said where a file has sheets."""
    rows = [
        Row(1, ["k", *["v"] * 27], sheet="价目"),
        Row(9, ["a", *[""] * 26, NO_RESULT], sheet="价目"),
    ]
    rows[0].cells[1:] = [f"v{number}" for number in range(27)]
    with pytest.raises(RuleFaults) as caught:
        table_of(Grid("faq.xlsx", 0, rows), None)
    (one,) = caught.value.details
    assert one.headline == "faq.xlsx:9:28: expected a value, got a formula without a result"
    assert one.hint == (
        "open the file in a spreadsheet program and save it, or write the value; "
        'it is the cell AB9 of the sheet "价目"'
    )
