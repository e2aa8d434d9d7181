"""The words to the service manager, as a real datagram socket receives them."""

from __future__ import annotations

import os
import socket
import time
from typing import TYPE_CHECKING

import pytest
import trio

from responder.notify import (
    SEND_S_MAX,
    SENTENCE_CHARS_MAX,
    SENTENCE_EVERY_S,
    Notifier,
    keep_informed,
)
from tests.managers import listening

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from trio.testing import MockClock

    from tests.managers import Manager

PID = 4711

on_linux = pytest.mark.skipif(os.uname().sysname != "Linux", reason="only Linux has such names")


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    """A manager with a socket in the file system."""
    with listening(str(tmp_path / "notify")) as one:
        yield one


def environ(address: str, **more: str) -> dict[str, str]:
    """What a service manager puts into the environment."""
    return {"NOTIFY_SOCKET": address, **more}


def test_each_word_is_one_datagram(manager: Manager) -> None:
    """Ready, sentence, sign of life and end, as the protocol spells them."""
    notifier = Notifier.of(environ(manager.address), PID)
    notifier.ready()
    notifier.sentence("waiting for a scan")
    notifier.alive()
    notifier.stopping()
    assert manager.heard() == ["READY=1", "STATUS=waiting for a scan", "WATCHDOG=1", "STOPPING=1"]


def test_a_reload_tells_when_it_began(manager: Manager) -> None:
    """`notify-reload` takes only an answer that is younger than its signal."""
    before_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    Notifier(manager.address).reloading()
    (words,) = manager.heard()
    first, _, moment = words.partition("\nMONOTONIC_USEC=")
    assert first == "RELOADING=1"
    assert before_us <= int(moment) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


@on_linux
def test_a_socket_may_have_an_abstract_name() -> None:
    """`@name` is one, as in containers and user sessions."""
    with listening(f"@responder-test-{os.getpid()}") as manager:
        Notifier.of(environ(manager.address), PID).ready()
        assert manager.heard() == ["READY=1"]


def test_a_sentence_is_one_line_of_bounded_length(manager: Manager) -> None:
    """A line break would begin another word of the protocol."""
    Notifier(manager.address).sentence("on line\nREADY=1 " + "很" * 1000)
    (words,) = manager.heard()
    assert words.startswith("STATUS=on line READY=1 很")
    assert "\n" not in words
    assert len(words) == len("STATUS=") + SENTENCE_CHARS_MAX


@pytest.mark.parametrize("address", ["", "vsock:2:1234", "relative"])
def test_without_a_manager_nothing_is_sent(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket is even made, where none is named or only one that is not ours to use."""
    monkeypatch.setattr(socket, "socket", None)
    notifier = Notifier.of(environ(address, WATCHDOG_USEC="1000000"), PID)
    assert notifier == Notifier()
    notifier.ready()
    assert Notifier.of({}, PID) == Notifier()


@pytest.mark.parametrize("address", ["/nowhere/notify", "/x\0y", "/" + "x" * 200, "@" + "x" * 200])
def test_a_manager_that_is_not_there_is_no_trouble(address: str) -> None:
    """A name that leads nowhere, is too long or is none raises nothing."""
    Notifier.of(environ(address), PID).ready()


def test_a_manager_that_does_not_read_does_not_hold_us(manager: Manager) -> None:
    """What does not fit into its socket is dropped at once."""
    notifier = Notifier(manager.address)
    begun_s = time.monotonic()
    for _ in range(600):  # queues are of 10 datagrams, or 512
        notifier.alive()
        if time.monotonic() - begun_s > SEND_S_MAX:
            break
    assert SEND_S_MAX <= time.monotonic() - begun_s < 60
    assert 0 < len(manager.heard()) < 600


@pytest.mark.parametrize(
    ("more", "watchdog_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(PID)}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": str(PID + 1)}, None),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "x"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "-5"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": ""}, None),
    ],
)
def test_a_watchdog_counts_if_it_means_us(more: dict[str, str], watchdog_s: float | None) -> None:
    """One for another process, or without a time, is left alone."""
    assert Notifier.of(environ("/run/notify", **more), PID).watchdog_s == watchdog_s


def test_the_process_asks_its_own_environment(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watchdog's process id is compared with the real one."""
    monkeypatch.setenv("NOTIFY_SOCKET", manager.address)
    monkeypatch.setenv("WATCHDOG_USEC", "2000000")
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()))
    assert Notifier.of_process() == Notifier(manager.address, 2.0)


async def test_it_tells_that_we_run_and_then_that_we_end(
    manager: Manager, autojump_clock: MockClock
) -> None:
    """Ready comes first, a sentence with it; cancelled, the end."""
    with trio.move_on_after(60):
        await keep_informed(Notifier(manager.address), lambda: "on line")
    assert manager.heard() == ["READY=1", "STATUS=on line", "STOPPING=1"]


async def test_a_new_sentence_is_told_once(manager: Manager, autojump_clock: MockClock) -> None:
    """Nothing is repeated, and nothing is older than some seconds."""
    sentences = ["waiting for a scan"]
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_informed, Notifier(manager.address), lambda: sentences[-1])
        await trio.sleep(3600)
        assert manager.heard() == ["READY=1", "STATUS=waiting for a scan"]
        sentences.append("on line, 3 rules")
        await trio.sleep(SENTENCE_EVERY_S + 1)
        assert manager.heard() == ["STATUS=on line, 3 rules"]
        nursery.cancel_scope.cancel()


async def test_signs_of_life_come_twice_as_often_as_asked(
    manager: Manager, autojump_clock: MockClock
) -> None:
    """A watchdog of a minute gets two a minute."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_informed, Notifier(manager.address, 60.0), lambda: "on line")
        await trio.sleep(1)
        assert sorted(manager.heard()) == ["READY=1", "STATUS=on line", "WATCHDOG=1"]
        for _ in range(5):
            await trio.sleep(60)
            assert manager.heard() == ["WATCHDOG=1"] * 2
        nursery.cancel_scope.cancel()


async def test_a_loop_that_hangs_gives_no_sign_of_life(manager: Manager) -> None:
    """They come from the loop itself, so the manager sees that it does not turn."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(keep_informed, Notifier(manager.address, 0.02), lambda: "on line")
        await trio.testing.wait_all_tasks_blocked()
        assert "WATCHDOG=1" in manager.heard()
        time.sleep(0.2)  # noqa: ASYNC251 - the hanging loop; ten signs would be due
        assert manager.heard() == []
        nursery.cancel_scope.cancel()


async def test_without_a_manager_it_only_sleeps(autojump_clock: MockClock) -> None:
    """The sentence is not even asked for."""
    with trio.move_on_after(3600):
        await keep_informed(Notifier(), lambda: pytest.fail("asked"))
