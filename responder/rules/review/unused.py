"""Lists, tables and vars that nothing asks for.

It knows where they are named and asked for; it must not know what they are for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping
from responder.rules.templates.words import EVERY, TABLE_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.review.material import Material

_WORDS = {
    "vars": ("value", "write {{ vars.NAME }} where it belongs, or leave it out"),
    "lists": ("list", "write {list: NAME} where it belongs, or leave it out"),
    "tables": ("table", "write {in: NAME} where it belongs, or leave it out"),
}

_ASKED = re.compile(
    r"""(?<![\w.])vars\b(?!["']?\s*:)(?:"""
    r"""\s*(?:\[|\.\s*get\s*\()\s*\\?(?P<mark>["'])(?P<key>[^"'\\]*)\\?(?P=mark)"""
    r"""|\s*\.\s*(?P<name>[^\W\d]\w*))?"""
)
"""`vars` in a text with the name behind it: `vars.shop`, `vars['shop']`, `vars.get("shop")`."""


def note_unused(material: Material) -> None:
    """Warn of each name in the main file that nothing asks for.

    Included files may serve several rule files, so what one of them leaves unused is no mistake.
    """
    used = material.context.used
    for section, asked in (("lists", used), ("tables", used), ("vars", None)):
        node = material.main.root.get(section) if isinstance(material.main.root, Mapping) else None
        names = [key.text for key, _ in node.entries] if isinstance(node, Mapping) else []
        if not names:
            continue
        known = _asked_vars(material) if asked is None else asked
        for name in [] if EVERY in known else names:
            if name not in known:
                what, way = _WORDS[section]
                message = f"nothing uses the {what} {quote(name)}"
                hint = way.replace("NAME", name) + _instead(material, section, name)
                material.main.key_warn((section, name), message, hint)


def _instead(material: Material, section: str, name: str) -> str:
    """Where the name of a list or table stands as a text of its own, for which it was taken."""
    if section == "vars":
        return ""
    alone = re.compile(rf"[:\[,-] *[\"']?{re.escape(name)}[\"']? *(?:[,\]}}]|$)")
    lines = material.main.source.lines
    where = next((at for at, line in enumerate(lines, start=1) if alone.search(line)), 0)
    return f"; in line {where} it is a text like any other" if where else ""


def _asked_vars(material: Material) -> set[str]:
    """Every name that any of the files asks for, `EVERY` where only a message decides which."""
    texts = (report.source.text for report in material.reports)
    return set(_vars_in(texts))


def _vars_in(texts: Iterable[str]) -> Iterator[str]:
    # Conditions fill their texts in while they are compiled, so only the files have them still.
    # Whatever looks like a use is one: a comment may hide a mistake, but makes none up.
    for text in texts:
        for found in _ASKED.finditer(text):
            name = found["key"] or found["name"]
            yield EVERY if not name or name in TABLE_METHODS else name
