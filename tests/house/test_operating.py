"""The commands of `docs/operating.md`, carried out as they stand, from the first week to moving."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from responder import alerts, control, instance
from responder.cli.screen import QR_FILE
from responder.console import access
from responder.journal import journal
from responder.logs import LOG_FILE
from responder.wechat.store import IDENTITIES_FILE, SESSION_FILE
from tests.e2e.processes import Daemon, responder, simulator, wait_until
from tests.house.commands import objection
from tests.house.markdown import blocks
from tests.house.test_deploy import compose, program
from tests.house.tree import ROOT
from tests.house.verdict import assert_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.processes import Service

PAGE = (ROOT / "docs/operating.md").read_text("utf-8")
SCENE = "scene="
STATE = ".local/state/responder/default"
RULES = (
    "limits: {delay: off, per_chat: off}\nrules:\n  - when: {text: {contains: hi}}\n    reply: ok\n"
)

SCENES = {
    mark.removeprefix(SCENE): block.text
    for block in blocks(PAGE)
    for mark in block.marks
    if mark.startswith(SCENE)
}


class Home:
    """A person's home folder, on one machine.

    Args:
        folder: It.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / STATE
        bin_dir = Path(sys.executable).parent
        kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        path = f"{bin_dir}:{os.environ['PATH']}"
        self.environment = kept | {"HOME": str(folder), "PATH": path}

    def play(self, scene: str) -> str:
        """Carry out a block of the page as a person would, and have every line succeed.

        Returns:
            What they say.
        """
        script = ["bash", "-euc", SCENES[scene]]
        done = subprocess.run(
            script,
            check=False,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def said(self, *arguments: str) -> str:
        """What a command says of the state of this home."""
        return responder(*arguments, "--state", str(self.state)).stdout

    @contextmanager
    def running(self, service: Service) -> Iterator[Daemon]:
        """The program by hand, on the state of this home."""
        (self.folder / "rules.yaml").write_text(RULES)
        with (self.folder / "output.log").open("a") as output:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "responder", "run", "rules.yaml"),
                    *("--server", service.url),
                ],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
            )
        try:
            yield Daemon(process, self.folder)
        finally:
            process.kill()
            process.wait()

    def wait_online(self) -> None:
        """Until it has logged in."""
        ask = ("status", "--quiet", "--state", str(self.state))
        wait_until("on line", lambda: responder(*ask).returncode == 0)


@pytest.fixture
def service() -> Iterator[Service]:
    """WeChat, with a friend and a phone that confirms the first login only."""
    with simulator() as one:
        one.post("contacts", {"contacts": [{"name": "Ann"}]})
        yield one


def scan(service: Service, daemon: Daemon) -> None:
    """The owner scans the code and confirms."""
    wait_until("a code", lambda: "Scan" in daemon.output() or daemon.process.poll() is not None)
    service.post("scan", {})
    service.post("confirm", {})


def answered(service: Service, number: int) -> None:
    """Ann writes, and has got so many answers by now."""
    service.post("say", {"from": "Ann", "text": f"hi {number}"})
    wait_until("an answer", lambda: len(service.texts()) == number)


@pytest.fixture
def homes() -> Iterator[Path]:
    """A folder with a short path: those of pytest are too long for a socket in a home."""
    with tempfile.TemporaryDirectory(prefix="rh-") as folder:
        yield Path(folder)


def test_a_backup_restores_and_moves(service: Service, homes: Path) -> None:
    """Taken while it runs, put back after all was lost, and moved: no scan, and all is known."""
    here, there = Home(homes / "here"), Home(homes / "there")
    here.folder.mkdir()
    there.folder.mkdir()
    with here.running(service) as daemon:
        scan(service, daemon)
        here.wait_online()
        answered(service, 1)
        assert here.play("backup") == ""
        answered(service, 2)
        daemon.stop()
    backup = here.folder / "responder-backup"
    assert {path.stat().st_mode & 0o077 for path in backup.iterdir()} == {0}

    assert "hi 1" in responder("log", "--state", str(backup)).stdout

    owner = 10787 if os.geteuid() == 0 else os.geteuid()
    os.chown(here.state, owner, os.getegid())
    (here.state / "journal.sqlite").write_bytes(b"broken")
    assert here.play("restore") == ""
    assert (here.folder / "before-restore" / "journal.sqlite").read_bytes() == b"broken"
    assert {path.stat().st_uid for path in here.state.iterdir()} == {owner}
    with here.running(service) as daemon:
        here.wait_online()
        assert "hi 1" in responder("log", "--state", str(here.state)).stdout
        # It does not know of its second answer, so it gives it again, as the page says.
        wait_until("the answer to what came since", lambda: len(service.texts()) == 3)
        daemon.stop()

    assert here.play("pack") == ""
    archive = "responder-state.tgz"
    assert (here.folder / archive).stat().st_mode & 0o077 == 0
    (here.folder / archive).rename(there.folder / archive)
    assert there.play("unpack") == ""
    with there.running(service) as daemon:
        there.wait_online()
        answered(service, 4)
        assert "hi 1" in responder("log", "--state", str(there.state)).stdout
        daemon.stop()
    assert service.get("violations") == []


def test_a_backup_of_nothing_is_no_backup(tmp_path: Path) -> None:
    """A wrong path ends in an error, and leaves no empty journal that looks like one."""
    home = Home(tmp_path)
    script = ["bash", "-euc", SCENES["backup"]]
    done = subprocess.run(script, check=False, env=home.environment, capture_output=True)
    assert done.returncode != 0
    assert list((tmp_path / "responder-backup").iterdir()) == []


def test_the_commands_of_a_week(service: Service, homes: Path) -> None:
    """What happened and why, a pause, and rules that are looked at, read again and rolled back."""
    home = Home(homes / "here")
    home.folder.mkdir()
    service.post("confirm", {"auto": True})
    with home.running(service) as daemon:
        home.wait_online()
        answered(service, 1)
        told = home.play("why")
        assert told.count('Ann: "hi 1"') == 2
        assert "reply: ok" in told
        assert home.play("silence").splitlines()[1] == "Answering again."
        (home.folder / "rules.yaml").write_text(f"{RULES}  - {{when: 你好, reply: 您好}}\n")
        wait_until("the edit", lambda: " edit\n" in home.said("rules", "history"))
        told = home.play("rules")
        assert told.startswith("Nothing would change.\nNothing has changed: 2 rules")
        assert "\n+ 你好" in told
        assert "\n1 rule " in told
        daemon.stop()


def test_the_background_of_the_page(service: Service, homes: Path) -> None:
    """It is begun and stopped by the two lines, without any other option."""
    home = Home(homes / "here")
    (home.folder / "bot").mkdir(parents=True)
    (home.folder / "bot/rules.yaml").write_text(RULES)
    service.post("confirm", {"auto": True})
    home.environment["RESPONDER_SERVER"] = service.url
    told = home.play("background").splitlines()
    assert told[0].startswith("responder runs in the background (process ")
    assert told[-2:] == ["It is on line.", "Stopped."]


def test_every_scene_is_played() -> None:
    """A block with a mark that no test knows would only look tested."""
    week = {"why", "silence", "rules", "background"}
    assert set(SCENES) == {"backup", "restore", "pack", "unpack"} | week


def test_every_file_of_the_state_is_told() -> None:
    """Who makes a backup, or finds one there, can look up what it is."""
    names = {
        *(access.FILE, alerts.FILE, control.FILE, instance.FILE, journal.FILE),
        *(LOG_FILE, QR_FILE, IDENTITIES_FILE, SESSION_FILE),
    }
    assert {name for name in names if f"| `{name}`" not in PAGE} == set()


def test_commands_in_the_container_exist() -> None:
    """What the page has Docker run there, and the service it is run in."""
    calls = [
        line.split(" exec ", 1)[1]
        for block in blocks(PAGE)
        for line in block.text.splitlines()
        if line.startswith("docker compose") and " exec " in line
    ]
    assert calls
    assert compose()
    assert {call.partition(" ")[0] for call in calls} == {"responder"}
    assert_none(filter(None, (objection(call.partition(" ")[2], program()) for call in calls)))
