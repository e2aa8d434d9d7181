"""Texts, names and patterns of conditions, compiled.

A text of a condition may name `vars`; it is filled in once, here. It must not know chats, answers
or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.budget import RenderError
from responder.rules.conditions import NameCondition, TextCondition
from responder.rules.folding import fold
from responder.rules.patterns import PatternError, compile_pattern
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.template import TemplateFaults, compile_template
from responder.rules.template_words import names_of_table

if TYPE_CHECKING:
    from responder.rules.nodes import Step
    from responder.rules.patterns import Pattern
    from responder.rules.report import Report
    from responder.rules.spec import NamesSpec, WhenSpec
    from responder.rules.table import Table


def text_condition(
    report: Report, path: tuple[Step, ...], when: WhenSpec, names: Table
) -> TextCondition | None:
    """The text condition of a rule, None where it has none.

    Args:
        report: Takes the faults.
        path: Of the rule.
        when: Its conditions.
        names: `vars` of the file.
    """
    spec, path = when.text, (*path, "when", "text")
    if spec is None:
        return None
    if spec.equals is None and spec.contains is None and spec.regex is None:
        report.fault(path, f"expected {spec.expects}, got only exact")
    return TextCondition(
        equals=_texts(report, (*path, "equals"), spec.equals, names, exact=spec.exact),
        contains=_texts(report, (*path, "contains"), spec.contains, names, exact=spec.exact),
        patterns=_patterns(report, (*path, "regex"), spec.regex, names),
        exact=spec.exact,
    )


def names_condition(
    report: Report, path: tuple[Step, ...], spec: NamesSpec, names: Table
) -> NameCondition:
    """The condition of `sender` or `group`; arguments as above, `path` ends with the key."""
    equals = _texts(report, (*path, "equals"), spec.equals, names, exact=True)
    contains = _texts(report, (*path, "contains"), spec.contains, names, exact=True)
    return NameCondition(
        key=str(path[-1]),
        equals=None if equals is None else frozenset(word for word, _ in equals),
        contains=None if contains is None else tuple(word for word, _ in contains),
        patterns=_patterns(report, (*path, "regex"), spec.regex, names),
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


def _patterns(
    report: Report, path: tuple[Step, ...], sources: tuple[str, ...] | None, names: Table
) -> tuple[Pattern, ...] | None:
    if sources is None:
        return None
    compiled = []
    for place, source in enumerate(sources):
        try:
            compiled.append(compile_pattern(_filled(report, (*path, place), source, names)))
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
