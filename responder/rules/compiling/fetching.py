"""What a rule fetches, from its spec: every text of it checked with the names it may use.

It must not know how anything is fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.actions import FetchAction, Members
from responder.rules.reading.cells import quote
from responder.rules.requests import TIMEOUT_S, Form
from responder.rules.spec.stored import is_template
from responder.rules.table import Table
from responder.rules.templates.address import AddressTemplate, compile_address
from responder.rules.templates.secrets import ALLOWED, SECRET, SecretShape
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.words import NAMES, TABLE_METHODS, TEXT, Shape
from responder.rules.templates.worth import ValueTemplate, compile_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeVar

    from responder.rules.actions import Body, NamedTexts
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.fetch import FetchSpec
    from responder.rules.table import Value
    from responder.rules.templates.words import Known

    Compiled = TypeVar("Compiled")

_MISSING = "there is no secret {name}"
_WAY_OUT = (
    "put it into the variable RESPONDER_SECRET_{name}, or into a file {name} in the folder that"
    " RESPONDER_SECRETS names"
)


ERROR_HAS = ("reason", "text", "place")
"""The texts that `error` has; beside them it has `status`, a number."""

_ERROR = Shape({**dict.fromkeys(ERROR_HAS, TEXT), "status": None}, TABLE_METHODS)


def with_error(known: Mapping[str, Known]) -> dict[str, Known]:
    """The names of templates that are filled in when something has failed."""
    return {**known, "error": _ERROR}


def fetch_action(
    context: Context,
    path: tuple[Step, ...],
    spec: FetchSpec,
    known: Mapping[str, Known],
) -> FetchAction:
    """What is fetched; usable only if the report has no fault then.

    Args:
        context: Of the file; its report takes the faults.
        path: To the value of `fetch`.
        spec: What.
        known: The names that its templates may use.
    """
    compiler = _Compiler(context, path, known)
    if spec.as_ is not None and spec.as_ in {*NAMES, SECRET}:
        message = f"expected a name of its own, got {quote(spec.as_)}"
        context.report.fault((*path, "as"), message, "templates know something else by it")
    form = Form.JSON if spec.has_json else Form.FORM if spec.form else None
    method = spec.method.value if spec.method else "GET" if form is None else "POST"
    return FetchAction(
        url=compiler.made(("url",), spec.url, compile_address, _no_address),
        method=method,
        headers=tuple(
            (name, compiler.text(("headers", name), text))
            for name, text in (spec.headers or {}).items()
        ),
        query=compiler.named("query", spec.query or {}),
        form=form,
        body=compiler.body(("json",), spec.json_) if spec.has_json else None,
        fields=compiler.named("form", spec.form or {}),
        timeout_s=spec.timeout or TIMEOUT_S,
        cache_s=spec.cache or 0.0,
        save=spec.as_ or "",
    )


class _Compiler:
    """Compiles the texts of one request, in which secrets may stand."""

    def __init__(
        self, context: Context, path: tuple[Step, ...], known: Mapping[str, Known]
    ) -> None:
        self._context = context
        self._path = path
        self._known = known

    def text(self, place: tuple[Step, ...], text: str) -> Template:
        """One text."""
        return self.made(place, text, compile_template, Template)

    def named(self, key: str, texts: Mapping[str, tuple[str, ...]]) -> NamedTexts:
        """Names with their texts."""
        return tuple(
            (name, self.text((key, name, index), text))
            for name, several in texts.items()
            for index, text in enumerate(several)
        )

    def body(self, place: tuple[Step, ...], value: Value) -> Body:
        """A value of JSON, its texts perhaps templates."""
        if isinstance(value, Table):
            return Members(
                tuple((name, self.body((*place, name), one)) for name, one in value.items())
            )
        if isinstance(value, tuple):
            return tuple(self.body((*place, index), one) for index, one in enumerate(value))
        if isinstance(value, str) and is_template(value):
            return self.made(place, value, compile_value, _no_value)
        return value

    def made(
        self,
        place: tuple[Step, ...],
        text: str,
        compile_text: Callable[[str, Mapping[str, Known]], Compiled],
        otherwise: Callable[[str], Compiled],
    ) -> Compiled:
        """What a text is compiled to, with the secrets it asks for noted."""
        path, shape = (*self._path, *place), SecretShape()
        known = {**self._known, ALLOWED: shape} if is_template(text) else self._known
        try:
            made = compile_text(text, known)
        except TemplateFaults as error:
            for one in error.complaints:
                self._context.report.fault(path, one.message, one.hint, offset=one.at)
            return otherwise(text)
        for name in sorted(shape.seen):
            self._note(path, name)
        return made

    def _note(self, path: tuple[Step, ...], name: str) -> None:
        """Note where a secret is asked for: whoever runs the rules must have it."""
        report = self._context.report
        fault = report.note(path, _MISSING.format(name=name), _WAY_OUT.format(name=name))
        self._context.secrets.append((name, fault))


def _no_value(text: str) -> ValueTemplate:
    return ValueTemplate(Template(text), is_expression=False)


def _no_address(text: str) -> AddressTemplate:
    return AddressTemplate(Template(text))
