"""Changing contacts and groups of an account, once each.

What it does is the same if it is done twice, but for an invitation.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from responder.wechat.protocol.base import raise_for_ret
from responder.wechat.protocol.changes import (
    build_add_member,
    build_leave_room,
    build_pin,
    build_remark,
    build_remove_member,
    build_rename_room,
    parse_oplog,
    parse_update_room,
)
from responder.wechat.protocol.codes import Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.account import Account, Address, Online
    from responder.wechat.protocol.request import Request, Stamp


class Changing:
    """Contacts and groups of one account.

    Every call raises `LookupError` where somebody is not known in this login, `WeChatError` where
    the service refuses, `TransportError` where no answer comes and `RemoteProtocolError` where one
    of another form does; after the last two it may have been done.

    Args:
        account: Asks the service.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._given: dict[str, tuple[str, str]] = {}
        """By UserName the remark that somebody had in the book, and the one given since."""

    async def remark(
        self, online: Online, chat_id: str, remark: str, address: Address | None = None
    ) -> None:
        """Call a contact by another name, which only the owner sees."""
        user_name = self._account.user_name(online, chat_id, address)
        session = self._account.client.current()
        before = online.directory.book.remark_of(user_name)
        await self._oplog(partial(build_remark, session, user_name=user_name, remark=remark))
        self._given[user_name] = (before, remark)

    async def pin(
        self, online: Online, chat_id: str, address: Address | None = None, *, pinned: bool
    ) -> None:
        """Keep a chat at the top of the list, or no longer."""
        user_name = self._account.user_name(online, chat_id, address)
        remark = self._remark_of(online, user_name)
        session = self._account.client.current()
        await self._oplog(
            partial(build_pin, session, user_name=user_name, pinned=pinned, remark=remark)
        )

    async def invite(
        self, online: Online, room_id: str, person_id: str, address: Address | None = None
    ) -> None:
        """Bring a contact into a group, or ask him to come where it is large."""
        room = self._account.user_name(online, room_id, address)
        user_name = self._account.user_name(online, person_id)
        members = len(online.directory.book.members_of(room))
        session = self._account.client.current()
        await self._room(
            partial(build_add_member, session, room=room, user_name=user_name, members=members)
        )

    async def remove(
        self, online: Online, room_id: str, person_id: str, address: Address | None = None
    ) -> None:
        """Put somebody out of a group, which only its owner may."""
        room = self._account.user_name(online, room_id, address)
        user_name = self._account.user_name(online, person_id)
        session = self._account.client.current()
        await self._room(partial(build_remove_member, session, room=room, user_name=user_name))

    async def rename(
        self, online: Online, room_id: str, topic: str, address: Address | None = None
    ) -> None:
        """Give a group another name, which all its members see."""
        room = self._account.user_name(online, room_id, address)
        session = self._account.client.current()
        await self._room(partial(build_rename_room, session, room=room, topic=topic))

    async def leave(self, online: Online, room_id: str, address: Address | None = None) -> None:
        """Leave a group."""
        room = self._account.user_name(online, room_id, address)
        await self._room(partial(build_leave_room, self._account.client.current(), room=room))

    def _remark_of(self, online: Online, user_name: str) -> str:
        """The present remark, also while the service has not told the book of it."""
        told = online.directory.book.remark_of(user_name)
        before, given = self._given.get(user_name, (None, ""))
        if told == before:
            return given
        self._given.pop(user_name, None)  # it has told since; the owner may call them otherwise
        return told

    async def _oplog(self, build: Callable[[Stamp], Request]) -> None:
        answer = await self._account.client.call(build, parse_oplog, attempts=1)
        raise_for_ret(Endpoint.OPLOG, answer)

    async def _room(self, build: Callable[[Stamp], Request]) -> None:
        answer = await self._account.client.call(build, parse_update_room, attempts=1)
        raise_for_ret(Endpoint.UPDATE_ROOM, answer)
