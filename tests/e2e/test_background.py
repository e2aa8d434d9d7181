"""`responder start` and `responder stop`, as whoever has no service manager uses them."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from responder.logs import LOG_FILE
from tests.e2e.processes import STOP_S_MAX, Service, responder, simulator, wait_until

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

RULES = "limits: {delay: off}\nrules:\n  - when: 你好\n    reply: 您好！\n"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    """A service with a friend."""
    with simulator() as one:
        one.post("contacts", {"contacts": [{"name": "小明"}]})
        yield one


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A directory with a rule file; what still runs there in the end is killed."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    yield tmp_path
    lock = tmp_path / "state" / "lock"
    if responder("stop", "--state", str(lock.parent)).returncode:
        os.kill(int(lock.read_text()), signal.SIGKILL)


def start(home: Path, service: Service, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start a daemon in the background."""
    file, state = str(home / "rules.yaml"), str(home / "state")
    return responder("start", file, "--server", service.url, "--state", state, *arguments)


def test_a_daemon_in_the_background(home: Path, service: Service) -> None:
    """It starts, answers, is not started twice, and stops; each command says what it did."""
    service.post("confirm", {"auto": True})
    begun = start(home, service)
    assert begun.returncode == 0, begun.stderr
    assert f"log: {home / 'state' / LOG_FILE}\n" in begun.stdout
    assert begun.stdout.endswith("It is on line.\n")
    service.post("say", {"messages": [{"from": "小明", "text": "你好"}]})
    wait_until("a reply", lambda: service.get("sent"))

    again = start(home, service)
    assert (again.returncode, again.stdout) == (3, "")
    assert again.stderr.startswith("responder: another responder runs on ")

    state = str(home / "state")
    story = responder("why", "--last", "--state", state).stdout
    assert 'Rule "你好" has it.\n' in story
    assert "reply: 您好！\n" in story
    stopped = responder("stop", "--state", state, timeout_s=STOP_S_MAX * 6)
    assert (stopped.returncode, stopped.stdout) == (0, "Stopped.\n")
    assert responder("stop", "--state", state).stdout == f"No responder runs on {state}.\n"
    assert '"event": "stopping"' in (home / "state" / LOG_FILE).read_text(encoding="utf-8")


def test_it_says_where_the_code_is(home: Path, service: Service) -> None:
    """When somebody has to scan, with the picture and how to get another."""
    service.post("confirm", {"auto": False})
    begun = start(home, service)
    assert begun.returncode == 0, begun.stderr
    code = home / "state" / "qr.png"
    assert f"Scan the code in {code} with WeChat" in begun.stdout
    assert code.exists()


def test_what_ends_it_at_once_is_told(home: Path, service: Service) -> None:
    """An account that may not log in: the sentence and the exit code of `run`."""
    service.post("confirm", {"auto": True})
    service.post("settings", {"refuse_web": True})
    begun = start(home, service)
    service.post("settings", {"refuse_web": False})
    assert begun.returncode == 4
    assert begun.stderr.startswith("responder: WeChat does not let this account log in")


@pytest.mark.parametrize(
    ("rules", "arguments", "code", "words"),
    [
        ("rules: [{whn: x}]", (), 1, "did you mean"),
        (None, (), 3, "No such file or directory"),
        (RULES, ("--keep", "soon"), 2, "--keep: expected a time"),
        (RULES, ("--account", "../x"), 2, "--account"),
    ],
    ids=["broken rules", "no rules", "a wrong flag", "a wrong account"],
)
def test_what_can_not_start_says_why(
    home: Path,
    service: Service,
    *,
    rules: str | None,
    arguments: tuple[str, ...],
    code: int,
    words: str,
) -> None:
    """The same sentence and exit code as `run`, and nothing is left running."""
    file = home / "rules.yaml"
    file.unlink() if rules is None else file.write_text(rules, encoding="utf-8")
    begun = start(home, service, *arguments)
    assert (begun.returncode, begun.stdout) == (code, "")
    assert words in begun.stderr
    assert "Traceback" not in begun.stderr
    assert responder("status", "--state", str(home / "state")).returncode == 1
