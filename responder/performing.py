"""How each kind of outgoing action is done: a text, a medium, a change of contacts or groups.

What it takes before anything leaves, such as an upload, comes first: it may fail or be cut off,
and nothing has happened. It must not know when anything leaves, nor what becomes of a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from responder.disk import read_medium
from responder.errors import EnvironmentFault
from responder.formats import BYTES_MAX, HEAD_BYTES, format_of, unfit
from responder.models import MESSAGES, Deed
from responder.rules.requests import FetchFailure
from responder.sources import FromAddress, FromFile, source_of_text
from responder.undo import BACK, RECALLED, UNDO_S
from responder.wechat.changing import Changing
from responder.wechat.media import Loaded, MediaDesk, loaded_of
from responder.wechat.protocol.media import Media, MediaKind
from responder.wechat.protocol.outcome import UnsendableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from responder.journal.outbox import Outbox
    from responder.models import Outgoing
    from responder.sources import FromMessage
    from responder.wechat.account import Account, Address, Online
    from responder.wechat.kept import KeptMedia

NOT_OURS = "nothing of ours in this chat is younger than two minutes"


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of something that was done.

    Args:
        msg_id: The service's id of the message; `""` if it is none, or was given none.
        marks: Remark on earlier messages, by ClientMsgId, that is true from now on.
    """

    msg_id: str = ""
    marks: tuple[tuple[str, str], ...] = ()


NOTHING = Done()

FILES = MESSAGES - {Deed.TEXT}

Download: TypeAlias = "Callable[[str, int], Awaitable[bytes | FetchFailure]]"
"""Fetches the file at an address, of at most so many bytes; nothing is raised."""

Act: TypeAlias = "Callable[[], Awaitable[Done]]"
"""Does it, once. It raises as `Account.send_text` does."""


class Performer:
    """Does what one account is to do.

    Args:
        account: Asks the service.
        outbox: Knows what was said.
        now: Unix seconds.
        kept: Media that were kept of messages.
        download: Fetches files of other computers.
    """

    def __init__(
        self,
        account: Account,
        outbox: Outbox,
        now: Callable[[], float],
        kept: KeptMedia,
        download: Download,
    ) -> None:
        self._account = account
        self._outbox = outbox
        self._now = now
        self._kept = kept
        self._download = download
        self._desk = MediaDesk(account)
        self._changing = Changing(account)

    def fetches(self, action: Outgoing) -> bool:
        """Whether an action needs a file of another computer."""
        return action.deed in FILES and isinstance(source_of_text(action.content), FromAddress)

    def uploads(self, action: Outgoing) -> bool:
        """Whether `prepare` may take minutes, for there is a file to be brought up."""
        return action.deed in FILES

    async def fetch(self, action: Outgoing) -> Loaded | None:
        """The file of another computer that an action needs; None if it needs none.

        It may take a minute, and what goes to others does not wait for it.

        Raises:
            UnsendableError: It can not be had.
        """
        source = source_of_text(action.content) if action.deed in FILES else None
        if not isinstance(source, FromAddress):
            return None
        found = await self._download(source.url, BYTES_MAX[action.deed])
        if isinstance(found, FetchFailure):
            raise UnsendableError(found.words)
        name = source.name
        if "." not in name:
            ending = format_of(found[:HEAD_BYTES]) or "bin"
            name = f"{name or action.deed.value}.{ending}"
        return _fitting(Loaded(name, found), action.deed)

    async def prepare(
        self,
        online: Online,
        action: Outgoing,
        address: Address | None,
        loaded: Loaded | None = None,
    ) -> Act:
        """Do everything that has to be done before an action, and has no effect of its own.

        Args:
            online: The login in which it is allowed to happen.
            action: What.
            address: Where its chat was when it was decided, if that was in this run.
            loaded: What `fetch` gave.

        Returns:
            What does it.

        Raises:
            UnsendableError: It can not be done.
            LookupError: The chat is not known in this login.
            WeChatError: Refused, with the service's code.
            TransportError: No answer; nothing has happened.
        """
        if action.deed is Deed.TEXT:
            return partial(self._say, online, action, address)
        if action.deed in MESSAGES:
            media = await self._uploaded(online, action, address, loaded)
            return partial(self._show, online, action, media, address)
        if action.deed is Deed.RECALL:
            return self._taking_back(action)
        return partial(self._change, online, action, address)

    async def _say(self, online: Online, action: Outgoing, address: Address | None) -> Done:
        return Done(
            await self._account.send_text(
                online, action.chat_id, action.text, action.client_msg_id, address
            )
        )

    async def _show(
        self, online: Online, action: Outgoing, media: Media, address: Address | None
    ) -> Done:
        chat_id, own = action.chat_id, action.client_msg_id
        return Done(await self._desk.send(online, chat_id, media, own, address))

    async def _uploaded(
        self, online: Online, action: Outgoing, address: Address | None, loaded: Loaded | None
    ) -> Media:
        source = source_of_text(action.content)
        if isinstance(source, FromFile):
            loaded = _of_disk(source.path, action.deed)
        elif isinstance(source, FromAddress):
            if loaded is None:
                raise UnsendableError(f"nothing was fetched from {source.host}")
        elif action.deed is Deed.STICKER and source.medium.md5:  # the service has it
            return Media(MediaKind.STICKER, "", md5=source.medium.md5)
        else:
            loaded = await self._of_message(online, source, action.deed)
        return await self._desk.upload(online, action.chat_id, action.deed, loaded, address)

    async def _of_message(self, online: Online, source: FromMessage, deed: Deed) -> Loaded:
        kept = self._kept.get(source.medium.message_id)
        if kept is not None:  # also where the service has it no more
            return _fitting(loaded_of(source, kept), deed)
        return _fitting(await self._desk.download(online, source), deed)

    def _taking_back(self, action: Outgoing) -> Act:
        found = self._outbox.before(action, self._now() - UNDO_S, BACK)
        if found is None:
            raise UnsendableError(NOT_OURS)
        said, msg_id = found
        marks = ((said.client_msg_id, RECALLED),)

        async def act() -> Done:
            await self._account.revoke(said.chat_id, msg_id, said.client_msg_id)
            return Done(marks=marks)

        return act

    async def _change(self, online: Online, action: Outgoing, address: Address | None) -> Done:
        chat_id, content = action.chat_id, action.content
        match action.deed:
            case Deed.ACCEPT:
                await self._account.accept(online, chat_id, content, address)
            case Deed.REMARK:
                await self._changing.remark(online, chat_id, content, address)
            case Deed.PIN | Deed.UNPIN:
                pinned = action.deed is Deed.PIN
                await self._changing.pin(online, chat_id, address, pinned=pinned)
            case Deed.INVITE:
                await self._changing.invite(online, chat_id, content, address)
            case Deed.REMOVE:
                await self._changing.remove(online, chat_id, content, address)
            case Deed.RENAME:
                await self._changing.rename(online, chat_id, content, address)
            case Deed.LEAVE:
                await self._changing.leave(online, chat_id, address)
        return NOTHING


def _of_disk(path: str, deed: Deed) -> Loaded:
    """A file of the owner's, which may be another one than when the rules were loaded.

    Reading and summing up the largest there may be, 50 MB, stops the loop for some 0.15 s.
    """
    try:
        data = read_medium(path, BYTES_MAX[deed])
    except EnvironmentFault as error:
        raise UnsendableError(str(error)) from error
    return _fitting(Loaded(path.rpartition("/")[2], data), deed)


def _fitting(loaded: Loaded, deed: Deed) -> Loaded:
    what, hint = unfit(deed, len(loaded.data), loaded.data[:HEAD_BYTES])
    if what:
        raise UnsendableError(f"{loaded.name}: {what}" + (f"; {hint}" if hint else ""))
    return loaded
