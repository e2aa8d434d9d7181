"""What a rule is called: its own name, or one made from its text condition.

It knows words; it must not know rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.reading.nodes import Step

DEFAULT_NAME_CHARS_MAX = 40
"""Longest default name: it is a label, the condition itself stands in the file."""


def default_name(words: Sequence[str], path: Sequence[Step]) -> str:
    """What a rule without a name is called: its text condition or command, else where it stands.

    Args:
        words: Its texts or commands, none if it asks for neither.
        path: Where it stands in its file.
    """
    name = " ".join(" / ".join(words).split())
    name = "".join(char for char in name if char.isprintable())
    if len(name) > DEFAULT_NAME_CHARS_MAX:
        name = name[: DEFAULT_NAME_CHARS_MAX - 1] + "…"
    return name or "rule " + ".".join(str(step + 1) for step in path if isinstance(step, int))


def free_name(name: str, taken: set[str], counts: dict[str, int]) -> str:
    """`name`, or the first of `name (2)`, `name (3)`, … that is free.

    The count is kept, so that 10,000 rules of one name take 10,000 steps and not their square.

    Args:
        name: What it would be called.
        taken: Names that are not free.
        counts: How far each name was counted.
    """
    free = name
    while free in taken:
        counts[name] = counts.get(name, 1) + 1
        free = f"{name} ({counts[name]})"
    return free
