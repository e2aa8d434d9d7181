"""Who takes part in the demo, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

GROUP = "客户群"

CONTACTS: tuple[dict[str, Any], ...] = (
    {"name": "小明"},
    {"name": "小红"},
    {"name": "王建国", "remark": "老王"},
    {"name": "财经早报", "kind": "official"},
)

GROUPS: tuple[dict[str, Any], ...] = (
    {"name": GROUP, "members": ["小明", "小红"], "owner": "me", "my_name": "客服小茶"},
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said.

    Args:
        sender: By whom.
        text: What; `""` for a picture.
        group: In which group; `""` is in private.
        mention: With an @ for the account.
        answered: Whether a reply has to follow; the demo fails otherwise.
        to: To whom the owner writes on the phone; `""` is to the account.
        replies: So many texts have to follow where it is answered.
    """

    sender: str
    text: str
    group: str = ""
    mention: bool = False
    answered: bool = True
    to: str = ""
    replies: int = 1

    def as_said(self) -> dict[str, Any]:
        """In the words of the simulator's control."""
        said: dict[str, Any] = {"from": self.sender, "text": self.text}
        if self.to:
            said["to"] = self.to
        if not self.text:
            said["type"] = "image"
        if self.group:
            said |= {"group": self.group, "mention": self.mention}
        return said


CONVERSATION = (
    Line("小明", "在吗"),
    Line("小明", "请问标准版多少钱？"),
    Line("小红", "有人知道价格吗", group=GROUP, answered=False),
    Line("小红", "价格发我一下", group=GROUP, mention=True),
    Line("王建国", "订单号 20261123 到哪了"),
    Line("小红", ""),
    Line("小红", "{{ 7 * 7 }} ＰＲＩＣＥ please"),
    Line("财经早报", "今日价格播报：黄金上涨", answered=False),
)
