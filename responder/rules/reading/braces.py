"""Templates where nobody fills them in.

It knows the braces of templates; it must not know templates.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report

RAW = "this stays as it is, braces and all: "
RAW_HINT = "only what stands in a rule is filled in: write it there"
"""What is said of them, and the way out."""

_MARKED = re.compile(r"\{\{[^{}]{1,200}\}\}|\{%[^{}]{1,200}%\}")


def marked(text: str) -> str:
    """A piece of a text that would be filled in if it stood in a rule, `""` without one."""
    found = _MARKED.search(text) if "{" in text else None
    return found.group() if found else ""


def raw_texts(
    node: Node, path: tuple[Step, ...], find: Callable[[str], str] = marked
) -> Iterator[tuple[tuple[Step, ...], str, bool]]:
    """Everything in a node that would be filled in elsewhere.

    Args:
        node: Keys and values are looked at.
        path: To it.
        find: Gives a piece of a text with a brace, `""` without one.

    Yields:
        The place, the piece, and whether it is the key that stands there.
    """
    if isinstance(node, Scalar):
        if found := find(node.text):
            yield path, found, False
    elif isinstance(node, Sequence):
        for place, item in enumerate(node.items):
            yield from raw_texts(item, (*path, place), find)
    else:
        for key, value in node.entries:
            if "{" in key.text and (found := find(key.text)):
                yield (*path, key.text), found, True
            # Tables have many thousands of plain answers.
            if type(value) is not Scalar or "{" in value.text:
                yield from raw_texts(value, (*path, key.text), find)


def note_raw(report: Report, found: Iterable[tuple[tuple[Step, ...], str, bool]]) -> None:
    """Warn of what `raw_texts` has found in a file."""
    for path, text, is_key in found:
        note = report.key_warn if is_key else report.warn
        note(path, RAW + quote(text), RAW_HINT)
