"""How it is written what a test answers in place of other computers."""

from __future__ import annotations

import pytest

from tests.rules.rulekit import fault, rules

FILE = """
rules: [{name: r, when: a, do: [{fetch: https://a}]}]
tests: [{name: t, fetches: %s, steps: [{from: 小明, says: a, expect: nothing}]}]
"""


@pytest.mark.parametrize(
    "fetches",
    [
        "{'https://a': x}",
        "{'https://a': {json: null}, 'POST https://*': {status: 204}}",
        "{'https://a': [{fail: timeout}, {text: x, status: 500}]}",
    ],
)
def test_what_may_be_written(fetches: str) -> None:
    """Texts, JSON, status, failures, and several in a row."""
    rules(FILE % fetches)


@pytest.mark.parametrize(
    ("fetches", "message"),
    [
        ("{}", "fetches: expected a mapping of addresses to answers"),
        ("x", "fetches: expected a mapping of addresses to answers"),
        ("{'https://a': {json: 1, text: x}}", "expected one of json, text and fail"),
        ("{'https://a': {fail: gone}}", "fail: expected"),
        (
            "{'https://a': {status: 99}}",
            "status: expected a number of the protocol from 200 to 599",
        ),
        ("{'https://a': {jsn: 1}}", "expected a key known here"),
    ],
)
def test_what_is_written_otherwise_is_refused(fetches: str, message: str) -> None:
    """At its place."""
    assert message in fault(FILE % fetches)
