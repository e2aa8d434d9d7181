"""Rules that are edited while the daemon runs, as processes over real HTTP."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import pytest

from tests.e2e.processes import Daemon, Service, daemon, responder, simulator, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FREE = "limits: {delay: off, per_chat: off, per_account: off, per_day: off, loop: off}\n"
RELOADS = 100
"""A tenth of what the product is shown with."""


def rules(version: int) -> str:
    """A file whose every part names its version."""
    return (
        f"{FREE}vars: {{version: '{version}'}}\n"
        f"rules:\n  - name: number\n    when: {{text: {{regex: '^n(?P<n>\\d+)$'}}}}\n"
        f"    reply: '{{{{ match.n }}}} {version} {{{{ vars.version }}}}'\n"
    )


BROKEN = "rules:\n  - name: half\n    when: {text: {regx: a"


@pytest.fixture
def service() -> Iterator[Service]:
    """A friend who writes, and a phone that confirms."""
    with simulator() as one:
        one.post("contacts", {"contacts": [{"name": "小明"}]})
        one.post("confirm", {"auto": True})
        yield one


def write(home: Path, text: str) -> None:
    """Save as an editor does: another file takes the name."""
    (home / "rules.new").write_text(text, "utf-8")
    (home / "rules.new").rename(home / "rules.yaml")


def answer(service: Service, number: int) -> str:
    """What a message is answered."""
    before = len(service.texts())
    service.post("say", {"messages": [{"from": "小明", "text": f"n{number}"}]})
    wait_until("an answer", lambda: len(service.texts()) > before)
    return service.texts()[-1]


def holds(ours: Daemon, count: int) -> bool:
    """Whether so many rules hold."""
    return bool(ours.status()["rules"]["count"] == count)


def test_an_edit_is_seen_and_a_mistake_is_not_put_to_use(tmp_path: Path, service: Service) -> None:
    """By saving, by SIGHUP, by command; the commands tell the rest."""
    state = ("--state", str(tmp_path / "state"))
    write(tmp_path, rules(1))
    with daemon(tmp_path, service) as ours:
        ours.wait_state("online")
        assert answer(service, 1) == "1 1 1"
        write(tmp_path, rules(2) + "  - {when: 二, reply: 二}\n")
        wait_until("the edit", lambda: holds(ours, 2))
        assert answer(service, 2) == "2 2 2"
        write(tmp_path, BROKEN)
        wait_until("the mistake", lambda: ours.status()["rules"]["rejected"])
        assert "rules.yaml:3" in ours.status()["rules"]["rejected"]["reason"]
        assert answer(service, 3) == "3 2 2"
        assert responder("reload", *state).returncode == 1
        assert responder("reload", "--preview", *state).returncode == 1
        back = responder("rules", "rollback", *state)
        assert (back.returncode, "1 rule" in back.stdout) == (0, True)
        assert answer(service, 4) == "4 1 1"
        ours.process.send_signal(signal.SIGHUP)
        assert answer(service, 5) == "5 1 1"
        write(tmp_path, rules(3) + "  - {when: 二, reply: 二}\n")
        wait_until("the mended file", lambda: holds(ours, 2))
        assert answer(service, 6) == "6 3 3"
        listed = responder("rules", "history", *state).stdout.splitlines()
        assert [line.split()[-1] for line in listed] == ["edit", "rollback", "edit", "start"]
        assert "~ number: answers" in responder("rules", "diff", *state).stdout
        assert ours.stop()[0] == 0
    assert "Traceback" not in ours.output()
    assert service.get("violations") == []


def test_a_broken_file_at_the_start_leaves_the_last_good_rules(
    tmp_path: Path, service: Service
) -> None:
    """With the mistake told; without any it is exit code 1."""
    write(tmp_path, BROKEN)
    with daemon(tmp_path, service) as ours:
        assert ours.process.wait(60) == 1
    write(tmp_path, rules(1))
    with daemon(tmp_path, service) as ours:
        ours.wait_state("online")
        ours.stop()
    write(tmp_path, BROKEN)
    with daemon(tmp_path, service) as ours:
        ours.wait_state("online")
        assert answer(service, 1) == "1 1 1"
        assert ours.status()["rules"]["rejected"]
    assert "Traceback" not in ours.output()


def test_a_pause_is_pressed_and_ended(tmp_path: Path, service: Service) -> None:
    """What comes in between is never answered."""
    state = ("--state", str(tmp_path / "state"))
    write(tmp_path, rules(1))
    with daemon(tmp_path, service) as ours:
        ours.wait_state("online")
        assert responder("pause", *state).returncode == 0
        service.post("say", {"messages": [{"from": "小明", "text": "n1"}]})
        wait_until("it is decided", lambda: ours.status()["messages"] == 1)
        assert responder("resume", *state).returncode == 0
        assert answer(service, 2) == "2 1 1"
    assert service.texts() == ["2 1 1"]


def test_reloads_under_load_lose_and_double_nothing(tmp_path: Path, service: Service) -> None:
    """A third of the files is broken; every answer comes once, from one whole file, in order."""
    write(tmp_path, rules(0))
    versions = [version for version in range(1, RELOADS + 1) if version % 3]
    done = threading.Event()

    def edit() -> None:
        for version in range(1, RELOADS + 1):
            (tmp_path / "rules.yaml").write_text(rules(version) if version % 3 else BROKEN, "utf-8")
            ours.process.send_signal(signal.SIGHUP)
            done.wait(0.05)
        write(tmp_path, rules(versions[-1]))
        done.set()

    with daemon(tmp_path, service) as ours:
        ours.wait_state("online")
        editor = threading.Thread(target=edit)
        editor.start()
        sent = 0
        while not done.is_set():
            burst = [{"from": "小明", "text": f"n{sent + n}"} for n in range(5)]
            service.post("say", {"messages": burst})
            sent += len(burst)
            done.wait(0.02)
        editor.join()
        service.post("say", {"messages": [{"from": "小明", "text": f"n{sent}"}]})
        wait_until("all answers", lambda: len(service.texts()) > sent)
        assert ours.stop()[0] == 0
    answers = [text.split() for text in service.texts()]
    assert [int(number) for number, _, _ in answers] == [*range(sent + 1)]
    assert all(written == named for _, written, named in answers)
    used = [int(written) for _, written, _ in answers]
    assert used == sorted(used)
    assert set(used) <= {0, *versions}
    assert len(set(used)) > 5
    assert service.get("violations") == []
    assert "Traceback" not in ours.output()
