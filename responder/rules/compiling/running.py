"""What a rule does later, from its specs: the times and names of it.

It must not know what is done then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from responder.rules.actions import AskAction, CancelAction, LaterAction, Question
from responder.rules.claims import Per
from responder.rules.compiling.text import text_condition
from responder.rules.reading.cells import quote
from responder.rules.spec.later import Missed
from responder.rules.spec.stored import is_template
from responder.rules.templates.moments import moment
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.timing import AT_EXPECTED, time_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.actions import Action
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.action import ActionSpec, LaterSpec, QuestionSpec
    from responder.rules.spec.wanted import Item
    from responder.rules.templates.words import Known


_PHONE, _NUMBER = r"{regex: '^1\d{10}$'}", r"{regex: '^\d+$'}"
_DATE, _TIME = r"{regex: '^\d{1,2}月\d{1,2}[日号]$'}", r"{regex: '^\d{1,2}:\d\d$'}"
_KINDS = {
    **dict.fromkeys(("phone", "mobile", "tel", "手机", "手机号", "电话"), _PHONE),
    **dict.fromkeys(("number", "int", "integer", "digits", "数字"), _NUMBER),
    **dict.fromkeys(("date", "日期"), _DATE),
    **dict.fromkeys(("time", "时间"), _TIME),
    **dict.fromkeys(("email", "mail", "邮箱"), r"{regex: '^\S+@\S+\.\S+$'}"),
    **dict.fromkeys(("text", "any", "string", "任意"), "no accept: then any text is one"),
}
"""What forms of other programs call kinds of answers, and what demands one here."""

STOP_WORDS = ("取消",)
"""Words that end a dialogue whose rule says none."""

EXPIRES_S = 600.0
"""For so long an answer is waited for where a rule says nothing."""

_SOME_DAY = moment(0, None)


def later_action(
    context: Context,
    path: tuple[Step, ...],
    spec: LaterSpec,
    actions: tuple[Action, ...],
    known: Mapping[str, Known],
) -> LaterAction:
    """What is done later; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the value of `later`.
        spec: When.
        actions: What.
        known: The names that its templates may use.
    """
    after, at, name = (
        None if text is None else _template(context, (*path, key), text, known)
        for key, text in (("in", spec.in_), ("at", spec.at), ("id", spec.id))
    )
    if spec.at is not None and not is_template(spec.at) and time_in(spec.at, _SOME_DAY) is None:
        context.report.fault((*path, "at"), f"expected {AT_EXPECTED}, got {quote(spec.at)}")
    return LaterAction(
        actions, after, at, name, skips=spec.missed is Missed.SKIP, per=Per(spec.per.value)
    )


def cancel_action(
    context: Context, path: tuple[Step, ...], ids: tuple[str, ...], known: Mapping[str, Known]
) -> CancelAction:
    """What is not done later after all; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the value of `cancel`.
        ids: Of what.
        known: The names that its templates may use.
    """
    places = ((*path, place) for place in range(len(ids)))
    return CancelAction(
        tuple(_template(context, at, text, known) for at, text in zip(places, ids, strict=True))
    )


def ask_action(
    context: Context,
    path: tuple[Step, ...],
    spec: ActionSpec,
    on_timeout: tuple[Action, ...],
    known: Mapping[str, Known],
) -> AskAction:
    """A dialogue; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the action.
        spec: The action.
        on_timeout: What is done when nobody answers.
        known: The names that its templates may use.
    """
    questions = tuple(
        _question(context, (*path, "ask", place), one, known)
        for place, one in enumerate(spec.ask or ())
    )
    stop = STOP_WORDS if spec.cancel is None else spec.cancel
    expires_s = spec.expires or EXPIRES_S
    return AskAction(questions, expires_s, on_timeout, stop, Per(spec.per.value))


_MARKS = re.compile(r"\s*[|/,;\uff0c\u3001\uff1b\uff5c]\s*")
"""What authors write between choices."""


def _question(
    context: Context, path: tuple[Step, ...], spec: QuestionSpec, known: Mapping[str, Known]
) -> Question:
    prompts, retry = (
        tuple(
            _template(context, (*path, key, place), text, known) for place, text in enumerate(texts)
        )
        for key, texts in (("prompt", spec.prompt or ()), ("retry", spec.retry or ()))
    )
    accept = None
    if spec.accept is not None:
        accept = text_condition(context, (*path, "accept"), spec.accept.said)
        _warn_of_kinds(context, (*path, "accept"), spec.accept.equals or ())
    if spec.choices and len(spec.choices) == 1:
        _warn_of_one_choice(context, (*path, "choices"), spec.choices[0])
    return Question(spec.save or "", prompts, accept, retry, spec.choices or ())


def _warn_of_one_choice(context: Context, path: tuple[Step, ...], only: str) -> None:
    """Warn of a choice that is none: several were meant, in one text."""
    parts = [part for part in _MARKS.split(only) if part]
    hint = f"write [{', '.join(parts)}]" if len(parts) > 1 else "write several, as in [上午, 下午]"
    context.report.warn(path, f"there is only one choice: {quote(only)}", hint)


def _warn_of_kinds(context: Context, path: tuple[Step, ...], texts: tuple[Item, ...]) -> None:
    """Point at what is meant as a kind of answer: here it is the answer itself."""
    if len(texts) == 1 and isinstance(texts[0], str) and texts[0].lower() in _KINDS:
        message = f"only the word {quote(texts[0])} itself is an answer then"
        context.report.warn(path, message, f"write {_KINDS[texts[0].lower()]}")


def _template(
    context: Context, place: tuple[Step, ...], text: str, known: Mapping[str, Known]
) -> Template:
    if not text or text.isspace():
        context.report.fault(place, "expected a text, got only blanks")
    try:
        return compile_template(text, known)
    except TemplateFaults as error:
        for one in error.complaints:
            context.report.fault(place, one.message, one.hint, offset=one.at)
        return Template(text)
