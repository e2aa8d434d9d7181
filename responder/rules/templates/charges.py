"""Puts a price on everything a template does that Jinja lets us wrap or `rewrite` routes here.

It knows Jinja's context; it must not know rules.
"""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, Mapping
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING

from jinja2 import pass_context

from responder.rules.templates.budget import (
    COLLECTIONS,
    VALUE_CHARS_MAX,
    Budget,
    RenderError,
    check_size,
    effort,
    refuse_length,
    size,
)
from responder.rules.templates.predicates import COMPARISONS
from responder.rules.templates.rendering import rendering_of
from responder.rules.templates.rewrite import COMPARED, EACH, JOINED, MADE, SEARCHED, SLICED
from responder.rules.templates.values import as_text, insist, kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.runtime import Context

    from responder.rules.templates.entry import Entry


_LOOKED_UP = (Mapping, KeysView, ItemsView)
"""Where something is found by its key, and nothing is gone through."""


def priced(entry: Entry) -> Callable[..., object]:
    """A filter or function, charged for what goes in and what comes out."""

    @pass_context
    @wraps(entry.function)
    def charged(context: Context, *args: object, **kwargs: object) -> object:
        rendering = rendering_of(context)
        budget = rendering.budget
        if entry.cheap:
            budget.spend(1)
        else:
            budget.charge(*args, *kwargs.values())
        asked = (rendering,) if entry.asks else ()
        result = entry.function(*asked, *args, **kwargs)
        if not entry.cheap:
            budget.charge(result)
        return result

    return charged


def priced_test(name: str, function: Callable[..., bool]) -> Callable[..., bool]:
    """A test, charged for all that it may look at."""
    compared = Budget.charge_deeply if name in COMPARISONS else _glance
    charge = _search if name == "in" else compared

    @pass_context
    @wraps(function)
    def charged(context: Context, value: object, *args: object, **kwargs: object) -> bool:
        charge(rendering_of(context).budget, value, *args, *kwargs.values())
        return function(value, *args, **kwargs)

    return charged


def _glance(budget: Budget, *values: object) -> None:
    """Most tests look at the kind of a value, or at the letters of a text."""
    budget.spend(1 + sum(effort(value) for value in values if isinstance(value, str)))


def _search(budget: Budget, value: object, *containers: object) -> None:
    budget.charge_deeply(value)
    for container in containers:
        _charge_search(budget, container)


def _charge_search(budget: Budget, container: object) -> None:
    """Looking up a key costs the same in a large table, and looking through a list does not."""
    if isinstance(container, _LOOKED_UP):
        budget.spend(1)
    else:
        budget.charge_deeply(container)


@pass_context
def printed(context: Context, value: object) -> str:
    """What `{{ value }}` prints."""
    rendering = rendering_of(context)
    if rendering.takes:
        insist(value)
        rendering.budget.charge(value)
        rendering.taken = value
        return ""
    text = as_text(value)
    rendering.budget.charge(text)
    return rendering.in_address(text) if rendering.addresses else text


@pass_context
def _sliced(context: Context, value: object) -> object:
    """`value`, charged for one pass over it."""
    rendering_of(context).budget.charge(value)
    return value


@pass_context
def _compared(context: Context, value: object) -> object:
    """`value`, charged for being compared to its leaves."""
    rendering_of(context).budget.charge_deeply(value)
    return value


@pass_context
def _searched(context: Context, value: object) -> object:
    """`value`, charged for something being looked for in it."""
    _charge_search(rendering_of(context).budget, value)
    return value


@pass_context
def _each(context: Context, value: object, weight: int) -> list[object]:
    """The items of a loop, charged for every run of its body of `weight` operations."""
    insist(value)
    if not isinstance(value, COLLECTIONS):
        raise RenderError(f"the template repeats over {kind(value)}, which is no list")
    refuse_length(size(value))
    items = list(islice(iter(value), VALUE_CHARS_MAX))
    rendering_of(context).budget.spend(weight * len(items))
    return items


@pass_context
def _joined(context: Context, parts: list[object]) -> str:
    """The operator ~."""
    texts = [as_text(part) for part in parts]
    refuse_length(sum(map(len, texts)))
    rendering_of(context).budget.charge(*texts)
    return "".join(texts)


@pass_context
def _made(context: Context, value: object) -> object:
    """A list or mapping literal; lists of lists could double without end."""
    members = [*value, *value.values()] if isinstance(value, dict) else value
    assert isinstance(members, list | tuple)  # noqa: S101 - `rewrite` wraps nothing else
    if any(isinstance(member, list | tuple | dict | range) for member in members):
        raise RenderError("the template makes a list of lists; write such values under vars")
    check_size(value)
    rendering_of(context).budget.charge(value)
    return value


PRICES: dict[str, Callable[..., object]] = {
    COMPARED: _compared,
    EACH: _each,
    JOINED: _joined,
    MADE: _made,
    SEARCHED: _searched,
    SLICED: _sliced,
}
"""The filters that only a rewritten template uses."""
