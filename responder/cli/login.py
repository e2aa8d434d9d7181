"""`responder login`: the code of a running daemon, on the terminal of whoever asks.

A daemon under a service manager or in a container has no terminal; this brings its code to one.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import typer

from responder.cli.codes import FINE, WRONG
from responder.cli.paths import nobody_runs, state_dir
from responder.cli.screen import QR_FILE
from responder.control import ask
from responder.terminal import draw_qr

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_CODE = {
    "online": "It is on line; there is nothing to scan.",
    "wait_confirm": "Please confirm the login on your phone.",
}
"""What is said in states that need no code."""

LATER = "The daemon knows, but WeChat has given no code yet; `responder status` says how it stands."

CODE_WAIT_S = 15.0
"""A code takes a request or two."""

CODE_EVERY_S = 0.3


def show_code(state: Path | None, account: str) -> int:
    """Ask for a code, and show it.

    Returns:
        0 when the daemon was told, 1 when none runs.

    Raises:
        EnvironmentFault: It runs but does not answer.
    """
    place = state_dir(state, account)
    if not ask(place, "login"):
        typer.echo(nobody_runs(place))
        return WRONG
    found = _code(place)
    code = found.get("code")
    if code is None:
        typer.echo(WITHOUT_CODE.get(found.get("state", ""), LATER))
    elif sys.stdout.isatty():
        encoding = sys.stdout.encoding
        typer.echo("\n" + draw_qr(code).encode(encoding, "replace").decode(encoding))
        typer.echo(f"Scan this code with WeChat on your phone (also in {place / QR_FILE}).")
    else:
        typer.echo(f"Scan the code in {place / QR_FILE} with WeChat on your phone.")
    return FINE


def _code(place: Path) -> dict[str, Any]:
    """The daemon's code, once it has one, or its state, if it needs none or has none in time."""
    end_s = time.monotonic() + CODE_WAIT_S
    while True:
        answer = ask(place, "code") or {}
        if answer.get("code") or answer.get("state") in WITHOUT_CODE or time.monotonic() > end_s:
            return answer
        time.sleep(CODE_EVERY_S)
