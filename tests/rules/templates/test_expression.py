"""Expressions of conditions."""

from __future__ import annotations

import pytest

from responder.rules.templates import engine
from responder.rules.templates.budget import RenderError
from responder.rules.templates.complaints import TemplateFaults
from responder.rules.templates.expression import compile_expression
from tests.rules.templates.kit import KNOWN, by_place, values


def _holds(source: str) -> bool:
    return compile_expression(source, KNOWN).holds(values(), by_place)


def _refused(source: str) -> str:
    with pytest.raises(TemplateFaults) as caught:
        compile_expression(source, KNOWN)
    return caught.value.complaints[0].message


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("now.hour < 12", True),
        ("{{ now.hour < 12 }}", True),
        ("  {{now.hour > 12}}\n", False),
        ("sender.name in lists.vip and match.id | int > 5", True),
        ("not group", False),
        ("match.id == '7'", True),
        ("match.id", True),
        ("''", False),
        ("[]", False),
        ("vars.empty", False),
        ("args.days > 2 or args.city == '上海'", True),
        ("lists.vip | length == 2", True),
        ("vars.nix is defined", None),
        ("match.value.price is defined", True),
        ("now.weekday\n  in [2, 4]", True),
        ("dice(6) > 6", False),
        ("true", True),
        ("{'a': 1}['a']", True),
    ],
)
def test_expressions_hold_or_do_not(source: str, *, holds: bool | None) -> None:
    """Bare or in braces, with the truth that templates have."""
    if holds is None:
        assert _refused(source) == 'expected something that vars has, got "nix"'
    else:
        assert _holds(source) is holds


def test_expressions_are_equal_by_their_source() -> None:
    """Braces and blanks around it make no difference."""
    bare, braced = compile_expression("1 < 2", KNOWN), compile_expression("{{ 1 < 2 }}", KNOWN)
    assert bare == braced
    assert bare.source == "1 < 2"
    assert hash(bare) == hash(braced)


def test_code_is_made_when_the_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No message waits for an expression to be compiled, which takes a millisecond or two."""
    expression = compile_expression("1 < 2", KNOWN)
    monkeypatch.delattr(engine, "_compiled")
    assert expression.holds({})


@pytest.mark.parametrize(
    "source",
    [
        "",
        "{{ }}",
        "1 +",
        "1 }}x{% if 1",
        "1 %}{% endif %}{{ x }}{% if 1",
        "{% if 1 %}1{% endif %}",
        "a b",
        "now.hour = 12",
        "{{ 1 }} and {{ 2 }}",
        "set x = 1",
        "1 {# note #}",
    ],
)
def test_what_is_no_expression_is_refused(source: str) -> None:
    """Nothing breaks out of an expression into statements."""
    assert _refused(source).startswith("expected an expression, got a mistake: ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("sendr.name == 'x'", 'expected a known name, got "sendr"'),
        ("sender.nmae == 'x'", 'expected something that sender has, got "nmae"'),
        ("1 is nix", 'expected a known test, got "nix"'),
        ("answers.visits > 3", 'expected a name that is known here, got "answers"'),
    ],
)
def test_names_are_checked(source: str, message: str) -> None:
    """As in templates."""
    assert _refused(source) == message


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("1 / 0", "division by zero"),
        ("match.value.nix", 'a mapping has no "nix"'),
        ("['a'] < 1", "'<' not supported"),
        ("range(19000) | map('string') | list", "does too much"),
        ("'x' * 10**9", "longer than"),
    ],
)
def test_failures_are_sentences(source: str, words: str) -> None:
    """What does not exist is an error and not false, and the budget is that of templates."""
    with pytest.raises(RenderError, match=words):
        _holds(source)


def test_deep_expressions_are_bounded() -> None:
    """Nesting is refused at load, or compiled at once."""
    assert compile_expression("-" * 20 + "1", KNOWN)._code is not None
    assert _refused("-" * 60 + "1").startswith("expected at most 50 levels")
    assert _refused("(" * 3000 + "1" + ")" * 3000).startswith("expected a simple template")
