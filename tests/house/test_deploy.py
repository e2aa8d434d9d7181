"""What `deploy/` ships names programs, options, files and paths that exist.

Neither Docker nor launchd is asked for: what they would be told is read, and the script that the
container runs is run.
"""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from responder.cli.codes import LOGIN_REFUSED, USAGE, WRONG
from tests.deploy import ACCOUNT_UNIT, AGENT, DEPLOY, UNIT
from tests.e2e.processes import wait_until
from tests.house.commands import objection
from tests.house.pins import PYTHONS
from tests.house.tree import ROOT
from tests.house.verdict import assert_none

if TYPE_CHECKING:
    from pathlib import Path

DOCKERFILE = DEPLOY / "Dockerfile"
CONTAINER = DEPLOY / "container.sh"
STATE = "/state"


def program() -> TyperGroup:
    """The command line."""
    from responder.cli.app import app  # noqa: PLC0415 - the other tests do without

    found = get_command(app)
    assert isinstance(found, TyperGroup)
    return found


def accepted(words: list[str]) -> bool:
    """Whether the command line takes these arguments, their values and their number included."""
    name, *rest = words
    command = program().commands[name]
    command.make_context(name, list(rest))
    return True


def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with their arguments, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def arguments(instruction: str) -> list[str]:
    """What follows an instruction, each time it is there."""
    return [rest for word, rest in steps() if word == instruction]


def compose() -> dict[str, Any]:
    """The service in the compose file."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    return dict(services["responder"])


def exec_start(unit: Path) -> list[str]:
    """The words of a unit's command."""
    (line,) = re.findall(r"^ExecStart=(.*)$", unit.read_text("utf-8"), re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("unit", [UNIT, ACCOUNT_UNIT], ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists(unit: Path) -> None:
    """Its options are accepted as they stand."""
    command, *words = exec_start(unit)
    assert command.endswith("/bin/responder")
    assert accepted(words)


def test_the_agent_starts_a_command_that_exists() -> None:
    """The plist can be read, and what it runs in the end is accepted."""
    words = plistlib.loads(AGENT.read_bytes())["ProgramArguments"]
    assert words[4].endswith("/bin/responder")
    assert accepted(words[5:])


@pytest.mark.parametrize("unit", [UNIT, ACCOUNT_UNIT], ids=lambda path: path.name)
def test_the_codes_that_forbid_a_restart_are_the_programs(unit: Path) -> None:
    """Wrong rules, wrong options and a refused account."""
    codes = f"RestartPreventExitStatus={WRONG} {USAGE} {LOGIN_REFUSED}\n"
    assert codes in unit.read_text("utf-8")
    assert f"\n{WRONG} | {USAGE} | {LOGIN_REFUSED}) ;;\n" in CONTAINER.read_text("utf-8")
    assert f"{WRONG} | {USAGE} | {LOGIN_REFUSED})" in AGENT.read_text("utf-8")


def test_commands_in_scripts_and_comments_exist() -> None:
    """Whatever stands between backquotes."""
    spans = [
        span
        for path in DEPLOY.iterdir()
        for span in re.findall(r"`(responder [^`]+)`", path.read_text("utf-8"))
    ]
    assert spans
    assert_none(filter(None, (objection(span, program()) for span in spans)))


def test_the_image_is_slim_and_of_a_python_we_run_on() -> None:
    """Both stages begin with the same one."""
    bases = {base.split()[0] for base in arguments("FROM")}
    assert len(arguments("FROM")) == 2
    (base,) = bases
    version = re.fullmatch(r"python:(\d+\.\d+)-slim", base)
    assert version
    assert version[1] in PYTHONS


def test_the_image_copies_what_is_there() -> None:
    """Every source exists, and the ignore file lets it through."""
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    let_through = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore
    copied = {
        source
        for rest in arguments("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert_none(source for source in copied if not (ROOT / source).exists())
    assert copied == let_through


def test_the_image_installs_the_pinned_versions() -> None:
    """The constraints are those of the tests."""
    (install,) = (rest for rest in arguments("RUN") if "pip install" in rest)
    assert "-c deploy/constraints.txt" in install


def test_the_container_is_nobody_and_keeps_its_state() -> None:
    """A user without rights, the state in a volume that is this user's."""
    (user,) = arguments("USER")
    (make,) = (rest for rest in arguments("RUN") if "useradd" in rest)
    assert f"--user-group --no-create-home {user} " in make
    assert f"install -d -o {user} -g {user} -m 700 {STATE}" in make
    assert arguments("VOLUME") == [STATE]
    assert any(f"RESPONDER_STATE={STATE}" in rest for rest in arguments("ENV"))


def test_the_container_runs_commands_that_exist() -> None:
    """The health check, and what it does when nothing else is said."""
    (health,) = arguments("HEALTHCHECK")
    command = yaml.safe_load(health.partition("CMD ")[2])
    assert command == ["responder", "status", "--quiet"]
    assert accepted(command[1:])
    (entry,) = arguments("ENTRYPOINT")
    (copy,) = (rest for rest in arguments("COPY") if rest.startswith("deploy/container.sh"))
    assert yaml.safe_load(entry) == ["/bin/sh", copy.split()[-1]]
    (default,) = arguments("CMD")
    assert accepted(yaml.safe_load(default))


def test_compose_fits_the_image() -> None:
    """Its paths exist, the state is a volume, the rules are a folder so that edits are seen."""
    service = compose()
    build = service["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert context == ROOT
    assert context / build["dockerfile"] == DOCKERFILE
    assert f"state:{STATE}" in service["volumes"]
    (default,) = arguments("CMD")
    folder = os.path.dirname(yaml.safe_load(default)[-1])  # noqa: PTH120 - of another machine
    assert f"./rules:{folder}:ro" in service["volumes"]
    assert service["environment"]["TZ"]
    assert service["restart"] == "unless-stopped"


def container(folder: Path, script: str) -> list[str]:
    """The command of the container, with a made-up program in place of ours."""
    fake = folder / "responder"
    fake.write_text(f"#!/bin/sh\n{script}\n")
    fake.chmod(0o755)
    return ["env", f"PATH={folder}:{os.environ['PATH']}", "/bin/sh", str(CONTAINER)]


def started(command: list[str], folder: Path) -> subprocess.Popen[str]:
    """A container in a process group of its own, without a terminal."""
    with (folder / "log").open("w") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True
        )


@pytest.mark.parametrize("code", [0, 3, 75])
def test_docker_learns_the_exit_code(code: int, tmp_path: Path) -> None:
    """What a restart may help ends the container."""
    with started([*container(tmp_path, f"exit {code}"), "run", "x"], tmp_path) as process:
        assert process.wait(60) == code


@pytest.mark.parametrize("code", [WRONG, USAGE, LOGIN_REFUSED])
def test_docker_does_not_restart_what_it_can_not_help(code: int, tmp_path: Path) -> None:
    """The container stays, says why, and ends with the code when it is stopped."""
    with started([*container(tmp_path, f"exit {code}"), "run", "x"], tmp_path) as process:
        said = wait_until("the reason", (tmp_path / "log").read_text)
        assert f"exit code {code}" in said
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == code


def test_docker_reaches_the_program(tmp_path: Path) -> None:
    """SIGHUP reloads it, SIGTERM stops it, and its own exit code is the container's."""
    told = tmp_path / "told"
    script = (
        f"trap 'echo HUP >> {told}' HUP; trap 'echo TERM >> {told}; exit 0' TERM;"
        f' echo "$@" >> {told}; while :; do sleep 0.05; done'
    )
    with started([*container(tmp_path, script), "run", "a b"], tmp_path) as process:
        wait_until("the start", told.exists)

        def reloaded() -> bool:
            process.send_signal(signal.SIGHUP)  # the shell may not know yet what it has started
            return "HUP" in told.read_text()

        wait_until("the reload", reloaded)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    first, *signals = told.read_text().splitlines()
    assert (first, {*signals}, signals[-1]) == ("run a b", {"HUP", "TERM"}, "TERM")


@pytest.mark.parametrize("script", [CONTAINER, AGENT], ids=lambda path: path.name)
def test_no_signal_comes_too_early(script: Path) -> None:
    """It is listened for before there is a program to pass it on to, or it would end the script."""
    text = script.read_text("utf-8")
    start = re.search(r'"\$@" (&|&amp;)\n', text)
    assert start
    assert all(trap.start() < start.start() for trap in re.finditer(r"^trap ", text, re.MULTILINE))
    assert '[ -z "$stopped" ] || kill -TERM "$child"' in text[start.end() :]


def test_other_commands_end_at_once(tmp_path: Path) -> None:
    """`check` of a wrong file in the container gives its exit code, and does not stay."""
    with started([*container(tmp_path, "exit 1"), "check", "x"], tmp_path) as process:
        assert process.wait(60) == 1
