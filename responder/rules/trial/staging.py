"""From what a test says of people and groups to its stage.

It knows the keys of a test that set the stage, and what is stored then; it must not know steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.memory import Cell, Kept
from responder.rules.compiling.storing import check_path
from responder.rules.stored import Path, Scope, Verb
from responder.rules.trial.stage import ME, Contact, Room, Stage, StageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.stored import Holdings
    from responder.rules.spec.trial import GroupSpec, MemberSpec, TrialSpec


def stage_of(report: Report, path: tuple[Step, ...], spec: TrialSpec) -> Stage:
    """The stage of a test.

    Args:
        report: Takes the faults.
        path: To the test.
        spec: The test.
    """
    return Stage(
        spec.me or ME,
        tuple(
            Contact(one.remark or "", one.nickname or "", one.alias or "")
            for one in spec.contacts or ()
        ),
        {
            name: _room(report, (*path, "groups", name), group)
            for name, group in (spec.groups or {}).items()
        },
    )


def stored_of(
    context: Context, path: tuple[Step, ...], spec: TrialSpec, stage: Stage
) -> tuple[Kept, ...]:
    """What is stored when a test begins.

    Args:
        context: Of its file.
        path: To the test.
        spec: The test.
        stage: Who there is.
    """
    memory = spec.memory
    if memory is None:
        return ()
    found: list[Kept] = []
    here = (*path, "memory")
    everyone = Scope.EVERYONE
    groups = {step.group for step in spec.steps or () if step.group is not None}
    found += _kept(context, (*here, everyone), everyone, everyone.value, memory.everyone or ())
    for scope, by_name in ((Scope.SENDER, memory.sender), (Scope.CHAT, memory.chat)):
        for name, holdings in (by_name or {}).items():
            place = (*here, scope, name)
            try:
                id_ = (
                    stage.person_id(name) if scope is Scope.SENDER else stage.chat_id(name, groups)
                )
            except StageError as error:
                context.report.key_fault(place, error.message, error.hint)
                continue
            found += _kept(context, place, scope, f"{scope} {id_}", holdings)
    return tuple(found)


def _kept(
    context: Context, place: tuple[Step, ...], scope: Scope, owner: str, holdings: Holdings
) -> Iterator[Kept]:
    for name, entry, value in holdings:
        path, example = Path(scope, name, entry), f"as in {{{name}: {{小明: 3}}}}"
        check_path(context, (*place, name), path, verb=Verb.SET, example=example)
        yield Kept(owner, name, entry, Cell(value))


def _room(report: Report, path: tuple[Step, ...], spec: GroupSpec) -> Room:
    members = None
    if spec.members is not None:
        members = _members(report, (*path, "members"), spec.members)
    return Room(members, spec.owner or "")


def _members(
    report: Report, path: tuple[Step, ...], specs: tuple[MemberSpec, ...]
) -> Mapping[str, str]:
    """Names of the members, with the names shown in the group."""
    members: dict[str, str] = {}
    for place, one in enumerate(specs):
        if one.name is None:
            hint = "as in {name: 小明, display_name: 明明}"
            report.fault((*path, place), "expected `name: NAME`, got a member without", hint)
        members[one.name or ""] = one.display_name or ""
    return members
