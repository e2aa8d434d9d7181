"""Texts that stand twice where once would do.

It knows lists as they are written; it must not know what they are for.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, TypeGuard

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Scalar, Sequence
from responder.rules.review.material import NOTES_MAX
from responder.rules.runs import DO
from responder.rules.spec.section import Section

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report
    from responder.rules.review.material import Material
    from responder.rules.spec.rule import RuleSpec

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
        for name, node in lists.entries if isinstance(lists, Mapping) else ():
            for place, text in _repeated(_texts(node)):
                yield _twice(report, ("lists", name.text, place), text)
    for site in material.sites.values():
        spec = site.spec
        if spec is None:
            continue
        if spec.when is not None:
            for path, text in _repeated_in(spec.when):
                yield _twice(site.report, (*site.path, "when", *path), text)
        for path in _choices_of_one(spec):
            message = "all answers to pick from are the same"
            yield _Note(site.report, (*site.path, *path), message, "one of them is enough")


def _twice(report: Report, path: _Path, text: str) -> _Note:
    return _Note(report, path, f"{quote(text)} stands twice in this list", "once is enough")


def _texts(node: Node) -> list[str]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item.text for item in items if isinstance(item, Scalar)]


def _repeated_in(section: Section) -> list[tuple[_Path, str]]:
    """The texts that stand twice in a list of a section, or of one in it, with their places.

    Every rule is asked and hardly any has such a text, so no path is made before there is one.
    """
    found: list[tuple[_Path, str]] = []
    for name in section.model_fields_set:
        value = getattr(section, name)
        inside: list[tuple[_Path, str]] = []
        if isinstance(value, tuple):
            if len(value) == 1 and isinstance(value[0], str):
                continue
            inside = _repeated_among(value)
        elif value is not None and _is_section(value):
            inside = _repeated_in(value)
        # Fields whose keys are words of Python too, such as `in`, end with an underscore.
        found += [((name.rstrip("_"), *path), text) for path, text in inside]
    return found


def _repeated_among(values: tuple[object, ...]) -> list[tuple[_Path, str]]:
    """The same of a list."""
    if {*map(type, values)} == {str} and len(set(values)) == len(values):
        return []
    # What is no text has a place too, but is not compared.
    texts = [value if isinstance(value, str) else "" for value in values]
    found: list[tuple[_Path, str]] = [((place,), text) for place, text in _repeated(texts)]
    for place, value in enumerate(values):
        if not isinstance(value, str) and _is_section(value):
            found += [((place, *path), text) for path, text in _repeated_in(value)]
    return found


def _is_section(value: object) -> TypeGuard[Section]:
    # To ask `isinstance` of a model takes ten times as long.
    return Section in type(value).__mro__


def _repeated(texts: list[str]) -> list[tuple[int, str]]:
    """Each text that stood before, with its place; not a blank one."""
    if len(set(texts)) == len(texts):
        return []
    first = {text: place for place, text in reversed([*enumerate(texts)])}
    return [(place, text) for place, text in enumerate(texts) if text and first[text] < place]


def _choices_of_one(spec: RuleSpec) -> list[_Path]:
    """Where several answers are to pick from, and all are the same."""
    found: list[_Path] = []
    if spec.reply is not None and _is_choice_of_one(spec.reply):
        found.append(("reply",))
    for place, action in enumerate(spec.do or ()):
        if _is_choice_of_one(action.reply):
            found.append((DO, place, "reply"))
    return found


def _is_choice_of_one(texts: tuple[str, ...]) -> bool:
    return len(texts) > 1 and len(set(texts)) == 1
