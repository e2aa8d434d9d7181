"""The whole daemon at one of these servers: logged in, spoken to, and looked at in the end."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING

import structlog
import trio

from responder.daemon import Settings, Watchers, World, run
from responder.errors import cause_of
from responder.notify import Notifier
from responder.rulefile import RuleFile
from responder.wechat.client import USER_AGENTS
from responder.wechat.login import LoginPlan
from responder.wechat.progress import Trouble
from responder.wechat.protocol.codes import Mode
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.login import UosHeaders
from tests.wechat.strangers import talk
from tests.wechat.strangers.service import Service
from tests.wechat.strangers.variant import draw, draw_faults

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from tests.wechat.strangers.talk import Line

RULES = """
limits: {delay: off, per_chat: off, per_account: off, per_day: off, handover: off, loop: off,
  max_age: off, max_wait: off, catch_up: all}
rules:
  - name: texts
    when: {text: {regex: '^n[0-9]'}, chat: any}
    reply: '回 {{ message.text }}'
  - name: carried
    when: {type: [image, voice, video, file]}
    do: [{reply: '收到 {{ message.type }}'}, {forward: filehelper}]
  - name: media
    when: {type: [sticker, location, card, link, miniprogram, call]}
    reply: '收到 {{ message.type }}'
  - name: papers
    when: 资料
    do:
      - reply: {file: big.bin}
      - reply: {video: tour.mp4}
      - reply: {image: menu.png}
      - reply: {sticker: thanks.gif}
  - name: friends
    on: friend_request
    do: [accept]
"""

RATE = 25
"""So many times faster than the wall's does time run for the daemon: its pauses are the test's."""

HOLD_S = 10.0
"""How long a poll is held, in the daemon's time."""

PATIENCE_S = 3600.0
"""The longest that anything may take, in the daemon's time: two minutes on a busy machine."""

LOOK_S = 0.5
FAULTS_MAX = 6
ROUNDS = 4
FIRST_CERTAIN = 2
"""Where a login ends in the middle, what is said before this round may get lost with it."""


@dataclass(slots=True)
class Play:
    """One game, and what came of it.

    Args:
        service: The server.
        expected: What must be sent, once each.
        possible: What may be sent, once at most: a login ended over it.
        troubles: What the daemon told of.
        logs: What it logged.
    """

    service: Service
    expected: list[tuple[str, str]] = field(default_factory=list)
    possible: list[tuple[str, str]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    logs: list[dict[str, object]] = field(default_factory=list)

    def sent(self) -> list[tuple[str, str]]:
        """Chat and text of all that was sent."""
        return [(one.chat, one.text) for one in self.service.sent]

    def missing(self) -> list[tuple[str, str]]:
        """What has not been sent yet."""
        return list((Counter(self.expected) - Counter(self.sent())).elements())

    def faults(self) -> list[str]:
        """All that is wrong, in sentences; empty if all is well."""
        surplus = Counter(self.sent()) - Counter(self.expected) - Counter(self.possible)
        found = [f"missing: {one}" for one in self.missing()]
        found += [f"not asked for, or twice: {one}" for one in surplus.elements()]
        found += [f"forbidden: {why}" for why in self.service.complaints]
        found += self.service.server.faults
        found += [f"log: {line}" for line in self.logs if self._is_bad(line)]
        for chat in {chat for chat, _ in self.expected} - {"filehelper"}:
            wanted = [text for to, text in self.expected if to == chat]
            got = [text for to, text in self.sent() if to == chat and text in set(wanted)]
            if not self.missing() and got != wanted:
                found.append(f"out of order in {chat}: {got}")
        return found

    @staticmethod
    def _is_bad(line: dict[str, object]) -> bool:
        return line.get("log_level") in {"error", "critical"} or "exc_info" in line


def game(seed: int, faults: int | None = None) -> Play:
    """The server of a seed, with so many faults."""
    count = Random(seed).randint(0, FAULTS_MAX) if faults is None else faults
    return Play(Service(draw(seed), draw_faults(seed, count), seed, HOLD_S / RATE))


async def play(one: Play, folder: Path) -> None:
    """Log in, talk in rounds and wait for every answer; the last round comes while nobody listens.

    Raises:
        LoginRefused: As the daemon.
        trio.TooSlowError: Something never came.
    """
    daemon = _daemon(one, folder)
    with structlog.testing.capture_logs() as logs:
        try:
            async with _living(daemon):
                await _until(one, "a first poll", lambda: _polls(one.service))
                for number in range(ROUNDS - 1):
                    _say(one, number)
                    await _answers(one, number)
                await _until(one, "a poll", lambda: _polls(one.service))
            _say(one, ROUNDS - 1)
            async with _living(daemon):
                await _answers(one, ROUNDS - 1)
                await trio.sleep(2 * HOLD_S)
        except BaseExceptionGroup as group:
            raise cause_of(group) from group
        finally:
            one.logs += map(dict, logs)


def _daemon(one: Play, folder: Path) -> Callable[[], Awaitable[None]]:
    """Another life on the same files, each time it is called."""
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    for name, data in talk.FILES.items():
        (folder / name).write_bytes(data)
    plan = LoginPlan(pinned_hosts(one.service.url), Mode.UOS, UosHeaders("x"), attended=True)
    state = folder / "state"
    state.mkdir()
    settings = Settings(state, plan, USER_AGENTS["uos"])
    began_s, wall_s = trio.current_time(), time.time()
    world = World(
        now=lambda: wall_s + trio.current_time() - began_s, rng=Random(1), notifier=Notifier()
    )
    told = Watchers(notice=lambda notice: _note(one, notice))
    source = RuleFile(folder / "rules.yaml", lambda _: False)
    return partial(run, settings, source, told, world)


@asynccontextmanager
async def _living(daemon: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    async with trio.open_nursery() as nursery:
        nursery.start_soon(daemon)
        yield
        nursery.cancel_scope.cancel()


def _note(one: Play, notice: object) -> None:
    if isinstance(notice, Trouble):
        one.troubles.append(notice.sentence)


def _is_certain(one: Play, number: int) -> bool:
    """Whether all of this round must be answered: no login ends over it."""
    ends = one.service.variant.ending != "none"
    return not ends or number == 0 or number >= FIRST_CERTAIN


def _say(one: Play, number: int) -> None:
    service = one.service
    if number == 0 and service.variant.listing == "refused":
        one.possible += [("新闻", "回 n902 news")] * 100  # nobody knows that it is official
    lines = list(_lines(service, number))
    if number:
        for entry in talk.noise(lines[0].chat, "room 客户群")[number - 1 :: ROUNDS - 1]:
            service.tell(entry)
    for line in lines:
        service.tell(line.entry)
        certain = _is_certain(one, number)
        (one.expected if certain else one.possible).extend(line.replies)
    if number == 0:
        service.tell(talk.friend_request())


async def _answers(one: Play, number: int) -> None:
    """Wait for them, and where the login ends over them for the next one."""
    service = one.service
    await _until(one, f"answers of round {number}", lambda: not one.missing())
    if not _is_certain(one, number):
        await _until(one, "another login", lambda: len(service.logins) > 1 and _polls(service))


def _lines(service: Service, number: int) -> Iterator[Line]:
    if number == 0:
        yield talk.line(0, "小明")
        return
    if number == ROUNDS - 1:
        yield from talk.media("小明")
        yield talk.papers("Ann & Bob")
    chats = [*service.people, *(f"room {room}" for room in service.rooms)]
    for at, chat in enumerate(chats):
        yield talk.line(10 * number + at, chat)
        yield talk.line(100 + 10 * number + at, chat)
    yield talk.line(200 + number, "敌人")


def _polls(service: Service) -> bool:
    login = service.login
    return login is not None and not login.dead and (login.polling > 0 or login.hollow > 0)


async def _until(one: Play, what: str, condition: Callable[[], object]) -> None:
    with trio.move_on_after(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - the server is another thread
            await trio.sleep(LOOK_S)
        return
    one.logs.append({"log_level": "error", "event": f"never came: {what}"})
    raise trio.TooSlowError(what)
