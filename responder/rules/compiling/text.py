"""Texts, names and patterns of conditions, compiled.

A text of a condition may name `vars`; it is filled in once, here. It must not know chats, answers
or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.conditions.conditions import NameCondition, TextCondition
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Scalar, Sequence, locate
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import TemplateFaults, compile_template
from responder.rules.templates.words import names_of_table
from responder.rules.text.folding import fold
from responder.rules.text.patterns import PatternError

if TYPE_CHECKING:
    from responder.rules.reading.nodes import Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.when import NamesSpec, WhenSpec
    from responder.rules.table import Table
    from responder.rules.text.patterns import Pattern, PatternCompiler


_COMMAS = frozenset("\uff0c\u3001")
"""What a Chinese input method writes between words."""


def text_condition(
    report: Report,
    path: tuple[Step, ...],
    when: WhenSpec,
    names: Table,
    compiler: PatternCompiler,
) -> TextCondition | None:
    """The text condition of a rule, None where it has none.

    Args:
        report: Takes the faults.
        path: Of the rule.
        when: Its conditions.
        names: `vars` of the file.
        compiler: Of the file's patterns.
    """
    spec, path = when.text, (*path, "when", "text")
    if spec is None:
        return None
    if spec.equals is None and spec.contains is None and spec.regex is None:
        report.fault(path, f"expected {spec.expects}, got only exact")
    return TextCondition(
        equals=_texts(report, (*path, "equals"), spec.equals, names, exact=spec.exact),
        contains=_texts(report, (*path, "contains"), spec.contains, names, exact=spec.exact),
        patterns=_patterns(report, (*path, "regex"), spec.regex, names, compiler),
        exact=spec.exact,
    )


def names_condition(
    report: Report,
    path: tuple[Step, ...],
    spec: NamesSpec,
    names: Table,
    compiler: PatternCompiler,
) -> NameCondition:
    """The condition of `sender` or `group`; arguments as above, `path` ends with the key."""
    equals = _texts(report, (*path, "equals"), spec.equals, names, exact=True)
    contains = _texts(report, (*path, "contains"), spec.contains, names, exact=True)
    return NameCondition(
        key=str(path[-1]),
        equals=None if equals is None else frozenset(word for word, _ in equals),
        contains=None if contains is None else tuple(word for word, _ in contains),
        patterns=_patterns(report, (*path, "regex"), spec.regex, names, compiler),
    )


def _texts(
    report: Report,
    path: tuple[Step, ...],
    texts: tuple[str, ...] | None,
    names: Table,
    *,
    exact: bool,
) -> tuple[tuple[str, str], ...] | None:
    """Each text as it is compared, with its spelling."""
    if texts is None:
        return None
    _warn_of_commas(report, path)
    compared: dict[str, str] = {}
    for place, text in enumerate(texts):
        spelled = _filled(report, (*path, place), text, names)
        word = spelled if exact else fold(spelled[: TEXT_CHARS_MAX + 1])
        if not word:
            hint = "it would be in every text" if path[-1] == "contains" else ""
            report.fault((*path, place), "expected a text that is not blank, got a blank one", hint)
        elif len(spelled) > TEXT_CHARS_MAX:
            message = f"expected at most {TEXT_CHARS_MAX:,} characters, got {len(spelled):,}"
            report.fault((*path, place), message, "no message is looked at further than that")
        compared.setdefault(word, spelled)
    return tuple(compared.items())


def _warn_of_commas(report: Report, path: tuple[Step, ...]) -> None:
    """Warn of `[价格，多少钱]`: a list of one text, though two were meant."""
    node, _ = locate(report.root, path)
    if not (isinstance(node, Sequence) and len(node.items) == 1):
        return
    (only,) = node.items
    if isinstance(only, Scalar) and only.plain and _COMMAS.intersection(only.text):
        message = f"this list has one text, comma and all: {quote(only.text)}"
        report.warn((*path, 0), message, "write an ordinary comma between texts, as in [a, b]")


def _patterns(
    report: Report,
    path: tuple[Step, ...],
    sources: tuple[str, ...] | None,
    names: Table,
    compiler: PatternCompiler,
) -> tuple[Pattern, ...] | None:
    if sources is None:
        return None
    compiled = []
    for place, source in enumerate(sources):
        try:
            compiled.append(compiler.compile(_filled(report, (*path, place), source, names)))
        except PatternError as error:
            report.fault((*path, place), str(error), error.hint)
    return tuple(compiled)


def _filled(report: Report, path: tuple[Step, ...], text: str, names: Table) -> str:
    """A text of a condition with its `vars` filled in."""
    if "{{" not in text:
        return text
    try:
        return compile_template(text, {"vars": names_of_table(names)}).render({"vars": names})
    except TemplateFaults as error:
        for one in error.complaints:
            report.fault(path, one.message, one.hint)
    except RenderError as error:
        report.fault(path, f"expected a text, got a failure: {error}")
    return text
