"""The rows of a CSV file, as programs in China and elsewhere write them.

It knows encodings, commas and quotes; it must not know what the cells mean.
"""

from __future__ import annotations

import codecs
import csv
import re
from typing import TYPE_CHECKING

from responder.rules.reading.faults import Fault, RuleFaults
from responder.rules.reading.sheets.grid import CELL_CHARS_MAX, SEPARATORS, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES_MAX = 1_048_576
"""Lines of a file: as many as a sheet has rows. A line may end with two characters."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
"""Control characters; a file that has one is no text."""

_ZIP = b"PK\x03\x04"

_BREAK = re.compile("\r\n|[\n\r]")

_SEPARATOR_LINE = re.compile(r"sep=([,;\t])\s*")
"""The line by which Excel is told the separator."""


def csv_rows(path: str, data: bytes, order: int) -> Iterator[Row]:
    """The rows, with the lines they begin in.

    Args:
        path: As messages show it.
        data: The whole file: UTF-8 or UTF-16 with a byte order mark, or UTF-8 or GB18030 without.
        order: Which file of the rule file it is.

    Raises:
        RuleFaults: No text, or a quote that is not closed or closed in the middle of a cell.
    """
    if data.count(b"\n") + data.count(b"\r") > 2 * LINES_MAX:
        message = f"expected at most {LINES_MAX:,} lines, got more"
        raise RuleFaults([Fault(1, 1, path, None, "", message, order=order)])
    lines = _BREAK.split(_decoded(path, data, order))
    _check_characters(path, lines, order)
    told = _SEPARATOR_LINE.fullmatch(lines[0])
    separator = told[1] if told else _separator(next(filter(str.strip, lines), ""))
    # Each line ends alike, so that a break inside a cell is one whatever program wrote it.
    ended = (f"{line.rstrip(' ')}\n" for line in lines)
    reader = csv.reader(ended, delimiter=separator, skipinitialspace=True, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message, hint = _explained(error, separator, begins, lines[begins - 1])
            line = begins if reader.line_num >= len(lines) else reader.line_num
            shown = lines[line - 1]
            fault = Fault(line, 1, path, None, "", message, hint, shown, order=order)
            raise RuleFaults([fault]) from None
        if cells is None:
            return
        if not (told and begins == 1):
            yield Row(begins, [cell.strip() for cell in cells], lines[begins - 1], separator)
        begins = reader.line_num + 1


def _decoded(path: str, data: bytes, order: int) -> str:
    if data.startswith(_ZIP):
        message, hint = "expected CSV, got what looks like XLSX", "let its name end with .xlsx"
        raise RuleFaults([Fault(1, 1, path, None, "", message, hint, order=order)])
    named = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in ("utf-8", "gb18030") if named is None else (named,):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    message = "expected UTF-8 or GB18030, got bytes of neither"
    raise RuleFaults([Fault(1, 1, path, None, "", message, "save the file as UTF-8", order=order)])


def _check_characters(path: str, lines: list[str], order: int) -> None:
    """Name the first character that no text has."""
    for number, line in enumerate(lines, start=1):
        if found := _FORBIDDEN.search(line):
            message = f"expected text, got the character U+{ord(found.group()):04X}"
            column = found.start() + 1
            raise RuleFaults([Fault(number, column, path, None, "", message, order=order)])


def _separator(line: str) -> str:
    """The separator that the first line has most of, outside of quotes."""
    bare = "".join(line.split('"')[::2])
    return max(SEPARATORS, key=bare.count)


def _explained(error: csv.Error, separator: str, begins: int, text: str) -> tuple[str, str]:
    """What the reader complains about, in words for somebody who never saw CSV."""
    if "expected after" in str(error):
        message = f"expected {SEPARATORS[separator]} after a closing quote, got more text"
        return message, 'inside of quotes write "" for a quote'
    if "field larger" in str(error) and not text.count('"') % 2:
        return f"expected cells of at most {CELL_CHARS_MAX:,} characters, got a longer one", ""
    hint = f"the row that begins in line {begins} has a quote that is never closed"
    return "expected a closing quote, got none", hint
