"""Requests, filled in for one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules.captures import NOTHING
from responder.rules.requests import FetchRequest, Form, shown
from responder.rules.runs import start, step
from responder.rules.subject import subject_of
from responder.rules.waiting import Put
from tests.rules.rulekit import NOW_S, rules, says

if TYPE_CHECKING:
    from responder.rules.steps import Step


def done(fetch: str, text: str = "x", event_id: str = "1") -> Step:
    """What comes of a rule that fetches."""
    rule_set = rules(f"rules: [{{name: r, do: [{{fetch: {fetch}}}]}}]")
    subject = subject_of(says(text, event_id=event_id), now_s=NOW_S, seed="seed")
    return step(rule_set, start(rule_set, rule_set.rules[0], subject.event, NOTHING), subject)


def request(fetch: str, text: str = "x", event_id: str = "1") -> FetchRequest:
    """What it asks."""
    [turn] = done(fetch, text, event_id).turns
    assert isinstance(turn, Put)
    assert turn.waiting.request is not None
    return turn.waiting.request


def test_texts_are_filled_in() -> None:
    """Of the address encoded, elsewhere as they are; JSON keeps kinds."""
    found = request(
        "{url: 'https://a/{{ message.text }}', query: {q: '{{ message.text }}'},"
        " json: {t: '{{ message.text }}', n: '{{ 1 + 1 }}', l: [1.5, null, '{{ [1, true] }}']}}",
        "红 茶",
    )
    assert found.url == "https://a/%E7%BA%A2%20%E8%8C%B6"
    assert found.query == (("q", "红 茶"),)
    assert (found.form, found.body) == (Form.JSON, '{"t":"红 茶","n":2,"l":[1.5,null,[1,true]]}')


def test_a_key_is_the_same_for_the_same_action_alone() -> None:
    """Whenever it is repeated, and another one for another message or place."""
    first, again, other = (request("https://a", event_id=one) for one in ("1", "1", "2"))
    assert first == again
    assert first.key != other.key
    assert len(first.key) == 36


def test_a_secret_leaves_a_mark() -> None:
    """That nobody can guess, and that is not shown."""
    found = request(
        "{url: 'https://a/{{ secret(\"TOKEN\") }}/b', query: {k: '{{ secret(\"B\") }}'}}"
    )
    assert found.url == f"https://a/~secret~TOKEN~{found.mark}~/b"
    assert len(found.mark) == 16
    assert shown(found) == "GET https://a/***/b?k=***"
    assert shown(request("'https://a/{{ message.text }}'", "~secret~A~0~")) == (
        "GET https://a/~secret~A~0~"
    )


@pytest.mark.parametrize(
    ("fetch", "text", "words"),
    [
        ("{url: https://a, form: {a: '{{ message.text * 20 }}'}}", "x" * 4_000, "longer than"),
        ("'https://a/{{ message.text }}'", "..", "must not have"),
    ],
)
def test_what_has_no_form_fails(fetch: str, text: str, words: str) -> None:
    """As an action does."""
    found = done(fetch, text)
    assert found.turns == ()
    assert words in (found.error or "")
