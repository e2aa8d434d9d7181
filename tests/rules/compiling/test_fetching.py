"""What a rule fetches, compiled."""

from __future__ import annotations

import pytest

from responder.rules.actions import FetchAction, Members
from responder.rules.requests import Form
from responder.rules.templates.worth import ValueTemplate
from tests.rules.rulekit import fault, rules


def action(fetch: str, more: str = "") -> FetchAction:
    """The only action of a rule."""
    rule_set = rules(f"rules: [{{name: r, do: [{{fetch: {fetch}{more}}}]}}]")
    [found] = rule_set.rules[0].actions
    assert isinstance(found, FetchAction)
    return found


def test_what_is_left_out() -> None:
    """GET, and POST with a body."""
    found = action("https://a")
    assert (found.method, found.timeout_s, found.cache_s, found.save) == ("GET", 10.0, 0.0, "")
    found = action("{url: https://a, form: {a: b, c: [d, e]}}")
    assert (found.method, found.form) == ("POST", Form.FORM)
    assert [(name, text.source) for name, text in found.fields] == [
        ("a", "b"),
        ("c", "d"),
        ("c", "e"),
    ]


def test_a_body_keeps_its_shape() -> None:
    """Its texts may be templates, its numbers stay numbers."""
    found = action("{url: https://a, json: {a: '{{ sender.name }}', b: [1, true, null], c: x}}")
    assert isinstance(found.body, Members)
    (_, a), (_, b), (_, c) = found.body.pairs
    assert isinstance(a, ValueTemplate)
    assert (b, c) == ((1, True, None), "x")


def test_secrets_are_noted_with_their_places() -> None:
    """Wherever they stand; whoever runs the rules must have them."""
    rule_set = rules("""
        rules:
          - name: r
            do:
              - fetch:
                  url: 'https://a/{{ secret("A") }}'
                  headers: {X: '{{ secret("B") }}'}
                  json: [{t: '{{ secret("A") }}'}]
    """)
    assert [name for name, _ in rule_set.secrets] == ["A", "B", "A"]
    assert (
        str(rule_set.secrets[1][1])
        .splitlines()[0]
        .endswith('rule "r": do[1].fetch.headers.X: there is no secret B')
    )


@pytest.mark.parametrize(
    ("do", "message"),
    [
        ("[{reply: '{{ o.x }}'}, {fetch: {url: https://a, as: o}}]", 'got "o"'),
        ("[{fetch: {url: https://a, as: o}, on_error: [{reply: '{{ o }}'}]}]", 'got "o"'),
        ("[{fetch: {url: https://a, as: error}}]", "fetch.as: expected a name of its own"),
        ("[{fetch: {url: https://a, as: secret}}]", "fetch.as: expected a name of its own"),
        ("[{reply: '{{ error.text }}'}]", "where nothing has failed"),
        (
            "[{fetch: https://a, on_error: [{wait: 3s}]}]",
            "expected nothing that waits after an error",
        ),
        ("[{fetch: https://a, on_error: [{reply: '{{ error.x }}'}]}]", 'error has, got "x"'),
        (
            "[{if: 'true', then: [{reply: x}], on_error: [{wait: 3s}]}]",
            "expected nothing that waits after an error",
        ),
        ("[{reply: x, on_error: [{reply: '{{ error.x }}'}]}]", 'error has, got "x"'),
        ("[{fetch: {url: 'https://a/{{ nobody }}'}}]", 'got "nobody"'),
    ],
)
def test_names_are_known_where_they_are_given(do: str, message: str) -> None:
    """What is fetched behind the fetch, an error in `on_error`."""
    assert message in fault(f"rules: [{{name: r, do: {do}}}]")
