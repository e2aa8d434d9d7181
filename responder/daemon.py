"""A running account: every task, every channel and its size, start and shutdown, on one screen."""

from __future__ import annotations

import random
import signal
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import structlog
import trio

from responder.answer import Answered, Answerer
from responder.control import serve_control
from responder.deliver import Delivered, Deliverer
from responder.errors import cause_of
from responder.housekeeping import keep_house
from responder.instance import only_instance
from responder.journal.journal import KEEP_S, Journal
from responder.models import Outgoing
from responder.pace import Pace
from responder.rules.manners import forbids_sending
from responder.status import Status
from responder.wechat.account import Account
from responder.wechat.batch import Batch
from responder.wechat.client import Client, Transport
from responder.wechat.connection import Connection
from responder.wechat.login import Knock, LoginPlan
from responder.wechat.progress import Notice, Progress
from responder.wechat.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from responder.rules.ruleset import RuleSet

BATCHES_AHEAD = 16
"""Answers of webwxsync that may wait to be decided. Deciding takes milliseconds, so only a look-up
that hangs fills this, and then polling rests: what waits at the service is safe there."""

TEXTS_AHEAD = 64
"""Texts on their way to delivery, which sorts them into its queues at once."""

GRACE_S = 3.0
"""After a signal a request under way may take this long; the whole stop takes less than 5 s."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What flags and variables decide once for the life of the process.

    Args:
        state_dir: Exists; holds journal, login, lock and socket.
        plan: How to log in.
        user_agent: Sent with every request.
        dry_run: Everything but the sending.
        keep_s: How long it is known what happened and why, in seconds.
        keep_text: Whether texts are kept as long.
    """

    state_dir: Path
    plan: LoginPlan
    user_agent: str
    dry_run: bool = False
    keep_s: float = KEEP_S
    keep_text: bool = True


def _ignore(_: object) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told what happens, at once and without waiting."""

    notice: Callable[[Notice], None] = _ignore
    answered: Callable[[Answered], None] = _ignore
    delivered: Callable[[Delivered], None] = _ignore


@dataclass(frozen=True, slots=True)
class World:
    """What tests replace.

    Args:
        now: Unix seconds.
        rng: Device ids, jitter, human-looking delays.
        transport: In place of the network; None is the network.
    """

    now: Callable[[], float] = time.time
    rng: random.Random = field(default_factory=random.SystemRandom)
    transport: Transport | None = None


async def run(
    settings: Settings,
    rule_set: RuleSet,
    watchers: Watchers = Watchers(),
    world: World = World(),
    *,
    task_status: trio.TaskStatus[Status] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Run one account until it is stopped by a signal or by cancellation.

    Raises:
        LoginRefused: The account may not log in.
        EnvironmentFault: Another responder runs on this state directory, or it can not be used.
        JournalError: The durable state failed; nothing that depended on it was done.
    """
    try:
        with (
            only_instance(settings.state_dir),
            closing(_journal(settings)) as journal,
        ):
            await _run(settings, rule_set, watchers, world, journal, task_status=task_status)
    except BaseExceptionGroup as group:
        raise cause_of(group) from group


async def _run(
    settings: Settings,
    rule_set: RuleSet,
    watchers: Watchers,
    world: World,
    journal: Journal,
    *,
    task_status: trio.TaskStatus[Status],
) -> None:
    status = Status(world.now, rule_set.path, rule_set.hash, len(rule_set.rules))
    limits, forbidden = rule_set.limits, _last_word(journal, rule_set, world.now)
    knock = Knock()
    batches_in, batches_out = trio.open_memory_channel[Batch](BATCHES_AHEAD)
    texts_in, texts_out = trio.open_memory_channel[Outgoing](TEXTS_AHEAD)
    account = Account(_client(settings, world))
    connection = Connection(
        account,
        settings.plan,
        Store(settings.state_dir),
        Progress(_both(status.notice, watchers.notice)),
        knock,
        keys_of=journal.keys,
        heard=status.heard,
    )
    deliverer = Deliverer(
        account=account,
        journal=journal,
        pace=Pace(limits),
        limits=lambda: limits,
        forbidden=forbidden,
        now=world.now,
        rng=world.rng,
        tell=_both(status.delivered, watchers.delivered),
        dry_run=settings.dry_run,
    )
    answerer = Answerer(
        journal=journal,
        rules=lambda: rule_set,
        now=world.now,
        rng=world.rng,
        seed=rule_set.hash,
        hand_over=texts_in.send,
        at_once=deliverer.at_once,
        tell=_both(status.decided, watchers.answered),
        keep_text=settings.keep_text,
    )
    commands = _commands(status, deliverer, knock)
    async with account.client, trio.open_nursery() as nursery:
        try:
            await nursery.start(_stop_on_signal, deliverer, nursery.cancel_scope)
            await nursery.start(serve_control, settings.state_dir, commands)
            nursery.start_soon(deliverer.run, texts_out)
            nursery.start_soon(answerer.run, batches_out)
            nursery.start_soon(connection.run, batches_in)
            nursery.start_soon(keep_house, journal.pruning, world.now)
            task_status.started(status)
            await trio.sleep_forever()
        finally:
            deliverer.finish_within(GRACE_S)


def _last_word(
    journal: Journal, rule_set: RuleSet, now: Callable[[], float]
) -> Callable[[Outgoing], str]:
    """What manners say of a text at the moment of sending, for the owner may have written since."""

    def forbidden(text: Outgoing) -> str:
        wrote_s = journal.memory().owner_wrote_s.get(text.chat_id)
        limits, zone = rule_set.limits, rule_set.zone
        found = forbids_sending(limits, wrote_s, now(), zone, to_owner=text.to_owner)
        return "" if found is None else f"{found.key}: {found.reason}"

    return forbidden


def _journal(settings: Settings) -> Journal:
    directory, keep_s, keep_text = settings.state_dir, settings.keep_s, settings.keep_text
    return Journal.open(directory, keep_s=keep_s, keep_text=keep_text)


def _client(settings: Settings, world: World) -> Client:
    return Client(
        user_agent=settings.user_agent,
        transport=world.transport,
        now=world.now,
        rng=world.rng,
        pinned=settings.plan.hosts.pinned,
    )


async def _stop_on_signal(
    deliverer: Deliverer,
    scope: trio.CancelScope,
    *,
    task_status: trio.TaskStatus[None],
) -> None:
    """SIGINT and SIGTERM end the run: what is under way may finish, nothing else begins."""
    with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for number in signals:
            log.info("stopping", signal=signal.Signals(number).name)
            deliverer.finish_within(GRACE_S)
            scope.cancel()


def _both(one: Callable[[T], None], other: Callable[[T], None]) -> Callable[[T], None]:
    def tell(what: T) -> None:
        one(what)
        other(what)

    return tell


def _commands(
    status: Status, deliverer: Deliverer, knock: Knock
) -> dict[str, Callable[[], dict[str, Any]]]:
    """What may be asked over the control socket."""

    def log_in() -> dict[str, Any]:
        knock.ring()
        return {"ok": True}

    def stop() -> dict[str, Any]:
        signal.raise_signal(signal.SIGTERM)
        return {"ok": True}

    return {
        "status": lambda: status.as_dict(waiting=deliverer.waiting),
        "login": log_in,
        "stop": stop,
    }
