"""What the account-wide manners mean together.

It must not know rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.compiling.hours import note_zone
from responder.rules.durations import duration

if TYPE_CHECKING:
    from responder.models import Limits
    from responder.rules.compiling.context import Context

SILENCES_NOTED_MAX = 20
"""Conditions of one file that are warned of; all of them have the same cure."""


def check_limits(context: Context, limits: Limits) -> None:
    """Refuse limits that would keep every message from an answer.

    Args:
        context: Of the main file.
        limits: What it says.
    """
    if limits.quiet is not None:
        note_zone(context, ("limits", "quiet"))
    collect_s, max_age_s = limits.collect_s, limits.max_age_s
    if collect_s is not None and max_age_s is not None and collect_s >= max_age_s:
        message = f"expected less than max_age, {duration(max_age_s)}, got {duration(collect_s)}"
        hint = "a message that has waited longer is too old to be answered"
        context.report.fault(("limits", "collect"), message, hint)


def note_silences(context: Context, limits: Limits) -> None:
    """Warn where `owner_silent` asks for less than the manners do anyway.

    Args:
        context: With which the rules were compiled.
        limits: Of the main file.
    """
    handover_s = limits.handover_s
    if handover_s is None:
        return
    short = [one for one in context.silences if one[2] < handover_s]
    for report, path, for_s in short[:SILENCES_NOTED_MAX]:
        message = (
            f"no rule answers for {duration(handover_s)} after the owner wrote, so"
            f" {duration(for_s)} come too soon"
        )
        report.warn(path, message, f"say `limits: {{handover: {duration(for_s)}}}`, or off")
