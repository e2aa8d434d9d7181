"""What can be known of a template without running it: its statements, names and filters.

It knows Jinja's syntax tree; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jinja2 import nodes

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean, way_out
from responder.rules.spec import not_yet
from responder.rules.templates.filters import FILTERS
from responder.rules.templates.words import NAMES, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.templates.words import Known

TREE_DEPTH_MAX = 50
"""Levels of nesting of one template; Python's own compiler gives up not far above."""

_STATEMENTS = (nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign)
_EXPRESSIONS = (
    nodes.Name,
    nodes.Const,
    nodes.Tuple,
    nodes.List,
    nodes.Dict,
    nodes.Pair,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
    nodes.Call,
    nodes.Keyword,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Concat,
    nodes.Compare,
    nodes.Operand,
    nodes.BinExpr,
    nodes.UnaryExpr,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a template.

    Args:
        line: Line of the template, 1-based.
        message: `expected …, got …`.
        hint: The way out.
    """

    line: int
    message: str
    hint: str = ""


def check_tree(tree: nodes.Template, known: Mapping[str, Known]) -> tuple[Complaint, ...]:
    """Everything wrong with a parsed template.

    Args:
        tree: As Jinja parsed it.
        known: The names it may use.
    """
    checker = _Checker(known)
    checker.block(tree.body, {"range"})
    return tuple(dict.fromkeys(checker.complaints))


@dataclass(slots=True)
class _Checker:
    known: Mapping[str, Known]
    complaints: list[Complaint] = field(default_factory=list)
    depth: int = 0

    def block(self, body: Iterable[nodes.Node], scope: set[str]) -> None:
        """Check statements in order; what one assigns, the later ones know."""
        for node in body:
            self.node(node, scope)

    def node(self, node: nodes.Node, scope: set[str]) -> None:
        """Check one node and what it holds."""
        if self.depth >= TREE_DEPTH_MAX:
            self._complain(node, f"expected at most {TREE_DEPTH_MAX} levels of nesting, got more")
            return
        self.depth += 1
        if isinstance(node, nodes.For):
            self._for(node, scope)
        elif isinstance(node, nodes.Assign):
            self.node(node.node, scope)
            self._assign(node.target, scope)
        elif isinstance(node, _STATEMENTS + _EXPRESSIONS):
            self._expression(node, scope)
            self.block(node.iter_child_nodes(), scope)
        else:
            what = type(node).__name__.lower()
            self._complain(
                node,
                f"expected {{{{ … }}}}, if, for or set, got {what}",
                "templates have no macros, blocks or includes",
            )
        self.depth -= 1

    def _for(self, node: nodes.For, scope: set[str]) -> None:
        if node.recursive:
            self._complain(node, "expected an ordinary loop, got a recursive one")
        self.node(node.iter, scope)
        inner = set(scope)
        self._assign(node.target, inner)
        if node.test is not None:
            self.node(node.test, inner)
        self.block(node.body, inner | {"loop"})
        self.block(node.else_, set(scope))

    def _assign(self, target: nodes.Node, scope: set[str]) -> None:
        for node in (target, *target.find_all(nodes.Node)):
            if isinstance(node, nodes.NSRef):
                self._complain(node, f"expected a name after set, got {node.name}.{node.attr}")
            elif isinstance(node, nodes.Name):
                if node.name in NAMES or node.name.startswith("_") or node.name == "range":
                    hint = "choose a name that is not taken and does not begin with _"
                    self._complain(node, f"expected a new name, got {quote(node.name)}", hint)
                scope.add(node.name)

    def _expression(self, node: nodes.Node, scope: set[str]) -> None:
        if isinstance(node, nodes.Name):
            self._name(node, scope)
        elif isinstance(node, nodes.Filter) and node.name in not_yet.NAMES_OF_TEMPLATES:
            self._not_yet(node, node.name)
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            hint = way_out(node.name, FILTERS)
            self._complain(node, f"expected a known filter, got {quote(node.name)}", hint)
        elif isinstance(node, nodes.Test):
            self._test(node)
        elif isinstance(node, nodes.Call):
            self._call(node)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            self._member(node, scope)

    def _name(self, node: nodes.Name, scope: set[str]) -> None:
        if node.name in self.known or node.name in scope:
            return
        if node.name in not_yet.NAMES_OF_TEMPLATES:
            self._not_yet(node, node.name)
            return
        if node.name == "group":
            hint = "to take group messages say `chat: group` or `chat: any`"
            message = 'expected a name that is known here, got "group" in a rule without groups'
        elif node.name in NAMES:
            hint = way_out("", self.known)
            message = f"expected a name that is known here, got {quote(node.name)}"
        else:
            words = [*self.known, *scope]
            hint = did_you_mean(node.name, words) or way_out("", self.known)
            message = f"expected a known name, got {quote(node.name)}"
        self._complain(node, message, hint)

    def _test(self, node: nodes.Test) -> None:
        known = node.environment.tests if node.environment is not None else {}
        if node.name not in known:
            hint = did_you_mean(node.name, [name for name in known if name.isalpha()])
            self._complain(node, f"expected a known test, got {quote(node.name)}", hint)

    def _call(self, node: nodes.Call) -> None:
        callee = node.node
        if isinstance(callee, nodes.Getattr):
            return
        if isinstance(callee, nodes.Name) and callee.name in not_yet.NAMES_OF_TEMPLATES:
            return  # the name itself is complained about
        if not (isinstance(callee, nodes.Name) and callee.name == "range"):
            got = quote(callee.name) if isinstance(callee, nodes.Name) else "something else"
            self._complain(node, f"expected a call of a method or range, got a call of {got}")

    def _member(self, node: nodes.Getattr | nodes.Getitem, scope: set[str]) -> None:
        owner = self._shape(node.node, scope)
        name = _member_name(node)
        if owner is None or name is None or owner.has(name):
            return
        what = _spelled(node.node)
        if what == "match" and name in not_yet.MATCH:
            self._not_yet(node, f"match.{name}")
            return
        hint = did_you_mean(name, [*owner.members, *owner.also])
        if not hint:
            members = ", ".join(owner.members)
            hint = f"{what} has {members}" if members else f"{what} has nothing of that kind"
        self._complain(node, f"expected something that {what} has, got {quote(name)}", hint)

    def _shape(self, node: nodes.Node, scope: set[str]) -> Known:
        """What is known of an expression before any message; None is nothing."""
        if isinstance(node, nodes.Name):
            return None if node.name in scope else self.known.get(node.name)
        if isinstance(node, nodes.Getattr | nodes.Getitem):
            owner, name = self._shape(node.node, scope), _member_name(node)
            if isinstance(owner, Shape) and name is not None:
                return owner.members.get(name)
        return None

    def _not_yet(self, node: nodes.Node, what: str) -> None:
        self._complain(node, f"{what}: not available in this version")

    def _complain(self, node: nodes.Node, message: str, hint: str = "") -> None:
        self.complaints.append(Complaint(node.lineno or 1, message, hint))


def _member_name(node: nodes.Getattr | nodes.Getitem) -> str | None:
    """The member that is read, None where only the message decides."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str | int):
        # A number behind a text is a position in it, which is known only later.
        is_match = isinstance(node.node, nodes.Name) and node.node.name == "match"
        return str(node.arg.value) if is_match or isinstance(node.arg.value, str) else None
    return None


def _spelled(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    return "it"
