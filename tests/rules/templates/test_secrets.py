"""The function that gives marks in the places of secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.secrets import ALLOWED, MARKS, SecretShape
from responder.rules.templates.template import TemplateFaults, compile_template

if TYPE_CHECKING:
    from responder.rules.templates.words import Known

VALUES = {MARKS: lambda name: f"<{name}>", "vars": Table({"a": "b"})}


def known(shape: SecretShape) -> dict[str, Known]:
    """Where secrets may stand."""
    return {ALLOWED: shape, "vars": None}


def test_a_secret_is_a_mark_and_is_noted() -> None:
    """A template never has more of it."""
    shape = SecretShape()
    template = compile_template(
        'Bearer {{ secret("TOKEN") }} {{ vars.a ~ secret("B") }}', known(shape)
    )
    assert template.render(VALUES) == "Bearer <TOKEN> b<B>"
    assert shape.seen == {"TOKEN", "B"}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{{ secret("A") }}', "expected no secret() here, got one"),
        ("{{ secret() }}", "expected no secret() here, got one"),
    ],
)
def test_elsewhere_there_is_none(source: str, message: str) -> None:
    """Only what is fetched has secrets in it."""
    with pytest.raises(TemplateFaults) as error:
        compile_template(source, {})
    assert error.value.complaints[0].message == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ secret(vars.a) }}", 'expected the name of a secret, as in secret("TOKEN")'),
        ("{{ secret() }}", 'expected the name of a secret, as in secret("TOKEN")'),
        ("{{ secret(name='A') }}", 'expected the name of a secret, as in secret("TOKEN")'),
        ("{{ secret('a b') }}", "expected the name of a secret, got another text"),
        ("{{ secret('../x') }}", "expected the name of a secret, got another text"),
        ("{{ secret('A') | upper }}", "expected secret() as it is, got it with upper behind it"),
        ("{{ secret }}", 'expected a known name, got "secret"'),
        ("{% set secret = 1 %}{{ vars.a }}", 'expected a new name, got "secret"'),
    ],
)
def test_what_is_no_secret_is_refused(source: str, message: str) -> None:
    """Which one it is has to be known before any message comes."""
    with pytest.raises(TemplateFaults) as error:
        compile_template(source, known(SecretShape()))
    assert error.value.complaints[0].message == message


def test_without_marks_it_fails() -> None:
    """It is never a blank."""
    template = compile_template('{{ secret("A") }}', known(SecretShape()))
    with pytest.raises(RenderError, match="said to nobody"):
        template.render({})
