"""Puts the budget into a template: operations that Jinja can not intercept go through our filters.

It knows Jinja's syntax tree and the names of the filters; it must not know rules.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

COMPARED, EACH, JOINED, MADE = "_compared", "_each", "_joined", "_made"
SEARCHED, SLICED = "_searched", "_sliced"
"""Filters that only a rewritten template uses: the checker refuses names that begin with _."""

_SEARCHES = frozenset({"in", "notin"})


def with_budget(tree: nodes.Template) -> nodes.Template:
    """The same template, in which every operation that takes or makes much is charged.

    - `a ~ b` becomes `[a, b] | _joined`;
    - what a loop runs over becomes `… | _each(weight)`, where the weight is the size of its body;
    - a list or mapping literal becomes `[…] | _made`;
    - both sides of a comparison become `… | _compared`, but what something is looked for in
      becomes `… | _searched`;
    - what is sliced becomes `… | _sliced`.
    """
    rewritten = _Rewriter().visit(tree)
    assert isinstance(rewritten, nodes.Template)  # noqa: S101 - a template stays one
    if tree.environment is not None:
        rewritten.set_environment(tree.environment)
    return rewritten


class _Rewriter(NodeTransformer):
    """Visits inner nodes first, so that nothing is wrapped twice."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja names visitors so
        repeated = node.body if node.test is None else [node.test, *node.body]
        weight = 1 + sum(map(_weight, repeated))
        self.generic_visit(node)
        node.iter = _filter(_expression(node.iter), EACH, nodes.Const(weight, lineno=node.lineno))
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filter(nodes.List(node.nodes, lineno=node.lineno), JOINED)

    def visit_List(self, node: nodes.List) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filter(node, MADE)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filter(node, MADE)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        return _filter(node, MADE) if node.ctx == "load" else node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        node.expr = _filter(node.expr, COMPARED)
        last = node.ops[-1]
        for operand in node.ops:
            # In `a in b in c`, b is looked for as well.
            searched = operand is last and operand.op in _SEARCHES
            operand.expr = _filter(operand.expr, SEARCHED if searched else COMPARED)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802 - as above
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _filter(node.node, SLICED)
        return node


def _expression(node: nodes.Node) -> nodes.Expr:
    assert isinstance(node, nodes.Expr)  # noqa: S101 - Jinja types what a loop runs over too widely
    return node


def _filter(node: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)


def _weight(node: nodes.Node) -> int:
    return 1 + sum(_weight(child) for child in node.iter_child_nodes())
