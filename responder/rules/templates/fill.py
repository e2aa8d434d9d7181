"""Fills in the most common templates without Jinja: text with plain values in it.

Compiling costs half a millisecond and some kilobytes for each template that is ever used, and
texts of conditions are filled in while the file is read. What is filled in here comes out the same
there; what might not is left to it. It must not know Jinja.
"""

from __future__ import annotations

from collections.abc import Mapping

from responder.rules.templates.budget import OUTPUT_CHARS_MAX
from responder.rules.templates.remembered import ScopeView
from responder.rules.templates.scan import MARK, STEP
from responder.rules.templates.values import as_text
from responder.rules.templates.views import MEMBERS, VIEWS, MatchView

_ABSENT = object()
_PRINTED = (str, int, float, *VIEWS)


def filled(source: str, values: Mapping[str, object]) -> str | None:
    """The text of a template, None where only Jinja can tell.

    Args:
        source: A template that `plainly_right` has passed.
        values: Name to value, see `views.scene`.
    """
    if "\r" in source:
        return None  # Jinja makes one kind of line end of all of them
    parts: list[str] = []
    length = end = 0
    for found in MARK.finditer(source):
        if found["filters"]:
            return None
        value = _at(values.get(found["root"], _ABSENT), found["path"])
        if not isinstance(value, _PRINTED):
            return None
        parts += source[end : found.start()], as_text(value)
        end = found.end()
        length += len(parts[-1]) + len(parts[-2])
        if length > OUTPUT_CHARS_MAX:
            return None
    return "".join((*parts, source[end:]))


def _at(value: object, path: str) -> object:
    """What stands at a path, `_ABSENT` where it is no plain member."""
    for name, index in STEP.findall(path):
        if isinstance(value, Mapping):
            value = value.get(name, _ABSENT) if name else _ABSENT
        elif isinstance(value, (MatchView, ScopeView)):
            # Jinja would find an attribute of that name first, and refuse it.
            value = _ABSENT if name.startswith("_") else _captured(value, name or index)
        else:
            known = name in MEMBERS.get(type(value), ())
            value = getattr(value, name) if known else _ABSENT
    return value


def _captured(view: MatchView | ScopeView, name: str) -> object:
    try:
        return view[name]
    except KeyError:
        return _ABSENT
