"""`responder run`: flags become settings, the daemon runs, and a person sees what matters."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog
import trio

from responder import heap
from responder.cli.detached import Detached
from responder.cli.paths import make_state_dir, state_dir
from responder.disk import DiskFiles
from responder.errors import EnvironmentFault, RuleFileError, SettingError

if TYPE_CHECKING:
    from pathlib import Path

    from responder.alerts import Alerts
    from responder.console.console import Console
    from responder.daemon import Settings, Watchers
    from responder.rulefile import RuleFile

NOT_HERE = (
    "responder runs on Linux and macOS; on Windows use WSL or a container: its lock, signals and"
    " control socket are Unix's"
)


SWITCH_S = 0.0005
"""How long a thread that reads rules may keep the loop waiting. Python's 5 ms are waited anew at
each of the two dozen system calls that a message takes: its answer came 0.3 s later (measured)."""

KEEP_S_MIN = 3600.0
"""What happens within an hour belongs together: a text waits, leaves, and comes back as an echo."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """The flags of `responder run`, as given."""

    file: Path
    server: str | None
    state: Path | None
    account: str
    mode: str
    uos_extspam: str
    uos_client_version: str
    user_agent: str
    console: str
    dry_run: bool
    keep: str
    keep_text: bool
    test_on_reload: bool
    fetch_allow: str


def require_unix() -> None:
    """Say at once where the program runs, before an import fails for want of it.

    Raises:
        EnvironmentFault: Not here.
    """
    if sys.platform == "win32":
        raise EnvironmentFault(NOT_HERE)


def start(options: Options) -> None:
    """Run until a signal stops it.

    Raises:
        ResponderError: As `daemon.run`, and for wrong flags and rule files.
    """
    require_unix()
    detached = Detached.of_environment()
    with heap.resting():  # whatever is made here lives to the end
        from responder import daemon
        from responder.cli.screen import Screen

        if detached is not None:
            detached.log_to(make_state_dir(_state_dir(options)))
        source = _source(options)
        settings = _settings(options)
        page = console_of(options.console, settings.state_dir)
        screen = Screen(settings.state_dir, sys.stdout, sys.stderr)
        watchers = daemon.Watchers(notice=screen.notice, reloaded=screen.reloaded)
        addresses = os.environ.get("RESPONDER_ALERTS", "")
        if addresses.strip():
            watchers = _with_alerts(watchers, addresses, settings.state_dir, options.account)
    sys.setswitchinterval(SWITCH_S)
    task_status = trio.TASK_STATUS_IGNORED if detached is None else detached
    trio.run(partial(daemon.run, settings, source, watchers, page=page, task_status=task_status))


def console_of(given: str, state_dir: Path) -> Console | None:
    """The console of `--console`, with its address opened and told; None if there is to be none.

    Args:
        given: HOST:PORT, or `off`.
        state_dir: Exists.

    Raises:
        SettingError: It is no address, or one that needs a token.
        EnvironmentFault: The address is taken.
    """
    from responder.console.address import address_of

    address = address_of(given)
    if address is None:
        return None
    from responder.console.access import VARIABLE, access_to
    from responder.console.console import Console

    token = os.environ.get(VARIABLE, "")
    page = Console(address, access_to(address, state_dir, token), time.time)
    print(f"Console: {page.url}", flush=True)
    return page


def _source(options: Options) -> RuleFile:
    """The rules, read before anything is made; a broken file may be one that ran well before.

    Raises:
        RuleFileError: It has faults, and nothing ever ran there.
        EnvironmentFault: It can not be read.
    """
    from responder.journal.journal import FILE
    from responder.lookup.secrets import of_process
    from responder.rulefile import RuleFile

    # By its whole path: another start, from another folder, has to know it for the same file, and
    # who reads a log or an alert is in no folder at all.
    source = RuleFile(options.file.absolute(), of_process().has)
    try:
        source.load_ahead()
    except RuleFileError:
        if not (_state_dir(options) / FILE).exists():
            raise
    return source


def _with_alerts(watchers: Watchers, addresses: str, directory: Path, account: str) -> Watchers:
    """Have the owner told too.

    Raises:
        SettingError: An address is wrong.
    """
    from responder.alerts import Alerts
    from responder.outlets import outlets

    return alerted(watchers, Alerts(outlets(addresses), directory, account, time.time))


def alerted(watchers: Watchers, alerts: Alerts) -> Watchers:
    """Watchers, and alerts that hear what they hear."""
    from responder.daemon import both

    return replace(
        watchers,
        notice=both(watchers.notice, alerts.notice),
        answered=both(watchers.answered, alerts.answered),
        delivered=both(watchers.delivered, alerts.delivered),
        reloaded=both(watchers.reloaded, alerts.reloaded),
        blocked=both(watchers.blocked, alerts.blocked),
        task=alerts.run,
    )


def _state_dir(options: Options) -> Path:
    return state_dir(options.state, options.account, dry_run=options.dry_run)


def _settings(options: Options) -> Settings:
    from responder.daemon import Settings
    from responder.lookup.addresses import Allowed
    from responder.lookup.secrets import of_process
    from responder.wechat.client import USER_AGENTS
    from responder.wechat.login import LoginPlan
    from responder.wechat.protocol.codes import Mode
    from responder.wechat.protocol.hosts import default_hosts, pinned_hosts
    from responder.wechat.protocol.login import UosHeaders

    extspam = _extspam(options.uos_extspam)
    mode = Mode(options.mode)
    if mode is Mode.UOS and not extspam:
        # Without its constant UOS mode would be refused where the plain page may be let in.
        mode = Mode.WEB
        log.info("plain web login, for UOS mode needs --uos-extspam; see docs/protocol.md")
    plan = LoginPlan(
        hosts=pinned_hosts(options.server) if options.server else default_hosts(),
        mode=mode,
        uos=UosHeaders(extspam, options.uos_client_version),
        attended=sys.stdout.isatty(),
    )
    return Settings(
        state_dir=make_state_dir(_state_dir(options)),
        plan=plan,
        user_agent=options.user_agent or USER_AGENTS[mode],
        dry_run=options.dry_run,
        keep_s=_keep_s(options.keep),
        keep_text=options.keep_text,
        test_on_reload=options.test_on_reload,
        allowed=Allowed.of_setting(options.fetch_allow),
        secrets=of_process(),
    )


def _keep_s(given: str) -> float:
    """Seconds of `--keep`.

    Raises:
        SettingError: No time, or a shorter one than texts need to be sent and recognised.
    """
    from responder.rules.spec.scalars import duration_s

    seconds = duration_s(given)
    if seconds is None or seconds < KEEP_S_MIN:
        msg = f"--keep: expected a time such as 90d, at least 1h, got {given!r}"
        raise SettingError(msg)
    return seconds


def _extspam(given: str) -> str:
    """The constant itself, or the content of `@FILE`; it must fit into a header."""
    if given.startswith("@"):
        given = DiskFiles().read(given[1:]).decode("ascii", "replace")
    text = "".join(given.split())
    if not (text.isascii() and text.isprintable()):
        msg = "--uos-extspam: expected one line of base64 text"
        raise SettingError(msg)
    return text
