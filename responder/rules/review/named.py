"""Values of `vars`, `lists` and `tables` that are not what they look like.

It knows what stands there as it is written; it must not know which rules use it.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.braces import marked, note_raw, raw_texts
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.review.material import NOTES_MAX
from responder.rules.templates.complaints import like_template

if TYPE_CHECKING:
    from responder.rules.reading.report import Report
    from responder.rules.review.material import Material

_COMMAS = frozenset(",\uff0c\u3001")
"""What somebody writes between the texts of a list."""


def note_named(material: Material) -> None:
    """Warn of templates where nobody fills them in, and of lists that are one text."""
    for report in material.reports:
        root = report.root.values if isinstance(report.root, Mapping) else {}
        for section in ("vars", "lists", "tables"):
            if section in root:
                found = raw_texts(root[section], (section,), _like_template)
                note_raw(report, islice(found, NOTES_MAX))
        lists = root.get("lists")
        if isinstance(lists, Mapping):
            _note_single(report, lists)


def _like_template(text: str) -> str:
    """What looks like a template in whatever braces."""
    return (marked(text) or like_template(text)) if "{" in text else ""


def _note_single(report: Report, lists: Mapping) -> None:
    """Warn of `vip: 小明、小红`: a list of one text, though two were meant."""
    for key, node in lists.entries:
        only, path = node, ("lists", key.text)
        if isinstance(node, Sequence) and len(node.items) == 1:
            only = node.items[0]
        if isinstance(only, Scalar) and only.plain and not _COMMAS.isdisjoint(only.text):
            message = f"this list has one text, comma and all: {quote(only.text)}"
            hint = "write [ ] around several texts, and an ordinary comma between them"
            report.warn(path, message, hint)
