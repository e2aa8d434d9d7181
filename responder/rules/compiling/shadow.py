"""Rules that can never win, because an earlier one takes everything they would take.

Only what is certain is reported: a pattern covers only itself, and a rule with a condition that
can not be compared covers nothing. It knows compiled rules; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.conditions.conditions import (
    AuthorCondition,
    ChatCondition,
    NameCondition,
    TypeCondition,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.conditions.conditions import Condition, TextCondition
    from responder.rules.ruleset import Rule

CANDIDATES_MAX = 100
"""Earlier rules that one rule is compared with; with 10,000 rules all pairs would be 50 million."""

WIDE_MAX = 50
"""Those without a text condition among them, so that they leave room for the others."""

WORK_MAX = 2_000_000
"""Pairs of texts or patterns that are compared for one file, some tenths of a second; beyond it
nothing more is reported. 10,000 ordinary rules stay below."""

LITERAL_CHARS_MAX = 40
"""Longer literals are not searched for parts: the number of parts grows with the square."""


def shadowed(rules: Iterable[Rule]) -> Iterator[tuple[int, int]]:
    """Pairs of a rule that can never win and the earlier rule that takes everything.

    Args:
        rules: In the order of the file.

    Yields:
        Index of the rule and index of the earlier one; each rule at most once.
    """
    seen = _Seen()
    work = 0
    known = list(rules)
    for index, rule in enumerate(known):
        if not rule.enabled:
            continue
        for earlier in islice(seen.candidates(rule), CANDIDATES_MAX):
            work += _weight(known[earlier].text) * _weight(rule.text)
            if work > WORK_MAX:
                return
            if covers(known[earlier], rule):
                yield index, earlier
                break
        else:
            seen.add(index, rule)


def covers(wide: Rule, narrow: Rule) -> bool:
    """Whether `wide` certainly takes every event that `narrow` takes."""
    inner = {check.condition.key: check.condition for check in narrow.checks}
    for check in wide.checks:
        other = inner.get(check.condition.key)
        if other is None or not _condition_covers(check.condition, other):
            return False
    return _text_covers(wide.text, narrow.text)


def _condition_covers(wide: Condition, narrow: Condition) -> bool:
    if wide == narrow:
        return True
    if isinstance(wide, ChatCondition) and isinstance(narrow, ChatCondition):
        return wide.kinds >= narrow.kinds
    if isinstance(wide, AuthorCondition) and isinstance(narrow, AuthorCondition):
        return wide.owner_in >= narrow.owner_in and wide.others_in >= narrow.others_in
    if isinstance(wide, TypeCondition) and isinstance(narrow, TypeCondition):
        return wide.types >= narrow.types
    if isinstance(wide, NameCondition) and isinstance(narrow, NameCondition):
        return _only_names(wide) and (wide.equals or frozenset()) >= (narrow.equals or {""})
    return False


def _weight(text: TextCondition | None) -> int:
    """How many texts and patterns of a condition a comparison has to look at."""
    if text is None:
        return 1
    return 1 + sum(len(wants or ()) for wants in (text.equals, text.contains, text.patterns))


def _only_names(names: NameCondition) -> bool:
    return names.contains is None and names.patterns is None


def _text_covers(wide: TextCondition | None, narrow: TextCondition | None) -> bool:
    if wide is None:
        return True
    if narrow is None or wide.exact != narrow.exact:
        return False
    equals = _words(narrow.equals)
    if wide.equals is not None and not (equals and equals <= _words(wide.equals)):
        return False
    if wide.contains is not None:
        parts = _words(wide.contains)
        literals = equals or _words(narrow.contains)
        if not literals or not all(_holds_one(literal, parts) for literal in literals):
            return False
    return wide.patterns is None or set(narrow.patterns or [None]) <= set(wide.patterns)


def _holds_one(literal: str, parts: frozenset[str]) -> bool:
    return any(part in literal for part in parts)


def _words(pairs: tuple[tuple[str, str], ...] | None) -> frozenset[str]:
    return frozenset(word for word, _ in pairs or ())


@dataclass(slots=True)
class _Seen:
    """Earlier rules by what a later rule must have to be covered by one."""

    wide: list[int] = field(default_factory=list)
    by_literal: dict[str, list[int]] = field(default_factory=dict)
    by_pattern: dict[str, list[int]] = field(default_factory=dict)

    def add(self, index: int, rule: Rule) -> None:
        """Remember a rule for the later ones."""
        text = rule.text
        if text is None:
            self.wide.append(index)
        elif text.patterns is not None:
            for pattern in text.patterns:
                self.by_pattern.setdefault(pattern.source, []).append(index)
        else:
            for word in _words(text.equals) or _words(text.contains):
                self.by_literal.setdefault(word, []).append(index)

    def candidates(self, rule: Rule) -> Iterator[int]:
        """Earlier rules that may cover `rule`, in no particular order."""
        yield from islice(self.wide, WIDE_MAX)
        text = rule.text
        if text is None:
            return
        for pattern in text.patterns or ():
            yield from self.by_pattern.get(pattern.source, ())
        literal = min(_words(text.equals) or _words(text.contains), default="")
        for start in range(min(len(literal), LITERAL_CHARS_MAX)):
            for end in range(start + 1, min(len(literal), LITERAL_CHARS_MAX) + 1):
                yield from self.by_literal.get(literal[start:end], ())
        yield from self.by_literal.get(literal, ()) if len(literal) > LITERAL_CHARS_MAX else ()
