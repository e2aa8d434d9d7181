"""What compiling the rules of one file needs besides the rules.

It must not know any condition or action.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.compiling.stores import NO_STORES, Stores
from responder.rules.sentences import CHINESE, Sentences
from responder.rules.table import Table
from responder.rules.text.folding import Folding
from responder.rules.text.patterns import PatternCompiler

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from responder.formats import Seen
    from responder.rules.conditions.literals import LiteralTest
    from responder.rules.reading.faults import Fault
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.templates.words import Known


def _nothing(_: str) -> None:
    """No file is at hand."""


@dataclass(frozen=True, slots=True)
class Context:
    """What all rules of a rule file share while they are compiled.

    Args:
        report: Takes the faults of the file that the rules stand in.
        names: `vars`.
        lists: `lists`.
        tables: `tables`.
        folding: How texts are compared.
        sentences: `sentences`.
        timezone: IANA name, None for the machine's.
        zone: The same, ready for use.
        collects: Whether bursts of messages become one.
        patterns: Compiles the patterns of all rules.
        used: Names of lists and tables that a rule or template has asked for.
        literals: Tests by whole lists and tables, which many rules may share.
        shapes: Name of a table to what its rows are, for templates.
        known: Names of templates, by what conditions give and whether there is a group; for rules
            without arguments and values of tables.
        entries: `lists` and `tables` as expressions of conditions see them.
        noted: What is said once in a file, however many rules give cause.
        hears_s: For how long, in seconds, conditions ask what was written before.
        stores: What the rules of all files store.
        peek: Tells what can be told of a file that is only sent; None where files are not at hand.
        secrets: Names of secrets that rules send, each with what is to be said where there is none.
        silences: Where a condition asks for a time of the owner's silence, and for how long.
    """

    report: Report
    names: Table = field(default_factory=Table)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    folding: Folding = field(default_factory=Folding)
    sentences: Sentences = CHINESE
    timezone: str | None = None
    zone: ZoneInfo | None = None
    collects: bool = False
    patterns: PatternCompiler = field(default_factory=PatternCompiler)
    used: set[str] = field(default_factory=set)
    literals: dict[tuple[object, ...], LiteralTest] = field(default_factory=dict)
    shapes: dict[str, Known] = field(default_factory=dict)
    known: dict[tuple[tuple[str, ...], bool], dict[str, Known]] = field(default_factory=dict)
    entries: dict[str, Table] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    hears_s: list[float] = field(default_factory=list)
    stores: Stores = NO_STORES
    peek: Callable[[str], Seen | None] = _nothing
    secrets: list[tuple[str, Fault]] = field(default_factory=list)
    silences: list[tuple[Report, tuple[Step, ...], float]] = field(default_factory=list)
