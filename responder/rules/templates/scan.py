"""A quick look at the most common templates: text with plain values in it.

Parsing costs some hundred microseconds, and a file may have 100,000 templates such as
`{{ sender.name }} 您好，订单 {{ match.id }}`. What this look passes, the whole check passes too; of
what it does not pass, it knows nothing. It must not know Jinja.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from responder.rules.templates.filters import FILTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.entry import Arity
    from responder.rules.templates.words import Known

STEPS_MAX = 8
"""Members and filters of one value; what has more is left to the whole check."""

PATHS_KEPT_MAX = 256
"""Paths that are remembered in pieces."""

_NAME = r"[^\W\d]\w*"
_INDEX = r"\[(?:0|[1-9][0-9]{0,3})\]"
_PLAIN = r"""(?:'[^'\\{}]*'|"[^"\\{}]*"|0|[1-9][0-9]{0,5})"""
_FILTER = rf"\|\s*{_NAME}\s*(?:\(\s*{_PLAIN}\s*(?:,\s*{_PLAIN}\s*)*\)\s*)?"
MARK = re.compile(
    rf"\{{\{{\s*(?P<root>{_NAME})(?P<path>(?:\.{_NAME}|{_INDEX})*)\s*"
    rf"(?P<filters>(?:{_FILTER})*)\}}\}}|\{{[{{%#]"
)
"""A plain value, or else the first sign of something that is none."""

STEP = re.compile(rf"\.({_NAME})|\[([0-9]+)\]")
"""One step of the path of a plain value: a name or a number."""

_CALL = re.compile(rf"\|\s*({_NAME})\s*(?:\(([^)]*)\)\s*)?")
_ONE = re.compile(_PLAIN)

_NAMING = frozenset({"map", "select", "reject", "selectattr", "rejectattr"})
"""Filters whose arguments name filters and tests, which the whole check knows."""


def plainly_right(source: str, known: Mapping[str, Known]) -> bool:
    """Whether a template has nothing but plain values, all of which exist.

    Args:
        source: The template.
        known: The names it may use.
    """
    for root, path, filters in MARK.findall(source):
        if root not in known or not _path_exists(root, path, known[root]):
            return False
        if filters and not _filters_exist(filters):
            return False
    return True


def _path_exists(root: str, path: str, shape: Known) -> bool:
    if not path and shape is not None:
        shape.used(None)
    for taken, (name, index) in enumerate(_steps_of(path)):
        if taken >= STEPS_MAX or (name and not name.isidentifier()):
            return False
        # A number behind a text is a position in it; behind `match` it is the name of a group.
        member = name or (index if root == "match" and not taken else None)
        if shape is None:
            continue
        if member is not None and not shape.has(member):
            return False
        shape.used(member)
        shape = None if member is None else shape.member(member)
    return True


@lru_cache(maxsize=PATHS_KEPT_MAX)
def _steps_of(path: str) -> tuple[tuple[str, str], ...]:
    """Names and numbers of a path; most templates of a file ask for a few."""
    return tuple(STEP.findall(path))


def _filters_exist(filters: str) -> bool:
    calls = list(_CALL.finditer(filters))
    # A bracket inside a text would pass for the end; then the pieces do not add up.
    if len(calls) > STEPS_MAX or sum(len(one[0]) for one in calls) != len(filters):
        return False
    for call in calls:
        name, arguments = call.groups()
        arity = _arities().get(name)
        count = len(_ONE.findall(arguments)) if arguments else 0
        if arity is None or not arity.least <= count <= arity.in_order:
            return False
        if name == "date" and count and "%" not in arguments:  # which is always the same words
            return False
    return True


@cache
def _arities() -> dict[str, Arity]:
    """What the filters take that take plain values; kept for good."""
    return {
        name: entry.arity(value=False) for name, entry in FILTERS.items() if name not in _NAMING
    }
