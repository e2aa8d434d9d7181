"""What a test answers in place of other computers."""

from __future__ import annotations

import pytest

from responder.rules.requests import FetchRequest
from responder.rules.trial.answers import Line
from tests.rules.trial.trialkit import failure, played

SHOP = r"""
timezone: Asia/Shanghai
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - name: 订单
    when: {text: {regex: '订单(?P<id>\d+)'}}
    do:
      - reply: 马上查
      - fetch: {url: "https://shop.example/orders/{{ match.id }}", query: {all: "1"}, as: order}
      - reply: "{{ order.status }}"
      - wait: 2s
      - reply: 还有 {{ order.left | default('?') }}
    on_error: [{reply: "{{ error.reason }} {{ error.status }}"}]
  - name: 下单
    when: 下单
    do:
      - fetch: {url: https://shop.example/orders, json: {who: "{{ sender.name }}"}, as: made}
        on_error: [{reply: "没成：{{ error.text }}"}]
      - reply: 好，{{ made }}
  - {name: 静, when: 静, silent: true, do: [{fetch: https://shop.example/ping}]}
"""


def test_fetches_are_answered_by_the_test() -> None:
    """What came back is known to all that follows, also behind a pause."""
    steps = "[{from: a, says: 订单7, expect: [马上查, 已发货, 还有 3]}]"
    head = 'fetches: {"https://shop.example/orders/*": {json: {status: 已发货, left: 3}}}'
    assert played(steps, SHOP, head).passed


def test_several_answers_are_given_in_a_row() -> None:
    """The last one to all that follow."""
    steps = (
        "[{from: a, says: 订单7, expect: [马上查, timeout 0]},"
        " {from: a, says: 订单7, expect: [马上查, status 404]},"
        " {from: a, says: 订单8, expect: [马上查, status 404]}]"
    )
    head = 'fetches: {"https://shop.example/*": [{fail: timeout}, {status: 404}]}'
    assert played(steps, SHOP, head).passed


def test_an_action_says_itself_what_is_done_when_it_fails() -> None:
    """In place of the rule, and what stands behind it is not done."""
    steps = "[{from: a, says: 下单, expect: 没成：the test answers with status 500}]"
    assert played(steps, SHOP, 'fetches: {"POST https://*": {status: 500}}').passed
    steps = "[{from: a, says: 下单, expect: 好，收到}]"
    assert played(steps, SHOP, 'fetches: {"POST https://*": 收到}').passed


def test_what_nothing_answers_fails_the_test() -> None:
    """Also where `on_error` would have an answer; nothing ever goes to the network."""
    found = failure("[{from: a, says: 订单7, expect: [马上查, unanswered 0]}]", SHOP)
    assert found.expected == "an answer under `fetches` of the test"
    assert found.got == "none for GET https://shop.example/orders/7?all=1"


def test_a_silent_rule_may_fetch() -> None:
    """Nobody is answered."""
    steps = "[{from: a, says: 静, expect: nothing}]"
    assert played(steps, SHOP, 'fetches: {"https://shop.example/ping": ok}').passed


@pytest.mark.parametrize(
    ("pattern", "covers"),
    [
        ("https://a/红茶?q=1", True),
        ("https://a/%E7%BA%A2%E8%8C%B6?q=1", True),
        ("GET https://a/*", True),
        ("POST https://a/*", False),
        ("*", True),
        ("https://a/*?q=*", True),
        ("https://a/*q=2", False),
        ("https://a/*红*1*1", False),
        ("https://b/*", False),
        ("https://a/", False),
    ],
)
def test_patterns(pattern: str, covers: bool) -> None:  # noqa: FBT001 - pytest gives it
    """A star is any letters, and letters are the same encoded or not."""
    request = FetchRequest("GET", "https://a/%E7%BA%A2%E8%8C%B6", "k", query=(("q", "1"),))
    assert Line(pattern, ()).covers(request) is covers
