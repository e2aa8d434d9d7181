"""The control socket."""

from __future__ import annotations

import stat
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import trio

from responder.control import FILE, ask, serve_control
from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {"status": lambda: {"state": "online", "name": "小助手"}}


async def asked(directory: Path, command: str) -> dict[str, Any] | None:
    """Ask from a thread, as another process would."""
    return await trio.to_thread.run_sync(partial(ask, directory, command))


async def test_a_command_is_answered(tmp_path: Path, nursery: trio.Nursery) -> None:
    """The answer of the command's function arrives whole, Chinese included."""
    await nursery.start(serve_control, tmp_path, COMMANDS)
    assert await asked(tmp_path, "status") == {"state": "online", "name": "小助手"}


async def test_an_unknown_command_is_told_the_known_ones(
    tmp_path: Path, nursery: trio.Nursery
) -> None:
    """A newer command line meets a sentence, not silence."""
    await nursery.start(serve_control, tmp_path, COMMANDS)
    answer = await asked(tmp_path, "dance")
    assert answer == {"error": "unknown command; known: status"}


@pytest.mark.parametrize("garbage", [b"\xff[1,2", b"[" * 50_000], ids=["no text", "deep"])
async def test_garbage_is_answered_too(
    garbage: bytes, tmp_path: Path, nursery: trio.Nursery
) -> None:
    """What is no JSON object gets the same answer and harms nothing."""
    await nursery.start(serve_control, tmp_path, COMMANDS)
    stream = await trio.open_unix_socket(tmp_path / FILE)
    async with stream:
        await stream.send_all(garbage + b"\n")
        assert b"unknown command" in await stream.receive_some(1000)
    assert await asked(tmp_path, "status")


async def test_only_the_owner_may_ask(tmp_path: Path, nursery: trio.Nursery) -> None:
    """The socket has mode 0600."""
    await nursery.start(serve_control, tmp_path, COMMANDS)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


async def test_a_stale_socket_is_replaced(tmp_path: Path, nursery: trio.Nursery) -> None:
    """A daemon that was killed does not keep the next one from starting."""
    stale = trio.socket.socket(trio.socket.AF_UNIX)
    await stale.bind(str(tmp_path / FILE))
    stale.close()
    await nursery.start(serve_control, tmp_path, COMMANDS)
    assert await asked(tmp_path, "status")


async def test_the_socket_goes_with_the_daemon(tmp_path: Path) -> None:
    """After an orderly stop nothing answers and nothing is left."""
    async with trio.open_nursery() as nursery:
        await nursery.start(serve_control, tmp_path, COMMANDS)
        nursery.cancel_scope.cancel()
    assert not (tmp_path / FILE).exists()
    assert await asked(tmp_path, "status") is None


def test_nobody_there_is_none(tmp_path: Path) -> None:
    """Asking where no daemon ever ran is no error."""
    assert ask(tmp_path, "status") is None


def test_a_long_path_is_a_sentence(tmp_path: Path) -> None:
    """A state directory beyond the socket's limit is refused with the way out."""
    with pytest.raises(EnvironmentFault, match="shorter --state"):
        ask(tmp_path / ("x" * 100), "status")
