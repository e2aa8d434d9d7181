"""What rules store and ask of it, from their specs: actions and conditions.

It must not know answers, other conditions, or where anything is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.actions import StoreAction, Target
from responder.rules.compiling.stores import STORING
from responder.rules.conditions.stored import ValueCondition, Wish
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.spec.stored import is_template
from responder.rules.stored import Kind, Path, Verb, path_of
from responder.rules.storing import ENTRY_CHARS_MAX, unfit
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.worth import ValueTemplate, compile_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Names

    from responder.memory import Single
    from responder.rules.actions import Given
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.action import ActionSpec
    from responder.rules.spec.stored import Spelled, WishSpec
    from responder.rules.templates.words import Known


def store_action(
    context: Context,
    path: tuple[Step, ...],
    verb: Verb,
    spec: ActionSpec,
    known: Names[str, Known],
) -> StoreAction:
    """An action that stores something or drops it; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the action.
        verb: What it does.
        spec: The action.
        known: The names that its templates may use.
    """
    changes: list[tuple[Target, Given]] = []
    for place, (where, value, key) in enumerate(spec.places(verb)):
        here = (*path, verb, key or place)
        check_path(context, here, where, verb=verb, is_key=bool(key))
        entry = None
        if is_template(where.entry):
            entry = _compiled(context, here, where, known, is_key=bool(key))
        given = _given(context, here, value, known)
        if given is None and verb is Verb.COUNT:
            given = 1
        if verb in STORING:
            _check_room(context, here, where, is_key=bool(key))
            _check_fits(context, here, given, whole=verb is Verb.SET)
        changes.append((Target(where, entry), given))
    return StoreAction(verb, tuple(changes), spec.expires, spec.unique, spec.keep)


def _check_room(context: Context, place: tuple[Step, ...], path: Path, *, is_key: bool) -> None:
    """Refuse an entry whose name is too long to be kept."""
    if not is_template(path.entry) and len(path.entry) > ENTRY_CHARS_MAX:
        note = context.report.key_fault if is_key else context.report.fault
        many = f"at most {ENTRY_CHARS_MAX} characters in the name of an entry"
        note(place, f"expected {many}, got {len(path.entry):,}")


def _check_fits(context: Context, place: tuple[Step, ...], given: Given, *, whole: bool) -> None:
    """Refuse what is too much to be kept: a value, or all of a list if that takes its place."""
    items = given if isinstance(given, tuple) else ()
    reasons = [((*place, index), unfit(one)) for index, one in enumerate(items)]
    found = [(at, reason) for at, reason in reasons if reason]
    if not found and (whole or not items) and given is not None:
        found = [(place, reason) for reason in (unfit(given),) if reason]
    for at, reason in found:
        context.report.fault(at, f"expected what can be stored: {reason}")


def check_path(
    context: Context,
    place: tuple[Step, ...],
    path: Path,
    *,
    verb: Verb | None = None,
    is_key: bool = True,
    example: str = "",
) -> None:
    """Refuse a path under which nothing is stored, or of which only a part is said.

    Args:
        context: Of the file.
        place: Where the path stands.
        path: What it says.
        verb: Of the action it belongs to; None: something only looks there.
        is_key: Whether it is a key of a mapping.
        example: How an entry is written there; `""` is as in an action.
    """
    stores = context.stores
    kind = stores.kinds.get((path.scope, path.name))
    note = context.report.key_fault if is_key else context.report.fault
    if kind is None:
        if stores.sure:
            names = [f"{scope}.{name}" for scope, name in stores.kinds]
            spelled = f"{path.scope}.{path.name}"
            hint = did_you_mean(spelled, names) or (
                f"`do: [{{count: {spelled}}}, …]` in a rule would, or set or push"
            )
            note(place, f"expected what some rule stores, got {quote(spelled)}", hint)
    elif kind is Kind.ENTRIES and verb in STORING and not path.entry:
        message = f"expected {path} with a name behind it, as other actions have it, got none"
        note(place, message, example or f"as in {path}.{{{{ sender.name }}}}")
    elif kind is not Kind.ENTRIES and path.entry:
        name = f"{path.scope}.{path.name}"
        note(place, f"expected {name} alone, as actions have it, got {quote(str(path))}")


def _given(
    context: Context,
    place: tuple[Step, ...],
    value: Spelled | None,
    known: Names[str, Known],
) -> Given:
    if isinstance(value, tuple):
        return tuple(
            [_single(context, (*place, index), one, known) for index, one in enumerate(value)]
        )
    return None if value is None else _single(context, place, value, known)


def _single(
    context: Context,
    place: tuple[Step, ...],
    value: Single,
    known: Names[str, Known],
) -> Single | ValueTemplate:
    if not isinstance(value, str) or not is_template(value):
        return value
    try:
        return compile_value(value, known)
    except TemplateFaults as error:
        _note(context.report, place, error)
        return value


def _compiled(
    context: Context,
    place: tuple[Step, ...],
    path: Path,
    known: Names[str, Known],
    *,
    is_key: bool,
) -> Template:
    """The template of an entry; of a key nobody knows where its letters stand."""
    try:
        return compile_template(path.entry, known)
    except TemplateFaults as error:
        begin = len(str(path)) - len(path.entry)
        for one in error.complaints:
            if is_key:
                context.report.key_fault(place, one.message, one.hint)
            else:
                context.report.fault(place, one.message, one.hint, offset=begin + one.at)
        return Template(path.entry)


def _note(report: Report, place: tuple[Step, ...], error: TemplateFaults) -> None:
    for one in error.complaints:
        report.fault(place, one.message, one.hint, offset=one.at)


def value_conditions(
    context: Context, path: tuple[Step, ...], wishes: Names[str, WishSpec]
) -> Iterator[ValueCondition]:
    """The conditions on stored values.

    Args:
        context: Of the file.
        path: To what holds the key `memory`.
        wishes: What stands there.
    """
    for spelled, spec in wishes.items():
        where = path_of(spelled)
        assert where is not None  # noqa: S101 - the spec has read it
        place = (*path, "memory", spelled)
        check_path(context, place, where)
        has_entries = context.stores.kinds.get((where.scope, where.name)) is Kind.ENTRIES
        wish = Wish(
            spec.equals or (), spec.at_least, spec.at_most, spec.contains or (), spec.exists
        )
        compared = wish.equals or wish.at_least is not None or wish.at_most is not None
        if has_entries and not where.entry and compared:
            message = f"expected {where} with a name behind it, got all of it"
            hint = f"as in {where}.小明; with contains or exists it may stand alone"
            context.report.key_fault(place, message, hint)
        if wish.at_least is not None and wish.at_most is not None and wish.at_least > wish.at_most:
            context.report.fault(place, "expected at_least below at_most, got it above")
        yield ValueCondition(where, wish, has_entries=has_entries)
