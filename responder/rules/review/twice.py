"""Texts that stand twice where once would do.

It knows lists as they are written; it must not know what they are for.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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

_VALUES = (str, int, float, type(None))


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
            for path, text in _repeated_in(spec.when, ("when",)):
                yield _twice(site.report, (*site.path, *path), text)
        for path in _choices_of_one(spec):
            message = "all answers to pick from are the same"
            yield _Note(site.report, (*site.path, *path), message, "one of them is enough")


def _twice(report: Report, path: _Path, text: str) -> _Note:
    return _Note(report, path, f"{quote(text)} stands twice in this list", "once is enough")


def _texts(node: Node) -> list[str]:
    items = node.items if isinstance(node, Sequence) else ()
    return [item.text for item in items if isinstance(item, Scalar)]


def _repeated_in(section: Section, path: _Path) -> Iterator[tuple[_Path, str]]:
    """The texts that stand twice in a list of a section, or of one in it, with their places."""
    for name in section.model_fields_set:
        value = getattr(section, name)
        if isinstance(value, tuple):
            if len(value) == 1 and isinstance(value[0], str):
                continue
            # Fields whose keys are words of Python too, such as `in`, end with an underscore.
            here = (*path, name.rstrip("_"))
            for place, item in enumerate(value):
                if not isinstance(item, str) and isinstance(item, Section):
                    yield from _repeated_in(item, (*here, place))
            # What is no text has a place too, but is not compared.
            texts = [item if isinstance(item, str) else "" for item in value]
            for place, text in _repeated(texts):
                yield (*here, place), text
        # Whether something is a model takes ten times as long to find out as anything else here.
        elif not isinstance(value, _VALUES) and isinstance(value, Section):
            yield from _repeated_in(value, (*path, name.rstrip("_")))


def _repeated(texts: list[str]) -> list[tuple[int, str]]:
    """Each text that stood before, with its place; not a blank one."""
    if len(set(texts)) == len(texts):
        return []
    first = {text: place for place, text in reversed([*enumerate(texts)])}
    return [(place, text) for place, text in enumerate(texts) if text and first[text] < place]


def _choices_of_one(spec: RuleSpec) -> Iterator[_Path]:
    """Where several answers are to pick from, and all are the same."""
    if spec.reply is not None and _is_choice_of_one(spec.reply):
        yield ("reply",)
    for place, action in enumerate(spec.do or ()):
        if _is_choice_of_one(action.reply):
            yield DO, place, "reply"


def _is_choice_of_one(texts: tuple[str, ...]) -> bool:
    return len(texts) > 1 and len(set(texts)) == 1
