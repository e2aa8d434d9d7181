"""Tables in the rule file and in files of their own."""

from __future__ import annotations

import io
import json

import pytest
from jsonschema import Draft202012Validator
from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no types
from pydantic import TypeAdapter, ValidationError

from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.reading.source import FILE_BYTES_MAX
from responder.rules.spec.fields import KEY
from responder.rules.spec.tables import TABLES_ORDER, TableFileSpec, TableSpec, read_table
from responder.rules.table import Table
from tests.rules.rulekit import tree

ADAPTER: TypeAdapter[Table | TableFileSpec] = TypeAdapter(TableSpec)


def _spec(text: str) -> Table | TableFileSpec:
    return ADAPTER.validate_python(tree(text))


def _refused(text: str) -> list[tuple[tuple[str | int, ...], str, str]]:
    """Place, message and way out of everything wrong."""
    with pytest.raises(ValidationError) as caught:
        _spec(text)
    return [
        (entry["loc"], entry["msg"].removeprefix("expected "), entry.get("ctx", {}).get("hint", ""))
        for entry in caught.value.errors()
    ]


def _read(name: str, data: bytes | str, **more: str) -> Table:
    raw = data.encode() if isinstance(data, str) else data
    more["file"] = name
    spec = TableFileSpec.model_validate({key: tree(text) for key, text in more.items()})
    return read_table(spec, f"bot/{name}", raw)


def _headlines(name: str, data: bytes | str) -> list[str]:
    with pytest.raises(RuleFaults) as caught:
        _read(name, data)
    return [fault.headline for fault in caught.value.details]


def test_answers_are_texts_numbers_or_columns() -> None:
    """A keyword leads to what templates show or compute with."""
    assert _spec("{价格: 3500, 电话: 08001234567, 标准版: {价: 3500, 注: ~}}") == Table(
        {"价格": 3500, "电话": "08001234567", "标准版": Table({"价": 3500, "注": ""})}
    )


def test_several_keywords_of_one_answer() -> None:
    """As in a spreadsheet, a bar parts them."""
    assert _spec("{价格|多少钱: 3500}") == Table({"价格": 3500, "多少钱": 3500})


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("x", (), 'a mapping from keyword to answer, got "x"'),
        ("{}", (), "a mapping from keyword to answer, got an empty mapping"),
        (
            "{a: [b]}",
            ("a",),
            "an answer: a text, a number or a mapping of columns, got a list",
        ),
        ("{a: }", ("a",), "an answer: a text, a number or a mapping of columns, got nothing"),
        (
            "{a: {}}",
            ("a",),
            "an answer: a text, a number or a mapping of columns, got an empty mapping",
        ),
        ("{a: {b: [c]}}", ("a", "b"), "a text or a number, got a list"),
        ("{a|b: 1, b: 2}", ("b", KEY), 'each keyword once, got "b" again'),
        ("{' | ': 1}", (" | ", KEY), "a keyword, got a blank one"),
    ],
)
def test_wrong_tables_are_refused_at_their_place(
    text: str, place: tuple[str, ...], message: str
) -> None:
    """Each fault knows the keyword, or the column, under which it stands."""
    assert [found[:2] for found in _refused(text)] == [(place, message)]


def test_all_keywords_that_stand_twice_are_told() -> None:
    """One look finds what is wrong with a table."""
    assert [found[:2] for found in _refused("{a: 1, b: 2, a|b: 3, ' ': 4}")] == [
        (("a|b", KEY), 'each keyword once, got "a" again'),
        (("a|b", KEY), 'each keyword once, got "b" again'),
        ((" ", KEY), "a keyword, got a blank one"),
    ]


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("{csv: faq.csv}", ("csv", KEY), '`file`, got "csv"', "write {file: faq.csv}"),
        ("{Path: a/b.xlsx}", ("Path", KEY), '`file`, got "Path"', "write {file: a/b.xlsx}"),
        (
            "{file: [a.csv, b.csv]}",
            ("file",),
            "the name of one file, got a list",
            "each file is a table of its own",
        ),
    ],
)
def test_slips_around_the_name_of_a_file(
    text: str, place: tuple[str, ...], message: str, hint: str
) -> None:
    """What is meant as a file is not taken for a keyword with its name as the answer."""
    assert _refused(text) == [(place, message, hint)]


@pytest.mark.parametrize("text", ["{csv: 以逗号分隔}", "{csv: a.csv, b: b.csv}", "{菜单: a.csv}"])
def test_other_answers_may_look_like_files(text: str) -> None:
    """Somebody may ask for what a format is, or for the name of a file."""
    assert isinstance(_spec(text), Table)


def test_templates_in_a_table_in_yaml_are_warned_of() -> None:
    """Nobody fills them in."""
    warnings: list[Fault] = []
    spec = TableFileSpec.model_validate({"file": tree("faq.yaml")})
    read_table(spec, "faq.yaml", "退货: '{{ sender.name }} 您好'".encode(), warnings=warnings)
    assert [one.headline for one in warnings] == [
        'faq.yaml:1:5: 退货: this stays as it is, braces and all: "{{ sender.name }}"'
    ]


def test_an_empty_table_in_yaml() -> None:
    """It is no rule file, and needs no rules."""
    with pytest.raises(RuleFaults) as caught:
        _read("faq.yaml", "# nothing yet\n")
    (only,) = caught.value.details
    assert only.message == "expected keywords and answers, got an empty file"
    assert only.hint.startswith("the smallest table is one line")


def test_file_of_its_own() -> None:
    """A table may be where it is easier to edit."""
    spec = _spec("{file: faq.xlsx, sheet: 价格, key: 名称}")
    assert isinstance(spec, TableFileSpec)
    assert (spec.file, spec.sheet, spec.key) == ("faq.xlsx", "价格", "名称")


@pytest.mark.parametrize("text", ["{file: 在桌上, 价格: 3500}", "{file: 1, a: 2}"])
def test_file_may_be_a_keyword(text: str) -> None:
    """Somebody may ask for a file; a name with an ending tells the two apart."""
    assert isinstance(_spec(text), Table)


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        (
            "{file: faq.xls}",
            ("file",),
            'the name of a file that ends with .csv, .xlsx or .yaml, got "faq.xls"',
            "save it as .xlsx or .csv",
        ),
        (
            "{file: faq, key: a}",
            ("file",),
            'the name of a file that ends with .csv, .xlsx or .yaml, got "faq"',
            "",
        ),
        (
            "{file: faq.csv, sheet: a}",
            ("sheet",),
            'no sheet, got "a"',
            "only XLSX files have sheets",
        ),
        (
            "{file: faq.yaml, key: a}",
            ("key",),
            'no key, got "a"',
            "a table in YAML has no columns, it is `keyword: answer`",
        ),
    ],
)
def test_what_does_not_fit_the_file_is_refused(
    text: str, place: tuple[str, ...], message: str, hint: str
) -> None:
    """Nothing is accepted and then ignored."""
    assert _refused(text) == [(place, message, hint)]


def test_unknown_key_beside_a_file() -> None:
    """A slip of the finger is a fault, not a keyword."""
    ((place, _, _),) = _refused("{file: faq.csv, shet: a}")
    assert place == ("shet",)


def test_formats_give_the_same_table() -> None:
    """CSV, XLSX and YAML are three ways to write one thing."""
    book = Workbook()
    for row in (["k", "v"], ["价格|多少钱", 3500], ["电话", "08001234567"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    text = "k,v\n价格|多少钱,3500\n电话,08001234567\n"
    wanted = Table({"价格": 3500, "多少钱": 3500, "电话": "08001234567"})
    assert _read("a.csv", text) == wanted
    assert _read("a.CSV", text.encode("gbk")) == wanted
    assert _read("a.tsv", text.replace(",", "\t")) == wanted
    assert _read("a.xlsx", file.getvalue()) == wanted
    assert _read("a.yaml", "价格|多少钱: 3500\n电话: 08001234567") == wanted


def test_key_and_sheet_are_obeyed() -> None:
    """The column and the sheet that are named are those read."""
    book = Workbook()
    book.create_sheet("价格").append(["编号", "名称"])
    book["价格"].append([7, "标准版"])
    file = io.BytesIO()
    book.save(file)
    assert _read("a.xlsx", file.getvalue(), sheet="价格", key="名称") == Table({"标准版": 7})
    assert _read("a.csv", "v,k\n1,a", key="k") == Table({"a": 1})


@pytest.mark.parametrize(
    ("name", "data", "headline"),
    [
        ("a.csv", "k,v\na,1\na,2", 'a.csv:3:1: expected each keyword once, got "a" again'),
        ("a.yaml", "a: 1\na: 2", 'a.yaml:2:1: expected each key once, got "a" again'),
        ("a.yaml", "b: 1\na: [c]", "a.yaml:2:4: a: expected an answer: a text, a number or a"),
        ("a.yaml", "[a]", "a.yaml:1:1: expected a mapping from keyword to answer, got a list"),
        ("a.yaml", "a: {b: [c]}", "a.yaml:1:8: a.b: expected a text or a number, got a list"),
        ("a.yaml", b"\xff", "a.yaml:1:1: expected UTF-8"),
        ("a.xlsx", "k,v", "a.xlsx:1:1: expected XLSX, got another format"),
        ("a.yaml", "b: 1\na|b: 2", 'a.yaml:2:1: a|b: expected each keyword once, got "b" again'),
    ],
)
def test_faults_name_file_line_and_column(name: str, data: bytes | str, headline: str) -> None:
    """A broken table is a fault of its file, never a traceback."""
    (found,) = _headlines(name, data)
    assert found.startswith(f"bot/{headline}")


def test_size_is_bounded() -> None:
    """A file above the limit is not even decoded."""
    assert _headlines("a.csv", b" " * (FILE_BYTES_MAX + 1)) == [
        "bot/a.csv:1:1: expected at most 32 MiB, got more"
    ]


def test_number_of_faults_is_bounded() -> None:
    """A hopeless table is not gone through."""
    text = "".join(f"k{number}: []\n" for number in range(FAULTS_MAX + 50))
    assert len(_headlines("a.yaml", text)) == FAULTS_MAX


@pytest.mark.parametrize("name", ["a.csv", "a.yaml", "a.xlsx"])
def test_faults_come_behind_those_of_rule_files(name: str) -> None:
    """Somebody reads the faults of his rules first."""
    with pytest.raises(RuleFaults) as caught:
        _read(name, "[a")
    assert [fault.order for fault in caught.value.details] == [TABLES_ORDER]


@pytest.mark.parametrize(
    ("value", "is_valid"),
    [
        ({"价格": 3500, "a": {"b": None}}, True),
        ({"file": "a.csv", "key": "k"}, True),
        ({}, False),
        ({"a": ["b"]}, False),
        ({"a": None}, False),
        (["a"], False),
    ],
)
def test_schema_says_the_same(value: object, *, is_valid: bool) -> None:
    """An editor underlines what the reader would refuse."""
    schema = json.loads(json.dumps(ADAPTER.json_schema()))
    assert Draft202012Validator(schema).is_valid(value) is is_valid
