"""The account as the other tasks see it: is it on line, who is who, and "send this"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import trio

from responder.errors import LocalProtocolError
from responder.wechat.protocol.base import raise_for_ret
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.friends import build_verify_user, parse_verify_user
from responder.wechat.protocol.send import (
    build_revoke_msg,
    build_send_msg,
    parse_revoke_msg,
    parse_send_msg,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.client import Client
    from responder.wechat.directory import Directory
    from responder.wechat.protocol.request import Request, Stamp


CATCH_UP_S_MAX = 30.0
"""So long after a login has been taken up again texts wait until what was written meanwhile is
known, above all by the owner. A service that gives no messages may still take texts."""


@dataclass(frozen=True, slots=True)
class Online:
    """One login.

    Args:
        login_id: Our name for it.
        directory: Who is who in it.
    """

    login_id: str
    directory: Directory


@dataclass(frozen=True, slots=True)
class Address:
    """Where a chat is in one login. In another one it means nothing.

    Args:
        online: The login.
        user_name: The service's name of the chat in it.
    """

    online: Online
    user_name: str


class Account:
    """One account over all its logins.

    Args:
        client: Its HTTP side.
        changed: Called when a login begins or ends; must return at once.
    """

    def __init__(self, client: Client, *, changed: Callable[[], None] = lambda: None) -> None:
        self.client = client
        self._on_change = changed
        self.online: Online | None = None
        self._behind_until = float("-inf")
        self._changed = trio.Event()

    @property
    def current(self) -> Online | None:
        """The login, unless it is yet to be learnt what was written before we came back to it."""
        return None if trio.current_time() < self._behind_until else self.online

    def go_online(self, directory: Directory, *, behind: bool = False) -> Online:
        """The login is complete: those who wait may send.

        Args:
            directory: Who is who.
            behind: It is an earlier one taken up again, so first it is to be learnt what was
                written meanwhile; `caught_up` says when that is so.
        """
        self.online = Online(self.client.current().login_id, directory)
        self._behind_until = trio.current_time() + CATCH_UP_S_MAX if behind else float("-inf")
        self._tell()
        return self.online

    def caught_up(self, online: Online) -> None:
        """All that had been written when a login was taken up again is written down."""
        if online is self.online and self._behind_until > float("-inf"):
            self._behind_until = float("-inf")
            self._tell()

    def go_offline(self) -> None:
        """The login is over: nothing can be sent until the next."""
        self.online = None
        self._tell()

    async def wait_online(self) -> Online:
        """Until there is a login."""
        while self.online is None:
            await self._changed.wait()
        return self.online

    async def wait_current(self) -> Online:
        """Until there is a login, and it is known what was written before we came back to it.

        For the latter it waits half a minute at most.
        """
        while True:
            online = await self.wait_online()
            if self.current is online:
                return online
            with trio.move_on_at(self._behind_until):
                await self._changed.wait()

    async def wait_other_login(self, login_id: str) -> None:
        """Until the login of this id is over."""
        while self.online is not None and self.online.login_id == login_id:
            await self._changed.wait()

    def address_of(self, chat_id: str) -> Address | None:
        """Where a chat is now; None off line or if it is not known in this login.

        The service may tell late that an id had been given to the wrong person. A text is meant
        for whoever bore it when the text was written, so it is addressed then.
        """
        online = self.online
        user_name = online.directory.book.user_name_of(chat_id) if online else None
        return Address(online, user_name) if online and user_name else None

    def ids_of(self, chat_id: str) -> tuple[str, ...]:
        """Every id by which a chat may be meant at present, the given one first."""
        online = self.online
        return online.directory.book.ids_of(chat_id) if online else (chat_id,)

    async def send_text(
        self,
        online: Online,
        chat_id: str,
        text: str,
        client_msg_id: str,
        address: Address | None = None,
    ) -> str:
        """Send one text, once; the same ClientMsgId is delivered once by the service.

        Args:
            online: The login in which it was allowed to leave.
            chat_id: Where to.
            text: As the receiver shall see it.
            client_msg_id: The same in every repetition.
            address: Where that was when the text was written; in another login it is looked up.

        Returns:
            The service's MsgId; `""` if it accepted the text without giving one.

        Raises:
            LookupError: The chat is not known in this login.
            WeChatError: Refused, with the service's code.
            TransportError: No answer; it may have been delivered if `sent`.
            RemoteProtocolError: An answer of another form; it may have been delivered.
        """
        user_name = self.user_name(online, chat_id, address)
        build = partial(
            build_send_msg,
            self.client.current(),
            to_user_name=user_name,
            text=text,
            client_msg_id=client_msg_id,
        )
        sent = await self.client.call(build, parse_send_msg, attempts=1)
        raise_for_ret(Endpoint.SEND_MSG, sent.base)
        return sent.msg_id

    async def accept(
        self, online: Online, chat_id: str, ticket: str, address: Address | None = None
    ) -> None:
        """Accept a friend request, once.

        Args:
            online: The login in which it was allowed to.
            chat_id: Of the private chat with whoever asks.
            ticket: That the request brought.
            address: Where that was when it was decided; in another login it is looked up.

        Raises:
            LookupError: Whoever asks is not known in this login.
            WeChatError: Refused, with the service's code.
            TransportError: No answer; it may have been accepted if `sent`.
            RemoteProtocolError: An answer of another form; likewise.
        """
        user_name = self.user_name(online, chat_id, address)
        build = partial(
            build_verify_user, self.client.current(), user_name=user_name, ticket=ticket
        )
        answer = await self.client.call(build, parse_verify_user, attempts=1)
        raise_for_ret(Endpoint.VERIFY_USER, answer)

    def user_name(self, online: Online, chat_id: str, address: Address | None = None) -> str:
        """The service's name of a person or chat, in a login that is not over.

        Args:
            online: The login.
            chat_id: Ours.
            address: Where it was when that was decided; in another login it is looked up.

        Raises:
            LookupError: Not known in this login.
            LocalProtocolError: The login is over.
        """
        if address is not None and address.online is online:
            user_name: str | None = address.user_name
        else:
            user_name = online.directory.book.user_name_of(chat_id)
        if user_name is None:
            raise LookupError(chat_id)
        if self.online is not online:
            raise LocalProtocolError("the login this was meant for is over")
        return user_name

    async def revoke(self, chat_id: str, msg_id: str, client_msg_id: str) -> None:
        """Take back a message that left in the last two minutes.

        Args:
            chat_id: Where it went.
            msg_id: The service's id of it.
            client_msg_id: The one it was sent with.

        Raises:
            LookupError: There is no login, or the chat is not known in it.
            LocalProtocolError: The login is over before it was done.
            WeChatError: Refused: as a rule it is too late.
            TransportError: No answer.
            RemoteProtocolError: An answer of another form.
        """
        online = self.online
        if online is None:
            raise LookupError(chat_id)

        def build(stamp: Stamp) -> Request:
            """Made for each attempt, for the login may be over by then."""
            return build_revoke_msg(
                self.client.current(),
                stamp,
                to_user_name=self.user_name(online, chat_id),
                msg_id=msg_id,
                client_msg_id=client_msg_id,
            )

        raise_for_ret(Endpoint.REVOKE_MSG, await self.client.call(build, parse_revoke_msg))

    def _tell(self) -> None:
        self._on_change()
        self._changed.set()
        self._changed = trio.Event()
