"""App messages (type 49): links, files, mini programs, quotes, transfers and their kin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from responder.wechat.protocol import content as kinds
from responder.wechat.protocol.codes import AppMsgType, MsgType
from responder.wechat.protocol.text import unescaped
from responder.wechat.protocol.wire import as_int

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.protocol.content import Content
    from responder.wechat.protocol.xml import Document

QUOTED_CHARS_MAX = 1_000
"""Of a quoted message only its start is kept."""

SHORT_CHARS_MAX = 200
"""Of amounts, ids and names."""

_LIKE_LINKS: Final = frozenset(
    {
        AppMsgType.MUSIC,
        AppMsgType.VIDEO,
        AppMsgType.LINK,
        7,  # opens an app
        10,  # goods from a scan
        13,  # goods
        15,  # a pack of stickers
        16,  # a coupon
        AppMsgType.CHANNELS_VIDEO,
        AppMsgType.ARTICLES,
    }
)
"""Kinds that show a headline and lead to a page."""


@dataclass(frozen=True, slots=True)
class App:
    """What is known of an app message.

    Args:
        document: Its XML, often missing on the web.
        number: Its kind. The number in the XML is preferred: `AppMsgType` is 0 for newer kinds.
        title: Headline, file name, or the words of a quote.
        words: Below the headline.
        url: Where it leads.
        file_size: In bytes, 0 while unknown.
        media_id: Of a file.
        encry_file_name: Of a file.
    """

    document: Document
    number: int
    title: str
    words: str
    url: str = ""
    file_size: int = 0
    media_id: str = ""
    encry_file_name: str = ""


def read_app(app: App) -> Content:
    """The model of an app message; `Unknown`, with its title, for a kind that has none."""
    if app.number in _LIKE_LINKS:
        return kinds.Link(app.title, app.words, app.url, app.number)
    return _READERS.get(app.number, _unknown)(app)


def app_number(document: Document, app_type: int) -> int:
    """Kind of an app message: from its XML, else `AppMsgType`."""
    return as_int(document.text("appmsg", "type")) or app_type


def _text(app: App) -> Content:
    return kinds.Text(app.title)


def _image(app: App) -> Content:
    del app
    return kinds.Image()


def _file(app: App) -> Content:
    size = app.file_size or max(as_int(app.document.text("appattach", "totallen")), 0)
    return kinds.File(app.title, size, app.media_id, app.encry_file_name)


def _sticker(app: App) -> Content:
    del app
    return kinds.Sticker()


def _location(app: App) -> Content:
    return kinds.Location(app.title)


def _chat_record(app: App) -> Content:
    return kinds.ChatRecord(app.title, app.words)


def _mini_program(app: App) -> Content:
    name = app.document.text("sourcedisplayname") or app.document.text("appname")
    return kinds.MiniProgram(app.title, name[:SHORT_CHARS_MAX])


def _quote(app: App) -> Content:
    document = app.document
    return kinds.Quote(
        text=app.title,
        quoted_text=unescaped(document.text("refermsg", "content"))[:QUOTED_CHARS_MAX],
        quoted_id=document.text("refermsg", "svrid")[:SHORT_CHARS_MAX],
        quoted_name=document.text("refermsg", "displayname")[:SHORT_CHARS_MAX],
    )


def _transfer(app: App) -> Content:
    amount = app.document.text("wcpayinfo", "feedesc")
    return kinds.Transfer(app.words or app.title, amount[:SHORT_CHARS_MAX])


def _red_packet(app: App) -> Content:
    return kinds.RedPacket(app.words or app.title)


def _unknown(app: App) -> Content:
    return kinds.Unknown(MsgType.APP, app.number, app.title or app.words)


_READERS: Final[dict[int, Callable[[App], Content]]] = {
    AppMsgType.TEXT: _text,
    AppMsgType.IMAGE: _image,
    AppMsgType.FILE: _file,
    AppMsgType.STICKER: _sticker,
    AppMsgType.REALTIME_LOCATION: _location,
    AppMsgType.CHAT_RECORD: _chat_record,
    AppMsgType.MINI_PROGRAM: _mini_program,
    AppMsgType.MINI_PROGRAM_SHARE: _mini_program,
    AppMsgType.QUOTE: _quote,
    AppMsgType.TRANSFER: _transfer,
    AppMsgType.RED_PACKET: _red_packet,
}
