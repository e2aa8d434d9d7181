"""Tests of being called by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.people.mentions import MARK, is_mentioned

MINE = ("客服小二", "小助手")
NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=f"@{MARK}"), min_size=1)


@pytest.mark.parametrize(
    "text",
    [
        f"@小助手{MARK}多少钱",
        f"@客服小二{MARK}多少钱",
        "@小助手 多少钱",
        "@小助手\n多少钱",
        "@小助手",
        "多少钱@小助手",
        f"你好 @小助手{MARK}在吗",
        f"@张三{MARK}@小助手{MARK}来",
        f"@@小助手{MARK}来",
        f"@小助手2号 @小助手{MARK}来",
        f"@所有人{MARK}开会",
        f"@All{MARK}meeting",
        f"@小助手 你好 @张三{MARK}",
    ],
)
def test_i_am_called(text: str) -> None:
    """By any of my names, however the name ends and whoever else is called."""
    assert is_mentioned(text, MINE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "小助手",
        "多少钱",
        "@张三 多少钱",
        f"@小助手2号{MARK}多少钱",
        "@小助手2号 多少钱",
        "@小助手，多少钱",
        f"@小助手 二号{MARK}多少钱",
        "@小助",
        "@ 小助手",
        "@所有人 开会",
        "@Allison hi",
        "a@b.example",
    ],
)
def test_somebody_else_is_called(text: str) -> None:
    """Longer names, shorter names, everybody without a phone's mark: none of them is me."""
    assert not is_mentioned(text, MINE)


def test_a_longer_name_with_a_blank_is_told_apart_by_knowing_it() -> None:
    """Typed on a web page there is no mark; then the other member's name decides."""
    text = "@小助手 二号 多少钱"
    assert is_mentioned(text, MINE)
    assert not is_mentioned(text, MINE, others=("小助手 二号",))
    assert is_mentioned(text, MINE, others=("小助手 三号", "张三"))


@pytest.mark.parametrize("name", ["Ann Lee", "😄小助手🇨🇳", "a.b*c", "小\u3000助"])
def test_names_of_any_kind(name: str) -> None:
    """Blanks, emoji, signs of a pattern language."""
    assert is_mentioned(f"@{name}{MARK}hi", (name,))
    assert is_mentioned(f"@{name} hi", (name,))


def test_without_a_name_nobody_is_called() -> None:
    """An empty name is none."""
    assert not is_mentioned("@ hi", ("",))
    assert not is_mentioned(f"@{MARK}hi", ())


@given(NAMES, st.text("甲乙 @" + MARK, max_size=12))
def test_a_phone_always_reaches_me(name: str, rest: str) -> None:
    """Whatever stands behind the mark, and in front of the sign."""
    assert is_mentioned(f"{rest}@{name}{MARK}{rest}", (name,))


@given(st.text("甲乙 " + MARK, max_size=20), st.lists(st.text("甲乙 ", max_size=3), max_size=3))
def test_without_the_sign_nobody_is_called(text: str, names: list[str]) -> None:
    """A name alone is no call, whatever stands around it."""
    assert not is_mentioned(text, names)
