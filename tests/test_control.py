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
    from collections.abc import Mapping
    from pathlib import Path


async def tell(_: Mapping[str, Any]) -> dict[str, Any]:
    """How it is."""
    return {"state": "online", "name": "小助手"}


async def refuse(request: Mapping[str, Any]) -> dict[str, Any]:
    """Not possible."""
    raise EnvironmentFault(f"no {request['what']}")


async def work(_: Mapping[str, Any]) -> dict[str, Any]:
    """Takes longer than a question."""
    await trio.sleep(0.5)
    return {"done": True}


COMMANDS = {"status": tell, "refuse": refuse, "work": work}


async def asked(
    directory: Path,
    command: str,
    **arguments: Any,  # noqa: ANN401 - what the command needs
) -> dict[str, Any] | None:
    """Ask from a thread, as another process would."""
    return await trio.to_thread.run_sync(partial(ask, directory, command, **arguments))


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
    assert answer == {"error": "unknown command; known: refuse, status, work"}


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


async def test_what_is_refused_is_a_sentence(tmp_path: Path, nursery: trio.Nursery) -> None:
    """With what the command was given; an error of ours ends no daemon."""
    await nursery.start(serve_control, tmp_path, COMMANDS)
    assert await asked(tmp_path, "refuse", what="way") == {"error": "no way"}


async def test_work_may_take_longer_than_a_question(
    tmp_path: Path, nursery: trio.Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others are answered meanwhile; who asks says how long it waits."""
    monkeypatch.setattr("responder.control.ANSWER_TIMEOUT_S", 0.2)
    await nursery.start(serve_control, tmp_path, COMMANDS)
    answers: list[object] = []

    async def wait() -> None:
        answers.append(await asked(tmp_path, "work", timeout_s=5.0))

    async with trio.open_nursery() as asking:
        asking.start_soon(wait)
        assert await asked(tmp_path, "status", timeout_s=0.2)
        assert answers == []
    assert answers == [{"done": True}]
    with pytest.raises(EnvironmentFault, match="does not answer"):
        await asked(tmp_path, "work", timeout_s=0.1)
