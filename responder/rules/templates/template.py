"""Reply templates: compiled from the rule file when it is loaded, rendered for one message.

The text of a message is data here: it is a value of a rendering and never compiled. It must not
know which rule or action a template belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import jinja2

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, Budget, RenderError
from responder.rules.templates.check import Complaint, check_tree
from responder.rules.templates.rewrite import with_budget
from responder.rules.templates.sandbox import BUDGET, ReplyEnvironment
from responder.rules.templates.views import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.words import Known

TEMPLATE_CHARS_MAX = 10_000
"""Longest template: twice the longest reply."""

_MARKS = ("{{", "{%", "{#")
_ENVIRONMENT = ReplyEnvironment()
"""Never changed after it is made: renderings keep their state in their own context."""

_UNCOMPILABLE = (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError)
"""What Python's compiler raises for a template that Jinja let pass: too deep, too many digits."""

_FAILURES = (
    jinja2.TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
)
"""What an expression of a template can raise: of Jinja, of an operator, of a method of a text."""


class TemplateFaults(ValueError):
    """A template that can not be used.

    Args:
        complaints: Everything wrong with it.
    """

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Template:
    """A text of the rule file that is filled in for each message; equal if the source is.

    Args:
        source: As written.
        code: None where the text has no template marks and is its own result.
    """

    source: str
    code: jinja2.Template | None = field(default=None, repr=False, compare=False)

    def render(self, values: Mapping[str, object]) -> str:
        """The text for one message, without blanks at its ends.

        Args:
            values: Name to value, see `views.scene`.

        Raises:
            RenderError: It fails, does too much, or comes out blank or too long.
        """
        text = self.source if self.code is None else _run(self.code, values)
        text = clean(text).strip()
        if not text:
            raise RenderError("the text comes out blank")
        if len(text) > OUTPUT_CHARS_MAX:
            raise RenderError(f"the text is longer than {OUTPUT_CHARS_MAX:,} characters")
        return text


def compile_template(source: str, known: Mapping[str, Known]) -> Template:
    """Check and compile a text of the rule file.

    Args:
        source: The text.
        known: The names it may use.

    Raises:
        TemplateFaults: Not Jinja, unknown names or filters, statements that replies do not have.
    """
    if len(source) > TEMPLATE_CHARS_MAX:
        message = f"expected at most {TEMPLATE_CHARS_MAX:,} characters, got {len(source):,}"
        raise TemplateFaults(Complaint(1, message))
    if not any(mark in source for mark in _MARKS):
        if len(source.strip()) > OUTPUT_CHARS_MAX:
            message = f"expected a reply of at most {OUTPUT_CHARS_MAX:,} characters, got more"
            raise TemplateFaults(Complaint(1, message))
        return Template(source)
    complaints: tuple[Complaint, ...] = ()
    code = None
    try:
        tree = _ENVIRONMENT.parse(source)
        complaints = check_tree(tree, known)
        code = None if complaints else _ENVIRONMENT.from_string(with_budget(tree))
    except jinja2.TemplateSyntaxError as error:
        message = f"expected a template, got a mistake: {error.message}"
        hint = "every {{ needs its }} and every {% its %}; for a text with {{ write {{ '{{' }}"
        raise TemplateFaults(Complaint(error.lineno, message, hint)) from None
    except _UNCOMPILABLE:
        message = "expected a simple template, got one that is nested too deeply or too large"
        raise TemplateFaults(Complaint(1, message)) from None
    if complaints:
        raise TemplateFaults(*complaints)
    return Template(source, code)


def _run(code: jinja2.Template, values: Mapping[str, object]) -> str:
    context = code.new_context({**values, BUDGET: Budget()})
    parts: list[str] = []
    length = 0
    try:
        for part in code.root_render_func(context):
            length += len(part)
            if length > OUTPUT_CHARS_MAX * 2:  # blanks at the ends do not count yet
                raise RenderError(f"the text is longer than {OUTPUT_CHARS_MAX:,} characters")
            parts.append(part)
    except _FAILURES as error:
        raise RenderError(f"the template fails: {' '.join(str(error).split())}") from error
    return "".join(parts)
