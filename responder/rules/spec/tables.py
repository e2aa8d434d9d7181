"""Tables of answers: written in the rule file, or in a file of their own.

It knows what an answer may be and which formats there are; it must not know what tables are for.
This module has no `from __future__ import annotations`: Pydantic reads these annotations while the
program runs.
"""

import posixpath
from itertools import islice
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BeforeValidator,
    PlainValidator,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from responder.rules.reading.braces import note_raw, raw_texts
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import Fault, RuleFaults
from responder.rules.reading.nodes import Mapping, Scalar, Sequence, copied
from responder.rules.reading.salvage import read_report
from responder.rules.reading.sheets.csv_rows import csv_rows
from responder.rules.reading.sheets.grid import CELLS_MAX, Grid, keywords, table_of
from responder.rules.reading.sheets.xlsx_rows import xlsx_rows
from responder.rules.reading.source import FILE_BYTES_MAX
from responder.rules.spec.fields import KEY, Text, read_text, refuse, refuse_at, refuse_each
from responder.rules.spec.scalars import plain_value
from responder.rules.spec.section import Section
from responder.rules.table import Table, Value

TABLES_ORDER = 1_000_000
"""Faults of table files are reported behind those of all rule files."""

RAW_NOTED_MAX = 100
"""Templates of one table in YAML that are warned of."""

_CSV = frozenset({".csv", ".tsv", ".txt"})
_XLSX = frozenset({".xlsx", ".xlsm"})
_YAML = frozenset({".yaml", ".yml"})
_KINDS = _CSV | _XLSX | _YAML

_LIKE_FILE = frozenset({"csv", "tsv", "xlsx", "excel", "yaml", "path", "filename", "source", "src"})
"""Keys that are meant as `file`, where the name of one stands behind them alone."""

_SMALLEST = (
    "keywords and answers",
    "the smallest table is one line, such as 退货: 七天内可以退货。",
)
"""What a table in YAML holds, and the way out where it is empty."""


def _file(node: object) -> str:
    if isinstance(node, Sequence):
        refuse("the name of one file", node, "each file is a table of its own")
    text = read_text(node)
    if _kind(text) not in _KINDS:
        hint = "save it as .xlsx or .csv" if _kind(text) in {".xls", ".ods", ".et"} else ""
        refuse("the name of a file that ends with .csv, .xlsx or .yaml", node, hint)
    return text


class TableFileSpec(Section):
    """A table in a file of its own: CSV, XLSX or YAML, relative to the rule file that names it."""

    expects: ClassVar[str] = "a mapping such as `file: faq.csv`"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("column", "keyword", "keywords", "question"), "key"),
        **dict.fromkeys(("worksheet", "tab", "page"), "sheet"),
    }

    file: Annotated[str, PlainValidator(_file), WithJsonSchema({"type": "string"})]
    sheet: Text | None = None
    """Of an XLSX file; the first one unless it is said."""

    key: Text | None = None
    """The column that holds the keywords; the first one unless it is said."""

    @model_validator(mode="after")
    def _check_sense(self) -> Self:
        kind = _kind(self.file)
        if self.sheet is not None and kind not in _XLSX:
            refuse_at(("sheet",), "no sheet", quote(self.sheet), "only XLSX files have sheets")
        if self.key is not None and kind in _YAML:
            hint = "a table in YAML has no columns, it is `keyword: answer`"
            refuse_at(("key",), "no key", quote(self.key), hint)
        return self


def read_table(
    spec: TableFileSpec,
    path: str,
    data: bytes,
    order: int = TABLES_ORDER,
    warnings: list[Fault] | None = None,
) -> Table:
    """The table that a file holds.

    Args:
        spec: What the rule file says about it.
        path: Of the table file, as messages show it; the ending of `spec.file` says its format.
        data: The whole file.
        order: Where its faults are reported among those of other files.
        warnings: Takes what is probably not meant.

    Raises:
        RuleFaults: With everything that is wrong, as `file:line:column`; in XLSX files line and
            column are the numbers of row and column.
    """
    if len(data) > FILE_BYTES_MAX:
        limit = FILE_BYTES_MAX // (1024 * 1024)
        message = f"expected at most {limit} MiB, got more"
        raise RuleFaults([Fault(1, 1, path, None, "", message, order=order)])
    kind = _kind(spec.file)
    if kind in _YAML:
        return _read_yaml(path, data, order, warnings)
    rows = (
        csv_rows(path, data, order)
        if kind in _CSV
        else iter(xlsx_rows(path, data, order, spec.sheet))
    )
    return table_of(
        Grid(path, order, rows, warnings=[] if warnings is None else warnings), spec.key
    )


def _read_yaml(path: str, data: bytes, order: int, warnings: list[Fault] | None) -> Table:
    report = read_report(path, data, order, warnings=warnings, smallest=_SMALLEST)
    try:
        table = _inline(report.root)
    except ValidationError as error:
        for entry in error.errors(include_url=False, include_input=False):
            about, place = entry["ctx"], entry["loc"]
            is_key = place[-1:] == (KEY,)
            note = report.key_fault if is_key else report.fault
            message = f"expected {about['expected']}, got {about['got']}"
            note(place[:-1] if is_key else place, message, about["hint"])
    except PydanticCustomError as error:
        report.fault((), error.message())
    else:
        if not report.faults:
            note_raw(report, islice(raw_texts(report.root, ()), RAW_NOTED_MAX))
            return table
    raise RuleFaults(report.faults)


def _kind(name: str) -> str:
    return posixpath.splitext(name)[1].lower()


def _cell(node: object) -> Value:
    if not isinstance(node, Scalar):
        refuse("a text or a number", node)
    return "" if node.is_nothing else plain_value(node)


def _by_name(node: object) -> object:
    return {key.text: value for key, value in node.entries} if isinstance(node, Mapping) else node


_COLUMNS = TypeAdapter(
    Annotated[dict[str, Annotated[Any, PlainValidator(_cell)]], BeforeValidator(_by_name)]
)


def _answer(node: object) -> Value:
    if isinstance(node, Mapping) and node.entries:
        return Table(_COLUMNS.validate_python(node))
    if not isinstance(node, Scalar) or node.is_nothing:
        found = "an empty mapping" if isinstance(node, Mapping) else node
        refuse("an answer: a text, a number or a mapping of columns", found)
    return plain_value(node)


_ANSWERS = TypeAdapter(
    Annotated[dict[str, Annotated[Any, PlainValidator(_answer)]], BeforeValidator(_by_name)]
)


def _table_hint(node: object) -> str:
    """The way out for what is no mapping: mostly the name of a file."""
    if isinstance(node, Scalar) and _kind(node.text) in _KINDS:
        return f"write {{file: {node.text}}}"
    return "as in {退货: 七天内可以退货。}, or {file: faq.csv}"


def _inline(node: object) -> Table:
    """A table that stands in YAML; several keywords of one answer are parted by `|`."""
    if not isinstance(node, Mapping) or not node.entries:
        found = "an empty mapping" if isinstance(node, Mapping) else node
        refuse("a mapping from keyword to answer", found, _table_hint(node))
    if len(node.entries) > CELLS_MAX:
        refuse(f"at most {CELLS_MAX:,} keywords", f"{len(node.entries):,}")
    entries: dict[str, Value] = {}
    wrong: list[tuple[tuple[str, ...], str, str, str]] = []
    for key, answer in _ANSWERS.validate_python(node).items():
        words = keywords(key)
        if not words:
            wrong.append(((key, KEY), "a keyword", "a blank one", ""))
        for word in words:
            if word in entries:
                wrong.append(((key, KEY), "each keyword once", f"{quote(word)} again", ""))
            entries[copied(word)] = answer
    if wrong:
        refuse_each(wrong)
    return Table(entries)


def read_either(node: object) -> Table | TableFileSpec:
    """The value of one table: the table itself, or where it is."""
    file = node.get("file") if isinstance(node, Mapping) else None
    if isinstance(node, Mapping) and isinstance(file, Scalar | Sequence):
        # A keyword may be "file" too, so something more has to look like it.
        known = {key.text for key, _ in node.entries} <= TableFileSpec.model_fields.keys()
        if known or (isinstance(file, Scalar) and _kind(file.text) in _KINDS):
            return TableFileSpec.model_validate(node)
    if isinstance(node, Mapping) and len(node.entries) == 1:
        ((key, only),) = node.entries
        name = only.text if isinstance(only, Scalar) else ""
        if key.text.lower() in _LIKE_FILE and _kind(name) in _KINDS:
            refuse_at((key.text, KEY), "`file`", quote(key.text), f"write {{file: {name}}}")
    return _inline(node)


_ANSWER: dict[str, Any] = {"type": ["string", "number", "boolean"]}

TableSpec = Annotated[
    Table | TableFileSpec,
    PlainValidator(read_either),
    WithJsonSchema(
        {
            "anyOf": [
                TableFileSpec.model_json_schema(),
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {
                        "anyOf": [
                            _ANSWER,
                            {
                                "type": "object",
                                "minProperties": 1,
                                "additionalProperties": {
                                    **_ANSWER,
                                    "type": [*_ANSWER["type"], "null"],
                                },
                            },
                        ]
                    },
                },
            ]
        }
    ),
]
"""One table of `tables`."""
