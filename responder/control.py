"""The control socket: how `responder status` and its siblings speak to a running daemon.

A Unix socket in the state directory, mode 0600, one JSON object a line each way. The daemon gives
a function per command, which gets the whole object; this module knows no command.
"""

from __future__ import annotations

import json
import os
import socket
import stat
from typing import TYPE_CHECKING, Any

import structlog
import trio

from responder.errors import EnvironmentFault, ResponderError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    Command = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]

FILE = "control.sock"
LINE_BYTES_MAX = 64 * 1024
ANSWER_BYTES_MAX = 16 * 1024 * 1024
"""The faults or differences of a file with 100,000 rules."""

ANSWER_TIMEOUT_S = 5.0
"""For a question that can be answered at once."""

WORK_TIMEOUT_S = 120.0
"""For one that takes work: 100,000 rules load in 20 seconds."""

PATH_BYTES_MAX = 100
"""A Unix socket's path has about 104 bytes on macOS and 108 on Linux."""

log = structlog.get_logger(__name__)


async def serve_control(
    directory: Path,
    commands: Mapping[str, Command],
    *,
    task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED,
) -> None:
    """Answer commands until cancelled.

    Raises:
        EnvironmentFault: The socket can not be made.
    """
    path = _checked(directory)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
            path.unlink()  # left by a daemon that was killed; the instance lock is ours
        umask = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(umask)
        listener.listen()
    except OSError as error:
        listener.close()
        msg = f"{path}: the control socket can not be made: {error.strerror}"
        raise EnvironmentFault(msg) from error

    async def answer(stream: trio.SocketStream) -> None:
        try:
            with trio.move_on_after(ANSWER_TIMEOUT_S) as reading:
                request = await _read_line(stream)
            if reading.cancelled_caught:
                return
            with trio.move_on_after(WORK_TIMEOUT_S):
                await stream.send_all(await _answer(commands, request))
        except trio.BrokenResourceError:
            log.debug("control connection broken")

    task_status.started()
    try:
        trio_listener = trio.SocketListener(trio.socket.from_stdlib_socket(listener))
        await trio.serve_listeners(answer, [trio_listener])
    finally:
        path.unlink(missing_ok=True)


def ask(
    directory: Path, command: str, *, timeout_s: float = ANSWER_TIMEOUT_S, **arguments: object
) -> dict[str, Any] | None:
    """Ask a running daemon; blocks.

    Args:
        directory: Its state directory.
        command: What to do.
        timeout_s: How long that may take.
        arguments: What else the command needs to know.

    Returns:
        Its answer; None if no daemon runs there.

    Raises:
        EnvironmentFault: It runs but does not answer.
    """
    path = _checked(directory)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(timeout_s)
        try:
            connection.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except OSError as error:
            msg = f"{path}: {error.strerror}"
            raise EnvironmentFault(msg) from error
        try:
            connection.sendall(json.dumps({"command": command, **arguments}).encode() + b"\n")
            with connection.makefile("rb") as file:
                answer = json.loads(file.readline(ANSWER_BYTES_MAX))
        except (OSError, ValueError) as error:
            msg = f"{path}: the daemon there does not answer"
            raise EnvironmentFault(msg) from error
    return dict(answer)


def _checked(directory: Path) -> Path:
    path = directory / FILE
    if len(os.fsencode(path)) > PATH_BYTES_MAX:
        msg = f"{directory}: the path is too long for a socket; choose a shorter --state directory"
        raise EnvironmentFault(msg)
    return path


async def _read_line(stream: trio.SocketStream) -> bytes:
    line = bytearray()
    while b"\n" not in line and len(line) < LINE_BYTES_MAX:
        part = await stream.receive_some(4096)
        if not part:
            break
        line += part
    return bytes(line)


async def _answer(commands: Mapping[str, Command], line: bytes) -> bytes:
    try:
        request = dict(json.loads(line))
        command = commands[request["command"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        result = {"error": f"unknown command; known: {', '.join(sorted(commands))}"}
    else:
        try:
            result = await command(request)
        except ResponderError as error:
            result = {"error": str(error)}
    return json.dumps(result, ensure_ascii=False).encode() + b"\n"
