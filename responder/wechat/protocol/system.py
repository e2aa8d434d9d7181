"""Grey lines and `sysmsg` documents: what the service itself says in a chat.

The lines follow language and version of the phone, so they are matched loosely; the names in them
are chosen by strangers, so nothing but the kind of news and a name for display is taken from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from responder.wechat.protocol.content import News, Pat, Recalled, RedPacket, SystemText
from responder.wechat.protocol.text import NAME_CHARS_MAX, TEXT_CHARS_MAX, plain, unescaped
from responder.wechat.protocol.wire import as_int
from responder.wechat.protocol.xml import Document, parse_xml

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SYSMSG = "<sysmsg"
MEMBERS_NAMED_MAX = 50
"""So many names of newcomers are put into one line."""

_PHRASES: Final = (
    (News.RENAMED, "修改群名为“", "”"),
    (News.RENAMED, ' changed the group name to "', '"'),
    (News.MEMBER_LEFT, '你将"', '"移出了群聊'),
    (News.MEMBER_LEFT, 'You removed "', '" from the group chat'),
    (News.MEMBER_JOINED, '邀请你和"', '"加入了群聊'),
    (News.MEMBER_JOINED, '邀请"', '"加入了群聊'),
    (News.MEMBER_JOINED, '"', '"通过扫描'),
    (News.MEMBER_JOINED, " invited you and ", " to the group chat"),
    (News.MEMBER_JOINED, "You invited ", " to the group chat"),
    (News.MEMBER_JOINED, " invited ", " to the group chat"),
    (News.MEMBER_JOINED, '"', '" joined the group chat via'),
    (News.MEMBER_JOINED, '"', '" joined group chat via'),
)
"""News, and the words before and after the name; the first that fits wins."""

_WORDS: Final = (
    (News.NOT_A_FRIEND, "开启了朋友验证"),
    (News.NOT_A_FRIEND, "has enabled Friend Confirmation"),
    (News.REFUSED, "被对方拒收了"),
    (News.TOO_OFTEN, "发送消息过于频繁"),
    (News.FRIEND_ADDED, "现在可以开始聊天了"),
    (News.FRIEND_ADDED, "as your WeChat contact"),
    (News.FRIEND_ADDED, "added you to his/her contacts list"),
)
"""News, and words that appear somewhere in the line."""

_RED_PACKETS: Final = {
    "收到红包": False,
    "Red packet received": False,
    "发出红包": True,
    "Red packet sent": True,
}
"""Start of the line, and whether the owner sent it."""

_PATS_MINE: Final = ("我拍了拍", "I tickled")
_PATS: Final = ('" 拍了拍', '"拍了拍', '" tickled')
_RECALLS: Final = ("撤回了一条消息", "recalled a message")
_MINE: Final = ("你", "You")


def read_system_text(content: str) -> SystemText | RedPacket | Pat | Recalled:
    """Read a message of type 10000: a line, now and then a whole `sysmsg`."""
    if plain(content[:200]).lstrip().startswith(SYSMSG):
        return read_sysmsg(content)
    return read_line(plain(content).strip())


def read_line(line: str) -> SystemText | RedPacket | Pat | Recalled:
    """What a grey line reports.

    Source: the wordings collected by puppet-wechat4u and wwdk, Chinese and English.
    """
    for start, mine in _RED_PACKETS.items():
        if line.startswith(start):
            return RedPacket(line, mine)
    for news, before, after in _PHRASES:
        if name := _between(line, before, after):
            return SystemText(line, news, name)
    if line.startswith(_PATS_MINE) or any(words in line for words in _PATS):
        mine = line.startswith(_PATS_MINE)
        return Pat(line, name="" if mine else _between(line, '"', '"'), mine=mine)
    if line.rstrip(".。").endswith(_RECALLS):
        return Recalled(text=line, mine=line.startswith(_MINE))
    return SystemText(line, next((news for news, words in _WORDS if words in line), News.OTHER))


def read_sysmsg(content: str) -> SystemText | RedPacket | Pat | Recalled:
    """Read a message of type 10002: `<sysmsg type="…">`, perhaps after a word of text."""
    document = parse_xml(content, SYSMSG)
    match document.attribute("sysmsg", "type"):
        case "revokemsg":
            return _recalled(document)
        case "pat":
            line = document.text("pat", "template")
            return Pat(
                line,
                from_account=document.text("pat", "fromusername"),
                patted_account=document.text("pat", "pattedusername"),
                mine=line.startswith(_PATS_MINE),
            )
        case "sysmsgtemplate":
            return read_line(_filled(document))
        case _:
            words = document.text("sysmsg", "text") or document.text("sysmsg", "plain")
            return SystemText(words or ("" if document.source else plain(content)))


def _recalled(document: Document) -> Recalled:
    line = unescaped(document.text("revokemsg", "replacemsg"))
    msg_id = document.text("revokemsg", "newmsgid") or document.text("revokemsg", "msgid")
    known = msg_id.isdigit() and as_int(msg_id) != 0
    return Recalled(msg_id if known else "", line, mine=line.startswith(_MINE))


def _filled(document: Document) -> str:
    """The template's line, with the names of its `link_list` in place of `$…$`."""
    line = document.text("content_template", "template") or document.text("template")
    if document.root is None:
        return line
    for link in document.root.iter("link"):
        names = "、".join(_names(link)[:MEMBERS_NAMED_MAX])
        line = line.replace(f"${link.get('name', '')}$", names)[:TEXT_CHARS_MAX]
    return line.strip()


def _names(link: Element) -> list[str]:
    return [(e.text or "").strip()[:NAME_CHARS_MAX] for e in link.iter("nickname")]


def _between(line: str, before: str, after: str) -> str:
    _, _, rest = line.partition(before)
    name, found, _ = rest.partition(after)
    return name.strip().strip('"')[:NAME_CHARS_MAX] if found else ""
