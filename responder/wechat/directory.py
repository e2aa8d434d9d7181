"""Who is who, kept current: the address book of one login and the look-ups that fill it.

Look-ups are best effort. Large accounts get their contact list cut or refused, and a rule that
names nobody should still answer, so a failure here ends in "go on with what is known"; only the
end of the session is passed on.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from responder.errors import LoggedOut, ResponderError, TooOften
from responder.wechat.protocol.base import raise_for_ret
from responder.wechat.protocol.codes import Endpoint, Ret, is_room
from responder.wechat.protocol.contacts import (
    BATCH_MAX,
    Wanted,
    build_batch_get_contact,
    build_get_contact,
    parse_batch_get_contact,
    parse_get_contact,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from responder.wechat.client import Client
    from responder.wechat.people.book import AddressBook
    from responder.wechat.people.identity import Identities
    from responder.wechat.protocol.contacts import Contact
    from responder.wechat.protocol.messages import Message
    from responder.wechat.protocol.session import Session
    from responder.wechat.protocol.sync import SyncAnswer

PAGES_MAX = 20
"""The official page follows 16; a `Seq` that never ends is cut here."""

ASK_AGAIN_S = 60.0
"""The same unknown person or group is looked up once a minute at most: asking often gets 1205."""

LIST_AGAIN_S = 60.0
"""A contact list that did not come whole is asked for again after this long …"""

LIST_TRIES_MAX = 5
"""… and so often; some huge accounts never get theirs."""

BATCH_STEPS = (BATCH_MAX, 10, 5, 1)
"""Entries per call; after a failure the next smaller, as the official page does."""

log = structlog.get_logger(__name__)


class Directory:
    """The address book of one login, with the way to ask the service.

    Args:
        client: Logged in.
        book: Filled by `load` and by every sync answer; its one owner is the task that decides.
        write: Writes down who is who; see `keep`.
    """

    def __init__(
        self, client: Client, book: AddressBook, write: Callable[[Identities], None]
    ) -> None:
        self._client = client
        self._write = write
        self._written: Identities | None = None
        self._login_id = client.current().login_id
        self._asked_s: dict[str, float] = {}
        self._list_tries = 0
        self._list_due_s: float | None = None
        self.book = book

    async def load(self, known: Iterable[Contact], rooms: Iterable[str]) -> None:
        """Fill the book after a login: the contact list, then the members of every group.

        Args:
            known: Contacts that webwxinit gave.
            rooms: UserNames of further groups, from its `ChatSet`.

        Raises:
            LoggedOut: The session is over.
        """
        listed = await self._contact_list()
        everybody = {c.user_name: c for c in (*known, *listed)}
        self.book.update(everybody.values())
        wanted = dict.fromkeys((*rooms, *everybody))
        await self._complete([Wanted(name) for name in wanted if is_room(name)])
        if self.book.ambiguous:
            log.info("some people begin anew: too much alike", count=len(self.book.ambiguous))

    async def take_in(self, answer: SyncAnswer) -> None:
        """Bring the book up to a sync answer, and look up whom its messages name but we lack.

        Raises:
            LoggedOut: The session is over.
        """
        self.book.rename_me(answer.profile_name)
        self.book.remove(answer.removed)
        self.book.update(answer.changed)
        for message in answer.messages:
            self.book.learn(message)
        if self._list_due_s is not None and trio.current_time() >= self._list_due_s:
            self.book.update(await self._contact_list())
        long_ago = trio.current_time() - ASK_AGAIN_S
        self._asked_s = {n: at for n, at in self._asked_s.items() if at > long_ago}
        wanted = [w for m in answer.messages for w in self._wanted(m)]
        await self._complete(list({w.user_name: w for w in wanted}.values()))

    def keep(self) -> None:
        """Write down who is who, if anybody is new.

        It comes before every commit that names people: after a crash an id must not be lost, for
        a text waits for whoever bears it, nor given to somebody else. Once a later login has begun
        its own book, this one has no say any more.

        Raises:
            JournalError: Not written.
        """
        session = self._client.session
        if session is not None and session.login_id != self._login_id:
            return
        if self.book.identities is not self._written:
            self._write(self.book.identities)
            self._written = self.book.identities

    def _wanted(self, message: Message) -> list[Wanted]:
        missing = [w for w in self.book.missing(message) if w.user_name not in self._asked_s]
        self._asked_s |= {w.user_name: trio.current_time() for w in missing}
        return missing

    def _session(self) -> Session:
        """The session of this book's login: in another one its UserNames mean nothing.

        Raises:
            LoggedOut: That login is over; a batch of it may still be on its way to be decided.
        """
        session = self._client.session
        if session is None or session.login_id != self._login_id:
            raise LoggedOut(Endpoint.BATCH_GET_CONTACT, Ret.SESSION_NOEXIST, "the login is over")
        return session

    async def _contact_list(self) -> list[Contact]:
        found: list[Contact] = []
        seq = 0
        self._list_due_s = None
        self._list_tries += 1
        for _ in range(PAGES_MAX):
            build = partial(build_get_contact, self._session(), seq=seq)
            try:
                page = await self._client.call(build, parse_get_contact, attempts=2)
                raise_for_ret(Endpoint.GET_CONTACT, page.base)
            except LoggedOut:
                raise
            except ResponderError as error:
                log.warning("contact list incomplete", known=len(found), reason=str(error))
                if self._list_tries < LIST_TRIES_MAX:
                    self._list_due_s = trio.current_time() + LIST_AGAIN_S
                break
            found += page.contacts
            if page.seq in {0, seq}:
                break
            seq = page.seq
        return found

    async def _complete(self, wanted: Sequence[Wanted]) -> None:
        """Ask for details in batches; smaller ones after a failure, then give up quietly."""
        todo = list(wanted)
        step = 0
        while todo:
            batch = todo[: BATCH_STEPS[step]]
            build = partial(build_batch_get_contact, self._session(), wanted=batch)
            try:
                page = await self._client.call(build, parse_batch_get_contact, attempts=1)
                raise_for_ret(Endpoint.BATCH_GET_CONTACT, page.base)
            except LoggedOut:
                raise
            except ResponderError as error:
                smaller = [i for i, size in enumerate(BATCH_STEPS) if size < len(batch)]
                step = smaller[0] if smaller else len(BATCH_STEPS)
                if isinstance(error, TooOften) or step == len(BATCH_STEPS):
                    log.warning("look-up given up", left=len(todo), reason=str(error))
                    return
                continue
            self.book.update(page.contacts)
            todo = todo[len(batch) :]
