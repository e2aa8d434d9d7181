"""Arguments that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RuleFile = Annotated[Path, typer.Argument(metavar="FILE", help="The rule file.")]
State = Annotated[
    Path | None,
    typer.Option(
        "--state", metavar="DIR", envvar="RESPONDER_STATE", help="Where login and journal are kept."
    ),
]
FetchAllow = Annotated[
    str,
    typer.Option(
        "--fetch-allow",
        metavar="NETWORKS",
        envvar="RESPONDER_FETCH_ALLOW",
        help="What rules may fetch from besides public addresses: 10.0.0.0/8,127.0.0.1.",
    ),
]
AccountName = Annotated[
    str,
    typer.Option(
        "--account", metavar="NAME", envvar="RESPONDER_ACCOUNT", help="Which of several accounts."
    ),
]
