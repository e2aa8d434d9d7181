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
AccountName = Annotated[
    str,
    typer.Option(
        "--account", metavar="NAME", envvar="RESPONDER_ACCOUNT", help="Which of several accounts."
    ),
]
