"""Commands that run the program, with their arguments; see `app`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from responder.cli.arguments import AccountName, FetchAllow, RuleFile, State  # noqa: TC001 - Typer reads them


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


@_with_flags_of(run)
def start(context: typer.Context, **given: object) -> None:
    """Run in the background, where no service manager is."""
    from responder.cli.background import start_daemon

    raise typer.Exit(start_daemon(context, given))


def stop(*, state: State = None, account: AccountName = "default") -> None:
    """Stop the daemon."""
    from responder.cli.background import stop_daemon

    raise typer.Exit(stop_daemon(state, account))


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
