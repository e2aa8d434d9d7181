"""How it is written what is fetched."""

from __future__ import annotations

import pytest

from tests.rules.rulekit import fault, rules


@pytest.mark.parametrize(
    "fetch",
    [
        "https://a",
        "'{{ vars.api }}/x'",
        "{url: https://a, timeout: 120s, cache: 5m, as: 订单}",
        "{url: https://a, headers: {X-A: b}, query: {q: [a, b]}, json: null}",
        "{url: https://a, method: DELETE, form: {a: 1}}",
    ],
)
def test_what_may_be_written(fetch: str) -> None:
    """An address alone, or with all the rest."""
    rules(f"vars: {{api: https://a}}\nrules: [{{name: r, do: [{{fetch: {fetch}}}]}}]")


@pytest.mark.parametrize(
    ("fetch", "message"),
    [
        ("shop.example", "do[1].fetch: expected an address that begins with https://"),
        ("{url: 'https://a b'}", "do[1].fetch.url: expected an address such as https://"),
        ("{as: x}", "do[1].fetch: expected url"),
        ("{url: https://a, as: 1x}", "do[1].fetch.as: expected a name of letters, digits and _"),
        ("{url: https://a, as: _x}", "do[1].fetch.as: expected a name of letters, digits and _"),
        ("{url: https://a, method: get}", "do[1].fetch.method: expected"),
        ("{url: https://a, json: 1, form: {a: b}}", "do[1].fetch.form: expected json or form"),
        ("{url: https://a, method: GET, json: 1}", "do[1].fetch.json: expected no body beside GET"),
        ("{url: https://a, timeout: 3m}", "do[1].fetch.timeout: expected a duration such as 5s"),
        ("{url: https://a, headers: {Host: b}}", "headers.Host: expected a header of your own"),
        ("{url: https://a, headers: {'a b': c}}", "expected the name of a header"),
        ("{url: https://a, query: x}", "do[1].fetch.query: expected a mapping of names to texts"),
        ("{url: https://a, body: x}", "do[1].fetch.body: expected a key known here"),
    ],
)
def test_what_is_written_otherwise_is_refused(fetch: str, message: str) -> None:
    """At its place."""
    assert message in fault(f"rules: [{{name: r, do: [{{fetch: {fetch}}}]}}]")
