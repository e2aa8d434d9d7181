"""What a rule is called: its own name, or one made from its text condition.

It knows specs; it must not know what rules do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.spec.rule import RuleSpec

DEFAULT_NAME_CHARS_MAX = 40
"""Longest default name: it is a label, the condition itself stands in the file."""


def name_rules(specs: Mapping[int, RuleSpec]) -> dict[int, str]:
    """A unique name for every rule; that given names are unique is checked elsewhere.

    Args:
        specs: Index in the file to rule.

    Returns:
        Index to name. Default names make way for given ones and for earlier ones: ` (2)`.
    """
    names = {index: spec.name for index, spec in specs.items() if spec.name is not None}
    taken = set(names.values())
    counts: dict[str, int] = {}
    for index, spec in specs.items():
        if spec.name is None:
            names[index] = _free(_default_name(spec, index), taken, counts)
            taken.add(names[index])
    return names


def _default_name(spec: RuleSpec, index: int) -> str:
    text = None if spec.when is None else spec.when.text
    words = () if text is None else text.equals or text.contains or text.regex or ()
    name = " ".join(" / ".join(words).split())
    name = "".join(char for char in name if char.isprintable())
    if len(name) > DEFAULT_NAME_CHARS_MAX:
        name = name[: DEFAULT_NAME_CHARS_MAX - 1] + "…"
    return name or f"rule {index + 1}"


def _free(name: str, taken: set[str], counts: dict[str, int]) -> str:
    """`name`, or the first of `name (2)`, `name (3)`, … that is free.

    The count is kept, so that 10,000 rules of one name take 10,000 steps and not their square.
    """
    free = name
    while free in taken:
        counts[name] = counts.get(name, 1) + 1
        free = f"{name} ({counts[name]})"
    return free
