"""A running account: every task, every channel and its size, start and shutdown, on one screen."""

from __future__ import annotations

import random
import signal
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import structlog
import trio

from responder.answer import Answered, Answerer
from responder.bell import Bell
from responder.commands import Commands
from responder.console.desk import Desk
from responder.control import serve_control
from responder.deliver import Blocked, Delivered, Deliverer
from responder.errors import LoginRefused, cause_of
from responder.fetching import FetchEnd, Fetcher, Lookups, NothingAsked
from responder.housekeeping import keep_house
from responder.instance import only_instance
from responder.journal.journal import KEEP_S, Journal
from responder.journal.reader import Reader
from responder.keeping import Keeper
from responder.lookup.client import MACHINE, NO_SECRETS, ONLY_PUBLIC, FetchClient
from responder.models import Deed, Event, Outgoing
from responder.notify import Notifier, keep_informed
from responder.pace import Pace
from responder.pause import Pause
from responder.reload import Aside, Origin, Reloaded, Reloader, in_thread
from responder.remote import Remote, order_of
from responder.resend import Resend
from responder.rules.manners import Manner, forbids_sending, in_words
from responder.status import Status
from responder.story import last_story
from responder.undo import Undo
from responder.wechat.account import Account
from responder.wechat.batch import Batch
from responder.wechat.client import Client, Transport
from responder.wechat.connection import Connection
from responder.wechat.kept import KeptMedia
from responder.wechat.login import Knock, LoginPlan
from responder.wechat.progress import Notice, Progress
from responder.wechat.protocol.codes import FILEHELPER
from responder.wechat.store import Store

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from responder.console.desk import Page
    from responder.lookup.addresses import Allowed
    from responder.lookup.client import Network
    from responder.lookup.secrets import Secrets
    from responder.reload import Source

BATCHES_AHEAD = 16
"""Answers of webwxsync that may wait to be decided. Deciding takes milliseconds, so only a look-up
that hangs fills this, and then polling rests: what waits at the service is safe there."""

TEXTS_AHEAD = 64
"""Texts on their way to delivery, which sorts them into its queues at once."""

ORDERS_AHEAD = 16
"""Words of the owner's remote control that wait; nobody types so many while one is carried out."""

LAST_LOOK_S = 2.0
"""So long a console is served when the account may not log in: an open page asks at once, and says
why for as long as it stays open."""

GRACE_S = 3.0
"""After a signal a request under way may take this long; the whole stop takes less than 5 s."""

SEED = "seed"
"""Name of the journal's note on it."""

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
        test_on_reload: Whether rules whose own tests fail are not put to use.
        allowed: What rules may fetch from, beside public addresses.
        secrets: Those that rules may send.
    """

    state_dir: Path
    plan: LoginPlan
    user_agent: str
    dry_run: bool = False
    keep_s: float = KEEP_S
    keep_text: bool = True
    test_on_reload: bool = False
    allowed: Allowed = ONLY_PUBLIC
    secrets: Secrets = NO_SECRETS


def _ignore(_: object) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told what happens, at once and without waiting; `task` is where they may wait."""

    notice: Callable[[Notice], None] = _ignore
    answered: Callable[[Answered], None] = _ignore
    delivered: Callable[[Delivered], None] = _ignore
    reloaded: Callable[[Reloaded], None] = _ignore
    blocked: Callable[[Blocked], None] = _ignore
    fetched: Callable[[FetchEnd], None] = _ignore
    task: Callable[[], Awaitable[object]] = trio.sleep_forever

    def and_also(self, page: Page) -> Watchers:
        """They and the console."""
        return replace(
            self,
            notice=both(self.notice, page.notice),
            answered=both(self.answered, page.answered),
            delivered=both(self.delivered, page.delivered),
            reloaded=both(self.reloaded, page.reloaded),
            fetched=both(self.fetched, page.fetched),
        )


@dataclass(frozen=True, slots=True)
class World:
    """What tests replace.

    Args:
        now: Unix seconds.
        rng: Device ids, jitter, human-looking delays.
        transport: In place of the network; None is the network.
        notifier: To the service manager.
        aside: Where rules are read while the loop goes on.
        lookups: In place of the network for what rules fetch.
    """

    now: Callable[[], float] = time.time
    rng: random.Random = field(default_factory=random.SystemRandom)
    transport: Transport | None = None
    notifier: Notifier = field(default_factory=Notifier.of_process)
    aside: Aside = in_thread
    lookups: Network = MACHINE


async def run(
    settings: Settings,
    source: Source,
    watchers: Watchers = Watchers(),
    world: World = World(),
    *,
    page: Page | None = None,
    task_status: trio.TaskStatus[Status] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Run one account until it is stopped by a signal or by cancellation.

    Args:
        settings: Of the process.
        source: Of its rules.
        watchers: Who is told.
        world: What tests replace.
        page: The console, if there is to be one.
        task_status: Given the status when everything runs; a login may take longer.

    Raises:
        RuleFileError: The rule file is wrong, and no earlier rules are kept.
        LoginRefused: The account may not log in.
        EnvironmentFault: Another responder runs on this state directory, or it can not be used.
        JournalError: The durable state failed; nothing that depended on it was done.
    """
    try:
        with (
            only_instance(settings.state_dir),
            closing(_journal(settings)) as journal,
        ):
            told = watchers if page is None else watchers.and_also(page)
            await _run(settings, source, told, world, journal, page=page, task_status=task_status)
    except BaseExceptionGroup as group:
        raise cause_of(group) from group


async def _run(
    settings: Settings,
    source: Source,
    watchers: Watchers,
    world: World,
    journal: Journal,
    *,
    page: Page | None,
    task_status: trio.TaskStatus[Status],
) -> None:
    batches_in, batches_out = trio.open_memory_channel[Batch](BATCHES_AHEAD)
    texts_in, texts_out = trio.open_memory_channel[Outgoing](TEXTS_AHEAD)
    orders_in, orders_out = trio.open_memory_channel[Event](ORDERS_AHEAD)
    parts, kept = _parts(settings, source, watchers, world, journal), KeptMedia(settings.state_dir)

    async def hand_over(text: Outgoing) -> None:
        if text.deed is Deed.KEEP:
            parts.keeper.wake()
        else:
            await texts_in.send(text)

    answerer = parts.answerer(hand_over, orders_in.send)
    commands = Commands(
        parts.status,
        parts.deliverer,
        parts.rules,
        parts.pause,
        parts.knock,
        parts.connection.leave,
        parts.account,
        Resend(journal.outbox, answerer.say_again),
        lambda: answerer.waits,
    )
    remote = Remote(
        commands,
        undo=Undo(parts.account, journal.outbox, world.now),
        why=partial(_last_story, settings.state_dir),
        answer=answerer.tell_owner,
    )
    async with parts.account.client, trio.open_nursery() as nursery:
        try:
            await nursery.start(_stop_on_signal, parts.deliverer, nursery.cancel_scope)
            await nursery.start(_reload_on_signal, parts.rules, world.notifier)
            await nursery.start(serve_control, settings.state_dir, commands.table())
            if page is not None:
                await nursery.start(page.serve, _desk(settings, world, parts, commands))
            nursery.start_soon(parts.deliverer.run, texts_out)
            nursery.start_soon(answerer.run, batches_out)
            nursery.start_soon(parts.fetcher.run, answerer.wake)
            nursery.start_soon(_stay_on_line, parts.connection, batches_in, page)
            nursery.start_soon(remote.run, orders_out)
            nursery.start_soon(parts.rules.run)
            nursery.start_soon(parts.keeper.run)
            nursery.start_soon(keep_house, journal.pruning, kept, settings.keep_s, world.now)
            nursery.start_soon(watchers.task)
            nursery.start_soon(keep_informed, world.notifier, parts.sentence)
            task_status.started(parts.status)
            await trio.sleep_forever()
        finally:
            parts.deliverer.finish_within(GRACE_S)


async def _stay_on_line(
    connection: Connection, batches: trio.MemorySendChannel[Batch], page: Page | None
) -> None:
    """Be on line; of an account that may not log in, an open page is still told why.

    Raises:
        LoginRefused: The account may not log in.
        JournalError: The login can not be saved.
    """
    try:
        await connection.run(batches)
    except LoginRefused:
        if page is not None:
            await trio.sleep(LAST_LOOK_S)
        raise


def _desk(settings: Settings, world: World, parts: _Parts, commands: Commands) -> Desk:
    rules = parts.rules
    return Desk(settings.state_dir, world.now, lambda: rules.rule_set, commands.table())


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the tasks of a daemon are made of, before they run."""

    status: Status
    rules: Reloader
    pause: Pause
    knock: Knock
    account: Account
    connection: Connection
    deliverer: Deliverer
    fetcher: Fetcher
    keeper: Keeper
    answerer: Callable[
        [Callable[[Outgoing], Awaitable[None]], Callable[[Event], Awaitable[None]]], Answerer
    ]

    def sentence(self) -> str:
        """What the daemon is doing, for the service manager."""
        return self.status.sentence(paused=self.pause.since_s is not None)


def _parts(
    settings: Settings, source: Source, watchers: Watchers, world: World, journal: Journal
) -> _Parts:
    status, pause, knock, bell = Status(world.now), Pause(journal, world.now), Knock(), Bell()
    tell = both(both(status.reloaded, watchers.reloaded), lambda _: bell.ring())
    rules = _reloader(source, journal, world, tell, test=settings.test_on_reload)
    account = Account(_client(settings, world), changed=bell.ring)
    lookups = _lookups(settings, world)
    fetcher = Fetcher(lookups, watchers.fetched)
    connection = Connection(
        account,
        settings.plan,
        Store(settings.state_dir),
        Progress(both(status.notice, watchers.notice)),
        knock,
        keys_of=journal.keys,
        heard=status.heard,
    )
    deliverer = Deliverer(
        account=account,
        journal=journal,
        pace=Pace(rules.rule_set.limits),
        limits=lambda: rules.rule_set.limits,
        forbidden=_last_word(journal, account, rules, pause, world.now),
        now=world.now,
        rng=world.rng,
        tell=both(status.delivered, watchers.delivered),
        blocked=watchers.blocked,
        kept=KeptMedia(settings.state_dir),
        download=lookups.download,
        dry_run=settings.dry_run,
    )
    keeper = _keeper(settings, world, journal, account, status)

    def answerer(
        hand_over: Callable[[Outgoing], Awaitable[None]],
        asked: Callable[[Event], Awaitable[None]],
    ) -> Answerer:
        return Answerer(
            journal=journal,
            rules=lambda: rules.rule_set,
            now=world.now,
            rng=world.rng,
            seed=_seed(journal, world.rng),
            paused=lambda: pause.since_s is not None,
            asks=lambda event: order_of(event) is not None,
            asked=asked,
            hand_over=hand_over,
            at_once=deliverer.at_once,
            tell=both(status.decided, watchers.answered),
            keep_text=settings.keep_text,
            online=lambda: account.current,
            bell=bell,
            caught_up=account.caught_up,
            earlier=rules.earlier,
            fetches=fetcher,
        )

    tasks = connection, deliverer, fetcher, keeper
    return _Parts(status, rules, pause, knock, account, *tasks, answerer)


def _reloader(
    source: Source,
    journal: Journal,
    world: World,
    tell: Callable[[Reloaded], None],
    *,
    test: bool,
) -> Reloader:
    """The rules, as they are at the start."""
    now, aside = world.now, world.aside
    rules = Reloader(source=source, journal=journal, now=now, tell=tell, test=test, aside=aside)
    rules.start()
    return rules


def _last_word(
    journal: Journal, account: Account, rules: Reloader, pause: Pause, now: Callable[[], float]
) -> Callable[[Outgoing], str]:
    """What manners say of a text at the moment of sending, for the owner may have written since."""

    def forbidden(text: Outgoing) -> str:
        limits, zone = rules.rule_set.limits, rules.rule_set.zone
        # What no rule says answers the owner's remote, and he may read what he is told at leisure.
        if pause.since_s is not None and text.rule and text.chat_id != FILEHELPER:
            return f"{Manner.PAUSED}: {in_words(Manner.PAUSED, limits)}"
        wrote = journal.memory().owner_wrote_s
        times = filter(None, map(wrote.get, account.ids_of(text.chat_id)))
        wrote_s = max(times, default=None)
        found = forbids_sending(
            limits, wrote_s, now(), zone, to_owner=text.to_owner, elsewhere=text.elsewhere
        )
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


def _lookups(settings: Settings, world: World) -> Lookups:
    if settings.dry_run:
        return NothingAsked()
    return FetchClient(
        now=world.now, allowed=settings.allowed, secrets=settings.secrets, network=world.lookups
    )


def _keeper(
    settings: Settings, world: World, journal: Journal, account: Account, status: Status
) -> Keeper:
    return Keeper(
        account=account,
        outbox=journal.outbox,
        kept=KeptMedia(settings.state_dir),
        now=world.now,
        rng=world.rng,
        failed=status.not_kept,
        dry_run=settings.dry_run,
    )


def _last_story(state_dir: Path) -> str:
    with closing(Reader.open(state_dir)) as reader:
        return last_story(reader)


def _seed(journal: Journal, rng: random.Random) -> str:
    """What keys the draws of an account: always the same, whatever its rules are."""
    note = journal.note(SEED)
    if note is None:
        note = f"{rng.getrandbits(128):032x}"
        journal.put_note(SEED, note)
    return str(note)


async def _reload_on_signal(
    rules: Reloader, notifier: Notifier, *, task_status: trio.TaskStatus[None]
) -> None:
    """SIGHUP reads the rules again, as service managers do it."""
    with trio.open_signal_receiver(signal.SIGHUP) as signals:
        task_status.started()
        async for _ in signals:
            notifier.reloading()
            await rules.reload(Origin.COMMAND)
            notifier.ready()


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


def both(one: Callable[[T], None], other: Callable[[T], None]) -> Callable[[T], None]:
    """Tell one watcher and then another."""

    def tell(what: T) -> None:
        one(what)
        other(what)

    return tell
