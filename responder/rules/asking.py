"""The request of a `fetch`, filled in for one message.

It knows the action; it must not know rules, or how anything is sent.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.actions import Members
from responder.rules.requests import FetchRequest, Form, mark_of
from responder.rules.table import Table
from responder.rules.templates.address import AddressTemplate
from responder.rules.templates.budget import RenderError
from responder.rules.templates.secrets import MARKS
from responder.rules.templates.template import Template
from responder.rules.templates.values import as_text
from responder.rules.templates.worth import ValueTemplate

if TYPE_CHECKING:
    from responder.rules.actions import Body, FetchAction, NamedTexts
    from responder.rules.requests import FetchFailure
    from responder.rules.templates.rendering import Draw
    from responder.rules.work import Work

ERROR = "error"
"""The name under which templates know why something failed."""

BODY_CHARS_MAX = 64 * 1024
"""Of a body: a person's messages and what a rule knows are far less."""

DEPTH_MAX = 20
"""Levels of lists and mappings in each other that a value may have."""

BITS = 64
"""Of a number that is drawn; two of them make a key."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What the templates of a request are filled in from.

    Args:
        views: What they see.
        draws: Gives each, by a name, draws of its own.
        work: Pays for them.
    """

    views: Mapping[str, object]
    draws: Callable[[str], Draw]
    work: Work

    def with_marks(self, mark: str) -> FillAny:
        """Fills a template in: a value gives anything, the others text."""
        views = {**self.views, MARKS: lambda name: mark_of(name, mark)}
        filled = count()

        def fill(template: AddressTemplate | Template | ValueTemplate) -> object:
            draws = self.draws(str(next(filled)))
            if isinstance(template, ValueTemplate):
                return template.value(views, draws, self.work)
            return template.render(views, draws, self.work)

        return fill


FillAny: TypeAlias = Callable[[AddressTemplate | Template | ValueTemplate], object]


def error_view(failure: FetchFailure, place: str) -> Table:
    """Why something failed, as templates see it."""
    reason, status = failure.why.value, failure.status
    return Table({"reason": reason, "status": status, "text": failure.words, "place": place})


def request_of(action: FetchAction, filling: Filling, number: Callable[[str], int]) -> FetchRequest:
    """The request for one message.

    Args:
        action: What is fetched.
        filling: What its templates are filled in from.
        number: Gives for a name a number of 64 bits, the same whenever this action is repeated for
            this message, and one that nobody else can know.

    Raises:
        RenderError: A template fails, or the body has no form.
        SpentError: There is not so much work left.
    """
    mark = f"{number('mark'):016x}"
    fill = filling.with_marks(mark)
    digits = f"{number('key 1'):016x}{number('key 2'):016x}"
    ends = (8, 12, 16, 20, 32)  # written as common keys are
    key = "-".join(digits[begin:end] for begin, end in zip((0, *ends), ends, strict=False))
    body = ""
    if action.form is Form.JSON:
        body = json.dumps(_filled(action.body, fill), ensure_ascii=False, separators=(",", ":"))
    elif action.form is Form.FORM:
        body = json.dumps(_named(action.fields, fill), ensure_ascii=False)
    if len(body) > BODY_CHARS_MAX:
        raise RenderError(f"the body is longer than {BODY_CHARS_MAX:,} characters")
    return FetchRequest(
        method=action.method,
        url=str(fill(action.url)),
        key=key,
        mark=mark,
        headers=_named(action.headers, fill),
        query=_named(action.query, fill),
        form=action.form,
        body=body,
        timeout_s=action.timeout_s,
        cache_s=action.cache_s,
    )


def _named(texts: NamedTexts, fill: FillAny) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(fill(text))) for name, text in texts)


def _filled(body: Body, fill: FillAny) -> object:
    """A body as `json` takes it."""
    if isinstance(body, Members):
        return {name: _filled(one, fill) for name, one in body.pairs}
    if isinstance(body, tuple):
        return [_filled(one, fill) for one in body]
    return _plain(fill(body), 0) if isinstance(body, ValueTemplate) else body


def _plain(value: object, depth: int) -> object:
    """A value of a template as `json` takes it; what has no other form is its text."""
    if depth > DEPTH_MAX:
        raise RenderError("the body has lists in each other without end")
    if isinstance(value, Mapping):
        return {str(key): _plain(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise RenderError("the body has a number without end")
    return value if value is None or isinstance(value, str | int | float) else as_text(value)
