"""`responder init`: a rule file to begin with, and a unit for the service manager of this machine.

It writes two files and starts nothing: what is installed where stays its user's decision.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import typer

from responder.cli import units
from responder.cli.codes import ENVIRONMENT, FINE
from responder.cli.paths import state_dir
from responder.errors import EnvironmentFault, SettingError

RULES, UNIT, AGENT = "rules.yaml", "responder.service", f"{units.LABEL}.plist"
SYSTEM_STATE = "/var/lib/responder"
"""Where `StateDirectory=responder` lies."""

UNSPEAKABLE = "\"'\\"
"""systemd refuses programs with these in their path, quoted or not."""

VERSION_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the program is to run.

    Args:
        platform: As `sys.platform` has it.
        root: Whether the whole machine is ours to set up.
        systemd: Its version; None where it is not known.
        program: The command `responder` in absolute words.
        code: What else must be readable to run it: the interpreter itself, and this package.
        home: Of the user.
        state: Of a `responder run` that this user would start.
    """

    platform: str
    root: bool
    systemd: int | None
    program: tuple[str, ...]
    code: tuple[Path, ...]
    home: Path
    state: Path

    @classmethod
    def here(cls) -> Machine:
        """The machine, the user and the installation that this process has."""
        return cls(
            platform=sys.platform,
            root=os.geteuid() == 0,
            systemd=_systemd_version(),
            program=_program(Path(sys.executable)),
            code=(Path(sys.executable).resolve(), Path(__file__)),
            home=Path.home(),
            state=state_dir(None, "default").absolute(),
        )


def init(folder: Path, machine: Machine) -> int:
    """Write what is not there yet, and say what to do next.

    Returns:
        0, or 3 if a file was there already: it is left as it is.

    Raises:
        SettingError: The folder's name can not stand in a unit.
        EnvironmentFault: The folder or a file can not be written.
    """
    place = Path(os.path.abspath(folder))  # noqa: PTH100 - `..` goes, links stay as they were named
    for named in (str(place), *machine.program):
        if not named.isprintable() or set(named) & set(UNSPEAKABLE):
            raise SettingError(f"{named!r}: a path with such characters can not stand in a unit")
    name, unit = unit_of(machine, place)
    rules = files("responder.cli").joinpath("starter", RULES).read_text("utf-8")
    wanted = (place / RULES, rules), (place / name, unit)
    kept = [path for path, text in wanted if not _new(path, text)]
    for path, _ in wanted:
        typer.echo(f"{path}: " + ("was there, and is left as it is" if path in kept else "written"))
    if machine.root and machine.platform != "darwin":
        for closed in unseen((place / RULES, Path(machine.program[0]), *machine.code)):
            print(
                f"{closed}: the service has a user of its own, who can not read this; have it where"
                " everybody can, in /etc or /opt",
                file=sys.stderr,
            )
    typer.echo("\n".join(("", *next_steps(machine, place))))
    return ENVIRONMENT if kept else FINE


def unit_of(machine: Machine, place: Path) -> tuple[str, str]:
    """The name and the text of the unit that fits a machine.

    Args:
        machine: Where it is to run.
        place: Absolute folder of the rule file.
    """
    service = units.Service(
        headline=f"Written by `responder init` for {place}; yours to change.",
        program=machine.program,
        rules=str(place / RULES),
    )
    if machine.platform == "darwin":
        log = machine.home / "Library/Logs/responder.log"
        return AGENT, units.agent(service, machine.state, log)
    if machine.root:
        return UNIT, units.system_unit(service, str(place / "environment"), machine.systemd)
    return UNIT, units.user_unit(service, machine.state, machine.systemd)


def next_steps(machine: Machine, place: Path) -> tuple[str, str, str]:
    """Three lines: try the rules, log in, leave it running."""
    responder = shlex.join(machine.program)
    rules, unit = (shlex.quote(str(place / name)) for name in (RULES, UNIT))
    first = f"1. Write your rules, and try them:  {responder} try {rules} 你好 --from 小明"
    by_hand = f"2. Log in, scanning a code, then Ctrl-C:  {responder} run {rules}"
    if machine.platform == "darwin":
        plist = shlex.quote(str(place / AGENT))
        load = f"cp {plist} ~/Library/LaunchAgents/ && launchctl bootstrap gui/$(id -u)"
        return first, by_hand, f"3. Leave it running:  {load} ~/Library/LaunchAgents/{AGENT}"
    if machine.root:
        start = f"2. Have it run from now on:  systemctl enable --now {unit}"
        return (
            first,
            start,
            f"3. Log in, scanning a code:  {responder} login --state {SYSTEM_STATE}",
        )
    start = f"systemctl --user enable --now {unit} && loginctl enable-linger"
    return first, by_hand, f"3. Leave it running:  {start}"


def unseen(paths: tuple[Path, ...]) -> list[Path]:
    """Those of some absolute paths that the system unit's own user can not read."""
    return [path for path in paths if units.hidden(str(path)) or not _open_to_all(path)]


def _open_to_all(path: Path) -> bool:
    try:
        folders = all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents)
        return folders and bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False


def _new(path: Path, text: str) -> bool:
    """Write a file unless there is one.

    Returns:
        Whether it was written.

    Raises:
        EnvironmentFault: It can not be.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        if not path.parent.is_dir():
            raise EnvironmentFault(f"{path.parent}: is no folder; choose another one") from None
        return False
    except OSError as error:
        raise EnvironmentFault(f"{path}: can not be written: {error.strerror}") from error
    return True


def _program(interpreter: Path) -> tuple[str, ...]:
    """The command that belongs to an interpreter, whatever else the search path may hold."""
    script = interpreter.with_name("responder")
    return (str(script),) if script.is_file() else (str(interpreter), "-m", "responder")


def _systemd_version() -> int | None:
    """The version that `systemctl` states; None if there is none."""
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return None
    try:
        said = subprocess.run(  # noqa: S603 - found on the search path, like any command
            [systemctl, "--version"],
            capture_output=True,
            check=False,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=VERSION_TIMEOUT_S,
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"systemd (\d+)", said)
    return int(found[1]) if found else None
