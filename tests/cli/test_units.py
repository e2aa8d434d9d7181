"""Unit files: what stands in them, and what systemd itself says about them."""

from __future__ import annotations

import plistlib
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from responder.cli.units import (
    INVISIBLE,
    LABEL,
    Service,
    account_unit,
    agent,
    hidden,
    system_unit,
    user_unit,
    word,
)
from tests.e2e.processes import wait_until
from tests.house.process import Finished, run

STATE, LOG = Path("/var/state"), Path("/var/log/responder.log")
EXPOSURE_MAX = 2.0
"""Of 10; what `systemd-analyze security` calls OK begins below 4."""

WITHOUT_NOTIFY_RELOAD, WITH_NOTIFY_RELOAD = 252, 253


def at_hand() -> int:
    """The version of systemd's own judge here; 0 if there is none."""
    if shutil.which("systemd-analyze") is None:
        return 0
    found = re.match(r"systemd (\d+)", run("systemd-analyze", "--version").output)
    return int(found[1]) if found else 0


SYSTEMD = at_hand()
judged = pytest.mark.skipif(SYSTEMD < 250, reason="needs systemd-analyze of systemd 250 or later")


def service(program: str = sys.executable, rules: str = "/etc/responder/rules.yaml") -> Service:
    """Something to run whose program exists."""
    return Service("For a test.", (program, "-m", "responder"), rules)


def verified(text: str, folder: Path, name: str = "responder.service", *more: str) -> Finished:
    """What systemd has to object to a unit; a user's is looked at as such."""
    path = folder / name
    path.write_text(text, "utf-8")
    environment = f"XDG_RUNTIME_DIR={folder}"
    return run("env", environment, "systemd-analyze", *more, "verify", str(path))


def exposure(text: str, folder: Path, name: str = "responder.service") -> float:
    """How open systemd finds a unit, from 0 to 10."""
    path = folder / name
    path.write_text(text, "utf-8")
    said = run("systemd-analyze", "security", "--offline=true", "--no-pager", str(path)).output
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert found, said
    return float(found[1])


@judged
def test_systemd_has_no_objection_to_the_system_unit(tmp_path: Path) -> None:
    """As it is written for the version that stands here, not a word comes."""
    assert verified(system_unit(service(), "/etc/e", SYSTEMD), tmp_path) == Finished(0, "")


@judged
def test_systemd_has_no_objection_to_the_unit_of_an_account(tmp_path: Path) -> None:
    """Of an older version it is only that it does not know `notify-reload`."""
    text = account_unit("For a test.", (sys.executable, "-m", "responder"), "/etc/responder")
    found = verified(text, tmp_path, "responder@.service")
    assert found.code == 0
    objections = {line.partition(": ")[2] for line in found.output.splitlines()}
    old = {"Failed to parse service type, ignoring: notify-reload"}
    assert objections == (old if SYSTEMD < WITH_NOTIFY_RELOAD else set())


@judged
@pytest.mark.parametrize("folder", ["plain", "my bot", "50% off", "$HOME", "小店"])
def test_systemd_has_no_objection_to_the_users_unit(folder: str, tmp_path: Path) -> None:
    """Whatever the folders are called: systemd finds the program under its name."""
    place = tmp_path / folder
    place.mkdir()
    program = place / "responder"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    what = Service("For a test.", (str(program),), str(place / "rules.yaml"))
    found = verified(user_unit(what, place, SYSTEMD), tmp_path, "responder.service", "--user")
    assert found == Finished(0, "")


@judged
def test_systemd_can_object(tmp_path: Path) -> None:
    """A misspelt key is seen, and so is a program that is not there."""
    good = system_unit(service(), "/etc/e", SYSTEMD)
    assert "Restrat" in verified(good.replace("Restart=", "Restrat="), tmp_path).output
    missing = system_unit(service("/nowhere/python"), "/etc/e", SYSTEMD)
    assert verified(missing, tmp_path).code != 0


@judged
def test_the_system_units_are_hardly_exposed(tmp_path: Path) -> None:
    """By systemd's own count, which sees when a wall is missing."""
    unit = system_unit(service(), "/etc/e", SYSTEMD)
    account = account_unit("For a test.", (sys.executable,), "/etc/responder")
    assert exposure(unit, tmp_path) <= EXPOSURE_MAX
    assert exposure(account, tmp_path, "responder@.service") <= EXPOSURE_MAX
    open_one = "\n".join(line for line in unit.splitlines() if not line.startswith("System"))
    assert exposure(open_one, tmp_path) > exposure(unit, tmp_path)


@pytest.mark.parametrize(
    ("systemd", "lines"),
    [
        (WITH_NOTIFY_RELOAD, ["Type=notify-reload"]),
        (WITHOUT_NOTIFY_RELOAD, ["Type=notify", "ExecReload=/bin/kill -HUP $MAINPID"]),
        (None, ["Type=notify", "Type=notify-reload"]),
    ],
)
def test_a_reload_is_spelt_for_the_version(systemd: int | None, lines: list[str]) -> None:
    """What an older one does not know is not written; of an unknown one each takes its line."""
    for text in (system_unit(service(), "/e", systemd), user_unit(service(), STATE, systemd)):
        found = [line for line in text.splitlines() if line.startswith(("Type=", "ExecReload="))]
        assert found == lines


def test_what_no_restart_helps_is_not_restarted() -> None:
    """Wrong rules, wrong options and a refused account, in every unit."""
    account = account_unit("x", ("/p",), "/f")
    for text in (system_unit(service(), "/e", None), user_unit(service(), STATE, None), account):
        assert "RestartPreventExitStatus=1 2 4\n" in text
        assert "Restart=on-failure\n" in text
        assert "WatchdogSec=1min\n" in text


def test_each_account_has_files_of_its_own() -> None:
    """Rules, settings and state carry the name of the instance."""
    text = account_unit("x", ("/opt/responder/bin/responder",), "/etc/100%")
    assert "ExecStart=/opt/responder/bin/responder run /etc/100%%/%i.yaml\n" in text
    assert "EnvironmentFile=-/etc/100%%/%i.environment\n" in text
    assert "StateDirectory=responder-%i\n" in text
    assert "Environment=RESPONDER_STATE=%S/responder-%i\n" in text


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("/etc/rules.yaml", "/etc/rules.yaml"),
        ("/my bot/r", '"/my bot/r"'),
        ("50%", "50%%"),
        ("$HOME", "$$HOME"),
        ('a"b', r'"a\"b"'),
        ("", '""'),
    ],
)
def test_a_word_means_exactly_its_text(text: str, spelt: str) -> None:
    """Blanks, quotes, specifiers and variables are told apart from text."""
    assert word(text) == spelt


@pytest.mark.parametrize("folder", INVISIBLE)
def test_it_knows_what_the_walls_hide(folder: str) -> None:
    """Home folders and temporary ones are not there for the system unit."""
    assert hidden(f"{folder}/rules.yaml")
    assert not hidden(f"/etc{folder}/rules.yaml")


def test_an_agent_is_a_property_list() -> None:
    """A service manager gets command, state and log, and starts it again after failures only."""
    text = agent(Service("Mine -- all mine.", ("/opt/a b/responder",), "/r.yaml"), STATE, LOG)
    found = plistlib.loads(text.encode())
    assert found["Label"] == LABEL
    assert found["ProgramArguments"][-3:] == ["/opt/a b/responder", "run", "/r.yaml"]
    assert found["EnvironmentVariables"] == {"RESPONDER_STATE": str(STATE)}
    assert found["KeepAlive"] == {"SuccessfulExit": False}
    assert found["StandardErrorPath"] == str(LOG)
    assert "<!-- Mine  all mine. -->" in text


def agents_command(*program: str) -> list[str]:
    """The command of an agent that runs a program with the argument `run`."""
    text = agent(Service("x", program, "/r.yaml"), STATE, LOG)
    return list(plistlib.loads(text.encode())["ProgramArguments"])


@pytest.mark.parametrize(
    ("code", "seen"), [(0, 0), (1, 0), (2, 0), (3, 3), (4, 0), (75, 75)], ids=str
)
def test_launchd_does_not_restart_what_it_can_not_help(code: int, seen: int) -> None:
    """It restarts after any other code than 0, so 1, 2 and 4 become 0."""
    done = run(*agents_command("/bin/sh", "-c", f"exit {code}", "responder"))
    assert (done.code, done.output) == (seen, "")


def test_launchd_stops_the_program_itself(tmp_path: Path) -> None:
    """SIGTERM and SIGHUP reach it through the shell, and its exit code comes back."""
    ready, told = tmp_path / "ready", tmp_path / "told"
    script = (
        f"trap 'echo HUP >> {told}' HUP; trap 'echo TERM >> {told}; exit 75' TERM;"
        f" touch {ready}; while :; do sleep 0.05; done"
    )
    with subprocess.Popen(agents_command("/bin/sh", "-c", script)) as process:
        try:
            wait_until("ready", ready.exists)

            def reloaded() -> bool:
                process.send_signal(signal.SIGHUP)  # the shell may not know yet what it started
                return told.exists()

            wait_until("told", reloaded)
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 75
        finally:
            process.kill()  # else a failure would wait for ever
    assert {*told.read_text().split()} == {"HUP", "TERM"}
    assert told.read_text().split()[-1] == "TERM"
