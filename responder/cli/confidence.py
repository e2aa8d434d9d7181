"""Commands that give confidence before rules go live, with their arguments; see `app`."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - as below
from typing import Annotated

import typer

from responder.cli.arguments import AccountName, RuleFile, State  # noqa: TC001 - Typer reads them


def replay(
    file: RuleFile,
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="Only of the last 2h, 7d, …")
    ] = "",
    shadow: Annotated[
        bool, typer.Option("--shadow", help="What rules in shadow would have done instead.")
    ] = False,
    examples: Annotated[
        int, typer.Option("--examples", metavar="N", min=0, help="Shown of each rule and kind.")
    ] = 3,
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs, with every difference.")
    ] = False,
    state: State = None,
    account: AccountName = "default",
) -> None:
    """Say what an edited file would have answered."""
    from responder.cli.replay import Asked, replay_file

    asked = Asked(since=since, shadow=shadow, as_json=as_json, examples=examples)
    raise typer.Exit(replay_file(file, state, account, asked))


def forget(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="A name, a WeChat id, or the id that we gave.")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    state: State = None,
    account: AccountName = "default",
) -> None:
    """Delete a person or group everywhere, while no daemon runs."""
    from responder.cli.forget import forget_person

    raise typer.Exit(forget_person(state, account, name, yes=yes))


def record(
    messages: Annotated[
        list[str], typer.Argument(metavar="MESSAGE...", help="Ids, as `log` shows them.")
    ],
    *,
    state: State = None,
    account: AccountName = "default",
) -> None:
    """Turn recorded messages into tests, without real names."""
    from responder.cli.record import record_messages

    raise typer.Exit(record_messages(state, account, messages))


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or keyword.json.")],
    *,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The new rule file.")
    ] = None,
) -> None:
    """Make rules of a list of questions and answers."""
    from responder.cli.importing import import_file

    raise typer.Exit(import_file(file, out))
