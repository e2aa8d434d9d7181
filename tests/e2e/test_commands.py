"""Wrong input to every command: a sentence, an exit code, never a traceback."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from tests.e2e.processes import responder

if TYPE_CHECKING:
    from pathlib import Path

GOOD = "rules:\n  - when: 你好\n    reply: 您好，{{ sender.name }}！\n"
WARNED = GOOD + "  - when: 你好\n    reply: never\n"
BROKEN = "rules:\n  - when: 你好\n    replay: 您好\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A good rule file."""
    path = tmp_path / "rules.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def write(path: Path, text: str) -> str:
    """Write a rule file beside the good one."""
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_check_of_a_good_file(rules: Path) -> None:
    """Exit code 0 and one line."""
    answer = responder("check", str(rules), "--strict")
    assert answer.returncode == 0
    assert answer.stdout == f"{rules}: 1 rule, no faults\n"


def test_check_of_a_broken_file_points_at_it(rules: Path) -> None:
    """Exit code 1, with file, line and column, a caret and a suggestion."""
    path = write(rules.with_name("broken.yaml"), BROKEN)
    answer = responder("check", path)
    assert answer.returncode == 1
    assert f"{path}:3:5: " in answer.stdout
    assert 'did you mean "reply"?' in answer.stdout
    assert "^" in answer.stdout


def test_warnings_count_only_when_strict(rules: Path) -> None:
    """A rule that can never win is a warning: 0, and 1 with --strict."""
    path = write(rules.with_name("warned.yaml"), WARNED)
    assert responder("check", path).returncode == 0
    answer = responder("check", path, "--strict")
    assert answer.returncode == 1
    assert "warning: " in answer.stdout


def test_check_for_programs(rules: Path) -> None:
    """JSON with places as numbers, on stdout alone."""
    path = write(rules.with_name("broken.yaml"), BROKEN)
    answer = responder("check", path, "--format", "json")
    found = json.loads(answer.stdout)
    assert answer.returncode == 1
    assert found["ok"] is False
    assert (found["faults"][0]["line"], found["faults"][0]["column"]) == (3, 5)
    assert found["faults"][0]["level"] == "error"
    assert json.loads(responder("check", str(rules), "--format", "json").stdout)["rules"] == 1


def test_check_for_a_code_host(rules: Path) -> None:
    """A workflow command a line, with the place as properties."""
    path = write(rules.with_name("broken.yaml"), BROKEN)
    answer = responder("check", path, "--format", "github")
    assert answer.stdout.startswith(f"::error file={path},line=3,col=5::")


def test_try_says_who_answers_what(rules: Path) -> None:
    """The rule, and its reply with the names filled in."""
    answer = responder("try", str(rules), "你好", "--from", "小明")
    assert answer.returncode == 0
    assert 'Rule "你好" has it.' in answer.stdout
    assert "reply: 您好，小明！" in answer.stdout


def test_try_says_why_nobody_answers(rules: Path) -> None:
    """Each rule with the condition that failed."""
    answer = responder("try", str(rules), "你好", "--from", "小明", "--group", "客户群")
    assert 'rule "你好": chat: ' in answer.stdout
    assert "No rule answers this." in answer.stdout


def test_try_for_programs(rules: Path) -> None:
    """The same as JSON."""
    answer = responder("try", str(rules), "再见", "--from", "小明", "--json")
    assert json.loads(answer.stdout)["rule"] is None
    assert json.loads(answer.stdout)["trace"][0]["failed"] == "text"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--type", "telegram"),
        ("--at", "tomorrow"),
        ("--mention",),
    ],
)
def test_try_refuses_what_can_not_be(rules: Path, arguments: tuple[str, ...]) -> None:
    """Exit code 2 and a sentence that names the flag."""
    answer = responder("try", str(rules), "你好", "--from", "小明", *arguments)
    assert answer.returncode == 2
    assert answer.stderr.startswith(f"responder: {arguments[0]}")


@pytest.mark.parametrize("command", [("check",), ("try", "TEXT", "--from", "小明"), ("run",)])
def test_a_missing_file_is_code_3(tmp_path: Path, command: tuple[str, ...]) -> None:
    """The path and the reason, for every command that reads a rule file."""
    path = str(tmp_path / "missing.yaml")
    answer = responder(command[0], path, *command[1:])
    assert answer.returncode == 3
    assert answer.stderr == f"responder: {path}: No such file or directory\n"


def test_run_with_a_broken_file_is_code_1(rules: Path, tmp_path: Path) -> None:
    """The faults, nothing else, and no state directory appears."""
    path = write(rules.with_name("broken.yaml"), BROKEN)
    answer = responder("run", path, "--state", str(tmp_path / "state"))
    assert answer.returncode == 1
    assert "did you mean" in answer.stderr
    assert not (tmp_path / "state").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--server", "ftp://x"), "--server"),
        (("--server", "127.0.0.1:8800"), "--server"),
        (("--server", "http://h:99999"), "--server"),
        (("--account", "../x"), "--account"),
        (("--console", "127.0.0.1:99999"), "--console"),
        (("--console", "0.0.0.0:8787"), "RESPONDER_CONSOLE_TOKEN"),
        (("--uos-extspam", "böse"), "--uos-extspam"),
        (("--mode", "tv"), "--mode"),
    ],
)
def test_run_refuses_impossible_settings(
    rules: Path, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    """Exit code 2 and the flag's name."""
    answer = responder("run", str(rules), "--state", str(tmp_path / "state"), *arguments)
    assert answer.returncode == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_state_directory_that_can_not_be_made(rules: Path, tmp_path: Path) -> None:
    """Exit code 3 and the path."""
    (tmp_path / "file").touch()
    answer = responder("run", str(rules), "--state", str(tmp_path / "file" / "state"))
    assert answer.returncode == 3
    assert "state directory can not be made" in answer.stderr


def test_the_simulators_port_may_be_taken(tmp_path: Path) -> None:
    """Exit code 3 and the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for command in (("simulator", "--port", port), ("demo", "--once", "--port", port)):
            answer = responder(*command)
            assert answer.returncode == 3
            assert "--port" in answer.stderr
            assert "Traceback" not in answer.stderr


def test_a_taken_port_of_the_console_is_the_environments_fault(rules: Path, tmp_path: Path) -> None:
    """Exit code 3, and nothing logs in."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        state = ("--state", str(tmp_path / "state"), "--server", "http://127.0.0.1:9")
        answer = responder("run", str(rules), *state, "--console", place)
    assert answer.returncode == 3
    assert f"--console {place}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_wrong_faults_are_a_usage_error() -> None:
    """Exit code 2 and what was not understood."""
    answer = responder("simulator", "--port", "0", "--faults", "webwxsync:nonsense")
    assert answer.returncode == 2
    assert "nonsense" in answer.stderr


def test_status_without_a_daemon(tmp_path: Path) -> None:
    """Exit code 1 in every form; --quiet says nothing."""
    for form in ((), ("--json",), ("--quiet",)):
        answer = responder("status", "--state", str(tmp_path), *form)
        assert answer.returncode == 1
        assert bool(answer.stdout) is (form != ("--quiet",))
    assert responder("login", "--state", str(tmp_path)).returncode == 1


@pytest.mark.parametrize("command", [("log",), ("log", "--follow", "--json")])
def test_the_journal_of_nobody(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Exit code 3 and the directory, and nothing is made there."""
    answer = responder(*command, "--state", str(tmp_path))
    assert answer.returncode == 3
    assert answer.stderr == f"responder: {tmp_path} has no journal: no responder has run on it\n"
    assert list(tmp_path.iterdir()) == []


def test_the_demo_ends_by_itself_with_one_line() -> None:
    """`demo --once` plays the conversation and sums it up, with exit code 0."""
    answer = responder("demo", "--once")
    assert answer.returncode == 0, answer.stderr
    last = answer.stdout.strip().splitlines()[-1]
    assert last.startswith("8 messages, 6 replies, 2 left alone on purpose, 0 protocol violations")
    assert "小明 您好，标准版 3500 元" in answer.stdout


def test_without_arguments_there_is_help() -> None:
    """No command is no traceback."""
    answer = responder()
    assert "Usage" in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stderr
    assert responder("--version").stdout.strip()[0].isdigit()
