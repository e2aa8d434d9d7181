"""Choices and repetitions among actions, from their specs.

It must not know what is done in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.spec.stored import is_template
from responder.rules.spec.wanted import FromList
from responder.rules.table import UnknownTable
from responder.rules.templates.expression import Expression, compile_expression
from responder.rules.templates.filters import FUNCTIONS
from responder.rules.templates.template import TemplateFaults
from responder.rules.templates.words import NAMES, TEXT
from responder.rules.templates.worth import compile_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.actions import Given
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.looping import Items
    from responder.rules.templates.words import Known
    from responder.rules.templates.worth import ValueTemplate

ACTION_LEVELS_MAX = 8
"""Actions in actions: nobody reads more, and each level costs a frame of the stack."""


def choice(
    context: Context, path: tuple[Step, ...], source: str, known: Mapping[str, Known]
) -> Expression | None:
    """The condition of `if`; None where it has a fault, which is then noted.

    Args:
        context: Of the file; its report takes the faults.
        path: To the expression.
        source: The expression.
        known: The names that it may use.
    """
    try:
        return compile_expression(source, known)
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(path, one.message, one.hint, offset=one.at)
        return None


def items(
    context: Context, path: tuple[Step, ...], spec: Items, known: Mapping[str, Known]
) -> Given:
    """What `each` goes through; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the value of `each`.
        spec: The value.
        known: The names that templates may use.
    """
    if isinstance(spec, FromList):
        return _of_list(context, (*path, "list"), spec.name)
    if isinstance(spec, str):
        return _given(context, path, spec, known)
    return tuple(_given(context, (*path, place), one, known) for place, one in enumerate(spec))


def inner_names(
    context: Context, path: tuple[Step, ...], name: str, spec: Items, known: Mapping[str, Known]
) -> Mapping[str, Known]:
    """The names that templates inside of `each` may use.

    Args:
        context: Of the file; its report takes the faults.
        path: To the name.
        name: Under which each item is known.
        spec: The value of `each`.
        known: The names around it.
    """
    if name in known or name in NAMES or name in FUNCTIONS:
        hint = "choose another name"
        context.report.fault(path, f"expected a new name, got {quote(name)}, which is taken", hint)
    texts = isinstance(spec, FromList) or (
        isinstance(spec, tuple) and all(isinstance(one, str) for one in spec)
    )
    return {**known, name: TEXT if texts else None}


def _of_list(context: Context, path: tuple[Step, ...], name: str) -> tuple[str, ...]:
    context.used.add(name)
    found = context.lists.get(name)
    if found is not None:
        return found
    if not isinstance(context.lists, UnknownTable):
        hint = did_you_mean(name, context.lists) or "lists stand under `lists:`"
        context.report.fault(path, f"expected the name of a list, got {quote(name)}", hint)
    return ()


def _given(
    context: Context,
    path: tuple[Step, ...],
    value: str | float,
    known: Mapping[str, Known],
) -> str | float | ValueTemplate:
    if not isinstance(value, str) or not is_template(value):
        return value
    try:
        return compile_value(value, known)
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(path, one.message, one.hint, offset=one.at)
        return value
