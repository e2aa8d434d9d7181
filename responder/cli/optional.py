"""An option whose value may be left out: `--console` alone means the usual address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typer.core import TyperCommand

if TYPE_CHECKING:
    import typer

OPTION = "--console"
ALONE = "on"
"""What it means without a value."""

_VALUE = re.compile(r"on|off|\d+|[^/\\]*:\d*")
"""What may be meant as a value; a rule file that is called so can be named as `./…`."""


class ConsoleCommand(TyperCommand):
    """A command with `--console`, `--console HOST:PORT` and `--console off`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's own context
        """Take the arguments apart."""
        return super().parse_args(ctx, spelled_out(args))


def spelled_out(args: list[str]) -> list[str]:
    """The arguments, with a value behind each `--console` that has none."""
    full: list[str] = []
    for place, one in enumerate(args):
        full.append(one)
        if one == OPTION and not any(map(_VALUE.fullmatch, args[place + 1 : place + 2])):
            full.append(ALONE)
    return full
