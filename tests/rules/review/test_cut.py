"""Texts that end where their author wrote on."""

from __future__ import annotations

import pytest

from tests.rules.review.reviewkit import said, warned


@pytest.mark.parametrize(
    ("rule", "place", "rest"),
    [
        ("reply: 请加QQ #12345", "3:10: rules[1].reply", "#12345"),
        ("reply: 来看  #新品# 吧", "3:10: rules[1].reply", "#新品# 吧"),
        ("do:\n  - reply: 单号 #{{ now.hour }}", "4:12: rules[1].do[1].reply", "#{{ now.hour }}"),
        ("reply:\n  - 一 #1\n  - 二", "4:5: rules[1].reply[1]", "#1"),
        ("reply:\n    一 #1", "4:5: rules[1].reply", "#1"),
    ],
)
def test_a_text_that_is_cut_off(rule: str, place: str, rest: str) -> None:
    """What follows belongs to it, for no blank stands behind the #."""
    (found,) = warned(f"rules:\n- when: 你好 # greeting\n  {rule}\n")
    assert found.headline == (
        f'rules.yaml:{place}: this text ends before "{rest}", which is a comment'
    )
    assert found.hint == "put the whole text in quotes; behind the # of a comment write a blank"


def test_names_and_shared_texts_are_cut_off_too() -> None:
    """A group is often numbered; a file that is included is looked at as well."""
    text = """
        include: more.yaml
        vars: {shop: 小店}
        rules:
        - {when: {group: 客户群}, reply: "{{ vars.shop }} {{ vars.phone }}"}
        - name: 二
          when:
            group: 客户群 #2
          reply: 好
    """
    more = "vars:\n  phone: 热线 #95\n"
    cut = [one for one in said(text, more=more) if "ends before" in one]
    assert [one.split(": ")[0] for one in cut] == ["more.yaml:2:10", "8:12"]


@pytest.mark.parametrize(
    "rule",
    [
        "reply: 您好 # greeting",
        "reply: 您好 ## greeting",
        "reply: 您好 #---",
        'reply: "请加QQ #12345"',
        "reply: '请加QQ #12345' #quoted",
        "reply: |\n    请加QQ #12345\n    - 一 #1\n    reply: 二 #2",
        "reply: C#语言",
        "reply: 您好\n  delay: 4s #four",
        "#when: 您好\n  reply: 您好",
        "reply: 您好\n  #reply: 一 #1",
        "reply: {text: 您好} #parts",
        "reply:\n  - 您好\n  #- 一 #1",
    ],
)
def test_comments_are_comments(rule: str) -> None:
    """Nothing is said of what is meant."""
    assert said(f"rules:\n- when: 你好\n  {rule}\n") == []
