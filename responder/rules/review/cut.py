"""Texts that end where their author wrote on: `reply: 请加QQ #12345`.

Behind a blank a # begins a comment, of which nothing is left in the value; so the lines of a file
are looked at. It must not know what keys mean.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Scalar, Sequence
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.source import Source
    from responder.rules.review.material import Material

_SIGN = " #"
_SIGNS = frozenset("{[<@$\uffe5\xa5\u3010\u300a\uff08(")
"""What may follow a # that belongs to a text, besides letters and digits."""

_KEYS = frozenset(
    {
        *("when", "text", "equals", "contains", "contains_all", "words", "starts_with"),
        *("ends_with", "regex", "without", "like", "any", "all", "not", "command"),
        *("name", "sender", "group", "to", "remark", "from", "says"),
        *("reply", "parts", "alert", "prompt", "retry", "accept", "choices", "cancel", "one_of"),
    }
)
"""Keys under which texts stand; a number or duration with a comment is nothing odd."""

_NAMED = frozenset({"vars", "lists", "tables"})
"""Keys of the file under which texts stand by any name."""

_HINT = "put the whole text in quotes; behind the # of a comment write a blank"


def note_cut(material: Material) -> None:
    """Warn of each text with a # behind it that hardly begins a comment.

    A comment mostly has a blank behind its #, a number or a topic has none.
    """
    for report in material.reports:
        for line, at in _signs_in(report.source):
            text = report.source.lines[line - 1]
            path, node = _at_line(report.root, line)
            if not (isinstance(node, Scalar) and node.plain and node.line == line):
                continue
            begin = node.at.column - 1
            is_cut = text[begin:at].rstrip() == node.text and _is_of_text(path)
            if is_cut:
                message = f"this text ends before {quote(text[at + 1 :])}, which is a comment"
                report.warn(path, message, _HINT)


def _signs_in(source: Source) -> Iterator[tuple[int, int]]:
    """Each line with such a # behind something else, and where the blank before it stands."""
    text = source.text
    line, seen, found = 1, 0, 0
    at = text.find(_SIGN)
    while at >= 0 and found < NOTES_MAX:
        line += text.count("\n", seen, at)
        seen = at
        begin = text.rfind("\n", 0, at) + 1
        after = text[at + len(_SIGN) : at + len(_SIGN) + 1]
        if (after.isalnum() or after in _SIGNS) and text[begin:at].strip(" -"):
            found += 1
            yield line, at - begin
        end = text.find("\n", at)
        at = text.find(_SIGN, end) if end >= 0 else -1


def _at_line(root: Node, line: int) -> tuple[tuple[Step, ...], Node]:
    """The last value that begins in a line or above it, with its path."""
    node = root
    path: list[Step] = []
    while not isinstance(node, Scalar):
        nodes = node.items if isinstance(node, Sequence) else tuple(node.values.values())
        place = bisect_right(nodes, line, key=lambda one: one.line) - 1
        if place < 0:
            break
        path.append(place if isinstance(node, Sequence) else tuple(node.values)[place])
        node = nodes[place]
    return tuple(path), node


def _is_of_text(path: tuple[Step, ...]) -> bool:
    keys = [step for step in path if isinstance(step, str)]
    return bool(keys) and (keys[-1] in _KEYS or keys[0] in _NAMED)
