"""Expressions of conditions (`if:`): a template's language, with yes or no for an answer.

It must not know which rule or condition an expression belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.rules.templates import engine
from responder.rules.templates.complaints import TemplateFaults

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.words import Known


@dataclass(frozen=True, slots=True)
class Expression:
    """Something that holds for a message or does not; equal if the source is.

    Args:
        source: As written, without the braces around it.
    """

    source: str
    _code: jinja2.Template | None = field(default=None, repr=False, compare=False)

    def holds(self, values: Mapping[str, object], draw: Draw | None = None) -> bool:
        """Whether it comes out true; blank texts, empty lists, 0 and `none` are not.

        Args:
            values: Name to value, see `views.scene`.
            draw: Where its draws come from; None: it may draw nothing.

        Raises:
            RenderError: It fails or does too much.
        """
        return bool(engine.run(self._compiled(), values, draw))

    def _compiled(self) -> jinja2.Template:
        if self._code is None:
            object.__setattr__(self, "_code", engine.compiled(self.source, bare=True))
        assert self._code is not None  # noqa: S101 - it was just made
        return self._code


def compile_expression(source: str, known: Mapping[str, Known]) -> Expression:
    """Check an expression of the rule file.

    Args:
        source: Such as `now.hour < 12`, or the same in `{{ }}`.
        known: The names it may use.

    Raises:
        TemplateFaults: No expression, or unknown names, filters or tests.
    """
    bare = source.strip()
    if bare.startswith("{{") and bare.endswith("}}"):
        bare = bare[2:-2].strip()
    try:
        return Expression(bare, engine.check(bare, known, bare=True))
    except TemplateFaults as error:
        begin = source.find(bare)
        raise TemplateFaults(
            *(replace(one, at=begin + one.at) for one in error.complaints)
        ) from None
