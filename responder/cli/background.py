"""`responder start` and `responder stop`: in the background, where no service manager is.

The background process is `responder run`, begun anew: a fork without an exec would carry over what
macOS forbids there. It says through a pipe that it is up, and whatever it says before is shown.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, TEMPORARY
from responder.cli.detached import VARIABLE
from responder.cli.paths import nobody_runs, state_dir
from responder.cli.run import require_unix
from responder.cli.screen import QR_FILE
from responder.control import ask
from responder.errors import EnvironmentFault
from responder.instance import holder, taken
from responder.logs import LOG_FILE

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

START_S_MAX = 120.0
"""A hundred thousand rules are read in a fifth of it."""

LOOK_S_MAX = 10.0
"""How long to wait for word of the login, to say what a person has to do."""

STOP_S_MAX = 10.0
"""A stop takes less than five seconds; a machine may be busy."""

BREATH_S = 0.1
PIECE_BYTES = 65_536


def start_daemon(context: typer.Context, given: dict[str, Any]) -> int:
    """Begin `responder run` in the background and wait until it is up.

    Args:
        context: The call, whose flags are handed on as they were given.
        given: The flags by name.

    Returns:
        0 once all tasks have started; else the exit code with which it ended.

    Raises:
        EnvironmentFault: It can not be begun here.
        SettingError: The account's name is not fit for a folder.
    """
    require_unix()
    place = state_dir(given["state"], given["account"], dry_run=given["dry_run"])
    if holder(place) is not None:  # before a second process turns its log over
        raise taken(place)
    heard, said = os.pipe()
    shown, words = os.pipe()
    with os.fdopen(heard, "rb") as ready, os.fdopen(shown, "rb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program, and the flags of our caller
            [sys.executable, "-P", "-m", "responder", "run", *_flags(context)],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,
            pass_fds=(said,),
            env={**os.environ, VARIABLE: str(said)},
        )
        os.close(said)
        os.close(words)
        try:
            in_time = _relay(output)
            is_up = in_time and ready.read(1) == b"1"
        except BaseException:
            process.terminate()
            raise
    if not in_time:
        process.terminate()
        raise EnvironmentFault(f"it was not up within {START_S_MAX:.0f} seconds, and was ended")
    if not is_up:
        code = process.wait()
        return code if code > 0 else TEMPORARY
    return _greet(process, place)


def stop_daemon(state: Path | None, account: str) -> int:
    """Stop the responder that runs on a state directory, however it was started.

    Returns:
        0 if none runs any more, or none did.

    Raises:
        EnvironmentFault: It does not end, or does not answer.
    """
    place = state_dir(state, account)
    if holder(place) is None:
        typer.echo(nobody_runs(place))
        return FINE
    end_s = time.monotonic() + STOP_S_MAX
    answered = False
    while (pid := holder(place)) is not None:
        if time.monotonic() > end_s:
            process = f" (process {pid})" if pid else ""
            raise EnvironmentFault(
                f"the responder on {place}{process} has not stopped within {STOP_S_MAX:.0f}"
                " seconds; killing its process loses nothing"
            )
        if not answered:
            with suppress(EnvironmentFault):  # it may leave in the middle of its answer
                # None: it is just starting, and can be asked in a moment.
                answered = ask(place, "stop") is not None
        time.sleep(BREATH_S)
    typer.echo("Stopped.")
    return FINE


def _flags(context: typer.Context) -> list[str]:
    """What was written behind the command; variables are inherited."""
    flags, file = [], ""
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if source is None or source.name != "COMMANDLINE":
            continue
        value = context.params[name]
        word = str(value.value if isinstance(value, Enum) else value)
        if parameter.param_type_name == "argument":
            file = word
        elif isinstance(value, bool):
            flags += [parameter.opts[0]] if value else []
        else:
            flags.append(f"{parameter.opts[0]}={word}")
    return [*flags, "--", file]


def _relay(output: BinaryIO) -> bool:
    """Show what the process says until it ends or is up; False if neither comes in time."""
    end_s = time.monotonic() + START_S_MAX
    while select.select([output], [], [], max(end_s - time.monotonic(), 0.0))[0]:
        piece = os.read(output.fileno(), PIECE_BYTES)
        if not piece:
            return True
        print(piece.decode("utf-8", "replace"), end="", file=sys.stderr, flush=True)
    return False


def _greet(process: subprocess.Popen[bytes], place: Path) -> int:
    """Say where it runs, and what a person has to do."""
    log, code = place / LOG_FILE, place / QR_FILE
    typer.echo(f"responder runs in the background (process {process.pid}); log: {log}")
    end_s = time.monotonic() + LOOK_S_MAX
    state = ""
    while time.monotonic() < end_s:
        before, state = state, _state(place)
        if not state and process.poll() is not None:
            print(_last_words(log), file=sys.stderr)
            return process.returncode if process.returncode > 0 else TEMPORARY
        if state == "wait_scan" and code.exists():
            typer.echo(
                f"Scan the code in {code} with WeChat on your phone: open the picture, or copy it"
                " to where it can be seen. It is good for some minutes; `responder login` makes"
                " a new one."
            )
            return FINE
        if state == "wait_confirm" != before:
            typer.echo("Please confirm the login on your phone.")
        if state == "online":
            typer.echo("It is on line.")
            return FINE
        time.sleep(BREATH_S)
    typer.echo("It is not on line yet; `responder status` tells how it goes.")
    return FINE


def _state(place: Path) -> str:
    """How its login stands; `""` where it does not say."""
    with suppress(EnvironmentFault):  # it may end in the middle of its answer
        return str((ask(place, "status") or {}).get("state", ""))
    return ""


def _last_words(log: Path) -> str:
    """The last line of the log: the sentence with which it ended."""
    try:
        return log.read_text("utf-8", "replace").rstrip().rpartition("\n")[2]
    except OSError:
        return f"responder: it has ended; {log} may say why"
