"""Commands that ask a running daemon or its journal, with their arguments; see `app`."""

from __future__ import annotations

from typing import Annotated

import typer

from responder.cli.arguments import AccountName, State  # noqa: TC001 - Typer reads them

rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Hash = Annotated[
    str, typer.Argument(metavar="HASH", help="Its beginning, as `rules history` shows it.")
]


def status(
    *,
    state: State = None,
    account: AccountName = "default",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Only the exit code.")] = False,
) -> None:
    """Say how the running daemon is."""
    from responder.cli.status import report

    raise typer.Exit(report(state, account, as_json=as_json, quiet=quiet))


def reload(
    *,
    state: State = None,
    account: AccountName = "default",
    preview: Annotated[
        bool, typer.Option("--preview", help="Only say what would change, rule by rule.")
    ] = False,
) -> None:
    """Have the running daemon read its rule file again."""
    from responder.cli import operate

    raise typer.Exit(operate.reload(state, account, preview=preview))


def pause(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon answer nothing until `resume`."""
    from responder.cli import operate

    raise typer.Exit(operate.pause(state, account))


def resume(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon answer again."""
    from responder.cli import operate

    raise typer.Exit(operate.resume(state, account))


def login(*, state: State = None, account: AccountName = "default") -> None:
    """Show the code that the running daemon wants scanned."""
    from responder.cli.login import show_code

    raise typer.Exit(show_code(state, account))


def logout(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon log out, until `login`."""
    from responder.cli.status import log_out

    raise typer.Exit(log_out(state, account))


def log(
    *,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what comes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    chat: Annotated[str, typer.Option("--chat", metavar="NAME", help="Only of this chat.")] = "",
    rule: Annotated[
        str, typer.Option("--rule", metavar="NAME", help="Only what this rule took.")
    ] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="Only of the last 2h, 7d, …")
    ] = "",
    count: Annotated[
        int | None,
        typer.Option("-n", metavar="N", min=0, help="The last N; 20, unless --since is given."),
    ] = None,
    state: State = None,
    account: AccountName = "default",
) -> None:
    """Show what came in, what was decided, what went out."""
    from responder.cli.log import Asked, show_log

    asked = Asked(chat=chat, rule=rule, since=since, count=count, follow=follow, as_json=as_json)
    raise typer.Exit(show_log(state, account, asked))


def why(
    message: Annotated[
        str, typer.Argument(metavar="MESSAGE", help="Its id, as `log` shows it.")
    ] = "",
    *,
    last: Annotated[bool, typer.Option("--last", help="The newest message.")] = False,
    chat: Annotated[
        str, typer.Option("--chat", metavar="NAME", help="With --last: of this chat.")
    ] = "",
    state: State = None,
    account: AccountName = "default",
) -> None:
    """Say why a message was answered, or was not."""
    from responder.cli.why import explain_message

    raise typer.Exit(explain_message(state, account, message, last=last, chat=chat))


@rules.command("history")
def rules_history(*, state: State = None, account: AccountName = "default") -> None:
    """List the rules that were put to use, the latest first."""
    from responder.cli.history import history

    raise typer.Exit(history(state, account))


@rules.command("diff")
def rules_diff(
    old: Hash = "", new: Hash = "", *, state: State = None, account: AccountName = "default"
) -> None:
    """Say what rules do that others do not: the present ones and those before, unless named."""
    from responder.cli.history import diff

    raise typer.Exit(diff(state, account, old, new))


@rules.command("rollback")
def rules_rollback(to: Hash = "", *, state: State = None, account: AccountName = "default") -> None:
    """Put earlier rules to use again, until the file is edited; the file stays as it is."""
    from responder.cli import operate

    raise typer.Exit(operate.roll_back(state, account, to))
