"""What all files of a rule file name together: `vars`, `lists` and `tables`.

It knows how several files become one, and reads the tables that stand in files of their own. It
must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.files import beside
from responder.rules.spec.tables import TableFileSpec, read_table
from responder.rules.table import Table, UnknownTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.reading.files import Files
    from responder.rules.reading.report import Report
    from responder.rules.spec.validate import Head
    from responder.rules.table import Value

_NEEDED = frozenset({"vars", "lists", "tables", "defaults"})
"""Keys of the head that rules are judged by."""


@dataclass(frozen=True, slots=True)
class Shared:
    """Named values that every rule may use.

    Args:
        names: `vars`.
        lists: `lists`.
        tables: `tables`.
    """

    names: Table
    lists: dict[str, tuple[str, ...]]
    tables: dict[str, Table]


def shared_of(reports: Sequence[Report], heads: Sequence[Head], files: Files) -> Shared | None:
    """The named values of all files.

    Args:
        reports: Of the files; they take the faults of tables.
        heads: Their heads.
        files: Gives the bytes of table files.

    Returns:
        None if any of them is not known for its faults: then nobody could say which names of a
        condition or template are wrong, and a thousand faults would be made of one.
    """
    known = not any(_NEEDED & head.faulty for head in heads)
    names: dict[str, Value] = {}
    lists: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Table] = {}
    for report, head in zip(reports, heads, strict=True):
        names.update(head.spec.vars)
        lists.update(head.spec.lists)
        for name, spec in head.spec.tables.items():
            tables[name] = _table(report, name, spec, files)
    return Shared(Table(names), lists, tables) if known else None


def _table(report: Report, name: str, spec: Table | TableFileSpec, files: Files) -> Table:
    """A table; an unknown one where its file is faulty, which the report then says."""
    if isinstance(spec, Table):
        return spec
    path = beside(report.source.path, spec.file)
    try:
        return read_table(spec, path, files.read(path))
    except EnvironmentFault as error:
        message = f"expected a file that can be read: {error}"
        report.fault(("tables", name, "file"), message)
    except RuleFaults as error:
        report.faults.extend(error.details)
    return UnknownTable()
