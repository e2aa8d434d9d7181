"""What `not` leaves out though nothing of the kind is taken."""

from __future__ import annotations

import pytest

from tests.rules.review.reviewkit import said, warned


@pytest.mark.parametrize(
    "when",
    [
        "text: {contains: 订单}, not: 取消",
        "text: {starts_with: 订单}, not: {text: 取消}",
        "text: {contains_all: [订单, 取消]}, not: 取消",
        "text: [订单, 单号], not: 取消",
        "text: {contains: 订单}, not: [取消订单, 取消]",
        "text: {contains: 订单, exact: true}, not: {text: {equals: 取消, exact: true}}",
    ],
)
def test_a_whole_text_that_is_not_taken_anyway(when: str) -> None:
    """It is told with the way to leave out texts that have it as a part."""
    (found,) = warned(f"rules:\n  - when: {{{when}}}\n    reply: 好\n")
    assert found.field.startswith("rules[1].when.not")
    assert found.message == 'this leaves nothing out: "取消" alone is no text that is taken'
    assert found.hint == "what no part of the text may be is `text: {without: 取消}`"


@pytest.mark.parametrize(
    "when",
    [
        "text: {contains: 取消}, not: 取消",
        "text: {contains: 取消}, not: [取消, 不取消]",
        "text: {contains: 订单}, not: {text: {contains: 取消}}",
        "text: {contains: 订单}, not: {sender: 小明}",
        "text: {contains: 订单}, not: {text: 取消, sender: 小明}",
        "text: {regex: 订单}, not: 取消",
        "text: {contains: 订单, exact: true}, not: 取消",
        "text: {longer_than: 3}, not: 取消",
        "chat: any, not: 取消",
    ],
)
def test_what_may_leave_something_out(when: str) -> None:
    """Only what certainly does not is told."""
    assert said(f"rules:\n  - when: {{{when}}}\n    reply: 好\n") == []


def test_what_a_rule_around_it_leaves_out_may_matter_to_others() -> None:
    """It is not the inner rule that says it."""
    text = """
        rules:
          - when: {not: 取消}
            rules:
              - {when: {text: {contains: 订单}}, reply: 一}
              - {when: {text: {contains: 取消}}, reply: 二}
    """
    assert said(text) == []
