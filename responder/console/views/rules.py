"""The rules that hold: their source, their use, those before them, and the way back."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

from responder.console.room import form_of
from responder.errors import NoRulesError, ResponderError
from responder.rulefile import load_kept
from responder.rules.difference import differences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.room import Room
    from responder.console.tally import Uses
    from responder.journal.reader import Reader
    from responder.journal.rulesets import Load
    from responder.rules.ruleset import RuleSet

LINES_SHOWN = 300
"""Of a file at a time: some 30 kB on the way."""

RULES_SHOWN = 100
HISTORY_SHOWN = 50
DIFFERENCES_SHOWN = 200
DIFF_LINES_MAX = 5_000
"""Of files that are compared line by line: the time for it grows with the square."""

DIFF_SHOWN = 400
LINE_CHARS_MAX = 400


@dataclass(frozen=True, slots=True)
class Source:
    """A piece of a file.

    Args:
        path: Of the file.
        files: All files of the rules, if they are texts.
        first: Number of the first line shown.
        lines: Those shown.
        count: How many there are.
    """

    path: str
    files: tuple[str, ...]
    first: int
    lines: tuple[str, ...] = field(repr=False)
    count: int

    @property
    def last(self) -> int:
        """Number of the last line shown."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class Row:
    """A rule and how it was used.

    Args:
        name: Of the rule.
        file: Where it stands.
        line: Likewise.
        shadow: Whether it only watches.
        uses: Since the start.
    """

    name: str
    file: str
    line: int
    shadow: bool
    uses: Uses


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rule sets.

    Args:
        old: Hash of the one.
        new: Hash of the other.
        rules: What differs, rule by rule.
        lines: What differs in the files, line by line; empty where they are too long.
    """

    old: str
    new: str
    rules: tuple[str, ...]
    lines: tuple[str, ...]


async def show(room: Room, request: Request) -> Response:
    """The page.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    rule_set = room.desk.rule_set()
    path = request.query_params.get("file", rule_set.path)
    line = _number(request.query_params.get("line", ""))
    source = await room.read(lambda reader: _source(reader, rule_set, path, line))
    # Used ones first: they are who is looked for among thousands.
    rows = sorted(_rows(room, rule_set), key=lambda row: -row.uses.hits)[:RULES_SHOWN]
    return await room.page(
        request,
        "rules",
        source=source,
        rows=rows,
        all_rules=len(rule_set.rules),
        warnings=tuple(map(str, rule_set.warnings)),
        marked=line,
        told=request.query_params.get("told", ""),
    )


async def show_history(room: Room, request: Request) -> Response:
    """The page of earlier rules.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    loads = await room.read(lambda reader: reader.rule_sets.history(HISTORY_SHOWN))
    held = room.desk.rule_set().hash
    return await room.page(request, "history", steps=_steps(loads), held=held)


async def show_difference(room: Room, request: Request) -> Response:
    """The page that compares.

    Raises:
        JournalError: The journal can not be read.
        EnvironmentFault: It takes too long.
    """
    old, new = request.query_params.get("old", ""), request.query_params.get("new", "")
    try:
        compared = await room.read(lambda reader: _compared(reader, old, new))
    except ResponderError as error:
        return await room.page(request, "problem", code=404, sentence=str(error))
    return await room.page(request, "difference", compared=compared)


async def roll_back(room: Room, request: Request) -> Response:
    """Go back to earlier rules."""
    return await _told(room, request, "rollback", to=form_of(request).get("to", ""))


async def reload(room: Room, request: Request) -> Response:
    """Read the file again."""
    return await _told(room, request, "reload")


async def _told(room: Room, request: Request, command: str, **values: str) -> Response:
    try:
        answer = await room.desk.do(command, **values)
    except ResponderError as error:
        return await room.page(request, "problem", code=409, sentence=str(error))
    return RedirectResponse(f"/rules?told={answer['outcome']}", 303)


def _rows(room: Room, rule_set: RuleSet) -> list[Row]:
    return [
        Row(rule.name, rule.file, rule.line, rule.shadow, room.tally.of(rule.name))
        for rule in rule_set.rules
    ]


def _source(reader: Reader, rule_set: RuleSet, path: str, line: int | None) -> Source | None:
    """A piece of a file as it was read; None if it is not kept."""
    try:
        contents = reader.rule_sets.kept(rule_set.hash).shelf.contents
    except NoRulesError:
        return None
    texts = {name: data for name, data in contents.items() if b"\0" not in data}
    if path not in texts:
        return None
    lines = texts[path].decode("utf-8", "replace").splitlines()
    first = max(1, min((line or 1) - LINES_SHOWN // 6, len(lines) - LINES_SHOWN + 1))
    piece = [text[:LINE_CHARS_MAX] for text in lines[first - 1 : first - 1 + LINES_SHOWN]]
    return Source(path, tuple(texts), first, tuple(piece), len(lines))


def _steps(loads: tuple[Load, ...]) -> tuple[tuple[Load, str], ...]:
    """Each load with the hash of the one before it, `""` for the oldest."""
    befores = [*(one.hash for one in loads[1:]), ""]
    return tuple(zip(loads, befores, strict=True))


def _compared(reader: Reader, old: str, new: str) -> Compared:
    kept = reader.rule_sets
    after, before = kept.named(new), kept.named(old)
    one, other = kept.kept(before), kept.kept(after)
    changed = differences(
        load_kept(one.path, one.shelf).rule_set, load_kept(other.path, other.shelf).rule_set
    )
    lines = _lines(one.shelf.contents, other.shelf.contents)
    return Compared(before, after, tuple(map(str, changed[:DIFFERENCES_SHOWN])), lines)


def _lines(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    found: list[str] = []
    for path in dict.fromkeys((*old, *new)):
        before, after = old.get(path, b""), new.get(path, b"")
        if before == after or b"\0" in before + after:
            continue
        one, other = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
        if len(one) + len(other) <= DIFF_LINES_MAX:
            found += difflib.unified_diff(one, other, path, path, lineterm="", n=3)
    return tuple(line[:LINE_CHARS_MAX] for line in found[:DIFF_SHOWN])


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None  # noqa: PLR2004 - more than any file has
