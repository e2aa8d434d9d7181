"""Words without what tells who people are."""

from __future__ import annotations

from responder.replay.redaction import Redaction


def test_names_are_replaced_the_same_everywhere() -> None:
    """The longer first, and any other name of the same person by the same."""
    redaction = Redaction()
    new = redaction.name("王小明", "客户")
    redaction.alias("小明", new)
    assert redaction.name("小红", "客户") == "客户2"
    assert redaction.text("王小明和小明，还有小红") == "客户1和客户1，还有客户2"
    assert redaction.name("王小明", "客户") == new == "客户1"


def test_long_numbers_are_masked_and_keep_their_length() -> None:
    """The same one is the same again; prices and times stay."""
    redaction = Redaction()
    text = redaction.text("电话 13800000000，订单 123456，再说一遍 13800000000，3500 元，22:00")
    assert text == "电话 10000000001，订单 100002，再说一遍 10000000001，3500 元，22:00"


def test_addresses_are_masked() -> None:
    """Of e-mail, and WeChat's permanent names."""
    assert Redaction().text("ann.b@shop.example.cn wxid_abc123") == "name@example.com wxid_1"


def test_what_is_kept_stays() -> None:
    """A rule asks for it; and a short name is no part of a word."""
    redaction = Redaction(frozenset({"老王"}))
    assert redaction.name("老王", "客户") == "老王"
    redaction.name("你", "客户")
    assert redaction.text("老王，你好") == "老王，你好"
    assert redaction.name("", "客户") == ""
