"""Words and XML that the service itself writes into chats: grey lines, recalls, status notices."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from responder.simulator.text import wire_text

_VERIFY_LINK = '<a href="weixin://findfriend/verifycontact">{}</a>'

NOTICES: dict[str, tuple[str, str]] = {
    "i_invited": ('你邀请"{who}"加入了群聊  ', "You invited {who} to the group chat   "),
    "invited_me": (
        '"{by}"邀请你加入了群聊，群聊参与人还有：{who}',
        "{by} invited you to a group chat with {who}",
    ),
    "invited": ('"{by}"邀请"{who}"加入了群聊', "{by} invited {who} to the group chat"),
    "joined_by_my_qr": (
        '" {who}"通过扫描你分享的二维码加入群聊',
        '" {who}" joined group chat via the QR code you shared',
    ),
    "joined_by_qr": (
        '" {who}"通过扫描"{by}"分享的二维码加入群聊',
        '"{who}" joined the group chat via the QR Code shared by "{by}"',
    ),
    "i_removed": ('你将"{who}"移出了群聊', 'You removed "{who}" from the group chat'),
    "removed_me": ('你被"{by}"移出群聊', 'You were removed from the group chat by "{by}"'),
    "renamed": ('"{by}"修改群名为“{who}”', '"{by}" changed the group name to "{who}"'),
    "i_renamed": ("你修改群名为“{who}”", 'You changed the group name to "{who}"'),
    "friend_added": (
        "你已添加了{who}，现在可以开始聊天了。",
        "You have added {who} as your WeChat contact. Start chatting!",
    ),
    "added_me": (
        "{who}刚刚把你添加到通讯录，现在可以开始聊天了。",
        "{who} just added you to his/her contacts list. Send a message to him/her now!",
    ),
    "not_a_friend": (
        "{who}开启了朋友验证，你还不是他（她）朋友。请先发送朋友验证请求，对方验证通过后，才能聊天。"
        + _VERIFY_LINK.format("发送朋友验证"),
        "{who} has enabled Friend Confirmation. " + _VERIFY_LINK.format("Send a friend request"),
    ),
    "red_packet": ("收到红包，请在手机上查看", "Red packet received. View on phone"),
    "my_red_packet": ("发出红包，请在手机上查看", "Red packet sent. View on phone"),
    "pat": ('"{who}" 拍了拍我', '"{who}" tickled me'),
    "recalled": ('"{who}" 撤回了一条消息', '"{who}" has recalled a message.'),
    "i_recalled": ("你撤回了一条消息", "You've recalled a message"),
}
"""Chinese and English wording; blanks and quotes as reported."""

LANGUAGES = ("zh", "en")


def notice(key: str, lang: str, *, who: str = "", by: str = "") -> str:
    """The words of a system text, in wire form.

    Args:
        key: Of `NOTICES`.
        lang: `zh` or `en`.
        who: Whom it is about, or the new name.
        by: Who did it.
    """
    words = NOTICES[key][LANGUAGES.index(lang)].format(who=who, by=by)
    return wire_text(words)


def recall_xml(session: str, old_id: int, msg_id: int, words: str) -> str:
    """The `sysmsg` of a recalled message, with tabs and newlines as the service sends them."""
    return (
        '<sysmsg type="revokemsg">\n\t<revokemsg>\n'
        f"\t\t<session>{session}</session>\n\t\t<oldmsgid>{old_id}</oldmsgid>\n"
        f"\t\t<msgid>{msg_id}</msgid>\n"
        f"\t\t<replacemsg><![CDATA[{words}]]></replacemsg>\n\t</revokemsg>\n</sysmsg>"
    )


def pat_xml(who: str, chat: str, patted: str, words: str) -> str:
    """The `sysmsg` form of a pat."""
    return (
        f'<sysmsg type="pat"><pat><fromusername>{who}</fromusername>'
        f"<chatusername>{chat}</chatusername><pattedusername>{patted}</pattedusername>"
        f"<template><![CDATA[{words}]]></template></pat></sysmsg>"
    )


def conversations_xml(chats: tuple[str, ...], now_s: int) -> str:
    """Of the notice after the login: the permanent names, in the order of the UserNames."""
    unread = "".join(
        f"<chat><username>{chat}</username><lastreadtime>{now_s}</lastreadtime></chat>"
        for chat in chats
    )
    return (
        f"<msg>\n<op id='4'>\n<username>\n{','.join(chats)}\n</username>\n"
        f"<unreadchatlist>\n{unread}\n</unreadchatlist>\n"
        "<unreadfunctionlist>\n</unreadfunctionlist>\n</op>\n</msg>"
    )


def chat_xml(op: int, chat: str) -> str:
    """Of the notice that a chat was opened or left on the phone."""
    return f"<msg>\n<op id='{op}'>\n<username>{chat}</username>\n</op>\n</msg>"


def friend_request_xml(person: str, name: str, words: str, ticket: str) -> str:
    """Of a friend request."""
    return (
        f'<msg fromusername="{person}" encryptusername="v1_{person}@stranger" '
        f"fromnickname={_attribute(name)} content={_attribute(words)} "
        'shortpy="" imagestatus="3" scene="14" country="CN" province="Guangdong" city="Shenzhen" '
        'sign="" percard="1" sex="1" alias="" weibo="" albumflag="0" albumstyle="0" '
        'albumbgimgid="" snsflag="1" snsbgimgid="" snsbgobjectid="0" mhash="" mfullhash="" '
        f'bigheadimgurl="" smallheadimgurl="" ticket="{ticket}" opcode="2" googlecontact="" '
        'qrticket="" chatroomusername="" sourceusername="" sourcenickname="">'
        '<brandlist count="0" ver="680000000"></brandlist></msg>'
    )


NOTHING_ATTACHED = (
    "<appattach><totallen>0</totallen><attachid></attachid><fileext></fileext></appattach>"
)
"""Stands in app messages that are no file."""


def app_xml(
    kind: int,
    title: str,
    des: str,
    url: str,
    extra: str = "",
    *,
    attached: str = NOTHING_ATTACHED,
) -> str:
    """Of an app message: link, file, quote, transfer and the like."""
    return (
        f'<msg><appmsg appid="" sdkver="0"><title>{escape(title)}</title><des>{escape(des)}</des>'
        f"<action></action><type>{kind}</type><showtype>0</showtype><content></content>"
        f"<url>{escape(url)}</url><thumburl></thumburl>{attached}{extra}</appmsg>"
        "<fromusername></fromusername><scene>0</scene><appinfo><version>1</version>"
        "<appname></appname></appinfo></msg>"
    )


def _attribute(text: str) -> str:
    return quoteattr(text, {'"': "&quot;"})
