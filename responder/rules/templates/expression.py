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
    from responder.rules.work import Work


@dataclass(frozen=True, slots=True)
class Expression:
    """Something that holds for a message or does not; equal if the source is.

    Args:
        source: As written, without the braces around it.
    """

    source: str
    _code: jinja2.Template = field(repr=False, compare=False)

    def holds(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> bool:
        """Whether it comes out true; blank texts, empty lists, 0 and `none` are not.

        Args:
            values: Name to value, see `views.scene`.
            draw: Where its draws come from; None: it may draw nothing.
            work: Pays for it, see `engine.run`.

        Raises:
            RenderError: It fails or does too much.
            SpentError: There is not so much work left.
        """
        return bool(engine.run(self._code, values, draw, work))


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
        code = engine.check(bare, known, bare=True)
    except TemplateFaults as error:
        begin = source.find(bare)
        raise TemplateFaults(
            *(replace(one, at=begin + one.at) for one in error.complaints)
        ) from None
    assert code is not None  # noqa: S101 - that of a condition is always made
    return Expression(bare, code)
