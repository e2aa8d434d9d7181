"""Texts among numbers: what of arithmetic and comparisons fails with every message.

What a pattern finds is text, also where it is digits, and so is what stands in quotes. It knows
Jinja's expressions; it must not know statements or the rule file.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from jinja2 import nodes

from responder.rules.templates.references import shape_of_node
from responder.rules.templates.words import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from responder.rules.templates.references import Words
    from responder.rules.templates.words import Known

_TEXT, _NUMBER, _FRACTION = "a text", "a number", "a number with a point"

_COUNTING = frozenset({"int", "length", "count", "wordcount"})
"""Filters that give a whole number, where nothing is said that counts in place of one."""

_COMPARED = {"eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<="}


def wrong_sum(
    node: nodes.BinExpr, known: Mapping[str, Known], scope: AbstractSet[str]
) -> Words | None:
    """What to say of `x + y` and its like, None where that may be.

    Args:
        node: The expression; of one that is no arithmetic nothing is said.
        known: The names of the place.
        scope: Names that the template itself has made.
    """
    sign = str(getattr(node, "operator", ""))
    pairs = [(one, _kind(one, known, scope)) for one in (node.left, node.right)]
    kinds = [kind for _, kind in pairs]
    if _TEXT not in kinds or not _fails(sign, kinds):
        return None
    ways = [_as_numbers(one for one, kind in pairs if kind is _TEXT)]
    ways += ["put texts together with ~"] * (sign == "+")
    return f"expected numbers around {sign}, got a text", ", or ".join(filter(None, ways))


def wrong_comparison(
    node: nodes.Compare, known: Mapping[str, Known], scope: AbstractSet[str]
) -> Words | None:
    """What to say of `x > y` and its like, None where that may be; arguments as above."""
    operands = [node.expr, *(one.expr for one in node.ops)]
    for one, (left, right) in zip(node.ops, pairwise(operands), strict=True):
        kinds = [_kind(left, known, scope), _kind(right, known, scope)]
        if one.op in _COMPARED and _TEXT in kinds and {_NUMBER, _FRACTION}.intersection(kinds):
            text = left if kinds[0] is _TEXT else right
            sign = _COMPARED[one.op]
            message = f"expected two numbers or two texts around {sign}, got one of each"
            return message, _as_numbers([text])
    return None


def _fails(sign: str, kinds: list[str]) -> bool:
    """Whether arithmetic on such values fails, one of them being a text."""
    if sign == "+":
        return not {_NUMBER, _FRACTION}.isdisjoint(kinds)
    if sign == "*":  # which repeats a text, if it is told how often
        return _FRACTION in kinds or kinds == [_TEXT, _TEXT]
    return sign in {"-", "/", "//", "%", "**"}


def _kind(node: nodes.Expr, known: Mapping[str, Known], scope: AbstractSet[str]) -> str:
    """What a value certainly is, `""` where nobody can know."""
    if isinstance(node, nodes.Neg | nodes.Pos):
        node = node.node
    if isinstance(node, nodes.Const):
        kinds: dict[type, str] = {str: _TEXT, int: _NUMBER, float: _FRACTION}
        return kinds.get(type(node.value), "")
    if isinstance(node, nodes.Concat):
        return _TEXT
    if isinstance(node, nodes.Filter) and not (node.args or node.kwargs):
        return _NUMBER if node.name in _COUNTING else _FRACTION if node.name == "float" else ""
    shape = shape_of_node(node, known, scope)
    return _TEXT if shape is TEXT else ""


def _as_numbers(texts: Iterable[nodes.Expr]) -> str:
    """How texts become numbers, `""` where none of them has a name."""
    named = [one for one in texts if isinstance(one, nodes.Getattr | nodes.Getitem)]
    return f"write {' and '.join(f'{_written(one)} | int' for one in named)}" if named else ""


def _written(node: nodes.Node) -> str:
    """A name with what is read of it, as it is written; `…` for what is no name."""
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_written(node.node)}[{node.arg.value!r}]"
    return str(node.name) if isinstance(node, nodes.Name) else "…"
