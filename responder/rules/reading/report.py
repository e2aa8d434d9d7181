"""Faults of one file, gathered while it is checked.

The reports of several files may share their lists; each fault names its own file.

It knows how a path in the tree becomes a place in the file; it must not know what the keys mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.nodes import Mapping, Position, Scalar, Sequence, locate, spelled
from responder.rules.reading.reader import SURE, Unsure
from responder.rules.reading.spelling import places

if TYPE_CHECKING:
    from collections.abc import Sequence as Steps

    from responder.rules.reading.faults import Fault
    from responder.rules.reading.nodes import Node, Step
    from responder.rules.reading.source import Source


@dataclass(frozen=True, slots=True)
class Report:
    """Collects faults and warnings; a fault forbids the file, a warning does not.

    Whoever notes fault number `FAULTS_MAX` meets a `RuleFaults` with all of them.

    Args:
        source: The file.
        root: Its tree.
        faults: Those found so far, of this file and of others that share the list.
        warnings: Likewise.
        unsure: Where something of the file was left out; no fault is noted there, for it may only
            follow from that.
        unread: What it includes and nobody could read, so that nobody knows what that names.
    """

    source: Source
    root: Node
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    unsure: Unsure = SURE
    unread: list[str] = field(default_factory=list)
    _places: dict[int, list[Position]] = field(default_factory=dict, repr=False, compare=False)

    def fault(
        self, path: Steps[Step], message: str, hint: str = "", *, offset: int | None = None
    ) -> None:
        """Note a fault of the value at `path`.

        Args:
            path: Steps from the root; those without a node of their own are skipped.
            message: What was expected and what was found.
            hint: The way out.
            offset: Where in its text, in characters from 0; None is the value as a whole.
        """
        node, taken = locate(self.root, path)
        at = node.at
        if at in self.unsure.values or at.line in self.unsure.lines:
            return
        if isinstance(node, Scalar) and offset is not None:
            at = self._inside(node, offset)
        self._note(self._made(at, taken, message, hint))

    def key_fault(
        self, path: Steps[Step], message: str, hint: str = "", *, offset: int = 0
    ) -> None:
        """Note a fault of the key that the last step of `path` names.

        Args:
            path: Steps from the root.
            message: What was expected and what was found.
            hint: The way out.
            offset: Where in the key, which stands without quotes then, in characters from 0.
        """
        at = self._at_key(path)
        if at not in self.unsure.keys and at.line not in self.unsure.lines:
            fault = self._made_of_key(path, message, hint)
            self._note(replace(fault, column=fault.column + offset))

    def _note(self, fault: Fault) -> None:
        self.faults.append(fault)
        if len(self.faults) >= FAULTS_MAX:
            raise RuleFaults(self.faults)

    def warn(self, path: Steps[Step], message: str, hint: str = "") -> None:
        """Note a warning about the value at `path`."""
        node, taken = locate(self.root, path)
        self.warnings.append(self._made(node.at, taken, message, hint))

    def warn_at(
        self, at: Position, message: str, hint: str, *, rule: str | None, field: str
    ) -> None:
        """Note a warning about a value whose place is known, though its tree may be gone.

        Args:
            at: Where it begins.
            message: What is odd.
            hint: The way out.
            rule: The innermost rule with a name that it stands in.
            field: The path from there, as messages show it.
        """
        self.warnings.append(self.source.fault(at, message, hint=hint, rule=rule, field=field))

    def note(self, path: Steps[Step], message: str, hint: str = "") -> Fault:
        """What would be said of the value at `path`, if it proves to be wrong elsewhere."""
        node, taken = locate(self.root, path)
        return self._made(node.at, taken, message, hint)

    def key_warn(self, path: Steps[Step], message: str, hint: str = "") -> None:
        """Note a warning about the key that the last step of `path` names."""
        self.warnings.append(self._made_of_key(path, message, hint))

    def line(self, path: Steps[Step]) -> int:
        """Line of the value at `path`, 1-based."""
        return locate(self.root, path)[0].at.line

    def _made_of_key(self, path: Steps[Step], message: str, hint: str) -> Fault:
        _, taken = locate(self.root, path[:-1])
        return self._made(self._at_key(path), (*taken, path[-1]), message, hint)

    def _at_key(self, path: Steps[Step]) -> Position:
        """Where the key stands; the mapping itself where there is none."""
        parent, _ = locate(self.root, path[:-1])
        key = parent.key(str(path[-1])) if isinstance(parent, Mapping) else None
        return parent.at if key is None else key.at

    def _made(self, at: Position, taken: Steps[Step], message: str, hint: str) -> Fault:
        rule, steps = self._rule(taken)
        field = spelled(taken[steps:])
        return self.source.fault(at, message, hint=hint, rule=rule, field=field)

    def _rule(self, taken: Steps[Step]) -> tuple[str | None, int]:
        """The innermost rule with a name, and how many steps lead to it.

        Without one the path says which rule it is.
        """
        node, name, steps = self.root, None, 0
        for index in range(0, len(taken) - 1, 2):
            if taken[index] != "rules" or not isinstance(taken[index + 1], int):
                break
            node, _ = locate(node, taken[index : index + 2])
            given = node.get("name") if isinstance(node, Mapping) else None
            if isinstance(given, Scalar):
                name, steps = given.text, index + 2
        return name, steps

    def _inside(self, node: Scalar, offset: int) -> Position:
        """Where a character of a value stands; its line or the value where nobody can say."""
        if id(node) not in self._places:
            self._places.clear()  # a value may have many faults, and one after the other
            self._places[id(node)] = places(self.source.lines, node)
        known = self._places[id(node)]
        if offset < len(known):
            return known[offset]
        if not node.block:
            return node.at
        line = node.line + 1 + node.text.count("\n", 0, offset)
        text = self.source.lines[line - 1] if line <= len(self.source.lines) else ""
        return Position(line, len(text) - len(text.lstrip()) + 1)


def items_of(root: Node, name: str) -> tuple[Node, ...] | None:
    """The items of a list that stands under a key of the file; None if it is no list."""
    node = root.get(name) if isinstance(root, Mapping) else None
    return node.items if isinstance(node, Sequence) else None
