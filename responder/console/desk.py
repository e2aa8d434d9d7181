"""What a daemon lends to the console, and all that the console may do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import trio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from responder.answer import Answered
    from responder.control import Command
    from responder.deliver import Delivered
    from responder.fetching import FetchEnd
    from responder.reload import Reloaded
    from responder.rules.ruleset import RuleSet
    from responder.wechat.progress import Notice


@dataclass(frozen=True, slots=True)
class Desk:
    """One running account.

    Args:
        state_dir: Whose journal is read, never written.
        now: Unix seconds.
        rule_set: Gives the rules that hold; they are frozen.
        commands: Those of the control socket.
    """

    state_dir: Path
    now: Callable[[], float]
    rule_set: Callable[[], RuleSet]
    commands: Mapping[str, Command]

    async def status(self) -> dict[str, Any]:
        """What `responder status` tells, but for what takes time: a page asks again and again."""
        return await self.do("status", quiet="yes")

    async def do(self, command: str, **arguments: str) -> dict[str, Any]:
        """Carry out a command.

        Raises:
            ResponderError: It can not be.
        """
        return await self.commands[command](arguments)


class Page(Protocol):
    """What a daemon has to know of the console: it is told everything, and is served."""

    def notice(self, notice: Notice) -> None:
        """A step of the login; returns at once."""

    def answered(self, answered: Answered) -> None:
        """A decision; returns at once."""

    def delivered(self, delivered: Delivered) -> None:
        """The end of a text; returns at once."""

    def reloaded(self, reloaded: Reloaded) -> None:
        """The end of a reload; returns at once."""

    def fetched(self, end: FetchEnd) -> None:
        """The end of a request of a rule; returns at once."""

    async def serve(
        self, desk: Desk, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED
    ) -> None:
        """Serve the pages until cancelled.

        Raises:
            EnvironmentFault: The address is taken.
        """
