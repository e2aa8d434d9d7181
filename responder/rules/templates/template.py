"""Reply templates: checked when the rule file is read, compiled when first needed.

The text of a message is data here: it is a value of a rendering and never compiled. It must not
know which rule or action a template belongs to.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from responder.frozen import frozen
from responder.rules.templates import engine
from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.complaints import Complaint, TemplateFaults
from responder.rules.templates.engine import TEMPLATE_CHARS_MAX
from responder.rules.templates.fill import filled
from responder.rules.templates.scan import plainly_right
from responder.rules.templates.views import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.words import Known
    from responder.rules.work import Work

TEXT_UNITS = 10
"""Units of work of a text that is sent as it is, or with plain values in it."""

COMPILING_UNITS = 1_000
"""Units of work to compile a template of ordinary size, so that no message waits for more than
twenty."""

_MARKS = ("{{", "{%", "{#")


@frozen
class Template:
    """A text of the rule file that is filled in for each message; equal if the source is.

    Args:
        source: As written.
        marked: Whether it has marks of a template; otherwise it is its own result.
        _plain: Whether it has nothing but plain values in it.
        _ready: Whether it was compiled when the file was read.
    """

    source: str
    marked: bool = field(default=False, repr=False, compare=False)
    _plain: bool = field(default=False, repr=False, compare=False)
    _ready: bool = field(default=False, repr=False, compare=False)
    _code: jinja2.Template | None = field(default=None, repr=False, compare=False)

    def render(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> str:
        """The text for one message, without blanks at its ends.

        Args:
            values: Name to value, see `views.scene`.
            draw: Where its draws come from; None: it may draw nothing.
            work: Pays for it; None where the owner's file waits for it and no message.

        Raises:
            RenderError: It fails, does too much, or comes out blank or too long.
            SpentError: There is not so much work left.
        """
        return tidy(self._printed(values, draw, work))

    def taken(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> object:
        """The value for one message of a template that is nothing but one expression.

        Args:
            values: As for `render`, and so are the others.
            draw: Where its draws come from.
            work: Pays for it.

        Raises:
            RenderError: It fails or does too much.
            SpentError: There is not so much work left.
        """
        if work is not None:
            work.spend(TEXT_UNITS if self._ready else TEXT_UNITS + COMPILING_UNITS)
        return engine.taken(self._compiled(), values, draw, work)

    def addressed(
        self, values: Mapping[str, object], draw: Draw | None = None, work: Work | None = None
    ) -> str:
        """What it prints as part of an address, see `engine.addressed`; arguments as above.

        Raises:
            RenderError: It fails, does too much, or prints too much.
            SpentError: There is not so much work left.
        """
        if work is not None:
            work.spend(TEXT_UNITS if self._ready else TEXT_UNITS + COMPILING_UNITS)
        begins = self.source.lstrip().startswith(_MARKS)
        return engine.addressed(self._compiled(), values, draw, work, begins=begins)

    def _printed(self, values: Mapping[str, object], draw: Draw | None, work: Work | None) -> str:
        if work is not None:
            work.spend(TEXT_UNITS)
        if not self.marked:
            return self.source
        text = filled(self.source, values) if self._plain else None
        if text is not None:
            return text
        if work is not None and not self._ready:
            # Every time, though it is compiled once: the same message must always get equally far.
            work.spend(COMPILING_UNITS)
        return engine.run(self._compiled(), values, draw, work)

    def _compiled(self) -> jinja2.Template:
        """Its code, made once; two threads may both make it, and either is as good."""
        if self._code is None:
            object.__setattr__(self, "_code", engine.compiled(self.source))
        assert self._code is not None  # noqa: S101 - it was just made
        return self._code


def tidy(text: str) -> str:
    """A text without blanks at its ends.

    Raises:
        RenderError: It is blank or too long.
    """
    text = clean(text).strip()
    if not text:
        raise RenderError("the text comes out blank")
    if len(text) > OUTPUT_CHARS_MAX:
        raise RenderError(f"the text is longer than {OUTPUT_CHARS_MAX:,} characters")
    return text


def compile_template(source: str, known: Mapping[str, Known]) -> Template:
    """Check a text of the rule file.

    Args:
        source: The text.
        known: The names it may use.

    Raises:
        TemplateFaults: Not Jinja, unknown names or filters, statements that replies do not have.
    """
    # One by one: `any` takes longer than all three of them.
    if "{" in source and ("{{" in source or "{%" in source or "{#" in source):
        if len(source) <= TEMPLATE_CHARS_MAX and plainly_right(source, known):
            return Template(source, marked=True, _plain=True)
        code = engine.check(source, known)
        return Template(source, marked=True, _ready=code is not None, _code=code)
    if len(source) > OUTPUT_CHARS_MAX and len(source.strip()) > OUTPUT_CHARS_MAX:
        message = f"expected a text of at most {OUTPUT_CHARS_MAX:,} characters, got more"
        raise TemplateFaults(Complaint(0, message))
    return Template(source)


def plain_templates(texts: tuple[str, ...]) -> tuple[Template, ...] | None:
    """Texts that are sent as they are, and of which nothing is to be said; None where there may be.

    Such are most answers of a large file. It gives what `compile_template` gives of each.
    """
    whole = "".join(texts)
    odd = "{" in whole or "\uff5b" in whole or len(whole) > OUTPUT_CHARS_MAX
    return None if odd or "" in map(str.strip, texts) else tuple(map(Template, texts))


__all__ = [
    "TEMPLATE_CHARS_MAX",
    "Template",
    "TemplateFaults",
    "compile_template",
    "plain_templates",
]
