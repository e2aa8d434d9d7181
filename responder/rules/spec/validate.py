"""From the tree to the spec, with every fault that the schema finds.

It turns Pydantic's errors into faults with a place in the file. It must not know what the keys
mean together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.reading.nodes import Mapping, Scalar, Sequence, got, locate
from responder.rules.reading.report import items_of
from responder.rules.spec.fields import EXPECTED, NOT_YET
from responder.rules.spec.head import HeadSpec, LimitsSpec
from responder.rules.spec.rule import ActionSpec, RuleSpec
from responder.rules.spec.section import Section
from responder.rules.spec.when import NamesSpec, TextSpec, WhenSpec
from responder.rules.table import Table

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.report import Report

_Spec = TypeVar("_Spec", bound=Section)

_SECTIONS: dict[tuple[str, ...], type[Section]] = {
    (): HeadSpec,
    ("limits",): LimitsSpec,
    ("rules",): RuleSpec,
    ("rules", "do"): ActionSpec,
    ("rules", "when"): WhenSpec,
    ("rules", "when", "text"): TextSpec,
    ("rules", "when", "sender"): NamesSpec,
    ("rules", "when", "group"): NamesSpec,
}
"""Which section stands where, for the keys that would have been right."""

_PLACES: dict[type[Section], str] = {
    HeadSpec: "at the top of the file",
    RuleSpec: "to the rule itself, beside `when`",
    WhenSpec: "under `when`",
    TextSpec: "under `text`, as in `when: {text: {contains: 你好}}`",
    LimitsSpec: "under `limits`",
}
"""Where keys belong that stand somewhere else."""


def check_head(report: Report) -> HeadSpec | None:
    """Check everything but the rules; None if it has a fault, which the report then has."""
    root = report.root
    if not isinstance(root, Mapping):
        hint = "write `rules:` in the first line" if isinstance(root, Sequence) else ""
        report.fault((), f"expected {HeadSpec.expects}, got {got(root)}", hint)
        return None
    head = tuple(entry for entry in root.entries if entry[0].text != "rules")
    return _checked(report, HeadSpec, Mapping(head, root.at), ()) if head else HeadSpec()


def sound_vars(report: Report) -> Table | None:
    """The `vars` of a file whose head has faults; None if they have one themselves."""
    node = report.root.get("vars") if isinstance(report.root, Mapping) else None
    if node is None:
        return Table()
    try:
        return HeadSpec.model_validate({"vars": node}).vars
    except ValidationError:
        return None


def rule_nodes(report: Report) -> tuple[Node, ...]:
    """The rules, unchecked; none if there is a fault, which the report then has."""
    if not isinstance(report.root, Mapping):
        return ()
    nodes = items_of(report.root, "rules")
    if nodes:
        _check_names(report, nodes)
        return nodes
    node = report.root.get("rules")
    if node is None:
        hint = "write `rules:` and below it each rule, which begins with -"
        report.fault((), "expected `rules:`, got a file without it", hint)
    else:
        found = "an empty list" if nodes == () else got(node)
        hint = "begin each rule with - on a line of its own"
        report.fault(("rules",), f"expected a list of rules, got {found}", hint)
    return ()


def check_rule(report: Report, index: int, node: Node) -> RuleSpec | None:
    """Check one rule; None if it has a fault, which the report then has."""
    return _checked(report, RuleSpec, node, ("rules", index))


def sound_part(node: Node) -> RuleSpec | None:
    """What is left of a faulty rule without its faulty keys, to look for more faults in it."""
    try:
        return RuleSpec.model_validate(node)
    except ValidationError as error:
        faulty = {entry["loc"][0] for entry in error.errors() if entry["loc"]}
    if not isinstance(node, Mapping):
        return None
    rest = tuple(entry for entry in node.entries if entry[0].text not in faulty)
    return RuleSpec.model_validate(Mapping(rest, node.at)) if rest else None


def _check_names(report: Report, nodes: tuple[Node, ...]) -> None:
    """Note every name that an earlier rule was given too."""
    lines: dict[str, int] = {}
    for index, node in enumerate(nodes):
        name = node.get("name") if isinstance(node, Mapping) else None
        if not isinstance(name, Scalar):
            continue
        if name.text in lines:
            hint = f"the other one is in line {lines[name.text]}"
            message = f"expected a name of its own, got {quote(name.text)} again"
            report.fault(("rules", index, "name"), message, hint)
        lines.setdefault(name.text, name.at.line)


def _checked(report: Report, kind: type[_Spec], node: Node, path: tuple[Step, ...]) -> _Spec | None:
    try:
        return kind.model_validate(node)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        unknown = {entry["loc"][:-1] for entry in details if entry["type"] == "extra_forbidden"}
        for entry in details:
            # An action that has only an unknown key is not also an action without a key.
            if entry["type"] != "missing" or entry["loc"][:-1] not in unknown:
                _note(report, path + entry["loc"], entry)
        return None


def _note(report: Report, path: tuple[Step, ...], entry: ErrorDetails) -> None:
    context = entry.get("ctx", {})
    if entry["type"] == EXPECTED:
        report.fault(path, f"expected {context['expected']}, got {context['got']}", context["hint"])
    elif entry["type"] == NOT_YET:
        report.fault(path, entry["msg"])
    elif entry["type"] == "extra_forbidden":
        _note_key(report, path)
    else:  # `missing`: only an action can lack something
        report.fault(path[:-1], f"expected {ActionSpec.expects}, got something else")


def _note_key(report: Report, path: tuple[Step, ...]) -> None:
    _, parent = locate(report.root, path[:-1])
    section = _SECTIONS[tuple(step for step in parent if isinstance(step, str))]
    key = str(path[-1])
    if key in section.refused:
        report.key_fault(path, "not available in this version")
        return
    known = [*section.model_fields, *(["rules"] if section is HeadSpec else [])]
    hint = (
        next((f"it belongs {_PLACES[kind]}" for kind in _PLACES if key in kind.model_fields), "")
        or did_you_mean(key, [*known, *section.refused])
        or f"known here: {', '.join(known)}"
    )
    report.key_fault(path, f"expected a key known here, got {quote(key)}", hint)
