"""The connection task: keeps one account on line, over logouts, outages and restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import structlog
import trio

from responder.errors import LoggedOut, LoginRefused, ResponderError
from responder.wechat.batch import dump_keys, with_keys
from responder.wechat.directory import Directory
from responder.wechat.login import log_in, resume
from responder.wechat.people.book import AddressBook
from responder.wechat.people.identity import Identities
from responder.wechat.protocol.codes import TOO_OFTEN, Ret
from responder.wechat.protocol.login import build_logout, parse_logout
from responder.wechat.protocol.states import Signal
from responder.wechat.store import SavedLogin
from responder.wechat.sync import Listener

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.account import Account
    from responder.wechat.batch import Batch
    from responder.wechat.login import Knock, LoggedIn, LoginPlan
    from responder.wechat.progress import Progress
    from responder.wechat.protocol.session import Session
    from responder.wechat.store import Store

SAVE_EVERY_S = 60.0
"""Cookies are renewed with every webwxsync and live for hours: saving them once a minute is safe,
saving them with each message would cost more than the message."""

NUMBERS_AHEAD = 1_000
"""A login begins its new ids this far on: batches of the login before it may still be on their way
to be decided, and no id may go to two people."""

BARRED_WITHIN_S = 60.0
"""1102 this soon after a login means that the account is barred from the web, not logged out."""

log = structlog.get_logger(__name__)


class Connection:
    """Keeps an account on line.

    Args:
        account: Goes on and off line here, nowhere else.
        plan: How to log in.
        store: The files of the login.
        progress: Told of every step.
        knock: Ends the hourly pause between codes.
        keys_of: Gives the committed sync keys of a login, as text, or None.
        heard: Called after every successful poll.
    """

    def __init__(
        self,
        account: Account,
        plan: LoginPlan,
        store: Store,
        progress: Progress,
        knock: Knock,
        *,
        keys_of: Callable[[str], str | None],
        heard: Callable[[], None],
    ) -> None:
        self._account = account
        self._client = account.client
        self._plan = plan
        self._store = store
        self._progress = progress
        self._knock = knock
        self._rings = 0
        self._keys_of = keys_of
        self._heard = heard
        self._nick_name = ""
        self._first_keys = ""
        self._saved_at = -SAVE_EVERY_S
        self._known = store.load_identities()
        self._uin = 0
        self._stay = trio.CancelScope()

    async def run(self, batches: trio.MemorySendChannel[Batch]) -> NoReturn:
        """Stay on line until cancelled.

        Raises:
            LoginRefused: The account may not log in; do not try again.
            JournalError: The login can not be saved.
        """
        logged_in = self._resumed()
        last: Session | None = None
        while True:
            with trio.CancelScope() as self._stay:
                last = await self._one_login(logged_in, last, batches)
            if self._stay.cancelled_caught:
                last = None
                await self._log_out()
                await self._knock.wait(but=self._rings)
            logged_in = None

    def leave(self) -> None:
        """Log out, and log in again only when somebody knocks from now on; returns at once."""
        self._rings = self._knock.rings
        self._stay.cancel()

    async def _one_login(
        self,
        logged_in: LoggedIn | None,
        last: Session | None,
        batches: trio.MemorySendChannel[Batch],
    ) -> Session | None:
        """Log in, unless that is so already, and stay on line until the login ends.

        Returns:
            As `_after`.
        """
        fresh = logged_in is None
        if logged_in is None:
            logged_in = await log_in(
                self._client, self._plan, self._progress, self._knock, last=last
            )
            self._recognise(self._client.current().uin)
        begun = trio.current_time()
        try:
            await self._listen(logged_in, batches, goes_on=not fresh)
        except LoggedOut as error:
            if (
                fresh
                and error.ret == Ret.COOKIE_INVALID
                and trio.current_time() - begun < BARRED_WITHIN_S
            ):
                refused = LoginRefused(error.ret, error.err_msg)
                self._progress.signal(Signal.REFUSED, refused.words)
                raise refused from error
            return self._after(error)
        finally:
            self._account.go_offline()

    async def _log_out(self) -> None:
        """Tell the service that we leave, as far as it listens, and forget the login."""
        session = self._client.session
        self._client.session = None
        self._store.forget_login()
        if session is not None:
            try:
                await self._client.call(
                    lambda _: build_logout(session, kind=0), parse_logout, attempts=1
                )
            except ResponderError as error:
                log.warning("the service was not told of the logout", reason=str(error))
        self._progress.signal(Signal.LOGOUT)

    def _save_login(self) -> None:
        """Write the login down, so that a restart needs no scan.

        The client's own keys may be ahead of what was decided and committed. Saving them could
        lose messages, so the file gets the committed ones: the service repeats what lies between.

        Raises:
            JournalError: The file can not be written.
        """
        session = self._client.session
        if session is None:
            return
        self._saved_at = trio.current_time()
        keys = self._keys_of(session.login_id) or self._first_keys
        self._store.save_login(
            SavedLogin(
                session=with_keys(session, keys),
                cookies=tuple(self._client.export_cookies()),
                nick_name=self._nick_name,
            )
        )

    def _save_identities(self, identities: Identities) -> None:
        self._store.save_identities(identities)
        self._known = identities

    def _resumed(self) -> LoggedIn | None:
        saved = self._store.load_login()
        if saved is None or saved.session.hosts.pinned != self._plan.hosts.pinned:
            return None
        if saved.session.hosts.pinned and saved.session.hosts != self._plan.hosts:
            return None  # a login at another --server says nothing here
        self._uin = saved.session.uin
        logged_in = resume(self._client, saved, self._progress)
        session = self._client.current()
        self._client.session = with_keys(session, self._keys_of(session.login_id))
        return logged_in

    def _recognise(self, uin: int) -> None:
        """Forget who is who when another account was scanned into this state directory.

        Its friends are other people, however much they look alike, and what waited for those of
        the account before must reach none of them.
        """
        if self._uin not in {0, uin}:
            log.warning("another account has logged in here; it knows nobody of the one before")
            self._store.set_aside_identities()
            self._known = Identities((), self._known.next_number)
        self._uin = uin

    async def _listen(
        self, logged_in: LoggedIn, batches: trio.MemorySendChannel[Batch], *, goes_on: bool
    ) -> NoReturn:
        self._nick_name = logged_in.me.nick_name
        self._first_keys = dump_keys(self._client.current())
        if not goes_on:
            # Before the login: after a crash between both it would go on with names of another.
            self._save_identities(self._known.of_another_login())
        self._save_login()
        known = Identities(self._known.entries, self._known.next_number + NUMBERS_AHEAD)
        book = AddressBook(logged_in.me, known, goes_on=goes_on)
        directory = Directory(self._client, book, self._save_identities)
        await directory.load(logged_in.contacts, logged_in.rooms)
        directory.keep()
        self._account.go_online(directory, behind=goes_on)
        listener = Listener(self._account, batches, self._progress, self._polled, behind=goes_on)
        try:
            await listener.run()
        finally:
            self._save_login()
            directory.keep()

    def _polled(self) -> None:
        self._heard()
        if trio.current_time() - self._saved_at >= SAVE_EVERY_S:
            self._save_login()

    def _after(self, error: LoggedOut) -> Session | None:
        """Say what ended the login.

        Returns:
            The old session if the phone may be asked for another without a scan. Not after a login
            elsewhere: two programs would throw each other out for ever, so a person has to act.
            Nor when the service throttles us: one more question would be one too many.
        """
        old = self._client.session
        self._client.session = None
        log.warning("logged out", code=error.ret)
        if error.ret == Ret.SESSION_INVALID:
            self._progress.signal(Signal.TAKEN_OVER)
            return None
        self._progress.signal(Signal.ENDED)
        return None if error.ret in TOO_OFTEN else old
