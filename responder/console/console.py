"""The console of one daemon: it watches from the start, and is served once all else runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hypercorn.trio
import trio
from hypercorn.config import Config

from responder.console.address import listen
from responder.console.app import application
from responder.console.hints import Hints, Topic
from responder.console.metrics import Metrics
from responder.console.room import Room
from responder.console.signin import SignIn
from responder.console.tally import Tally
from responder.decisionlog import outcome_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket

    from responder.answer import Answered
    from responder.console.access import Access
    from responder.console.address import Address
    from responder.console.desk import Desk
    from responder.deliver import Delivered
    from responder.fetching import FetchEnd
    from responder.reload import Reloaded
    from responder.wechat.progress import Notice

KEEP_ALIVE_S = 30.0
CLOSE_S = 0.5
"""A page that is being sent when the program stops may take so long."""

HEAD_BYTES_MAX = 16 * 1024


class Console:
    """Made before the daemon runs, so that nothing is missed; `serve` is called by it.

    Args:
        address: Where it is served; opened at once.
        access: Who may look.
        now: Unix seconds.

    Raises:
        EnvironmentFault: The address is taken.
    """

    def __init__(self, address: Address, access: Access, now: Callable[[], float]) -> None:
        self._listener: socket = listen(address)
        host, port = self._listener.getsockname()[:2]
        self.address = type(address)(address.host if address.port else host, port)
        self._access = access
        self._signin = SignIn(now)
        self._tally = Tally(now)
        self._metrics = Metrics(now)
        self._hints = Hints()

    @property
    def url(self) -> str:
        """What opens it: whoever has this is its owner."""
        return f"http://{self.address}/?token={self._access.token}"

    def close(self) -> None:
        """Leave the address, if it was never served."""
        self._listener.close()

    def notice(self, notice: Notice) -> None:
        """See `Page`."""
        self._signin.notice(notice)
        self._hints.tell(Topic.LOGIN)

    def answered(self, answered: Answered) -> None:
        """See `Page`."""
        if not answered.resumed:  # it was counted when it was decided
            self._tally.answered(answered)
            self._metrics.answered(answered, outcome_of(answered.decision, answered.outgoing))
        self._hints.tell(Topic.MESSAGES)

    def delivered(self, delivered: Delivered) -> None:
        """See `Page`."""
        self._metrics.delivered(delivered)
        self._hints.tell(Topic.MESSAGES)

    def fetched(self, end: FetchEnd) -> None:
        """See `Page`."""
        self._metrics.fetched(end)

    def reloaded(self, reloaded: Reloaded) -> None:
        """See `Page`."""
        self._metrics.reloaded(reloaded)
        self._hints.tell(Topic.RULES)

    async def serve(
        self, desk: Desk, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """See `Page`."""
        room = Room(desk, self._access, self._signin, self._tally, self._metrics, self._hints)
        config = Config()
        # Of the listener a copy: the server closes what it is given.
        config.bind = [f"fd://{self._listener.detach()}"]
        config.accesslog = config.errorlog = None  # the guard logs what fails
        config.include_server_header = False
        config.keep_alive_timeout = KEEP_ALIVE_S
        config.graceful_timeout = CLOSE_S
        config.h11_max_incomplete_size = HEAD_BYTES_MAX
        async with trio.open_nursery() as nursery:
            await nursery.start(hypercorn.trio.serve, application(room, self.address), config)
            task_status.started()
