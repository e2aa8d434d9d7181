"""Unit files for systemd and launchd: what is to be run where becomes the text of one.

Pure: it knows how the two spell a unit, and must not look at the machine.
"""

from __future__ import annotations

import plistlib
import re
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NOTIFY_RELOAD_SINCE = 253
"""The first systemd with `Type=notify-reload`."""

RELOADS = {
    True: "Type=notify-reload",
    False: "Type=notify\nExecReload=/bin/kill -HUP $MAINPID",
    None: (
        "# systemd before 253 does not know the second line, says so, and keeps to the first.\n"
        "Type=notify\nType=notify-reload"
    ),
}
"""How systemd is told that SIGHUP reloads, by whether it has `notify-reload`; None: unknown."""

LABEL = "wechat-responder"
"""What launchd calls the agent."""

INVISIBLE = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - names, not used
"""What the system unit's own user can not look into: `ProtectHome=` and `PrivateTmp=`."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be run.

    Args:
        headline: First line of the file, for whoever opens it.
        program: The command `responder`, as absolute words.
        rules: The rule file, absolute.
    """

    headline: str
    program: tuple[str, ...]
    rules: str


def system_unit(service: Service, settings: str, systemd: int | None) -> str:
    """A unit of the whole machine, with a user of its own and walls around it.

    Args:
        service: What to run.
        settings: Path of a file with `RESPONDER_*` variables, which need not exist.
        systemd: Its version; None if it is not known.
    """
    return _system(
        headline=service.headline,
        command=command(service.program),
        rules=word(service.rules),
        settings=_specifiers(settings),
        systemd=systemd,
    )


def account_unit(headline: str, program: tuple[str, ...], folder: str) -> str:
    """A unit of the machine for each of several accounts: `responder@NAME`.

    Args:
        headline: First line of the file.
        program: The command `responder`, as absolute words.
        folder: Holds `NAME.yaml` and, if need be, `NAME.environment`.
    """
    return _system(
        headline=headline,
        command=command(program),
        rules=f"{_specifiers(folder)}/%i.yaml",
        settings=f"{_specifiers(folder)}/%i.environment",
        place="responder-%i",
        for_whom=" of %i",
    )


def user_unit(service: Service, state: Path, systemd: int | None) -> str:
    """A unit of one user, without what only root may set up.

    Args:
        service: What to run.
        state: The state directory, so that the unit and the user's commands mean the same one.
        systemd: Its version; None if it is not known.
    """
    return Template(_text("user.service")).substitute(
        headline=service.headline,
        type=_reload(systemd),
        command=command(service.program),
        rules=word(service.rules),
        state=_quoted(_specifiers(f"RESPONDER_STATE={state}")),
        sandbox=_text("sandbox.conf").rstrip(),
    )


def agent(service: Service, state: Path, log: Path) -> str:
    """A property list for launchd, to be loaded by one user.

    Args:
        service: What to run.
        state: The state directory.
        log: Where its log goes; launchd does not turn it over.
    """
    command = ["/bin/sh", "-c", _text("agent.sh"), LABEL]
    content = {
        "Label": LABEL,
        "ProgramArguments": [*command, *service.program, "run", service.rules],
        "EnvironmentVariables": {"RESPONDER_STATE": str(state)},
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 30,
        "ExitTimeOut": 15,
        "ProcessType": "Background",
        "StandardOutPath": str(log),
        "StandardErrorPath": str(log),
        "Umask": 0o077,
    }
    text = plistlib.dumps(content, sort_keys=False).decode()
    return text.replace("<plist ", f"<!-- {service.headline.replace('--', '')} -->\n<plist ", 1)


def hidden(path: str) -> bool:
    """Whether the system unit is kept from seeing an absolute path."""
    return path.startswith(tuple(f"{one}/" for one in INVISIBLE))


def command(program: tuple[str, ...]) -> str:
    """The beginning of `ExecStart=`: systemd looks for no variables in the program's own path."""
    return " ".join((_quoted(_specifiers(program[0])), *map(word, program[1:])))


def word(text: str) -> str:
    """One word of `ExecStart=`, that means exactly this text."""
    return _quoted(_specifiers(text).replace("$", "$$"))


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    if re.fullmatch(r"[\w@%+=:,./$-]+", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _system(
    *,
    headline: str,
    command: str,
    rules: str,
    settings: str,
    systemd: int | None = None,
    place: str = "responder",
    for_whom: str = "",
) -> str:
    return Template(_text("system.service")).substitute(
        headline=headline,
        type=_reload(systemd),
        command=command,
        rules=rules,
        settings=settings,
        place=place,
        for_whom=for_whom,
        sandbox=_text("sandbox.conf").rstrip(),
    )


def _reload(systemd: int | None) -> str:
    return RELOADS[None if systemd is None else systemd >= NOTIFY_RELOAD_SINCE]


def _text(name: str) -> str:
    return files("responder.cli").joinpath("starter", name).read_text("utf-8")
