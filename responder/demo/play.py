"""What the demo of a small shop plays: who takes part, what they say, and what the shop knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responder.demo.script import CONTACTS, CONVERSATION, GROUP, GROUPS, Line

OWNER = "me"
"""Who writes on the phone, in the words of the simulator."""

FILEHELPER = "filehelper"

SHOP_GROUP = "茶友群"


@dataclass(frozen=True, slots=True)
class Play:
    """A rule file and a conversation that shows it.

    Args:
        rules: Name of the file beside this module.
        contacts: Who there is, in the words of the simulator.
        groups: Likewise.
        lines: What is said, in order.
        group: Where a person at the terminal may write with a mention.
        api: What in the rules stands for a shop of another computer; `""`: there is none.
        appointment: The time of a schedule in the rules, which is moved to a moment after the
            conversation; `""`: there is none.
        broadcasts: So many texts come at it.
    """

    rules: str
    contacts: tuple[dict[str, Any], ...]
    groups: tuple[dict[str, Any], ...]
    lines: tuple[Line, ...]
    group: str
    api: str = ""
    appointment: str = ""
    broadcasts: int = 0


def _owner(text: str) -> Line:
    return Line(OWNER, text, to=FILEHELPER)


USUAL = Play("rules.yaml", CONTACTS, GROUPS, CONVERSATION, GROUP)

SHOP = Play(
    rules="shop.yaml",
    contacts=({"name": "小明"}, {"name": "小红"}, {"name": "王建国", "remark": "老王"}),
    groups=(
        {
            "name": SHOP_GROUP,
            "members": ["小明", "小红", "王建国"],
            "owner": "me",
            "my_name": "山茶小铺",
        },
    ),
    lines=(
        Line("小明", "你好"),
        Line("小明", "请问几点开门？"),
        Line("小红", "订单号 200001 到哪了", replies=2),
        Line("小红", "订单 999999 呢"),
        Line("小红", "有人喝过单丛吗", group=SHOP_GROUP, answered=False),
        Line("王建国", "我想预约"),
        Line("王建国", "2"),
        Line("王建国", "明天吧"),
        Line("王建国", "5月3日"),
        Line("小明", "怎么走"),
        Line("王建国", "13800000000"),
        Line("小明", "我要找老板投诉", replies=2),
        Line("小明", "在吗", answered=False),
        _owner("出门 去杭州收茶，周四回"),
        Line("小红", "明前龙井到了吗"),
        Line("小红", "订单 200002"),
        _owner("回来了"),
        _owner("周一讲 明前龙井到了，周末来品茶"),
    ),
    group=SHOP_GROUP,
    api="https://shop.example/v1",
    appointment="0 9 * * mon",
    broadcasts=3,
)
