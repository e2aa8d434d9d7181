"""The deliver task over random histories of sends, faults, logins and restarts.

What must hold is judged from the service's side and from the ends that were told; nothing looks
into the deliverer.
"""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import trio
import trio.testing
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.models import Limits, OutgoingState
from tests.fakes import (
    LOST,
    OFF,
    UNREACHABLE,
    VANISHED,
    Delivery,
    End,
    Fate,
    Service,
    outgoing,
    ret,
    slow,
    status,
)

QUIET_S = 3600.0
"""Longer than every delay, doubt and pause together."""

HISTORIES = 120


@dataclass(frozen=True, slots=True)
class Say:
    """Texts of one batch, by their chats."""

    chats: tuple[str, ...]
    delay_s: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Login:
    """The login ends; another one comes, or none for a while."""

    comes: bool


@dataclass(frozen=True, slots=True)
class Restart:
    """The program ends with so much grace and is away for a while; perhaps its login is, too."""

    grace_s: float
    away_s: float
    other_login: bool


Step: TypeAlias = Say | Wait | Login | Restart

STEPS: st.SearchStrategy[Step] = st.one_of(
    st.builds(
        Say,
        st.lists(st.sampled_from(["ann", "bob", "eve"]), min_size=1, max_size=4).map(tuple),
        st.sampled_from([0.0, 0.0, 2.0]),
    ),
    st.builds(Wait, st.sampled_from([0.0, 0.5, 3.0, 70.0, 400.0])),
    st.builds(Login, st.booleans()),
    st.builds(
        Restart,
        st.sampled_from([0.0, 3.0]),
        st.sampled_from([0.0, 5.0, 700.0]),
        st.booleans(),
    ),
)

FATES = st.sampled_from(
    [
        Fate(),
        Fate(msg_id=False),
        slow(2.0),
        slow(40.0),
        LOST,
        LOST,
        Fate(LOST.error, arrives=True, after_s=30.0),
        VANISHED,
        UNREACHABLE,
        ret(-1),
        ret(1101),
        ret(1203),
        ret(1204),
        ret(1205),
        status(404),
        status(502),
    ]
)


@dataclass(slots=True)
class Told:
    """A whole history: what was handed over, what arrived, how each text ended.

    Args:
        service: Outlives every restart.
    """

    service: Service
    handed: list[tuple[str, str]] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    login: int = 1
    online: bool = True

    @property
    def login_id(self) -> str:
        """Of the present login; `""` if there is none."""
        return f"L{self.login}" if self.online else ""

    def texts(self, state: OutgoingState) -> set[str]:
        """Those that ended so."""
        return {end.text for end in self.ends if end.state is state}


async def play(folder: Path, told: Told, steps: deque[Step], limits: Limits) -> None:
    """Play the steps, then let everything come to rest in a service without faults."""
    while steps:
        async with Delivery(
            folder, told.service, limits=limits, login_id=told.login_id
        ).running() as delivery:
            restart = await run(delivery, told, steps)
        told.ends += delivery.ends
        await trio.sleep(restart.away_s)
        told.login += restart.other_login
    told.service.fates.clear()
    told.online = True
    async with Delivery(
        folder, told.service, limits=limits, login_id=told.login_id
    ).running() as delivery:
        await trio.sleep(QUIET_S)
        assert delivery.journal.outbox.pending() == ()
        assert delivery.deliverer.waiting == 0
    told.ends += delivery.ends


async def run(delivery: Delivery, told: Told, steps: deque[Step]) -> Restart:
    """Play until the next restart; without one the program stops and comes back at once."""
    while steps:
        match steps.popleft():
            case Say(chats, delay_s):
                texts = [
                    outgoing(
                        len(told.handed) + n, chat, created_s=delivery.clock(), delay_s=delay_s
                    )
                    for n, chat in enumerate(chats)
                ]
                told.handed += [(text.chat_id, text.text) for text in texts]
                await delivery.hand(*texts)
            case Wait(seconds):
                await trio.sleep(seconds)
            case Login(comes):
                told.online = comes
                told.login += 1
                delivery.account.go_offline()
                if comes:
                    delivery.account.log_in(told.login_id)
            case Restart() as restart:
                delivery.stop(restart.grace_s)
                return restart
    return Restart(0.0, 0.0, other_login=False)


def history(steps: list[Step], fates: list[Fate], limits: Limits) -> Told:
    """One history, in virtual time and a directory of its own."""
    told = Told(Service(fates=deque(fates)))
    with tempfile.TemporaryDirectory() as name:
        trio.run(
            play,
            Path(name),
            told,
            deque(steps),
            limits,
            clock=trio.testing.MockClock(autojump_threshold=0),
        )
    return told


@settings(max_examples=HISTORIES, deadline=None)
@given(
    st.lists(STEPS, min_size=1, max_size=12),
    st.lists(FATES, max_size=12),
    st.sampled_from([OFF, Limits()]),
)
def test_nothing_is_lost_and_nothing_is_doubled(
    steps: list[Step], fates: list[Fate], limits: Limits
) -> None:
    """Each text ends once; sent ones arrived, failed ones did not, all at most once, in order."""
    told = history(steps, fates, limits)
    arrived = told.service.texts()
    assert len(arrived) == len(set(arrived))
    assert Counter(end.text for end in told.ends) == Counter(text for _, text in told.handed)
    assert told.texts(OutgoingState.SENT) <= set(arrived)
    assert not (told.texts(OutgoingState.FAILED) | told.texts(OutgoingState.EXPIRED)) & set(arrived)
    for chat in {chat for chat, _ in told.handed}:
        order = {text: n for n, (where, text) in enumerate(told.handed) if where == chat}
        numbers = [order[text] for text in told.service.texts(chat)]
        assert numbers == sorted(numbers)


@settings(max_examples=30, deadline=None)
@given(st.lists(STEPS.filter(lambda step: not isinstance(step, Restart)), max_size=8))
def test_without_faults_everything_arrives_in_time(steps: list[Step]) -> None:
    """No text is unknown, and none fails: at worst it expires for want of a login."""
    told = history([*steps, Wait(1.0)], [], OFF)
    assert told.texts(OutgoingState.UNKNOWN) == set()
    assert told.texts(OutgoingState.FAILED) == set()
    assert told.texts(OutgoingState.SENT) == set(told.service.texts())


def test_the_judge_sees_a_doubled_text() -> None:
    """A text that is sent in two logins arrives twice here, as it would with the service."""

    async def sent_twice() -> list[str]:
        service = Service()
        with tempfile.TemporaryDirectory() as name:
            for login_id in ("L1", "L2"):
                delivery = Delivery(Path(name), service, login_id=login_id)
                online = await delivery.account.wait_online()
                await delivery.account.send_text(online, "ann", "text", "1" * 17)
                await delivery.account.send_text(online, "ann", "text", "1" * 17)
                delivery.journal.close()
        return service.texts()

    assert trio.run(sent_twice) == ["text", "text"]
