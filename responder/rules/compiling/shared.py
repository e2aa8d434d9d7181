"""What all files of a rule file name together: `vars`, `lists` and `tables`.

It knows how several files become one, and reads the tables that stand in files of their own. It
must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from responder.errors import EnvironmentFault
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.files import RELATIVE, WILD, beside, similar
from responder.rules.reading.nodes import Mapping, is_empty
from responder.rules.reading.reader import SURE
from responder.rules.spec.head import HeadSpec
from responder.rules.spec.tables import TableFileSpec, read_table
from responder.rules.table import Table, UnknownTable

if TYPE_CHECKING:
    from collections.abc import Mapping as Names
    from collections.abc import Sequence

    from responder.rules.reading.files import Files
    from responder.rules.reading.nodes import Node
    from responder.rules.reading.report import Report
    from responder.rules.spec.validate import Head
    from responder.rules.table import Value

_KEYS = frozenset(HeadSpec.key_names())
_SECTIONS = ("vars", "lists", "tables")


@dataclass(frozen=True, slots=True)
class Shared:
    """Named values that every rule may use.

    Args:
        names: `vars`.
        lists: `lists`.
        tables: `tables`.
    """

    names: Table
    lists: Names[str, tuple[str, ...]]
    tables: Names[str, Table]


def shared_of(reports: Sequence[Report], heads: Sequence[Head], files: Files) -> Shared:
    """The named values of all files.

    Where names may be missing for the faults of a file, the mapping is an `UnknownTable`: nobody is
    told that it lacks one, and so a thousand faults are not made of one. A list or table that has
    faults itself is there under its name, with nothing in it that anybody would be told of.

    Args:
        reports: Of the files; they take the faults of tables.
        heads: Their heads.
        files: Gives the bytes of table files.
    """
    names: dict[str, Value] = {}
    lists: dict[str, tuple[str, ...]] = {}
    tables: dict[str, Table] = {}
    faulty = set(_SECTIONS if misses_files(reports, heads) else ())
    for report, head in zip(reports, heads, strict=True):
        faulty |= _unknown_keys(report, head)
        if misplaced := _misplaced(report.root, head.faulty):
            faulty.add("vars")
        for section, name in (*head.blurred, *misplaced):
            if section == "lists":
                lists[name] = ()
            else:
                tables[name] = UnknownTable()
        names.update(head.spec.vars)
        lists.update(head.spec.lists)
        for name, spec in head.spec.tables.items():
            tables[name] = _table(report, name, spec, files)
    return Shared(
        UnknownTable(names) if "vars" in faulty else Table(names),
        cast("Names[str, tuple[str, ...]]", UnknownTable(lists)) if "lists" in faulty else lists,
        cast("Names[str, Table]", UnknownTable(tables)) if "tables" in faulty else tables,
    )


def misses_files(reports: Sequence[Report], heads: Sequence[Head]) -> bool:
    """Whether something that was to be included is not known; arguments as above."""
    pairs = zip(reports, heads, strict=True)
    return any(report.unread or "include" in _unknown_keys(report, head) for report, head in pairs)


def _misplaced(root: Node, faulty: frozenset[str]) -> list[tuple[str, str]]:
    """What stands under keys that nobody knows: they may be misspelled `lists` or `tables`."""
    unknown = faulty - _KEYS
    entries = root.entries if isinstance(root, Mapping) else ()
    nodes = [node for key, node in entries if key.text in unknown]
    names = [key.text for node in nodes if isinstance(node, Mapping) for key, _ in node.entries]
    return [(section, name) for section in ("lists", "tables") for name in names]


def _unknown_keys(report: Report, head: Head) -> frozenset[str]:
    """Keys of which nobody knows what would stand under them.

    Where nothing stands under one, that is known, if nothing of the file is in a wrong place.
    """
    root = report.root
    if report.unsure != SURE or not isinstance(root, Mapping) or head.faulty - _KEYS:
        return head.faulty
    return frozenset(key for key in head.faulty if not is_empty(root.get(key)))


def _table(report: Report, name: str, spec: Table | TableFileSpec, files: Files) -> Table:
    """A table; an unknown one where its file is faulty, which the report then says."""
    if isinstance(spec, Table):
        return spec
    path = beside(report.source.path, spec.file)
    try:
        return read_table(spec, path, files.read(path), warnings=report.warnings)
    except EnvironmentFault as error:
        message = f"expected a file that can be read: {error}"
        hint = similar(files, path, but=report.source.path) or RELATIVE
        if not WILD.isdisjoint(spec.file):
            hint = "each file is a table of its own, and named as a whole"
        report.fault(("tables", name, "file"), message, hint)
    except RuleFaults as error:
        report.faults.extend(error.details)
    return UnknownTable()
