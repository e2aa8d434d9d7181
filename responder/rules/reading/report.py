"""Faults of one file, gathered while it is checked.

It knows how a path in the tree becomes a place in the file; it must not know what the keys mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Mapping, Position, Scalar, Sequence, locate, spelled

if TYPE_CHECKING:
    from collections.abc import Sequence as Steps

    from responder.rules.reading.faults import Fault
    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.source import Source

_RULE_STEPS = 2
"""`rules` and an index lead to a rule; the field is named from there."""


@dataclass(frozen=True, slots=True)
class Report:
    """Collects faults and warnings; a fault forbids the file, a warning does not.

    Whoever notes fault number `FAULTS_MAX` meets a `RuleFaults` with all of them.

    Args:
        source: The file.
        root: Its tree.
    """

    source: Source
    root: Node
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def fault(self, path: Steps[Step], message: str, hint: str = "", *, line: int = 0) -> None:
        """Note a fault of the value at `path`.

        Args:
            path: Steps from the root; those without a node of their own are skipped.
            message: What was expected and what was found.
            hint: The way out.
            line: Line inside the value, 1-based, where its text spans several.
        """
        node, taken = locate(self.root, path)
        at = node.at
        if isinstance(node, Scalar) and node.block and line:
            at = Position(at.line + line, self._indent(at.line + line))
        self._note(self._made(at, taken, message, hint))

    def key_fault(self, path: Steps[Step], message: str, hint: str = "") -> None:
        """Note a fault of the key that the last step of `path` names."""
        parent, taken = locate(self.root, path[:-1])
        key = parent.key(str(path[-1])) if isinstance(parent, Mapping) else None
        at = parent.at if key is None else key.at
        self._note(self._made(at, (*taken, path[-1]), message, hint))

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= FAULTS_MAX:
            raise RuleFaults(self.faults)

    def warn(self, path: Steps[Step], message: str, hint: str = "") -> None:
        """Note a warning about the value at `path`."""
        node, taken = locate(self.root, path)
        self.warnings.append(self._made(node.at, taken, message, hint))

    def line(self, path: Steps[Step]) -> int:
        """Line of the value at `path`, 1-based."""
        return locate(self.root, path)[0].at.line

    def _made(self, at: Position, taken: Steps[Step], message: str, hint: str) -> Fault:
        rule, inner = self._name(taken[:_RULE_STEPS]), taken
        if rule is not None:
            inner = taken[_RULE_STEPS:]
        return self.source.fault(at, message, hint=hint, rule=rule, field=spelled(inner))

    def _name(self, path: Steps[Step]) -> str | None:
        """The name that a rule was given; without one the path says which rule it is."""
        name, taken = locate(self.root, (*path, "name"))
        named = path[:1] == ("rules",) and len(taken) > _RULE_STEPS
        return name.text if named and isinstance(name, Scalar) else None

    def _indent(self, line: int) -> int:
        text = self.source.lines[line - 1] if line <= len(self.source.lines) else ""
        return len(text) - len(text.lstrip()) + 1


def items_of(root: Node, name: str) -> tuple[Node, ...] | None:
    """The items of a list that stands under a key of the file; None if it is no list."""
    node = root.get(name) if isinstance(root, Mapping) else None
    return node.items if isinstance(node, Sequence) else None
