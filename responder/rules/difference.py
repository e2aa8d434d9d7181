"""What one rule set does that another does not: rule by rule, as rules are known by name.

It compares what was compiled, so a comment or another layout is no difference.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.rules.ruleset import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.ruleset import RuleSet


class Kind(StrEnum):
    """What has become of a rule or setting."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


MARKS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~", Kind.MOVED: ">"}
"""How each begins a line."""

_WORDS = {
    "conditions": "when",
    "actions": "answers",
    "on_error": "on_error",
    "proceeds": "continue",
    "shadow": "shadow",
    "claims": "cooldown, limit",
    "delay": "delay",
    "enabled": "enabled",
}
"""The parts of a rule in words of the rule file."""

_PLACE = frozenset({"name", "file", "line", "brief"})
"""Where a rule stands, and how it is written, says nothing of what it does."""

_SETTINGS = {
    "timezone": "timezone",
    "folding": "fold",
    "names": "vars",
    "lists": "lists",
    "tables": "tables",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One rule or setting that is not what it was.

    Args:
        kind: What has become of it.
        name: Of the rule; of a setting its key.
        parts: What of it has changed, in words of the rule file.
        file: Where it stands now, or stood.
        line: Likewise, 1-based; 0 for a setting.
    """

    kind: Kind
    name: str
    parts: tuple[str, ...] = ()
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        """One line."""
        parts = f": {', '.join(self.parts)}" if self.parts else ""
        place = f"  ({self.file}:{self.line})" if self.line else ""
        return f"{MARKS[self.kind]} {self.name}{parts}{place}"


def differences(old: RuleSet, new: RuleSet) -> tuple[Difference, ...]:
    """What is different, settings first, then the rules in the order of the new file.

    Args:
        old: What holds.
        new: What would hold.
    """
    return (*_settings(old, new), *_rules(old, new))


def _settings(old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    limits = tuple(
        field.name.removesuffix("_s")
        for field in fields(old.limits)
        if getattr(old.limits, field.name) != getattr(new.limits, field.name)
    )
    if limits:
        yield Difference(Kind.CHANGED, "limits", limits)
    for attribute, key in _SETTINGS.items():
        if getattr(old, attribute) != getattr(new, attribute):
            yield Difference(Kind.CHANGED, key)


def _rules(old: RuleSet, new: RuleSet) -> Iterator[Difference]:
    moved = _moved([*old.by_name], [*new.by_name])
    for name, rule in old.by_name.items():
        if name not in new.by_name:
            yield Difference(Kind.REMOVED, name, (), rule.file, rule.line)
    for name, rule in new.by_name.items():
        before = old.by_name.get(name)
        if before is None:
            yield Difference(Kind.ADDED, name, (), rule.file, rule.line)
            continue
        parts = _parts(before, rule)
        if parts:
            yield Difference(Kind.CHANGED, name, parts, rule.file, rule.line)
        if name in moved:
            yield Difference(Kind.MOVED, name, (), rule.file, rule.line)


def _parts(old: Rule, new: Rule) -> tuple[str, ...]:
    return tuple(
        _WORDS.get(field.name, field.name)
        for field in fields(Rule)
        if field.name not in _PLACE and getattr(old, field.name) != getattr(new, field.name)
    )


def _moved(old: list[str], new: list[str]) -> frozenset[str]:
    """Names that both have and that stand elsewhere among the others: as few as explain it.

    The others are the longest of all rows of names that stand in the same order in both.
    """
    places = {name: place for place, name in enumerate(old)}
    known = [name for name in new if name in places]
    ends: list[int] = []
    rows: list[tuple[str, int]] = []
    row_of: list[int] = []
    for name in known:
        place = places[name]
        length = bisect_left(ends, place)
        before = row_of[length - 1] if length else -1
        rows.append((name, before))
        ends[length : length + 1] = [place]
        row_of[length : length + 1] = [len(rows) - 1]
    stayed = set()
    at = row_of[-1] if row_of else -1
    while at >= 0:
        name, at = rows[at]
        stayed.add(name)
    return frozenset(known) - stayed
