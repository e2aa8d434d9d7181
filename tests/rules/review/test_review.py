"""A rule file looked through for everything that is probably not meant."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.review.reviewkit import said

TODAY = date(2025, 6, 2)

ODD = """
timezone: Asia/Shanghai
vars: {gone: x}
lists: {vip: [a, a]}
rules:
- {name: a, when: {sender: {list: vip}, text: x}, reply: a}
- {name: b, when: {sender: {list: vip}, text: x}, reply: a}
- {name: c, when: {text: {regex: '[a-z].*[0-9]'}}, reply: a}
- {name: d, when: {time: {days: workdays}}, reply: a}
"""

SENSIBLE = """
timezone: Asia/Shanghai
vars: {shop: 小店}
lists: {vip: [老王, 老李]}
tables: {faq: {价格: 3500 元, 地址: 人民路 1 号}}
rules:
- {name: 广告, when: {text: {contains: [贷款, 代开发票]}}, silent: true}
- {name: 老客户, when: {sender: {list: vip}, text: {contains: 价格}}, reply: 老朋友九折}
- {name: 常见问题, when: {text: {in: faq}}, reply: '{{ match.value }}'}
- {name: 电话, when: {text: {regex: '1\\d{10}'}}, reply: '{{ vars.shop }}会给您回电'}
- {name: 数字, when: {text: {regex: '\\d{6,}'}}, reply: 收到}
- {name: 下班, when: {time: {outside: '09:00-18:00', days: workdays}}, reply: 已下班}
- {name: 群, when: {chat: group, mentioned: true}, reply: 请私聊}
- {name: 图片, when: {type: image}, reply: 收到图片}
- {name: 其他, when: {type: text}, reply: [您好, 在的]}
"""


def test_everything_is_looked_for() -> None:
    """The warnings of all kinds come together, in the order of the file."""
    lines = [int(one.partition(":")[0]) for one in said(ODD, today=date(2099, 1, 1))]
    assert lines == [3, 4, 7, 8, 9]


def test_without_a_day_nobody_asks_for_calendars() -> None:
    """A daemon that loads a file has no check to make."""
    assert len(said(ODD)) == 4


@pytest.mark.parametrize("today", [None, TODAY])
def test_a_sensible_file_has_no_warning(today: date | None) -> None:
    """Everything in it is meant."""
    assert said(SENSIBLE, today=today) == []
