"""Tables in files of their own: whatever the bytes are, there is a table or `RuleFaults`."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import TYPE_CHECKING

from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no types

from responder.rules.reading.faults import RuleFaults
from responder.rules.spec.tables import TableFileSpec, read_table
from tests.fuzz.feed import Feed
from tests.fuzz.reader import look_at_refusal
from tests.fuzz.words import SCALARS, text

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = ("t.csv", "t.xlsx", "t.yaml")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "latin-1")
MARKS = (",", ";", "\t", '"', "\n", "\r\n", "|", '""')

_CELL = (b"<v>", b"</v>", b'<c r="', b't="s"', b't="n"', b'r="1"', b"<row ", b"</row>", b"<f>")
"""Pieces of a sheet that a change puts somewhere else."""


def seeds() -> Iterable[bytes]:
    """A file of each kind as it is, and one with changes."""
    csv, yaml = "问题,回答\n价格,3500\n".encode(), "价格: 3500\n地址: {路: 1}\n".encode()
    files = (b"\x00\x00" + csv, b"\x00\x01" + workbook(), b"\x00\x02" + yaml)
    return [*files, b"\x01\x00abc", b"\x02\x01\x03\x07abcdef"]


def fuzz(data: bytes) -> None:
    """Read what the bytes say: a file as it is, one of cells, or a damaged workbook."""
    feed = Feed(data)
    make, name = feed.number(3), feed.pick(NAMES)
    if make == 0:
        read(name, feed.rest())
    elif make == 1:
        read("t.csv", cells(feed), key=feed.pick((None, "a", "价格", "")))
    else:
        read("t.xlsx", damaged(feed), sheet=feed.pick((None, "Sheet", "x")))


def read(name: str, data: bytes, *, key: str | None = None, sheet: str | None = None) -> None:
    """Read a table, and look at what comes of it."""
    spec = TableFileSpec.model_construct(file=name, key=key, sheet=sheet)
    try:
        table = read_table(spec, name, data)
    except RuleFaults as error:
        look_at_refusal(error)
        return
    assert all(keyword.strip() for keyword in table)


def cells(feed: Feed) -> bytes:
    """Rows of awkward cells, in one of the usual encodings."""
    parts = feed.several(
        40, lambda: feed.pick(MARKS) if feed.chance(2) else text(feed, 2) or feed.pick(SCALARS)
    )
    return "".join(parts).encode(feed.pick(ENCODINGS), "replace")


@cache
def workbook() -> bytes:
    """A small workbook with a few kinds of cells."""
    book = Workbook()
    for row in (("问题", "回答", "备注"), ("价格", 3500, 1.5), ("地址|哪里", "人民路", True)):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def damaged(feed: Feed) -> bytes:
    """The workbook with one of its parts changed, and sound again as an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as before, zipfile.ZipFile(file, "w") as after:
        names = before.namelist()
        victim = feed.pick(names)
        for name in names:
            part = before.read(name)
            for _ in range(1 + feed.number(4) if name == victim else 0):
                at = feed.number(len(part) + 1)
                new = feed.pick(
                    (*_CELL, feed.pick(SCALARS).encode(), text(feed).encode(errors="replace"))
                )
                part = part[:at] + new + part[at + feed.number(12) :]
            if name != victim or not feed.chance(8):
                after.writestr(name, part)
    return file.getvalue()
