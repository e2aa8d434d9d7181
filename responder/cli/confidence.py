"""Commands about rule files and what was recorded, with their arguments; see `app`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from responder.cli.arguments import AccountName, RuleFile, State  # noqa: TC001 - Typer reads them


class Form(StrEnum):
    """For whom `check` writes."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class TestForm(StrEnum):
    """For whom `test` writes."""

    TEXT = "text"
    JSON = "json"


def init_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")] = Path(),
) -> None:
    """Write rules to begin with, and a unit for this machine."""
    from responder.cli.init import Machine, init
    from responder.cli.run import require_unix

    require_unix()
    raise typer.Exit(init(folder, Machine.here()))


def check(
    file: RuleFile,
    *,
    form: Annotated[Form, typer.Option("--format", help="For whom to write.")] = Form.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as faults.")] = False,
) -> None:
    """Find everything wrong with a rule file."""
    from responder.cli.check import check_file

    raise typer.Exit(check_file(file, form=form.value, strict=strict))


def trials(
    file: RuleFile,
    *,
    form: Annotated[TestForm, typer.Option("--format", help="For whom to write.")] = TestForm.TEXT,
    only: Annotated[
        str, typer.Option("--only", metavar="TEXT", help="Only tests with this in their name.")
    ] = "",
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Rules and conditions that no test reaches.")
    ] = False,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Changes of the rules that no test notices.")
    ] = False,
) -> None:
    """Carry out the tests that stand in a rule file."""
    from responder.cli.testing import run_tests

    code = run_tests(file, form=form.value, only=only, coverage=coverage, mutate=mutate)
    raise typer.Exit(code)


def try_(
    file: RuleFile,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is said.")],
    *,
    sender: Annotated[str, typer.Option("--from", metavar="NAME", help="By whom.")] = "",
    group: Annotated[str, typer.Option("--group", metavar="NAME", help="In which group.")] = "",
    mention: Annotated[bool, typer.Option("--mention", help="With an @ for me.")] = False,
    on: Annotated[str, typer.Option("--on", metavar="EVENT", help="What happens.")] = "message",
    kind: Annotated[str, typer.Option("--type", metavar="T", help="Kind of message.")] = "text",
    at: Annotated[str, typer.Option("--at", metavar="ISO8601", help="When.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say which rule would answer, and why the others would not."""
    from responder.cli.tryout import try_file
    from responder.tryout import Said

    said = Said(text, sender, group, mention=mention, type=kind, at=at, on=on)
    raise typer.Exit(try_file(file, said, as_json=as_json))


def schema() -> None:
    """Print the JSON Schema of the rule file, for editors."""
    from responder.cli.schema import print_schema

    raise typer.Exit(print_schema())


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
