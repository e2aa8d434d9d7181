"""From the tree to the spec, with every fault that the schema finds.

It turns Pydantic's errors into faults with a place in the file. It must not know what the keys
mean together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from responder.rules.reading.nodes import Mapping, Sequence, got
from responder.rules.reading.reader import SURE
from responder.rules.reading.report import items_of
from responder.rules.spec.fields import EXPECTED, KEY
from responder.rules.spec.head import HeadSpec
from responder.rules.spec.keys import note_key, note_shallow, section_at
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.section import Section
from responder.rules.spec.trial import TrialSpec

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pydantic_core import ErrorDetails

    from responder.rules.reading.nodes import Node, Scalar, Step
    from responder.rules.reading.report import Report

_Spec = TypeVar("_Spec", bound=Section)

_NAMED = frozenset({"lists", "tables"})
"""Keys whose entries have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Head:
    """Everything of a file but its rules and tests, as far as it is sound.

    Args:
        spec: What is sound of it.
        faulty: Keys that have faults, which the report then has; they are not in `spec`.
        blurred: Lists and tables that have, each as section and name: of them nothing but the name
            is known. They are not in `spec`, but those beside them are.
    """

    spec: HeadSpec = field(default_factory=HeadSpec)
    faulty: frozenset[str] = frozenset()
    blurred: tuple[tuple[str, str], ...] = ()


def check_head(report: Report) -> Head:
    """Check everything but the rules and tests; what has a fault is left out."""
    root = report.root
    if not isinstance(root, Mapping):
        hint = "write `rules:` in the first line" if isinstance(root, Sequence) else ""
        report.fault((), f"expected {HeadSpec.expects}, got {got(root)}", hint)
        return Head()
    entries = tuple(entry for entry in root.entries if entry[0].text not in {"rules", "tests"})
    if not entries:
        return Head()
    spec = _checked(report, HeadSpec, Mapping.of(entries, root.at), ())
    if spec is not None:
        return Head(spec)
    paths = _faulty_paths(HeadSpec, Mapping.of(entries, root.at))
    # Of a file that is not all YAML nobody knows which names it would have.
    sure = report.unsure == SURE
    blurred = dict.fromkeys(path[:2] for path in paths if sure and _is_of_entry(path))
    faulty = frozenset(path[0] for path in paths if path[:2] not in blurred)
    sound = tuple(entry for entry in _without(entries, blurred) if entry[0].text not in faulty)
    return Head(
        HeadSpec.model_validate(Mapping.of(sound, root.at)) if sound else HeadSpec(),
        faulty,
        tuple((section, name) for section, name in blurred if section not in faulty),
    )


def _is_of_entry(path: tuple[str, ...]) -> bool:
    """Whether a fault is of one list or table, and not of its name."""
    return path[0] in _NAMED and len(path) > 1 and path[2:] != (KEY,)


def _without(
    entries: Iterable[tuple[Scalar, Node]], left_out: Container[tuple[str, ...]]
) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a file without some of its lists and tables."""
    for key, node in entries:
        if key.text in _NAMED and isinstance(node, Mapping):
            rest = [entry for entry in node.entries if (key.text, entry[0].text) not in left_out]
            yield key, Mapping.of(rest, node.at)
        else:
            yield key, node


def _faulty_paths(kind: type[Section], node: Node) -> list[tuple[str, ...]]:
    """Where in a section there are faults."""
    try:
        kind.model_validate(node)
    except ValidationError as error:
        return [tuple(map(str, entry["loc"])) for entry in error.errors() if entry["loc"]]
    return []


def rule_nodes(report: Report) -> tuple[Node, ...]:
    """The rules at the top of the file, unchecked; none where they are missing or no list."""
    if not isinstance(report.root, Mapping) or report.root.key("rules") is None:
        return ()
    return rules_in(report, (), report.root)


def check_trials(report: Report) -> dict[int, TrialSpec]:
    """Check the tests of the file one by one.

    Returns:
        Place in the file to test; those with a fault, which the report then has, are left out.
    """
    if not isinstance(report.root, Mapping) or report.root.key("tests") is None:
        return {}
    nodes = items_of(report.root, "tests")
    if not nodes:
        value = report.root.get("tests")
        found = "an empty list" if nodes == () or value is None else got(value)
        hint = "begin each test with - on a line of its own"
        report.fault(("tests",), f"expected a list of tests, got {found}", hint)
        return {}
    checked = {
        index: _checked(report, TrialSpec, node, ("tests", index))
        for index, node in enumerate(nodes)
    }
    return {index: spec for index, spec in checked.items() if spec is not None}


def rules_in(report: Report, path: tuple[Step, ...], node: Mapping) -> tuple[Node, ...]:
    """The rules under the key `rules` of a file or a rule; none if there is a fault, now noted."""
    nodes = items_of(node, "rules")
    if nodes:
        return nodes
    value = node.get("rules")
    found = "an empty list" if nodes == () or value is None else got(value)
    hint = "begin each rule with - on a line of its own"
    report.fault((*path, "rules"), f"expected a list of rules, got {found}", hint)
    return ()


def check_rule(report: Report, path: tuple[Step, ...], node: Node) -> RuleSpec | None:
    """Check one rule, not those in it; None if it has a fault, which the report then has."""
    rest = without_rules(node)
    if node is not rest and isinstance(rest, Mapping) and not rest.values:
        return RuleSpec()
    return _checked(report, RuleSpec, rest, path)


def without_rules(node: Node) -> Node:
    """A rule without the rules in it."""
    if not isinstance(node, Mapping) or node.get("rules") is None:
        return node
    return Mapping.of([entry for entry in node.entries if entry[0].text != "rules"], node.at)


def sound_part(node: Node) -> RuleSpec | None:
    """What is left of a faulty rule without its faulty keys, to look for more faults in it."""
    node = without_rules(node)
    if not isinstance(node, Mapping):
        return None
    faulty = {path[0] for path in _faulty_paths(RuleSpec, node)}
    rest = tuple(entry for entry in node.entries if entry[0].text not in faulty)
    return RuleSpec.model_validate(Mapping.of(rest, node.at)) if rest else None


def _checked(report: Report, kind: type[_Spec], node: Node, path: tuple[Step, ...]) -> _Spec | None:
    try:
        return kind.model_validate(node)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        unknown = {entry["loc"][:-1] for entry in details if entry["type"] == "extra_forbidden"}
        shallow = note_shallow(
            report, [path + entry["loc"] for entry in details if entry["type"] == "extra_forbidden"]
        )
        for entry in details:
            # An action that has only an unknown key is not also an action without a key.
            if entry["type"] == "missing" and entry["loc"][:-1] in unknown:
                continue
            if not shallow.covers(report, path + entry["loc"]):
                _note(report, path + entry["loc"], entry)
        return None


def _note(report: Report, path: tuple[Step, ...], entry: ErrorDetails) -> None:
    context = entry.get("ctx", {})
    if entry["type"] == EXPECTED:
        note, at = (report.key_fault, path[:-1]) if path[-1:] == (KEY,) else (report.fault, path)
        note(at, f"expected {context['expected']}, got {context['got']}", context["hint"])
    elif entry["type"] == "extra_forbidden":
        note_key(report, path)
    else:  # `missing`: nothing else of Pydantic's own is left
        section = section_at(report, path[:-1])
        message = f"expected {section.expects}, got one without {path[-1]}"
        report.fault(path[:-1], message)
