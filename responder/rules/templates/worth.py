"""Templates whose value is stored and not printed: a number stays a number.

It must not know where a value goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.templates import engine
from responder.rules.templates.template import Template, compile_template, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.words import Known
    from responder.rules.work import Work


@dataclass(frozen=True, slots=True)
class ValueTemplate:
    """A template that gives a value; equal if the source is.

    Args:
        template: Of the source.
        is_expression: Whether it is nothing but one `{{ … }}`, whose value keeps its kind;
            otherwise it gives text.
    """

    template: Template
    is_expression: bool

    def value(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> object:
        """What it gives for one message; a text has no blanks at its ends and is never blank.

        Args:
            values: Name to value, see `views.scene`.
            draw: Where its draws come from; None: it may draw nothing.
            work: Pays for it.

        Raises:
            RenderError: It fails, does too much, or comes out blank or too long.
            SpentError: There is not so much work left.
        """
        if self.is_expression:
            found = self.template.taken(values, draw, work)
            return tidy(found) if isinstance(found, str) else found
        return self.template.render(values, draw, work)


def compile_value(source: str, known: Mapping[str, Known]) -> ValueTemplate:
    """Check a text of the rule file that gives a value.

    Args:
        source: The text.
        known: The names it may use.

    Raises:
        TemplateFaults: As `compile_template`.
    """
    template = compile_template(source, known)
    return ValueTemplate(template, template.marked and engine.is_expression(source))
