"""Texts that stand twice where once would do.

It knows lists as they are written; it must not know what they are for.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.review.material import NOTES_MAX
from responder.rules.steps import DO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report
    from responder.rules.review.material import Material

_Path: TypeAlias = "tuple[Step, ...]"


class _Note(NamedTuple):
    """A warning to be."""

    report: Report
    path: _Path
    message: str
    hint: str


def note_twice(material: Material) -> None:
    """Warn of texts that stand twice in a list, and of answers that are all the same.

    An answer that stands twice beside others is none: it is picked twice as often.
    """
    for note in islice(_notes(material), NOTES_MAX):
        note.report.warn(note.path, note.message, note.hint)


def _notes(material: Material) -> Iterator[_Note]:
    for report in material.reports:
        lists = report.root.get("lists") if isinstance(report.root, Mapping) else None
        for name, node in lists.values.items() if isinstance(lists, Mapping) else ():
            for place, text in _repeated(_texts(node)):
                yield _twice(report, ("lists", name, place), text)
    for site in material.sites.values():
        values = site.node.values if isinstance(site.node, Mapping) else {}
        when = values.get("when")
        if when is not None and _may_repeat(when):
            for path, text in _repeated_in(when):
                yield _twice(site.report, (*site.path, "when", *path), text)
        for path in _choices_of_one(values):
            message = "all answers to pick from are the same"
            yield _Note(site.report, (*site.path, *path), message, "one of them is enough")


def _twice(report: Report, path: _Path, text: str) -> _Note:
    return _Note(report, path, f"{quote(text)} stands twice in this list", "once is enough")


def _texts(node: Node | None) -> list[str]:
    """The texts of a list; what is no text has its place too, but is not compared."""
    items = node.items if isinstance(node, Sequence) else ()
    return [item.text if isinstance(item, Scalar) else "" for item in items]


def _may_repeat(node: Node) -> bool:
    """Whether a text stands twice in any list of a condition: asked of every rule, hardly any has.

    Places and what the lists are for are looked at only then.
    """
    inside: Iterable[Node]
    if type(node) is Mapping:
        inside = node.values.values()
    elif type(node) is Sequence:
        inside = node.items
        texts = [one.text for one in inside if type(one) is Scalar]
        if len(texts) == len(inside):
            return len(set(texts)) < len(texts)
        if len(set(texts)) < len(texts):
            return True
    else:
        return False
    for one in inside:  # noqa: SIM110 - `any` with a generator takes twice as long
        if type(one) is not Scalar and _may_repeat(one):
            return True
    return False


def _repeated_in(node: Node, key: str = "") -> list[tuple[_Path, str]]:
    """The texts that stand twice in a list somewhere in a condition, with their places."""
    found: list[tuple[_Path, str]] = []
    if isinstance(node, Mapping):
        for name, value in node.values.items():
            if type(value) is not Scalar and name != "time":
                found += [((name, *path), text) for path, text in _repeated_in(value, name)]
    elif isinstance(node, Sequence) and len(node.items) > 1:
        if key not in _NO_TEXTS:
            found += [((place,), text) for place, text in _repeated(_texts(node))]
        for place, value in enumerate(node.items):
            if type(value) is not Scalar:
                found += [((place, *path), text) for path, text in _repeated_in(value)]
    return found


_NO_TEXTS = frozenset({"any", "all", "not"})
"""Keys whose lists hold conditions: of one that is a mere text nobody says that it stands twice."""


def _repeated(texts: list[str]) -> list[tuple[int, str]]:
    """Each text that stood before, with its place; not a blank one."""
    if len(set(texts)) == len(texts):
        return []
    first = {text: place for place, text in reversed([*enumerate(texts)])}
    return [(place, text) for place, text in enumerate(texts) if text and first[text] < place]


def _choices_of_one(rule: dict[str, Node]) -> list[_Path]:
    """Where several answers are to pick from, and all are the same."""
    found: list[_Path] = []
    if _is_choice_of_one(rule.get("reply")):
        found.append(("reply",))
    actions = rule.get(DO)
    if not isinstance(actions, Sequence):
        return found
    for place, action in enumerate(actions.items):
        if isinstance(action, Mapping) and _is_choice_of_one(action.get("reply")):
            found.append((DO, place, "reply"))
    return found


def _is_choice_of_one(node: Node | None) -> bool:
    return isinstance(node, Sequence) and len(node.items) > 1 and len(set(_texts(node))) == 1
