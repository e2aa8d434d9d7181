"""Files that are sent, from their names in the rule file: whether they are there, and may be sent.

What is in them is looked at when they are sent; it must not know to whom that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault
from responder.formats import unfit
from responder.rules.reading.files import beside
from responder.sources import Show

if TYPE_CHECKING:
    from responder.models import Deed
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.media import MediaSection

_EXPECTED = {
    "image": "a picture that can be sent",
    "video": "a video that can be sent",
    "file": "a file that can be sent",
    "sticker": "a moving picture that can be sent",
}


def shows_of(context: Context, path: tuple[Step, ...], spec: MediaSection) -> tuple[Show, ...]:
    """What a message shows; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the keys that name files.
        spec: The keys.
    """
    return tuple(
        Show(
            deed,
            tuple(
                _checked(context, (*path, deed.value, place), deed, name)
                for place, name in enumerate(names)
            ),
        )
        for deed, names in spec.media()
    )


def _checked(context: Context, place: tuple[Step, ...], deed: Deed, name: str) -> str:
    """The path of a file, from where the program runs."""
    path, report = beside(context.report.source.path, name), context.report
    try:
        seen = context.peek(path)
    except EnvironmentFault as error:
        hint = "a name is relative to the folder of this file"
        report.fault(place, f"expected a file that can be read: {error}", hint)
        return path
    if seen is not None:
        what, hint = unfit(deed, seen.size, seen.head)
        if what:
            report.fault(place, f"expected {_EXPECTED[deed]}, got {what}", hint)
    return path
