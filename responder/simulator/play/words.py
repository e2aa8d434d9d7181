"""The words of the page, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "language": ("en", "zh-CN"),
    "title": ("Play the friends", "扮演好友"),
    "online": ("A client is logged in", "客户端已登录"),
    "offline": ("No client is logged in", "没有客户端登录"),
    "violations": ("Protocol violations: {n}", "协议违规：{n}"),
    "login": ("The phone", "手机"),
    "login_hint": (
        "A client shows this code. Click it to scan it, then confirm.",
        "客户端显示了此二维码。点击即扫描，然后确认。",
    ),
    "scan": ("Scan", "扫描"),
    "confirm": ("Confirm", "确认"),
    "cancel": ("Cancel", "取消"),
    "state": ("State: {state}", "状态：{state}"),
    "unknown_login": ("This login is over.", "此登录已结束。"),
    "expire": ("End the login", "结束登录"),
    "chats": ("Chats", "聊天"),
    "no_chats": ("Nobody is here yet. Add a friend below.", "还没有人。请在下面添加好友。"),
    "nothing_said": ("Nothing was said here yet.", "还没有消息。"),
    "as": ("As", "身份"),
    "me": ("the owner, on the phone", "机主（手机）"),
    "write": ("Message", "消息"),
    "type": ("Kind", "类型"),
    "mention": ("@ the account", "@ 本账号"),
    "send": ("Send", "发送"),
    "pat": ("Pat", "拍一拍"),
    "recall": ("Recall", "撤回"),
    "recalled": ("recalled", "已撤回"),
    "leave": ("Leave the group", "退出群聊"),
    "somebody": ("Name", "名字"),
    "join": ("Join the group", "加入群聊"),
    "people": ("People", "人"),
    "add_friend": ("Add as a friend", "添加好友"),
    "ask_friend": ("Ask for friendship", "发送好友申请"),
    "group_name": ("Name of a group", "群名"),
    "members": ("Members, with commas", "成员（逗号分隔）"),
    "add_group": ("Make a group", "建群"),
    "back": ("Back", "返回"),
    "code": ("Login code", "登录二维码"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language; called with a key.

    Args:
        chinese: Or English.
    """

    chinese: bool

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key, with values filled in."""
        return WORDS[key][self.chinese].format(**values)


def language_of(header: str) -> bool:
    """Whether an `Accept-Language` header asks for Chinese before anything else."""
    return header.strip().casefold().startswith("zh")
