"""Templates of addresses: what is filled in can not become another part of the address.

A stranger's `../admin?all=1` in the place of a number stays one odd number: every value is
percent-encoded, except where the whole address begins with it. It must not know what is fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.templates.complaints import Complaint, TemplateFaults
from responder.rules.templates.template import Template, compile_template, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.words import Known
    from responder.rules.work import Work

ENCODING = "urlencode"
"""The filter that does the same elsewhere."""


@dataclass(frozen=True, slots=True)
class AddressTemplate:
    """The template of an address; equal if the source is.

    Args:
        template: Of the source.
    """

    template: Template

    def render(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> str:
        """The address for one message.

        Args:
            values: Name to value, see `views.scene`.
            draw: Where its draws come from.
            work: Pays for it.

        Raises:
            RenderError: It fails, does too much, or comes out blank or too long.
            SpentError: There is not so much work left.
        """
        if not self.template.marked:
            return self.template.render(values, draw, work)
        return tidy(self.template.addressed(values, draw, work))


def compile_address(source: str, known: Mapping[str, Known]) -> AddressTemplate:
    """Check an address of the rule file.

    Args:
        source: The address.
        known: The names it may use.

    Raises:
        TemplateFaults: As `compile_template`; it encodes what is encoded anyway.
    """
    template = compile_template(source, known)
    if template.marked and f"|{ENCODING}" in "".join(source.split()):
        hint = "in an address every value is encoded by itself"
        at = source.find(ENCODING)
        raise TemplateFaults(Complaint(at, f"expected no {ENCODING} here, got one", hint))
    return AddressTemplate(template)
