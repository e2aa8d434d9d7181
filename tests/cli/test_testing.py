"""`responder test`, in process; the command itself is in `tests/e2e/test_silence.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from responder.cli.testing import run_tests
from responder.errors import EnvironmentFault, RuleFileError, SettingError

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 问好, when: 你好, reply: 您好！}
"""
TESTS = """\
tests:
  - name: 问好
    steps:
      - {from: 小明, says: 你好, expect: {rule: 问好, reply: {contains: 您好}}}
  - name: 再见
    steps:
      - {from: 小明, says: 你好}
      - {from: 小明, says: 再见, expect: {rule: 问好}}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule file with two tests, one of which fails."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES + TESTS, encoding="utf-8")
    return path


def ran(path: Path, capsys: pytest.CaptureFixture[str], code: int = 0, only: str = "") -> str:
    """What `test` prints."""
    assert run_tests(path, form="text", only=only) == code
    return capsys.readouterr().out


def test_a_failed_test_is_shown(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it stands, what was expected and got, why, and a last line with the numbers."""
    assert ran(rules, capsys, code=1).splitlines() == [
        f'{rules}:11:9: test "再见", step 2: 小明 says "再见"',
        '    expected: rule "问好" to have it',
        "         got: nothing, for no rule takes it",
        '     because: rule "问好" (line 3): text: the text is none of "你好"',
        "",
        f"{rules}: 2 tests, 1 failed",
    ]


def test_when_all_pass_one_line_says_so(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0; `--only` takes part of a name, in any case."""
    assert ran(rules, capsys, only="问") == f"{rules}: 1 test, none failed\n"


def test_a_file_without_tests(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing failed, and it is said where tests belong."""
    rules.write_text(RULES, encoding="utf-8")
    assert ran(rules, capsys, only="x") == f"{rules}: no tests; they stand under `tests:`\n"


def test_nobody_has_that_name(rules: Path) -> None:
    """A slip of the finger must not look like success."""
    with pytest.raises(SettingError, match='--only "再贝"'):
        run_tests(rules, form="text", only="再贝")


def test_for_programs(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every test with its place; of a failed one everything that a person sees."""
    assert run_tests(rules, form="json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["file"], found["ok"], found["tests"], found["failed"]) == (
        *(str(rules), False),
        *(2, 1),
    )
    good, bad = found["results"]
    assert good == {"name": "问好", "ok": True, "file": str(rules), "line": 5, "column": 5}
    assert bad == {
        "name": "再见",
        "ok": False,
        "file": str(rules),
        "line": 11,
        "column": 9,
        "step": 2,
        "says": '小明 says "再见"',
        "expected": 'rule "问好" to have it',
        "got": "nothing, for no rule takes it",
        "rule": None,
        "replies": [],
        "because": ['rule "问好" (line 3): text: the text is none of "你好"'],
        "near": [],
    }


def test_json_of_tests_that_pass(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`ok` is the exit code's twin."""
    assert run_tests(rules, form="json", only="问好") == 0
    assert json.loads(capsys.readouterr().out)["ok"] is True


def test_colours_can_be_refused(
    rules: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal there are some, unless NO_COLOR is set; elsewhere never."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in ran(rules, capsys, code=1)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "\x1b[31m" in ran(rules, capsys, code=1)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in ran(rules, capsys, code=1)


def test_a_broken_file_is_its_faults(rules: Path) -> None:
    """Also when only a test is broken."""
    rules.write_text(RULES + TESTS.replace("says", "say"), encoding="utf-8")
    with pytest.raises(RuleFileError, match="says"):
        run_tests(rules, form="text")


def test_an_unreadable_file_is_the_machines_fault(tmp_path: Path) -> None:
    """A directory is no rule file."""
    with pytest.raises(EnvironmentFault):
        run_tests(tmp_path, form="text")


def test_faults_are_json_for_programs(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that can not be tested gives the document that `check` gives."""
    rules.write_text(RULES + TESTS.replace("says", "say"), encoding="utf-8")
    assert run_tests(rules, form="json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is False
    assert document["faults"][0]["level"] == "error"
