"""The archive that an XLSX file is, and whether it may be unpacked.

It knows which parts the library reads piece by piece and which as a whole. It must not know what is
in a sheet.
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

from responder.rules.reading.sheets.grid import CELLS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

MIB = 1024 * 1024

DIRECTORY_BYTES_MAX = MIB
"""Size of the list of parts: some ten thousand of them, where a file has some dozens."""

UNPACKED_BYTES_MAX = 128 * MIB
"""Size of the file once it is unpacked: a million cells take about half of it, and a small file
that unpacks to gigabytes is refused before anything is."""

WHOLE_BYTES_MAX = 2 * MIB
"""Size of everything that is read as a whole, such as styles, which takes a hundred times as much
memory and some seconds for each MiB (measured)."""

TEXTS_MAX = CELLS_MAX
"""Texts that cells share: no table has more than cells."""

ROWS_MAX = 1_048_576
"""Rows of a sheet, as the format has it."""

SHEET_CELLS_MAX = 3 * CELLS_MAX
"""Cells of a sheet, empty ones too: of those of other sheets than the table's nobody asks."""

CELL_MARKS = 8
MARKS_MAX = 200_000
"""Beginnings and ends of whatever is written in a sheet: so many for each row and cell, and so many
more, such as of cells that are joined."""

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_END_BYTES_MAX = 64 * 1024 + _END.size
_TEXTS = "xl/sharedStrings.xml"
_SHEETS = "xl/worksheets/"
_WHOLE = (".xml", ".rels")
_ROW_SIGNS = (b"<row", b":row")
_CELL_SIGNS = (b"<c>", b"<c ", b"<c/", b":c>", b":c ", b":c/")
_TEXT_SIGNS = (b"<si", b":si")
_TAG_BYTES = 32
"""What of the end of a piece may be the beginning of a sign."""

_FORMULA_SIGNS = (b"<f", b":f")
"""How an element begins, with and without the name of its language before it."""


def check_archive(data: bytes) -> str:
    """What is too large about a file, in words; `""` if nothing is.

    Raises:
        Exception: It is no archive; which one, depends on what it is.
    """
    end = data.rfind(_END_SIGN, -_END_BYTES_MAX)
    if end >= 0 and _END.unpack_from(data, end)[5] > DIRECTORY_BYTES_MAX:
        return "expected an XLSX file, got an archive of too many parts"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
            return f"expected at most {UNPACKED_BYTES_MAX // MIB} MiB once unpacked, got more"
        whole = (part.file_size for part in parts if _is_whole(part.filename))
        if sum(whole) > WHOLE_BYTES_MAX:
            limit = WHOLE_BYTES_MAX // MIB
            return f"expected at most {limit} MiB of styles and the like, got more"
        if any(_is_bloated(archive, part) for part in parts if _is_sheet(part.filename)):
            return "expected a sheet of ordinary size, got one with too many rows, cells or marks"
        texts = [part for part in parts if part.filename == _TEXTS]
        if sum(_count(archive, part, _TEXT_SIGNS) for part in texts) > TEXTS_MAX:
            return f"expected at most {TEXTS_MAX:,} texts, got more"
    return ""


def has_formulas(data: bytes) -> bool:
    """Whether any sheet may have a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [part for part in archive.infolist() if _is_sheet(part.filename)]
        return any(_count(archive, part, _FORMULA_SIGNS) for part in sheets)


def _is_whole(name: str) -> bool:
    return name.endswith(_WHOLE) and name != _TEXTS and not _is_sheet(name)


def _is_sheet(name: str) -> bool:
    return name.startswith(_SHEETS)


def _is_bloated(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a sheet has more in it than any table."""
    rows = _count(archive, part, _ROW_SIGNS)
    cells = _count(archive, part, _CELL_SIGNS)
    if rows > ROWS_MAX or cells > SHEET_CELLS_MAX:
        return True
    return _count(archive, part, (b"<",)) > CELL_MARKS * (rows + cells) + MARKS_MAX


def _count(archive: zipfile.ZipFile, part: zipfile.ZipInfo, signs: tuple[bytes, ...]) -> int:
    """How often some short signs stand in a part."""
    return sum(piece.count(sign) for piece in _pieces(archive, part) for sign in signs)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part in pieces, which are cut where no sign can be."""
    rest = b""
    with archive.open(part) as file:
        while piece := file.read(MIB):
            piece = rest + piece
            cut = piece.rfind(b"<", -_TAG_BYTES)
            cut = len(piece) if cut < 0 else cut
            yield piece[:cut]
            rest = piece[cut:]
    yield rest
