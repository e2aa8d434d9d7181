"""From what a test says of people and groups to its stage.

It knows the keys of a test that set the stage; it must not know steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.trial.stage import ME, Contact, Room, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
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
