"""Files that are sent, from their names in the rule file: whether they are there, and may be sent.

What is in them is looked at when they are sent; it must not know to whom that is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault
from responder.formats import unfit
from responder.rules.actions import Show
from responder.rules.reading.files import beside
from responder.rules.spec.media import names_address
from responder.rules.templates.address import AddressTemplate, compile_address
from responder.rules.templates.template import Template, TemplateFaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.models import Deed
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.media import MediaSection
    from responder.rules.templates.words import Known

_EXPECTED = {
    "image": "a picture that can be sent",
    "video": "a video that can be sent",
    "file": "a file that can be sent",
    "sticker": "a moving picture that can be sent",
}


def shows_of(
    context: Context, path: tuple[Step, ...], spec: MediaSection, known: Mapping[str, Known]
) -> tuple[Show, ...]:
    """What a message shows; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the keys that name files.
        spec: The keys.
        known: The names that addresses may use.
    """
    return tuple(
        Show(
            deed,
            tuple(
                _address(context, (*path, deed.value, place), name, known)
                if names_address(name)
                else _checked(context, (*path, deed.value, place), deed, name)
                for place, name in enumerate(names)
            ),
        )
        for deed, names in spec.media()
    )


def _address(
    context: Context, place: tuple[Step, ...], text: str, known: Mapping[str, Known]
) -> AddressTemplate:
    """The address of a file, which nobody looks at before it is sent."""
    try:
        return compile_address(text, known)
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(place, one.message, one.hint, offset=one.at)
        return AddressTemplate(Template(text))


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
