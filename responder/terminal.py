"""The QR code for a person: drawn in the terminal, and as a picture for everywhere else."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from pathlib import Path

LIGHT_ON_DARK, PLAIN = "\x1b[97;40m", "\x1b[0m"
"""The code's light modules are drawn, its dark ones left: on a terminal with a light background it
would come out as a negative, which some phones do not read."""

PNG_SCALE = 8
"""Pixels per module: about 300 in all, enough for any phone."""


def draw_qr(text: str) -> str:
    """A code of half blocks in fixed colours, to be printed as it is."""
    out = io.StringIO()
    segno.make(text, error="m").terminal(out, border=2, compact=True)
    return "".join(f"{LIGHT_ON_DARK}{line}{PLAIN}\n" for line in out.getvalue().splitlines())


def qr_png(text: str) -> bytes:
    """The code as a PNG picture."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=PNG_SCALE)
    return out.getvalue()


def save_qr(text: str, path: Path) -> None:
    """Write the code as PNG, readable by its owner only: who scans it becomes the account.

    Raises:
        OSError: The file can not be written.
    """
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(qr_png(text))
    beside.replace(path)


def svg_of_code(text: str) -> bytes:
    """The code as a picture for a browser, dark on light whatever the page's colours."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", scale=PNG_SCALE, dark="#000", light="#fff", omitsize=True, xmldecl=False
    )
    return out.getvalue()
