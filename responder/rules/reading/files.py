"""All files of one rule file: the one that is named, and those that it includes.

It knows `include` and what an included file may hold. Paths are texts to it: what is on the disk,
it is told by an argument. It must not know what the keys mean.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from responder.errors import EnvironmentFault
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import FAULTS_MAX, RuleFaults, closest
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.reading.salvage import read_report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Sequence as Listed

    from responder.formats import Seen
    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report

FILES_MAX = 1_000
"""Files that one rule file may include: a folder with one for each customer stays below."""

FILES_BYTES_MAX = 64 * 1024 * 1024
"""Size of all of them together: what twice 100,000 rules take."""

HASH_BYTES = 16
"""Length of a rule set's hash: no two rule files of anybody share one."""

SHARED_KEYS = ("vars", "lists", "tables")
"""Keys whose names stand for the same in all files."""

INCLUDED_KEYS = (*SHARED_KEYS, "rules", "tests")
"""What an included file may hold."""

_SMALLEST_PART = (", ".join(INCLUDED_KEYS), "write something into it, or take the file away")
"""What an included file is expected to hold, with the way out where it is empty."""

_MAIN_KEYS = frozenset({"version", "timezone", "include", "fold", "defaults", "limits"})
"""What only the main file may hold: it holds for the account, not for some rules."""

RELATIVE = "a name is relative to the folder of this file"
"""The way out where there is no file of a name, nor a similar one."""

WILD = frozenset("*?[")
"""What makes a pattern of a name."""

_OF_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")
"""How the names of files end that hold a table and no rules."""


class Files(Protocol):
    """Where the bytes of files come from. What it raises passes through."""

    def read(self, path: str) -> bytes:
        """The whole file."""

    def peek(self, path: str) -> Seen | None:
        """What can be told of a file that is only sent; None where files are not at hand."""

    def glob(self, pattern: str) -> Listed[str]:
        """Paths of the files that match, in any order; none if there are none.

        Raises:
            EnvironmentFault: There is too much to look through.
        """


@dataclass(slots=True)
class Recorded:
    """Files that remember what was asked of them, for the hash and for whoever watches them.

    Args:
        files: The ones behind it.
        paths: Those read, in order.
        patterns: Those looked for.
    """

    files: Files
    paths: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    _parts: list[bytes] = field(default_factory=list, repr=False)

    def read(self, path: str) -> bytes:
        """The whole file."""
        data = self.files.read(path)
        self.paths.append(path)
        self._parts.append(_digest(data))
        return data

    def peek(self, path: str) -> Seen | None:
        """What can be told of a file; what is in it is no part of the rules."""
        return self.files.peek(path)

    def glob(self, pattern: str) -> Listed[str]:
        """Paths of the files that match."""
        self.patterns.append(pattern)
        return self.files.glob(pattern)

    @property
    def hash(self) -> str:
        """Of all the bytes read, file by file; of a single file that of its bytes."""
        parts = self._parts
        return (parts[0] if len(parts) == 1 else _digest(b"".join(parts))).hex()


def read_files(path: str, files: Files) -> tuple[Report, ...]:
    """Read a rule file with everything it includes.

    Args:
        path: Of the main file, given to `files` and shown in messages.
        files: Gives the bytes.

    Returns:
        A report for each file that could be read: the included ones sorted by path, then the main
        file, whose last rule is often the one for everything else. They share their lists of
        faults and warnings, so that each of them has those of all files.

    Raises:
        RuleFaults: The main file is no YAML, or there are `FAULTS_MAX` faults already.
    """
    whole = files.read(path)
    # The main file comes last however many there are.
    main = read_report(path, whole, FILES_MAX)
    included = _included(main, files)
    read = {_digest(whole): path} if included else {}
    reports = []
    size = 0
    for order, (name, step) in enumerate(included):
        try:
            data = files.read(name)
        except EnvironmentFault as error:
            main.fault(step, f"expected a file that can be read: {error}")
            main.unread.append(name)
            continue
        size += len(data)
        if size > FILES_BYTES_MAX:
            limit = FILES_BYTES_MAX // (1024 * 1024)
            main.fault(("include",), f"expected files of together at most {limit} MiB, got more")
            main.unread.append(name)
            break
        twin = read.setdefault(_digest(data), name) if data.strip() else name
        if twin != name:  # most likely one file by two names, of which nothing need be told twice
            message = f"{quote(name)} says just what {quote(twin)} says, and counts once"
            main.warn(step, message, "leave one of them out")
            continue
        try:
            report = read_report(
                name, data, order, main.faults, main.warnings, smallest=_SMALLEST_PART
            )
        except RuleFaults as error:
            main.faults.extend(error.details)
            main.unread.append(name)
            if len(main.faults) >= FAULTS_MAX:
                raise RuleFaults(main.faults) from None
            continue
        _check_keys(report, path)
        reports.append(report)
    return (*reports, main)


def check_names(reports: Iterable[Report]) -> None:
    """Note every name of `vars`, `lists` and `tables` that an earlier file has given too."""
    first: dict[tuple[str, str], str] = {}
    for report in reports:
        for section in SHARED_KEYS:
            node = report.root.get(section) if isinstance(report.root, Mapping) else None
            for key, _ in node.entries if isinstance(node, Mapping) else ():
                place = f"{report.source.path}:{key.line}"
                known = first.setdefault((section, key.text), place)
                if known != place:
                    message = f"expected a name of its own, got {quote(key.text)} again"
                    hint = f"the other one is in {known}"
                    report.key_fault((section, key.text), message, hint)


def beside(path: str, name: str) -> str:
    """The path of a file that is named relative to another one."""
    return posixpath.join(posixpath.dirname(path), name)


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=HASH_BYTES).digest()


def similar(files: Files, path: str, *, but: str) -> str:
    """A "did you mean" with a file beside one that is missing, `""` where none is like it.

    Args:
        files: Where they are looked for.
        path: Of the one that is missing.
        but: Path of one that is not meant.
    """
    folder, name = posixpath.split(path)
    try:
        paths = files.glob(posixpath.join(folder, "*"))
    except EnvironmentFault:
        return ""
    near = [one for one in paths if posixpath.normpath(one) != posixpath.normpath(but)]
    # How they end is mostly the same, and makes no two names similar.
    names = {posixpath.splitext(posixpath.basename(one))[0]: one for one in near[:FILES_MAX]}
    found = posixpath.basename(names.get(closest(posixpath.splitext(name)[0], names), name))
    return "" if found == name else f"did you mean {quote(found)}?"


def _included(main: Report, files: Files) -> list[tuple[str, tuple[Step, ...]]]:
    """The files to include with the pattern that names them, sorted, never the main file itself."""
    here = posixpath.normpath(main.source.path)
    found: dict[str, tuple[str, tuple[Step, ...]]] = {}
    for step, pattern in _patterns(main.root):
        try:
            paths = files.glob(beside(main.source.path, pattern))
        except EnvironmentFault as error:
            hint = "name the folder that the files are in, as in rules/*.yaml"
            main.fault(step, f"expected files that can be found: {error}", hint)
            main.unread.append(pattern)
            continue
        if not paths:
            _note_nothing(main, step, pattern, files)
        tables = [path for path in paths if path.lower().endswith(_OF_TABLES)]
        if tables:
            _note_table(main, step, pattern, min(tables))
        for path in paths:
            if path not in tables:
                found.setdefault(posixpath.normpath(path), (path, step))
    found.pop(here, None)
    if len(found) > FILES_MAX:
        message = f"expected at most {FILES_MAX:,} files, got {len(found):,}"
        main.fault(("include",), message)
        main.unread.extend(found)
        return []
    return sorted(found.values())


def _patterns(root: Node) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Each pattern with its place; what is none of them the schema refuses."""
    node = root.get("include") if isinstance(root, Mapping) else None
    listed = node.items if isinstance(node, Sequence) else () if node is None else (node,)
    for index, item in enumerate(listed):
        if isinstance(item, Scalar) and not item.is_nothing and item.text:
            yield ("include", index), item.text


def _note_table(main: Report, step: tuple[Step, ...], pattern: str, path: str) -> None:
    name = posixpath.basename(path)
    table = posixpath.splitext(name)[0]
    hint = f"a table is named at the top of a rule file: `tables: {{{table}: {{file: {name}}}}}`"
    if not WILD.isdisjoint(pattern):
        hint = f"let the pattern end with .yaml; {hint}"
    main.fault(step, f"expected the names of rule files, got a table: {quote(path)}", hint)


def _note_nothing(main: Report, path: tuple[Step, ...], pattern: str, files: Files) -> None:
    if WILD.isdisjoint(pattern):
        here = main.source.path
        hint = similar(files, beside(here, pattern), but=here) or RELATIVE
        if not posixpath.splitext(pattern)[1]:
            hint += f"; of a folder, write {posixpath.join(pattern, '*.yaml')}"
        main.fault(path, f"expected the name of a file, got {quote(pattern)}, which is none", hint)
        main.unread.append(pattern)
    else:
        main.warn(path, f"no file is called like {quote(pattern)}", "it includes nothing")


def _check_keys(report: Report, main: str) -> None:
    """Refuse what only the main file may say."""
    for key, _ in report.root.entries if isinstance(report.root, Mapping) else ():
        if key.text in _MAIN_KEYS:
            message = f"expected {', '.join(INCLUDED_KEYS)} in an included file, got {key.text}"
            report.key_fault((key.text,), message, f"it belongs to the main file, {main}")
