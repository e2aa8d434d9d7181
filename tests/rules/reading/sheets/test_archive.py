"""Archives that may be unpacked, and others."""

from __future__ import annotations

import io
import zipfile

import pytest

from responder.rules.reading.sheets import archive
from responder.rules.reading.sheets.archive import check_archive, has_formulas


def _archive(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return file.getvalue()


def _with(name: str, text: str) -> bytes:
    return _archive(**{name: text})


@pytest.mark.parametrize(
    ("bound", "value", "data", "said"),
    [
        ("UNPACKED_BYTES_MAX", 1 << 20, _with("xl/media/a.png", "a" * (2 << 20)), "at most 1 MiB"),
        ("WHOLE_BYTES_MAX", 1 << 20, _with("xl/styles.xml", "a" * (2 << 20)), "1 MiB of styles"),
        ("TEXTS_MAX", 3, _with("xl/sharedStrings.xml", "<si>a</si>" * 4), "at most 3 texts"),
        ("TEXTS_MAX", 3, _with("xl/sharedStrings.xml", "<x:si >a</x:si>" * 4), "at most 3 texts"),
        ("ROWS_MAX", 3, _with("xl/worksheets/sheet1.xml", "<row/>" * 4), "a sheet of ordinary"),
        ("SHEET_CELLS_MAX", 3, _with("xl/worksheets/sheet1.xml", "<c/>" * 4), "too many rows"),
        ("MARKS_MAX", 3, _with("xl/worksheets/sheet1.xml", "<mergeCell/>" * 4), "or marks"),
        ("DIRECTORY_BYTES_MAX", 99, _archive(**dict.fromkeys("abcd", "")), "too many parts"),
    ],
)
def test_what_is_too_large_is_named(
    bound: str, value: int, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each bound has a sentence, and is told before anything is read as a whole."""
    assert check_archive(data) == ""
    monkeypatch.setattr(archive, bound, value)
    assert said in check_archive(data)


def test_what_no_cell_uses_counts_for_nothing() -> None:
    """Pictures and sheets are not read as a whole."""
    big = "a" * (9 << 20)
    rows = "<row><c><v>1</v></c></row>" * 99_999
    assert check_archive(_with("xl/worksheets/sheet1.xml", rows)) == ""
    assert check_archive(_archive(**{"xl/media/a.png": big, "xl/worksheets/sheet1.xml": big})) == ""


def test_signs_are_counted_where_pieces_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """However a part is cut, each sign is counted once."""
    text = "<sst>" + "<si><t>价</t></si>" * 50 + "</sst>"
    for size in (7, 33, 40, 64):
        monkeypatch.setattr(archive, "MIB", size)
        monkeypatch.setattr(archive, "TEXTS_MAX", 50)
        assert check_archive(_with("xl/sharedStrings.xml", text)) == ""
        monkeypatch.setattr(archive, "TEXTS_MAX", 49)
        assert check_archive(_with("xl/sharedStrings.xml", text))


def test_formulas_are_noticed() -> None:
    """Only a sheet that may have some is read twice."""
    assert has_formulas(_with("xl/worksheets/sheet1.xml", "<c><f>1</f></c>"))
    assert not has_formulas(_with("xl/worksheets/sheet1.xml", "<c><v>1</v></c>"))
    assert not has_formulas(_with("xl/styles.xml", "<f>"))


def test_what_is_no_archive_raises() -> None:
    """Whoever asks says that it can not be read."""
    with pytest.raises(zipfile.BadZipFile):
        check_archive(b"PK and more")
