"""What can be known of a template without running it: its statements, names and filters.

It knows Jinja's syntax tree; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from jinja2 import nodes

from responder.rules.reading.cells import quote
from responder.rules.templates.complaints import Complaint
from responder.rules.templates.filters import FUNCTIONS
from responder.rules.templates.operands import wrong_comparison, wrong_sum
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.references import (
    shape_of_node,
    unknown_member,
    unknown_name,
    unknown_word,
    wrong_call,
    wrong_filter,
)
from responder.rules.templates.secrets import SECRET, changed_secret, wrong_secret
from responder.rules.templates.words import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.templates.references import Words
    from responder.rules.templates.words import Known

TREE_DEPTH_MAX = 50
"""Levels of nesting of one template; Python's own compiler gives up not far above."""

LOOPS_MAX = 10
"""Loops in each other; Python's compiler takes twenty, and no reply needs three."""

_TAKEN = frozenset({*NAMES, *FUNCTIONS, SECRET, "loop"})
"""Names that a template may not give to something of its own."""

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
class Checked:
    """What a look at a template found.

    Args:
        complaints: Everything wrong with it, with the places that its nodes have.
        depth: Levels of nesting.
        size: How many nodes there are.
    """

    complaints: tuple[Complaint, ...]
    depth: int
    size: int


def check_tree(tree: nodes.Template, known: Mapping[str, Known]) -> Checked:
    """Everything wrong with a parsed template.

    Args:
        tree: As Jinja parsed it.
        known: The names it may use.
    """
    checker = _Checker(known)
    checker.block(tree.body, set())
    return Checked(tuple(dict.fromkeys(checker.complaints)), checker.deepest, checker.size)


@dataclass(slots=True)
class _Checker:
    known: Mapping[str, Known]
    complaints: list[Complaint] = field(default_factory=list)
    depth: int = 0
    deepest: int = 0
    size: int = 0
    loops: int = 0

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
        self.size += 1
        self.deepest = max(self.deepest, self.depth)
        if isinstance(node, nodes.For):
            self._for(node, scope)
        elif isinstance(node, nodes.Assign):
            self.node(node.node, scope)
            self._assign(node.target, scope)
        elif isinstance(node, _STATEMENTS + _EXPRESSIONS):
            self._expression(node, scope)
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
        if self.loops >= LOOPS_MAX:
            self._complain(node, f"expected at most {LOOPS_MAX} loops in each other, got more")
            return
        self.loops += 1
        self.node(node.iter, scope)
        inner = set(scope)
        self._assign(node.target, inner)
        if node.test is not None:
            self.node(node.test, inner)
        self.block(node.body, inner | {"loop"})
        self.block(node.else_, set(scope))
        self.loops -= 1

    def _assign(self, target: nodes.Node, scope: set[str]) -> None:
        for node in (target, *target.find_all(nodes.Node)):
            if isinstance(node, nodes.NSRef):
                self._complain(node, f"expected a name after set, got {node.name}.{node.attr}")
            elif isinstance(node, nodes.Name):
                if node.name in _TAKEN or node.name.startswith("_"):
                    hint = "choose a name that is not taken and does not begin with _"
                    self._complain(node, f"expected a new name, got {quote(node.name)}", hint)
                scope.add(node.name)

    def _expression(self, node: nodes.Node, scope: set[str]) -> None:
        """Check an expression, or a statement that only holds others, and what is in it."""
        self._say(node, self._wrong(node, scope))
        for child in node.iter_child_nodes():
            if isinstance(node, nodes.Getitem) and child is node.arg and self._is_bare(node, scope):
                word = child.name  # type: ignore[attr-defined]  # it is a name
                hint = f"a word in brackets has quotes: write ['{word}']"
                self._complain(child, f"expected a known name, got {quote(word)}", hint)
            elif not isinstance(child, nodes.Name) or child is not getattr(node, "node", None):
                self.node(child, scope)
            elif isinstance(node, nodes.Getattr | nodes.Getitem):
                # Not as `node` does it: `vars.shop` asks for one entry of `vars`, not for all.
                self._say(child, unknown_name(child.name, self.known, scope))
            elif not isinstance(node, nodes.Call):  # what is called was looked at with the call
                self.node(child, scope)

    def _is_bare(self, node: nodes.Getitem, scope: set[str]) -> bool:
        """Whether what stands in brackets is an unknown name, and a word that the owner has."""
        if not isinstance(node.arg, nodes.Name):
            return False
        name = node.arg.name
        owner = shape_of_node(node.node, self.known, scope)
        return (
            name not in self.known and name not in scope and owner is not None and owner.has(name)
        )

    def _wrong(self, node: nodes.Node, scope: set[str]) -> Words | None:
        words: Words | None = None
        if isinstance(node, nodes.Name):
            shape = None if node.name in scope else self.known.get(node.name)
            if shape is not None:
                shape.used(None)
            words = unknown_name(node.name, self.known, scope)
        elif isinstance(node, nodes.Filter):
            words = wrong_filter(node) or changed_secret(node)
        elif isinstance(node, nodes.Test):
            words = unknown_word("test", node.name, TESTS)
        elif isinstance(node, nodes.Call):
            called = node.node.name if isinstance(node.node, nodes.Name) else ""
            words = wrong_secret(node, self.known) if called == SECRET else wrong_call(node)
        elif isinstance(node, nodes.Getattr | nodes.Getitem):
            words = unknown_member(node, self.known, scope)
        elif isinstance(node, nodes.BinExpr):
            words = wrong_sum(node, self.known, scope)
        elif isinstance(node, nodes.Compare):
            words = wrong_comparison(node, self.known, scope)
        elif isinstance(node, nodes.Const) and isinstance(node.value, float):
            # Jinja writes it into Python code, where `inf` is a name.
            words = None if isfinite(node.value) else ("expected a number, got too large a one", "")
        return words

    def _say(self, node: nodes.Node, words: Words | None) -> None:
        if words is not None:
            self._complain(node, *words)

    def _complain(self, node: nodes.Node, message: str, hint: str = "") -> None:
        # What is called is wrong, not the bracket behind it; what is looked up, not that before it.
        begin = node.node if isinstance(node, nodes.Call) else node
        begin = node.expr if isinstance(node, nodes.Compare) else begin
        self.complaints.append(Complaint(begin.lineno or 0, message, hint))
