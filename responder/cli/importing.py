"""`responder import`: a spreadsheet of questions and answers, or a keyword file, into rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.output import print_lines
from responder.disk import DiskFiles
from responder.errors import EnvironmentFault, SettingError
from responder.rules.importing import Became, UnknownFormError, import_keywords, import_table
from responder.wording import plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.rules.importing import Imported


def import_file(path: Path, out: Path | None) -> int:
    """Convert a file, and report what became of each entry.

    Args:
        path: CSV, XLSX or JSON.
        out: The new rule file; None prints it, and the report to standard error.

    Returns:
        The exit code: 0, or 1 if an entry could not be converted.

    Raises:
        SettingError: The file is none that can be imported.
        RuleFileError: The spreadsheet can not be read.
        EnvironmentFault: A file can not be read or written, or the new one is there already.
    """
    if out is not None and out.exists():
        raise EnvironmentFault(f"{out} is there already, and is not overwritten; name another one")
    found = _imported(path)
    if out is None:
        if found.text:
            print_lines([found.text.rstrip("\n")])
        for line in _report(path, found):
            typer.echo(line, err=True)
    else:
        if found.text:
            _write(out, found.text)
        print_lines(_report(path, found))
    return WRONG if found.count(Became.REFUSED) or not found.text else FINE


def _imported(path: Path) -> Imported:
    data = DiskFiles().read(str(path))
    convert = {".csv": import_table, ".xlsx": import_table, ".json": import_keywords}
    try:
        known = convert[path.suffix.lower()]
    except KeyError:
        msg = f"{path}: expected a file whose name ends with .csv, .xlsx or .json"
        raise SettingError(msg) from None
    try:
        return known(str(path), data)
    except UnknownFormError as error:
        raise SettingError(str(error)) from error


def _write(out: Path, text: str) -> None:
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise EnvironmentFault(f"{out} can not be written: {error.strerror}") from error


def _report(path: Path, found: Imported) -> Iterator[str]:
    numbers = ", ".join(f"{found.count(became):,} {became}" for became in Became)
    entries = "entry" if len(found.entries) == 1 else "entries"
    yield f"{path}: {len(found.entries):,} {entries}: {numbers}"
    for one in found.entries:
        if one.became is not Became.CONVERTED:
            yield f"  {one.place} ({plain(one.what)}): {one.became}: {one.why}"
    for remark in found.remarks:
        yield f"  {remark}"
