"""Every command with its arguments; what they do stands in the module each imports."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from responder.cli import confidence
from responder.cli.arguments import AccountName, FetchAllow, RuleFile, State  # noqa: TC001 - Typer reads them
from responder.cli.optional import ConsoleCommand

app = typer.Typer(
    name="responder",
    help="Answer WeChat messages by the rules of a YAML file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: drawing boxes costs more than all the rest of `--help`
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class ModeName(StrEnum):
    """How to present ourselves at login."""

    UOS = "uos"
    WEB = "web"


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Form(StrEnum):
    """For whom `check` writes."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


class TestForm(StrEnum):
    """For whom `test` writes."""

    TEXT = "text"
    JSON = "json"


Command = TypeVar("Command", bound=Callable[..., Any])

LogLevel = Annotated[
    Level, typer.Option("--log-level", envvar="RESPONDER_LOG_LEVEL", help="How much is logged.")
]


Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        envvar="RESPONDER_SERVER",
        help="One origin for every WeChat host: a simulator, a proxy.",
    ),
]
Extspam = Annotated[
    str,
    typer.Option(
        "--uos-extspam",
        metavar="TEXT",
        envvar="RESPONDER_UOS_EXTSPAM",
        help="The opaque constant of UOS mode, or @FILE; see docs/protocol.md.",
    ),
]
ClientVersion = Annotated[
    str,
    typer.Option(
        "--uos-client-version",
        metavar="TEXT",
        envvar="RESPONDER_UOS_CLIENT_VERSION",
        help="The version UOS mode claims.",
    ),
]
UserAgent = Annotated[
    str,
    typer.Option(
        "--user-agent",
        metavar="TEXT",
        envvar="RESPONDER_USER_AGENT",
        help="Instead of the mode's own.",
    ),
]

Console = Annotated[
    str,
    typer.Option(
        "--console",
        metavar="[HOST:PORT]",
        envvar="RESPONDER_CONSOLE",
        help="Serve the web page, at 127.0.0.1:8787 unless you say where; or off.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Log in and decide, but send nothing.")]
Keep = Annotated[
    str,
    typer.Option(
        "--keep",
        metavar="TIME",
        envvar="RESPONDER_KEEP",
        help="How long it is known what happened and why: 90d, 12h.",
    ),
]
KeepText = Annotated[
    YesNo,
    typer.Option(
        "--keep-text",
        envvar="RESPONDER_KEEP_TEXT",
        help="Whether the texts of messages are kept as long.",
    ),
]
TestOnReload = Annotated[
    bool,
    typer.Option(
        "--test-on-reload",
        envvar="RESPONDER_TEST_ON_RELOAD",
        help="Put no edited rules to use whose own tests fail.",
    ),
]


def _with_flags_of(other: Callable[..., None]) -> Callable[[Command], Command]:
    """Give a command the arguments and flags of another one, behind its context."""
    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_ONLY, annotation=typer.Context
    )

    def same(command: Command) -> Command:
        flags = inspect.signature(other, eval_str=True).parameters.values()
        command.__signature__ = inspect.Signature([context, *flags])  # type: ignore[attr-defined]  # PEP 362: what a function says it takes
        return command

    return same


@app.callback(invoke_without_command=True)
def responder(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer WeChat messages by the rules of a YAML file."""
    if version:
        from responder import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="End after the conversation.")] = False,
    shop: Annotated[bool, typer.Option("--shop", help="Play a whole small shop.")] = False,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="The simulator's port.")
    ] = 0,
    log_level: LogLevel = Level.WARNING,
) -> None:
    """Show it working, without a phone."""
    from responder import logs
    from responder.cli.run import require_unix

    require_unix()
    logs.configure(log_level.value)
    from responder.demo.play import SHOP, USUAL
    from responder.demo.stage import show

    show(SHOP if shop else USUAL, once=once, port=port)


@app.command(cls=ConsoleCommand)
def run(
    file: RuleFile,
    *,
    server: Server = None,
    state: State = None,
    account: AccountName = "default",
    mode: Annotated[
        ModeName, typer.Option("--mode", envvar="RESPONDER_MODE", help="How to log in.")
    ] = ModeName.UOS,
    uos_extspam: Extspam = "",
    uos_client_version: ClientVersion = "2.0.0",
    user_agent: UserAgent = "",
    console: Console = "off",
    dry_run: DryRun = False,
    keep: Keep = "90d",
    keep_text: KeepText = YesNo.YES,
    test_on_reload: TestOnReload = False,
    fetch_allow: FetchAllow = "",
    log_level: LogLevel = Level.INFO,
) -> None:
    """Log in and answer, until stopped."""
    from responder import logs

    logs.configure(log_level.value)
    from responder.cli.run import Options, start

    start(
        Options(
            file=file,
            server=server,
            state=state,
            account=account,
            mode=mode.value,
            uos_extspam=uos_extspam,
            uos_client_version=uos_client_version,
            user_agent=user_agent,
            console=console,
            dry_run=dry_run,
            keep=keep,
            keep_text=keep_text is YesNo.YES,
            test_on_reload=test_on_reload,
            fetch_allow=fetch_allow,
        )
    )


@app.command(cls=ConsoleCommand)
@_with_flags_of(run)
def start(context: typer.Context, **given: object) -> None:
    """Run in the background, where no service manager is."""
    from responder.cli.background import start_daemon

    raise typer.Exit(start_daemon(context, given))


@app.command()
def stop(*, state: State = None, account: AccountName = "default") -> None:
    """Stop the daemon."""
    from responder.cli.background import stop_daemon

    raise typer.Exit(stop_daemon(state, account))


@app.command()
def check(
    file: RuleFile,
    *,
    form: Annotated[Form, typer.Option("--format", help="For whom to write.")] = Form.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as faults.")] = False,
) -> None:
    """Find everything wrong with a rule file."""
    from responder.cli.check import check_file

    raise typer.Exit(check_file(file, form=form.value, strict=strict))


@app.command("test")
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


@app.command("try")
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


@app.command()
def schema() -> None:
    """Print the JSON Schema of the rule file, for editors."""
    from responder.cli.schema import print_schema

    raise typer.Exit(print_schema())


@app.command()
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


@app.command()
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


@app.command()
def pause(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon answer nothing until `resume`."""
    from responder.cli import operate

    raise typer.Exit(operate.pause(state, account))


@app.command()
def resume(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon answer again."""
    from responder.cli import operate

    raise typer.Exit(operate.resume(state, account))


rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(rules, name="rules", help="The rules that were put to use, and going back to them.")

Hash = Annotated[
    str, typer.Argument(metavar="HASH", help="Its beginning, as `rules history` shows it.")
]


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


@app.command()
def login(*, state: State = None, account: AccountName = "default") -> None:
    """Show the code that the running daemon wants scanned."""
    from responder.cli.login import show_code

    raise typer.Exit(show_code(state, account))


@app.command("init")
def init_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write.")] = Path(),
) -> None:
    """Write rules to begin with, and a unit for this machine."""
    from responder.cli.init import Machine, init
    from responder.cli.run import require_unix

    require_unix()
    raise typer.Exit(init(folder, Machine.here()))


@app.command()
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


@app.command()
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


app.command()(confidence.replay)
app.command()(confidence.record)
app.command()(confidence.forget)
app.command("import")(confidence.import_)


@app.command()
def logout(*, state: State = None, account: AccountName = "default") -> None:
    """Have the running daemon log out, until `login`."""
    from responder.cli.status import log_out

    raise typer.Exit(log_out(state, account))


@app.command()
def simulator(
    *,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535)] = 8800,
    host: Annotated[str, typer.Option("--host", metavar="H")] = "127.0.0.1",
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="For ids and faults.")] = 0,
    faults: Annotated[
        str, typer.Option("--faults", metavar="SPEC", help="See docs/simulator.md.")
    ] = "",
    log_level: LogLevel = Level.INFO,
) -> None:
    """Run a WeChat Web service of its own, for trials and tests."""
    from responder import logs

    logs.configure(log_level.value)
    from responder.cli.simulate import serve_simulator

    serve_simulator(host=host, port=port, seed=seed, faults=faults)
