"""`responder init`: what it writes, what it leaves alone and what it says."""

from __future__ import annotations

import os
import plistlib
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from responder.cli.init import (
    AGENT,
    RULES,
    UNIT,
    Machine,
    _program,
    _systemd_version,
    init,
    next_steps,
    unit_of,
    unseen,
)
from responder.errors import EnvironmentFault, SettingError
from tests.house.process import python

PROGRAM = ("/opt/responder/bin/responder",)
USERS = Machine(
    "linux",
    root=False,
    systemd=257,
    program=PROGRAM,
    code=(Path("/bin/sh"),),
    home=Path("/home/me"),
    state=Path("/home/me/.local/state/responder/default"),
)
ROOTS = replace(USERS, root=True, home=Path("/root"))
MACS = replace(
    USERS, platform="darwin", systemd=None, home=Path("/Users/me"), state=Path("/Users/me/state")
)
PLACE = Path("/etc/my bot")


def test_a_folder_gets_rules_and_a_unit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is made, both files are named, and three lines say what is next."""
    place = tmp_path / "bot"
    assert init(place, USERS) == 0
    assert sorted(path.name for path in place.iterdir()) == [UNIT, RULES]
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == [f"{place / RULES}: written", f"{place / UNIT}: written", ""]
    assert [line[:3] for line in out[3:]] == ["1. ", "2. ", "3. "]


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is there stays, what is missing is added, and the exit code is 3."""
    (tmp_path / RULES).write_text("mine")
    assert init(tmp_path, USERS) == 3
    assert (tmp_path / RULES).read_text() == "mine"
    out = capsys.readouterr().out
    assert f"{tmp_path / RULES}: was there, and is left as it is" in out
    assert f"{tmp_path / UNIT}: written" in out
    (tmp_path / UNIT).write_text("mine too")
    assert init(tmp_path, USERS) == 3
    assert (tmp_path / UNIT).read_text() == "mine too"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    """It stands for something that will be there again."""
    (tmp_path / RULES).symlink_to(tmp_path / "elsewhere")
    assert init(tmp_path, USERS) == 3
    assert not (tmp_path / "elsewhere").exists()


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    """A sentence that names it."""
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match=f"{tmp_path}/file: is no folder"):
        init(tmp_path / "file", USERS)
    with pytest.raises(EnvironmentFault, match="can not be written: Not a directory"):
        init(tmp_path / "file" / "bot", USERS)


@pytest.mark.parametrize("name", ["a\nb", 'say "hi"', "it's", "a\\b"])
def test_a_name_that_no_unit_can_hold_is_refused(name: str, tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(SettingError, match="can not stand in a unit"):
        init(tmp_path / name, USERS)
    assert list(tmp_path.iterdir()) == []


def test_a_user_gets_a_users_unit() -> None:
    """It runs this very program on these rules, on the state the user's own commands mean."""
    name, text = unit_of(USERS, PLACE)
    assert name == UNIT
    assert 'ExecStart=/opt/responder/bin/responder run "/etc/my bot/rules.yaml"\n' in text
    assert f"Environment=RESPONDER_STATE={USERS.state}\n" in text
    assert "DynamicUser" not in text
    assert "WantedBy=default.target" in text


def test_root_gets_a_unit_of_the_machine() -> None:
    """With a user of its own, and settings beside the rules."""
    name, text = unit_of(ROOTS, PLACE)
    assert name == UNIT
    assert "DynamicUser=yes\n" in text
    assert "EnvironmentFile=-/etc/my bot/environment\n" in text
    assert "WantedBy=multi-user.target" in text


@pytest.mark.parametrize("machine", [MACS, replace(MACS, root=True)])
def test_a_mac_gets_an_agent(machine: Machine) -> None:
    """For launchd, whoever asks."""
    name, text = unit_of(machine, PLACE)
    found = plistlib.loads(text.encode())
    assert name == AGENT
    assert found["ProgramArguments"][-3:] == [*PROGRAM, "run", "/etc/my bot/rules.yaml"]
    assert found["StandardErrorPath"] == "/Users/me/Library/Logs/responder.log"


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        (USERS, f"systemctl --user enable --now '{PLACE}/{UNIT}' && loginctl enable-linger"),
        (ROOTS, f"systemctl enable --now '{PLACE}/{UNIT}'"),
        (MACS, f"cp '{PLACE}/{AGENT}' ~/Library/LaunchAgents/ && launchctl bootstrap"),
    ],
)
def test_the_steps_fit_the_machine(machine: Machine, words: str) -> None:
    """Three lines, to be copied as they are, one of them for the service manager."""
    steps = next_steps(machine, PLACE)
    assert len(steps) == 3
    assert words in "\n".join(steps)
    assert all(PROGRAM[0] in step or words in step for step in steps)


def test_root_is_told_what_the_service_could_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rules in a temporary folder, a program that is not there, an interpreter in a home."""
    hidden = Path("/") / "root" / ".python/bin/python3"
    machine = replace(ROOTS, program=("/nowhere/responder",), code=(Path("/bin/sh"), hidden))
    assert init(tmp_path, machine) == 0
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in told] == [
        str(tmp_path / RULES),
        "/nowhere/responder",
        str(hidden),
    ]
    assert init(tmp_path / "other", USERS) == 0
    assert capsys.readouterr().err == ""


def test_what_everybody_may_read_is_open() -> None:
    """The system's shell is, the file with its passwords is not."""
    assert unseen((Path("/bin/sh"),)) == []
    assert unseen((Path("/etc/shadow"), Path("/home/x"))) == [Path("/etc/shadow"), Path("/home/x")]


def test_the_program_is_the_one_of_this_installation(tmp_path: Path) -> None:
    """The script beside the interpreter; without one, the interpreter itself."""
    interpreter = tmp_path / "python3"
    assert _program(interpreter) == (str(interpreter), "-m", "responder")
    (tmp_path / "responder").touch()
    assert _program(interpreter) == (str(tmp_path / "responder"),)


def systemctl(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another `systemctl` in place."""
    (folder / "systemctl").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("script", "version"),
    [("echo 'systemd 252 (252.38-1)'", 252), ("echo busybox", None), ("exit 1", None)],
)
def test_systemd_is_asked_for_its_version(
    script: str, version: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does not say is not known."""
    systemctl(tmp_path, script, monkeypatch)
    assert _systemd_version() == version


def test_without_systemd_its_version_is_not_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is started."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert _systemd_version() is None


def test_this_machine_can_be_described() -> None:
    """Every path is absolute, and the program exists."""
    machine = Machine.here()
    assert machine.platform == sys.platform
    assert machine.root == (os.geteuid() == 0)
    assert shutil.which(machine.program[0]) == machine.program[0]
    assert machine.state.is_absolute()
    assert all(path.is_file() for path in machine.code)


def test_the_starter_rules_are_checked_and_tested(tmp_path: Path) -> None:
    """What a newcomer gets has no fault, no warning and passing tests."""
    done = python("-m", "responder", "init", str(tmp_path))
    assert done.code == 0, done.output
    rules = str(tmp_path / RULES)
    for command in (("check", "--strict", rules), ("test", rules)):
        done = python("-m", "responder", *command)
        assert done.code == 0, done.output
    assert "2 tests, none failed" in done.output
