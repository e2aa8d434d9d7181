"""`responder test --coverage --mutate`, in process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from responder.cli.testing import run_tests

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 问好, when: 你好, cooldown: 1m, reply: 您好！}
  - {name: 再见, when: 再见, reply: 慢走}
tests:
  - name: 问好
    steps:
      - {from: 小明, says: 天气, expect: nothing}
      - {from: 小明, says: 你好, expect: 您好！}
"""
REST = """\
      - {from: 小明, says: 你好, expect: nothing}
      - {from: 小明, says: 再见, expect: 慢走}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A rule file whose tests leave out a rule and a cooldown."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def test_coverage_names_what_no_test_reaches(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line each with its place, a summary, and exit code 1."""
    assert run_tests(path, form="text", coverage=True) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'{path}:3: rule "问好": in no test its cooldown keeps it from answering',
        f'{path}:4: rule "再见": no test reaches it',
        f"{path}: 1 test, none failed",
        f"{path}: 1 of 2 rules reached, 2 of 3 conditions",
    ]


def test_mutate_names_changes_that_no_test_notices(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Likewise; a rule that no test reaches may be taken away."""
    assert run_tests(path, form="text", mutate=True) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'{path}:3: rule "问好": no test notices when it is without its cooldown',
        f'{path}:4: rule "再见": no test notices when it is removed',
        f"{path}: 1 test, none failed",
        f"{path}: 3 of 5 changes noticed",
    ]


def test_thorough_tests_are_fine(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and nothing but the summaries."""
    path.write_text(RULES + REST, encoding="utf-8")
    assert run_tests(path, form="text", coverage=True, mutate=True) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_the_same_for_programs(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One object with all of it; `ok` says what the exit code says."""
    assert run_tests(path, form="json", coverage=True, mutate=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert found["coverage"] == {
        "rules": 2,
        "rules_reached": 1,
        "conditions": 3,
        "conditions_reached": 2,
        "unreached": [
            {
                "rule": "问好",
                "file": str(path),
                "line": 3,
                "taken": True,
                "conditions": ["cooldown"],
            },
            {"rule": "再见", "file": str(path), "line": 4, "taken": False, "conditions": []},
        ],
    }
    assert found["mutation"] == {
        "mutants": 5,
        "survivors": [
            {"rule": "问好", "file": str(path), "line": 3, "without": "cooldown"},
            {"rule": "再见", "file": str(path), "line": 4, "without": None},
        ],
    }


def test_nothing_is_changed_while_a_test_fails(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change that "fails a test" would say nothing then."""
    path.write_text(RULES.replace("expect: nothing", "expect: 晴"), encoding="utf-8")
    assert run_tests(path, form="text", mutate=True) == 1
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{path}: no change was tried: first the tests must pass as they are"
    )
    assert run_tests(path, form="json", mutate=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["mutation"] == {"mutants": None, "survivors": []}
