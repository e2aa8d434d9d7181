"""Getting a medium up to the service and down from it, and sending one that is there.

It knows the calls and their order; it must not know where a file of the owner's is, or when one
is sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import trio

from responder.errors import RemoteProtocolError, TransportError
from responder.formats import HEAD_BYTES, format_of
from responder.models import Deed, MessageType
from responder.wechat.protocol.base import raise_for_ret
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.download import (
    build_get_image,
    build_get_media,
    build_get_video,
    build_get_voice,
    parse_download,
)
from responder.wechat.protocol.media import (
    Media,
    MediaKind,
    build_send_media,
    endpoint_of,
    parse_send_media,
)
from responder.wechat.protocol.outcome import UnsendableError
from responder.wechat.protocol.upload import (
    CHECK_ABOVE_BYTES,
    Parcel,
    build_check_upload,
    build_upload_media,
    parse_check_upload,
    parse_upload_media,
)
from responder.wechat.protocol.wire import BODY_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.sources import FromMessage
    from responder.wechat.account import Account, Address, Online
    from responder.wechat.protocol.request import Request, Stamp
    from responder.wechat.protocol.session import Session

TICKET = "webwx_data_ticket"
"""The cookie whose value uploads and downloads of files say once more."""

TRIES = 3
"""Of one chunk, or one download."""

_NAMES = {
    MessageType.IMAGE: "image",
    MessageType.VOICE: "voice",
    MessageType.VIDEO: "video",
    MessageType.STICKER: "sticker",
    MessageType.FILE: "file",
}
_ASKED = {
    MessageType.IMAGE: Endpoint.GET_IMAGE,
    MessageType.STICKER: Endpoint.GET_IMAGE,
    MessageType.VOICE: Endpoint.GET_VOICE,
    MessageType.VIDEO: Endpoint.GET_VIDEO,
}
"""Whom to ask for each; for all else it is `webwxgetmedia`."""

_EXTENSIONS = {
    MessageType.IMAGE: "jpg",
    MessageType.VOICE: "mp3",
    MessageType.VIDEO: "mp4",
    MessageType.STICKER: "gif",
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A medium in memory.

    Args:
        name: Of the file.
        data: All of it.
    """

    name: str
    data: bytes = field(repr=False)


def loaded_of(source: FromMessage, data: bytes) -> Loaded:
    """What came with a message, under its own name, or one after what it is."""
    found = format_of(data[:HEAD_BYTES]) or _EXTENSIONS.get(source.type, "bin")
    return Loaded(source.name or f"{_NAMES[source.type]}.{found}", data)


class MediaDesk:
    """Media of one account, one after the other, as the official page takes them.

    Args:
        account: Knows who is who and asks the service.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._turn = trio.Lock()
        self._last_id = 0

    async def upload(
        self, online: Online, chat_id: str, deed: Deed, loaded: Loaded, address: Address | None
    ) -> Media:
        """Bring a file up. Nobody gets it by that: it may be done any number of times.

        Args:
            online: The login it is uploaded in.
            chat_id: Who will get it.
            deed: As what it will be sent.
            loaded: Not empty, not larger than the service takes.
            address: Where the chat was when that was decided.

        Raises:
            LookupError: The chat is not known in this login.
            WeChatError: Refused, with the service's code.
            TransportError: No usable answer; nothing was delivered.
        """
        async with self._turn:
            try:
                return await self._upload(online, chat_id, deed, loaded, address)
            except (TransportError, RemoteProtocolError) as error:
                raise _undelivered(Endpoint.UPLOAD_MEDIA, error) from error

    async def _upload(
        self, online: Online, chat_id: str, deed: Deed, loaded: Loaded, address: Address | None
    ) -> Media:
        to_user_name = self._account.user_name(online, chat_id, address)
        client, anew = self._account.client, partial(self._anew, online, chat_id, address)
        self._last_id = max(client.stamp().ms, self._last_id + 1)
        parcel = Parcel(loaded.name, loaded.data, self._last_id)
        md5, clearance = parcel.md5, None
        media = Media(MediaKind(deed.value), "", parcel.name, len(parcel.data))
        if len(parcel.data) > CHECK_ABOVE_BYTES:
            build = partial(build_check_upload, to_user_name=to_user_name, parcel=parcel, md5=md5)
            clearance = await client.call(anew(build), parse_check_upload)
            raise_for_ret(Endpoint.CHECK_UPLOAD, clearance.base)
            media = replace(media, signature=clearance.signature, media_id=clearance.media_id)
        for chunk in range(0 if media.media_id else parcel.chunks):
            build = partial(
                build_upload_media,
                to_user_name=to_user_name,
                parcel=parcel,
                md5=md5,
                chunk=chunk,
                clearance=clearance,
            )
            uploaded = await client.call(anew(build), parse_upload_media, attempts=TRIES)
            raise_for_ret(Endpoint.UPLOAD_MEDIA, uploaded.base)
            media = replace(media, media_id=uploaded.media_id)
        if not media.media_id:
            raise RemoteProtocolError(Endpoint.UPLOAD_MEDIA, "no MediaId for a whole file")
        return media

    def _anew(
        self,
        online: Online,
        chat_id: str,
        address: Address | None,
        build: Callable[[Session, Stamp], Request],
    ) -> Callable[[Stamp], Request]:
        """A request that is made for each attempt: the login may be over by then."""

        def made(stamp: Stamp) -> Request:
            self._account.user_name(online, chat_id, address)
            return build(self._session(), stamp)

        return made

    async def send(
        self,
        online: Online,
        chat_id: str,
        media: Media,
        client_msg_id: str,
        address: Address | None = None,
    ) -> str:
        """Send what is up, once; the same ClientMsgId is delivered once by the service.

        Args:
            online: The login it was uploaded in.
            chat_id: Where to.
            media: The upload.
            client_msg_id: The same in every repetition.
            address: Where the chat was when that was decided.

        Returns:
            The service's MsgId; `""` if it accepted the message without giving one.

        Raises:
            LookupError: The chat is not known in this login.
            WeChatError: Refused, with the service's code.
            TransportError: No answer; it may have been delivered if `sent`.
            RemoteProtocolError: An answer of another form; it may have been delivered.
        """
        build = partial(
            build_send_media,
            self._account.client.current(),
            to_user_name=self._account.user_name(online, chat_id, address),
            media=media,
            client_msg_id=client_msg_id,
        )
        parse = parse_send_media(media.kind)
        sent = await self._account.client.call(build, parse, attempts=1)
        raise_for_ret(endpoint_of(media.kind), sent.base)
        return sent.msg_id

    async def download(self, online: Online, source: FromMessage) -> Loaded:
        """Fetch what came with a message.

        Args:
            online: The login to ask in.
            source: What.

        Raises:
            UnsendableError: The service does not give it any more, or it is too large.
            LookupError: Whoever sent it is not known in this login.
            LocalProtocolError: The login is over; likewise.
            WeChatError: Refused, with the service's code; likewise.
            TransportError: No usable answer; nothing was delivered.
        """
        if source.medium.size > BODY_BYTES_MAX:
            raise UnsendableError(_too_large())
        try:
            async with self._turn:
                data = await self._download(online, source)
        except RemoteProtocolError as error:  # the client reads no more than that
            raise UnsendableError(_too_large()) from error
        except TransportError as error:
            raise _undelivered(error.endpoint, error) from error
        if not data:
            reason = f"the service does not give the {_NAMES[source.type]} of this message any more"
            if source.type is MessageType.STICKER:
                reason = "the service does not give stickers of its shop"
            raise UnsendableError(reason)
        return loaded_of(source, data)

    async def _download(self, online: Online, source: FromMessage) -> bytes:
        endpoint = _ASKED.get(source.type, Endpoint.GET_MEDIA)
        return await self._account.client.call(
            lambda _: self._asked(online, source), partial(parse_download, endpoint), attempts=TRIES
        )

    def _asked(self, online: Online, source: FromMessage) -> Request:
        """What to ask for a medium, anew for each attempt: the login may be over by then."""
        sender = self._account.user_name(online, source.sender_id)
        message_id, session = source.medium.message_id, self._session()
        match source.type:
            case MessageType.IMAGE:
                return build_get_image(session, msg_id=message_id)
            case MessageType.STICKER:
                return build_get_image(session, msg_id=message_id, big=True)
            case MessageType.VOICE:
                return build_get_voice(session, msg_id=message_id)
            case MessageType.VIDEO:
                return build_get_video(session, msg_id=message_id)
        return build_get_media(
            session, sender=sender, media_id=source.medium.media_id, name=source.name
        )

    def _session(self) -> Session:
        """The session, with the ticket of the cookie of this moment."""
        client = self._account.client
        session = client.current()
        return replace(session, data_ticket=client.cookie(TICKET) or session.data_ticket)


def _undelivered(endpoint: str, error: Exception) -> TransportError:
    """What failed before the message itself was sent: it has certainly not been delivered."""
    if isinstance(error, TransportError):
        return TransportError(
            error.endpoint, error.reason, error.detail, sent=False, status=error.status
        )
    return TransportError(endpoint, "malformed", str(error), sent=False)


def _too_large() -> str:
    return f"it is larger than {BODY_BYTES_MAX // (1024 * 1024)} MB"
