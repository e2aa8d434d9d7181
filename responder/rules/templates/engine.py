"""Parses, compiles and runs templates: the one place that holds the environment.

It must not know which rule a template belongs to, or what it is for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes
from jinja2.parser import Parser

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, WORK_MAX, Budget, RenderError
from responder.rules.templates.check import check_tree
from responder.rules.templates.complaints import Complaint, TemplateFaults, mistake
from responder.rules.templates.offsets import counting_parser, offset_of, offset_of_mistake
from responder.rules.templates.rendering import RENDERING, Rendering
from responder.rules.templates.rewrite import with_budget
from responder.rules.templates.sandbox import ReplyEnvironment
from responder.rules.templates.values import said_of_types

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.words import Known
    from responder.rules.work import Work

TEMPLATE_CHARS_MAX = 10_000
"""Longest template: twice the longest reply."""

LATER_NODES_MAX = 60
"""Up to this size a template is compiled when a message first needs it, which takes 1 to 4 ms; of
a thousand replies in a file most are needed by no message for a long time."""

UNITS_PER_STEP = 3
"""Units of work of a message for one of a rendering."""

RUN_UNITS = 20
"""Units of work to begin and end a rendering, whatever it does."""

SURE_DEPTH = 12
"""Up to this depth Python's compiler takes every checked template, so that it can wait."""

_ENVIRONMENT = ReplyEnvironment()
"""Never changed after it is made: renderings keep their state in their own context."""

_UNCOMPILABLE = (
    jinja2.TemplateError,
    SyntaxError,
    ValueError,
    OverflowError,
    RecursionError,
    MemoryError,
)
"""What Jinja's or Python's compiler raises for what the parser let pass: too deep, too long."""

_FAILURES = (
    jinja2.TemplateError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RecursionError,
    NameError,
)
"""What an expression of a template can raise: of Jinja, of an operator, of a method of a text. The
last is 1e999, which the check refuses and Jinja would write into its code as the name `inf`."""

_YES = "1"


def parse(source: str, *, bare: bool = False) -> nodes.Template:
    """The syntax tree of a template.

    Args:
        source: The template; or, if `bare`, an expression that it prints something for if true.
        bare: See `source`.

    Raises:
        TemplateFaults: It is none.
    """
    if len(source) > TEMPLATE_CHARS_MAX:
        message = f"expected at most {TEMPLATE_CHARS_MAX:,} characters, got {len(source):,}"
        raise TemplateFaults(Complaint(0, message))
    try:
        return _tree(Parser(_ENVIRONMENT, source, state="variable" if bare else None), bare=bare)
    except jinja2.TemplateSyntaxError:
        pass
    except _UNCOMPILABLE:
        raise _monster() from None
    return _counted(source, bare=bare)  # which fails again, and then it knows where


def _counted(source: str, *, bare: bool) -> nodes.Template:
    """The same, whose lines are offsets: it takes longer, and only faults have need of it."""
    try:
        return _tree(counting_parser(_ENVIRONMENT, source, bare=bare), bare=bare)
    except jinja2.TemplateSyntaxError as error:
        words = error.message or ""
        at = offset_of_mistake(source, error.lineno, words, bare=bare)
        raise TemplateFaults(mistake(at, words, bare=bare)) from None


def _tree(parser: Parser, *, bare: bool) -> nodes.Template:
    return _condition(parser) if bare else parser.parse()


def _condition(parser: Parser) -> nodes.Template:
    """The tree of `{% if source %}1{% endif %}`, which no source can break out of."""
    test = parser.parse_expression()
    if not parser.stream.eos:
        token = parser.stream.current
        parser.fail(f"unexpected {token.value!r}", token.lineno)
    said = nodes.Output([nodes.TemplateData(_YES)])
    tree = nodes.Template([nodes.If(test, [said], [], [])], lineno=1)
    tree.set_environment(_ENVIRONMENT)
    return tree


def check(source: str, known: Mapping[str, Known], *, bare: bool = False) -> jinja2.Template | None:
    """Find everything wrong with a template.

    Args:
        source: As for `parse`.
        known: The names it may use.
        bare: As for `parse`.

    Returns:
        The compiled template where only compiling could tell, or where no message should wait for
        it: of conditions, and of large templates. Otherwise None.

    Raises:
        TemplateFaults: It can not be used.
    """
    tree = parse(source, bare=bare)
    checked = check_tree(tree, known)
    if checked.complaints:
        found = check_tree(_counted(source, bare=bare), known).complaints
        raise TemplateFaults(*(replace(one, at=offset_of(source, one.at)) for one in found))
    if not bare and checked.depth <= SURE_DEPTH and checked.size <= LATER_NODES_MAX:
        return None
    try:
        return _compiled(tree)
    except _UNCOMPILABLE:
        raise _monster() from None


def compiled(source: str, *, bare: bool = False) -> jinja2.Template:
    """The code of a template that `check` has passed.

    Raises:
        RenderError: It can not be compiled after all.
    """
    try:
        return _compiled(parse(source, bare=bare))
    except (TemplateFaults, *_UNCOMPILABLE) as error:
        raise RenderError("the template can not be compiled") from error


def run(
    code: jinja2.Template,
    values: Mapping[str, object],
    draw: Draw | None,
    work: Work | None = None,
) -> str:
    """What a template prints.

    Args:
        code: Compiled.
        values: Name to value, see `views.scene`.
        draw: Where its draws come from; None: it may draw nothing.
        work: Pays for it, beside the bound that every rendering has.

    Raises:
        RenderError: It fails, does too much, or prints too much.
        SpentError: There is not so much work left.
    """
    return _run(code, values, Rendering(draw), work)


def taken(
    code: jinja2.Template,
    values: Mapping[str, object],
    draw: Draw | None,
    work: Work | None = None,
) -> object:
    """The value of a template that is nothing but one expression.

    Args:
        code: As for `run`, and so are the others.
        values: Name to value.
        draw: Where its draws come from.
        work: Pays for it.

    Raises:
        RenderError: It fails or does too much.
        SpentError: There is not so much work left.
    """
    rendering = Rendering(draw, takes=True)
    _run(code, values, rendering, work)
    return rendering.taken


def addressed(
    code: jinja2.Template,
    values: Mapping[str, object],
    draw: Draw | None,
    work: Work | None = None,
    *,
    begins: bool,
) -> str:
    """What a template of an address prints, its values percent-encoded.

    Args:
        code: As for `run`, and so are the others.
        values: Name to value.
        draw: Where its draws come from.
        work: Pays for it.
        begins: Whether the address begins with a value, which then stays as it is.

    Raises:
        RenderError: It fails, does too much, or prints too much.
        SpentError: There is not so much work left.
    """
    return _run(code, values, Rendering(draw, addresses=True, begins=begins), work)


def is_expression(source: str) -> bool:
    """Whether a template that `check` has passed is nothing but one expression."""
    outputs = parse(source.strip()).body
    if len(outputs) != 1 or not isinstance(outputs[0], nodes.Output):
        return False
    return len(outputs[0].nodes) == 1 and not isinstance(outputs[0].nodes[0], nodes.TemplateData)


def _run(
    code: jinja2.Template, values: Mapping[str, object], rendering: Rendering, work: Work | None
) -> str:
    if work is None:
        return _printed(code, values, rendering)
    work.spend(RUN_UNITS)
    granted = min(WORK_MAX, work.left // UNITS_PER_STEP)
    rendering.budget = Budget(granted)
    try:
        return _printed(code, values, rendering)
    finally:
        work.spend(UNITS_PER_STEP * (granted - rendering.budget.work))


def _printed(code: jinja2.Template, values: Mapping[str, object], rendering: Rendering) -> str:
    context = code.new_context({**values, RENDERING: rendering})
    rendering.enter(context)
    parts: list[str] = []
    length = 0
    try:
        for part in code.root_render_func(context):
            length += len(part)
            if length > OUTPUT_CHARS_MAX * 2:  # blanks at the ends do not count yet
                raise RenderError(f"the text is longer than {OUTPUT_CHARS_MAX:,} characters")
            parts.append(part)
    except _FAILURES as error:
        words = said_of_types(error) if isinstance(error, TypeError) else str(error)
        raise RenderError(f"the template fails: {' '.join(words.split())}") from error
    finally:
        rendering.leave()
    return "".join(parts)


def _compiled(tree: nodes.Template) -> jinja2.Template:
    code = _ENVIRONMENT.from_string(with_budget(tree))
    # Jinja leaves them there for tracebacks, which nobody sees. They would close a circle, and only
    # the collector could free a rule set that has gone, by looking through the present one too.
    names = code.root_render_func.__globals__
    del names["root"], names["__jinja_template__"]
    return code


def _monster() -> TemplateFaults:
    message = "expected a simple template, got one that is nested too deeply or too large"
    return TemplateFaults(Complaint(0, message))
