"""The conditions on what was before, from their specs.

It must not know other conditions or where memory is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.remembered import (
    FirstContactCondition,
    OwnerSilentCondition,
    RepeatedCondition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.compiling.context import Context
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.when import WhenSpec

REMEMBERED = ("first_contact", "owner_silent", "repeated")
"""Their keys."""


def remembered_conditions(
    context: Context, path: tuple[Step, ...], when: WhenSpec
) -> Iterator[Condition]:
    """Those of some conditions that look at memory.

    Args:
        context: Of the file; it is told how long ago they ask for.
        path: Of the conditions.
        when: The conditions.
    """
    if when.first_contact is not None:
        yield FirstContactCondition(when.first_contact)
    if when.owner_silent is not None:
        context.silences.append((context.report, (*path, "owner_silent"), when.owner_silent))
        yield OwnerSilentCondition(when.owner_silent)
    if when.repeated is not None:
        spec = when.repeated
        context.hears_s.append(spec.within)
        yield RepeatedCondition(spec.times, spec.within, spec.by)
