"""Answering and delivering over the real account, in front of the simulator and its faults.

What counts is what the simulator received, and that it has nothing to complain about.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, closing
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

import pytest
import trio

from responder.answer import Answerer
from responder.deliver import Delivered, Deliverer
from responder.fetching import NothingAsked
from responder.intransit import LOST
from responder.journal.journal import Journal
from responder.models import Outgoing, OutgoingState
from responder.pace import Pace
from responder.rules.load import load
from responder.wechat.kept import KeptMedia
from tests.shelf import shelf
from tests.wechat.stage import ANN, BOB, ROOM, Stage, service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from trio.testing import MockClock

    from responder.simulator.simulator import Simulator

RULES = """
limits: {delay: off, per_chat: off, per_account: off, loop: off}
rules:
  - name: echo
    when: {text: {regex: '^n\\d+'}, chat: any}
    reply: 'reply to {{ message.text }}'
"""
PACED = RULES.replace("delay: off, per_chat: off, per_account: off, ", "")
"""The same at the default pace."""

SENT, FAILED, UNKNOWN = OutgoingState.SENT, OutgoingState.FAILED, OutgoingState.UNKNOWN


class Shop:
    """One run of the whole way from a message to its reply.

    Args:
        folder: State directory; the same one again is a restart.
        sim: The service.
        rules: Of its rule file.
    """

    def __init__(self, folder: Path, sim: Simulator, rules: str = RULES) -> None:
        self.stage = Stage(folder, sim=sim)
        self.sim = sim
        self.journal = Journal.open(folder)
        self.ends: list[Delivered] = []
        self._ended = trio.Event()
        rule_set = load("rules.yaml", shelf(rules))
        self._texts_in, self._texts_out = trio.open_memory_channel[Outgoing](64)
        self.deliverer = Deliverer(
            account=self.stage.account,
            journal=self.journal,
            pace=Pace(rule_set.limits),
            limits=lambda: rule_set.limits,
            forbidden=lambda _: "",
            now=self.stage.client.now,
            rng=Random(2),
            tell=self._told,
            kept=KeptMedia(folder),
            download=NothingAsked().download,
        )
        self.answerer = Answerer(
            journal=self.journal,
            rules=lambda: rule_set,
            now=self.stage.client.now,
            rng=Random(3),
            seed="seed",
            hand_over=self._texts_in.send,
            tell=lambda _: None,
            at_once=self.deliverer.at_once,
            online=lambda: self.stage.account.online,
        )

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Shop]:
        """It is on line and answers while the block runs; after it, it is cut off."""
        with closing(self.journal):
            async with self.stage.playing(), trio.open_nursery() as nursery:
                nursery.start_soon(self.deliverer.run, self._texts_out)
                nursery.start_soon(self.answerer.run, self.stage.batches)
                await self.stage.online()
                await trio.sleep(1)
                yield self
                self.deliverer.finish_within(0)
                nursery.cancel_scope.cancel()

    async def ended(self, count: int) -> list[tuple[str, OutgoingState]]:
        """Text and state of so many ends."""
        with trio.fail_after(4000):
            while len(self.ends) < count:
                await self._ended.wait()
        return [(end.outgoing.text, end.state) for end in self.ends]

    @property
    def sends(self) -> int:
        """How often webwxsendmsg was asked."""
        return self.sim.calls.get("webwxsendmsg", 0)

    def _told(self, delivered: Delivered) -> None:
        self.ends.append(delivered)
        self._ended.set()
        self._ended = trio.Event()


def received(sim: Simulator) -> list[tuple[str, str]]:
    """Who got what."""
    return [(sent.to, sent.text) for sent in sim.sent]


def errors(sim: Simulator) -> list[object]:
    """What the simulator has to complain about."""
    return [violation for violation in sim.violations if violation.level == "error"]


async def test_every_message_is_answered_once(tmp_path: Path, autojump_clock: MockClock) -> None:
    """In its chat, in order, over chats of all kinds."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        for number in range(10):
            sim.say(from_=ANN, text=f"n{number}")
            sim.say(from_=BOB, text=f"n{number}", group=ROOM)
        await shop.ended(20)
    got = received(sim)
    assert [text for to, text in got if to == ANN] == [f"reply to n{n}" for n in range(10)]
    assert [text for to, text in got if to == ROOM] == [f"reply to n{n}" for n in range(10)]
    assert len(got) == 20
    assert errors(sim) == []


@pytest.mark.parametrize(
    "fault",
    [
        "reset",
        "reset!after",
        "silence",
        "silence!after",
        "malformed!after",
        "html!after",
        "empty!after",
        "truncate!after",
        "cut",
        "status=502",
        "status=502!after",
        "redirect",
        "omit=BaseResponse",
        "ret=-1",
        "ret=-2",
        "ret=1205",
        "ret=1105",
        "status=429",
        "omit=MsgID",
    ],
)
async def test_a_fault_costs_time_and_nothing_else(
    tmp_path: Path, autojump_clock: MockClock, fault: str
) -> None:
    """Whether or not the text had its effect before: it ends as sent, delivered once, in order."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults(f"webwxsendmsg:{fault}")
        sim.say(from_=ANN, text="n1")
        sim.say(from_=ANN, text="n2")
        assert await shop.ended(2) == [("reply to n1", SENT), ("reply to n2", SENT)]
    assert received(sim) == [(ANN, "reply to n1"), (ANN, "reply to n2")]
    assert len({sent.client_msg_id for sent in sim.sent}) == 2
    assert shop.sends == (2 if fault == "omit=MsgID" else 3)
    assert errors(sim) == []


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("ret=1", "malformed"),
        ("ret=1200", "could not read"),
        ("ret=1201", "the group no longer exists"),
        ("ret=1203", "no longer lets this account write"),
        ("ret=1204", "not a friend"),
        ("status=403", "HTTP status 403"),
        ("status=404", "HTTP status 404"),
    ],
)
async def test_a_refusal_is_final(
    tmp_path: Path, autojump_clock: MockClock, fault: str, words: str
) -> None:
    """One attempt, a sentence, nothing delivered."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults(f"webwxsendmsg:{fault}")
        sim.say(from_=ANN, text="n1")
        assert await shop.ended(1) == [("reply to n1", FAILED)]
        assert words in shop.ends[0].reason
        await trio.sleep(60)
    assert (received(sim), shop.sends) == ([], 1)


async def test_a_login_between_makes_a_lost_answer_unknown(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The text was delivered, nobody knows, and no later login sends it again."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults("webwxsendmsg:silence!after")
        sim.say(from_=ANN, text="n1")
        await sim.wait_sent(1)
        sim.expire(1101)
        assert await shop.ended(1) == [("reply to n1", UNKNOWN)]
        assert shop.ends[0].reason == LOST
        await shop.stage.online()
        sim.say(from_=ANN, text="n2")
        await shop.ended(2)
    assert received(sim) == [(ANN, "reply to n1"), (ANN, "reply to n2")]
    assert errors(sim) == []


async def test_a_login_that_ends_meets_no_text(tmp_path: Path, autojump_clock: MockClock) -> None:
    """What the old login refused as logged out is sent in the new one."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults("webwxsendmsg:ret=1101")
        sim.say(from_=ANN, text="n1")
        assert await shop.ended(1) == [("reply to n1", SENT)]
    assert received(sim) == [(ANN, "reply to n1")]


async def test_an_outage_delays_replies(tmp_path: Path, autojump_clock: MockClock) -> None:
    """The service goes away while texts wait, and comes back."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults("webwxsendmsg:silence*2")
        sim.say(from_=ANN, text="n1")
        sim.say(from_=BOB, text="n2")
        await trio.sleep(1)
        shop.stage.link.down = True
        await trio.sleep(90)
        sim.say(from_=ANN, text="n3")
        shop.stage.link.down = False
        await shop.ended(3)
    assert {state for _, state in await shop.ended(3)} == {SENT}
    assert sorted(received(sim)) == [
        (ANN, "reply to n1"),
        (ANN, "reply to n3"),
        (BOB, "reply to n2"),
    ]


async def test_a_crash_with_a_lost_answer_is_healed_in_the_same_login(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The saved login goes on, the id is repeated, the simulator delivers once."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults("webwxsendmsg:silence!after")
        sim.say(from_=ANN, text="n1")
        await sim.wait_sent(1)
        sim.say(from_=ANN, text="n2")
        await trio.sleep(1)
    assert shop.ends == []
    async with Shop(tmp_path, sim).open() as shop:
        assert await shop.ended(2) == [("reply to n1", SENT), ("reply to n2", SENT)]
    assert received(sim) == [(ANN, "reply to n1"), (ANN, "reply to n2")]
    assert errors(sim) == []


async def test_the_services_own_limit_is_found_and_kept(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With more than it allows in a minute, replies wait; none is lost."""
    sim = service(sends_per_minute=5)
    async with Shop(tmp_path, sim).open() as shop:
        for number in range(12):
            sim.say(from_=ANN, text=f"n{number}")
        assert {state for _, state in await shop.ended(12)} == {SENT}
    assert [text for _, text in received(sim)] == [f"reply to n{n}" for n in range(12)]


async def test_the_default_pace_looks_like_a_person(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A pause before the reply, three seconds between two of a chat, twenty a minute."""
    sim = service(pace_warnings=True)
    async with Shop(tmp_path, sim, PACED).open() as shop:
        begun_s = sim.now()
        for number in range(25):
            sim.say(from_=ANN, text=f"n{number}")
        await shop.ended(25)
    times = [sent.received_at - begun_s for sent in sim.sent]
    assert 1 <= times[0] <= 3
    assert min(b - a for a, b in pairwise(times)) >= 3 - 1e-6
    assert times[20] - times[0] >= 60 - 1e-6
    assert [v for v in sim.violations if v.field == "pace"] == []


async def test_a_hung_up_connection_leaves_the_doubt_to_delivery(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """The text arrived, the connection broke, the login ended: it is unknown, not sent anew."""
    sim = service()
    async with Shop(tmp_path, sim).open() as shop:
        sim.set_faults("webwxsendmsg:reset!after,webwxsendmsg:ret=1101+1")
        sim.say(from_=ANN, text="n1")
        await sim.wait_sent(1)
        sim.expire(1101)
        await shop.ended(1)
        await trio.sleep(60)
    assert received(sim) == [(ANN, "reply to n1")]
    assert shop.ends[0].state is UNKNOWN
