"""Texts to other chats in tests: who there is decides where they go."""

from __future__ import annotations

import pytest

from tests.rules.trial.trialkit import complaint, failure, played

RELAY = """
limits: {delay: off, per_chat: off, quiet: "23:00-07:00"}
rules:
  - name: 订单
    when: 下单
    do: [{send: {to: 老王, text: 有单}}, {reply: 好}]
    on_error: [{reply: 糟}]
  - {name: 群, when: 群发, silent: true, do: [{send: {to: {group: 运营群}, text: 有单}}]}
  - {name: 助手, when: 助手, silent: true, do: [{send: {to: filehelper, text: 看}}]}
"""


@pytest.mark.parametrize(
    ("step", "head"),
    [
        ("{from: 小明, says: 下单, expect: [{send: {to: 老王, text: 有单}}, 好]}", ""),
        ("{from: 小明, says: 下单, expect: [{send: {to: 老王}}, 好]}", "contacts: [老王]"),
        ("{from: 小明, says: 下单, expect: 糟}", "contacts: [小红]"),
        ("{from: 小明, says: 下单, expect: 糟}", "contacts: [老王, 老王]"),
        ("{from: 小明, says: 群发, expect: {send: {to: {group: 运营群}, text: 有单}}}", ""),
        ("{from: 小明, says: 群发, expect: nothing}", "at: '23:30'"),
        ("{from: 小明, says: 助手, expect: {send: {to: filehelper, text: 看}}}", "at: '23:30'"),
        ("{chat: filehelper, says: x, expect: nothing}", ""),
    ],
)
def test_texts_to_others(step: str, head: str) -> None:
    """Who there is decides where they go; quiet hours keep them back, except from the owner."""
    result = played(f"[{step}]", RELAY, head)
    assert result.passed, result.failure


def test_a_text_to_somebody_else_is_another_text() -> None:
    """Neither the right words to the wrong chat nor a reply in its place will do."""
    found = failure("[{from: 小明, says: 群发, expect: {send: {to: 老王, text: 有单}}}]", RELAY)
    assert found.expected == '"有单" sent to "老王"'
    assert found.got == '"有单" sent to "运营群" from rule "群"'
    assert not played("[{from: 小明, says: 群发, expect: 有单}]", RELAY).passed


@pytest.mark.parametrize(
    ("expect", "head", "words"),
    [
        ("{send: {to: 老王}}", "contacts: [小明]", 'no contact is called "老王"'),
        ("{send: {to: 老王}}", "contacts: [老王, 老王]", "2 contacts"),
        ("{alert: nothing}", "me: 我", "expected a text, got nothing"),
        ("[{alert: a, reply: b}]", "me: 我", "expected reply or alert, got reply and alert"),
        ("{send: {to: 老王, text: nothing}}", "me: 我", "expected a text, got nothing"),
        ("{reply: a, send: {to: 老王}}", "me: 我", "expected reply or send, got reply and send"),
        ("[{reply: a, send: {to: 老王}}]", "me: 我", "expected reply or send, got reply and send"),
    ],
)
def test_faults(expect: str, head: str, words: str) -> None:
    """An expectation that can not come true is told while the file is checked."""
    found = complaint(f"[{{from: 小明, says: a, expect: {expect}}}]", head)
    assert words in found
