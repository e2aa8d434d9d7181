"""Reads a file, and what can still be read of one that is not all YAML.

One mistake must not hide the others. So what is no YAML is named and taken out, mostly the rule in
which it stands, and the rest is looked at once more; what is found wrong only because something was
taken out, nobody is told. It must not know the rule language.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.reading.gaps import Gaps
from responder.rules.reading.nodes import Position
from responder.rules.reading.reader import SMALLEST, Reading, Unsure, parse, rooted
from responder.rules.reading.report import Report
from responder.rules.reading.source import read_source
from responder.rules.reading.yaml_words import COLON_HINT, WRONG_COLON, slip_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.reading.source import Source

LOOKS_MAX = 20
"""How often a file is looked at: with more places that are no YAML it is mended step by step."""

LOOKED_CHARS_MAX = 20_000_000
"""Characters that are looked at in all: some ten seconds. A file of more than half of it is looked
at twice."""

_BLOCK_BEGINS = re.compile(r"(?:^|[:\-]\s+)[|>][+-]?[1-9]?[+-]?\s*(?:#.*)?$")
_PLAIN_KEY = re.compile(r"\s*(?:- +)?[A-Za-z_]{2,20}[:\uff1a]")


def read_report(
    path: str,
    data: bytes,
    order: int = 0,
    faults: list[Fault] | None = None,
    warnings: list[Fault] | None = None,
    *,
    smallest: tuple[str, str] = SMALLEST,
) -> Report:
    """Read a file.

    Args:
        path: As messages show it.
        data: The whole file.
        order: Which of the files of a rule file it is.
        faults: Takes those of the file; None is a list of its own.
        warnings: Likewise.
        smallest: As for `rooted`.

    Returns:
        A report that has the faults of the file as YAML already.

    Raises:
        RuleFaults: Nothing of the file can be read; those in `faults` are not among them.
    """
    source = read_source(path, data, order)
    reading, found = _looked_at(source)
    if reading.root is None and found:
        raise RuleFaults(found)
    root = rooted(source, reading.root, smallest)
    report = Report(
        source,
        root,
        [] if faults is None else faults,
        [] if warnings is None else warnings,
        reading.unsure,
    )
    report.faults.extend(found)
    if len(report.faults) >= FAULTS_MAX:
        raise RuleFaults(found)
    return report


def _looked_at(source: Source) -> tuple[Reading, list[Fault]]:
    """The tree of what can be read, and everything that is wrong as YAML."""
    reading = parse(source)
    found = list(source.flaws)
    unknown: set[Position] = set()
    if reading.broken is not None:
        reading = _salvaged(source, found, unknown)
    values = reading.unsure.values | unknown
    unsure = Unsure(values, reading.unsure.keys, source.blurred)
    return replace(reading, unsure=unsure), [*found, *reading.faults]


def _salvaged(source: Source, found: list[Fault], unknown: set[Position]) -> Reading:
    """The tree without what is no YAML, none if too little is left.

    Args:
        source: The file.
        found: Takes the faults.
        unknown: Takes the places of values that were taken out.
    """
    gaps = Gaps(list(source.lines))
    looks = max(2, min(LOOKS_MAX, LOOKED_CHARS_MAX // max(1, len(source.text))))
    found += [source.fault(at, WRONG_COLON, hint=COLON_HINT) for at in gaps.mend_heads()]
    for _ in range(looks):
        reading = parse(source, gaps.text)
        broken = reading.broken
        if broken is None:
            return reading
        lines = list(gaps.lines)
        piece = gaps.take_out(broken.at.line, to_end=broken.to_end)
        first, last = (0, len(lines)) if piece is None else (piece.first, piece.last)
        # Where tabs were read as blanks, nobody knows what is wrong besides them.
        if source.widened.isdisjoint(range(first + 1, last + 1)):
            found.append(broken.fault(source))
            if not broken.to_end:
                found += _slips(source, lines, first, last, broken.at.line)
        if piece is None:
            break
        unknown.update(piece.unsure)
    return Reading(None)


def _slips(source: Source, lines: list[str], first: int, last: int, known: int) -> Iterator[Fault]:
    """Other slips of the finger in a piece: whoever makes one mostly makes more of the kind.

    Only a line that begins with a plain word is looked at, outside of texts of several lines.
    """
    block: int | None = None
    for number, line in enumerate(lines[first:last], start=first + 1):
        indent = len(line) - len(line.lstrip(" "))
        if block is not None and (indent > block or not line.strip()):
            continue
        block = indent if _BLOCK_BEGINS.search(line) else None
        slip = slip_in(line) if number != known and _PLAIN_KEY.match(line) else None
        if slip:
            column, message, hint = slip
            yield source.fault(Position(number, column), message, hint=hint)
