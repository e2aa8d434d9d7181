"""`responder check`, in process; the command itself is in `tests/e2e/test_commands.py`."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from responder.cli.check import SHOWN_MAX, check_file
from responder.errors import EnvironmentFault
from responder.rules.reading.faults import FAULTS_MAX

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TWO_FAULTS = """\
rules:
  - name: 100%, really
    when: {tekst: 你好}
    reply: x
  - when: b
    reply: "{{ nobody }}"
"""

GOOD = "rules:\n  - {name: 问好, when: 你好, reply: 您好！}\n"
PASSES = "  - {name: good, steps: [{from: 小明, says: 你好, expect: 您好！}]}\n"
FAILS = "  - {name: bad, steps: [{from: 小明, says: 你好, expect: 再见}]}\n"
ODD = GOOD + "  - {name: again, when: 你好, reply: 您好！}\n"


@pytest.fixture
def checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, list[str]]]:
    """Checks a text: the exit code and the lines, without the folder of the file."""

    def run(text: str, *, form: str = "text", strict: bool = False) -> tuple[int, list[str]]:
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        code = check_file(path, form=form, strict=strict)
        return code, capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines()

    return run


@pytest.fixture
def data(checked: Callable[..., tuple[int, list[str]]]) -> Callable[[str], dict[str, Any]]:
    """Checks a text and gives the JSON."""

    def run(text: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads("\n".join(checked(text, form="json")[1]))
        return found

    return run


def test_all_faults_at_once(checked: Callable[..., tuple[int, list[str]]]) -> None:
    """Text form: every fault with its place, and a last line with their number."""
    code, lines = checked(TWO_FAULTS)
    assert code == 1
    assert [line.split(" ")[0] for line in lines if line.startswith("rules.yaml:")] == [
        "rules.yaml:3:12:",
        "rules.yaml:6:16:",
        "rules.yaml:",
    ]
    assert lines[-1] == "rules.yaml: 2 faults; nothing of it would be used"


@pytest.mark.parametrize(
    ("text", "code", "summary"),
    [
        (GOOD, 0, "1 rule, no faults"),
        (f"{GOOD}tests:\n{PASSES}", 0, "1 rule, no faults, 1 test passed"),
        (f"{GOOD}tests:\n{PASSES}{FAILS}", 1, "1 rule, no faults, 1 of 2 tests failed"),
        (ODD, 0, "2 rules, no faults, 1 warning"),
        (f"{ODD}tests:\n{FAILS}", 1, "2 rules, no faults, 1 of 1 test failed, 1 warning"),
    ],
)
def test_the_last_line_counts(
    checked: Callable[..., tuple[int, list[str]]], text: str, code: int, summary: str
) -> None:
    """Rules, tests and warnings, each where there are any; a failed test is an exit code of 1."""
    found, lines = checked(text)
    assert (found, lines[-1]) == (code, f"rules.yaml: {summary}")


def test_a_failed_test_is_shown_like_a_fault(
    checked: Callable[..., tuple[int, list[str]]],
) -> None:
    """With its place, its step, and what was expected and got."""
    _, lines = checked(f"{GOOD}tests:\n{FAILS}")
    assert lines[0].startswith('rules.yaml:4:25: test "bad", step 1: expected "再见", got "您好！"')
    assert lines[2].strip() == "^"


def test_warnings_are_marked_and_count_when_strict(
    checked: Callable[..., tuple[int, list[str]]],
) -> None:
    """Each begins with the word, so that nobody takes it for a fault."""
    code, lines = checked(ODD, strict=True)
    assert code == 1
    assert lines[0].startswith('warning: rules.yaml:3:5: rule "again": this rule can never win')


def test_tests_of_a_faulty_file_are_not_carried_out(data: Callable[[str], dict[str, Any]]) -> None:
    """Nobody knows what its rules would do."""
    found = data(f"{TWO_FAULTS}tests:\n{FAILS}")
    assert (found["rules"], found["tests"], found["failed"], len(found["faults"])) == (0, 0, 0, 2)


def test_json_gives_fields(data: Callable[[str], dict[str, Any]]) -> None:
    """Each fault as data: level, file, line, column, rule, field, message and hint."""
    first = data(TWO_FAULTS)["faults"][0]
    assert first["file"] == "rules.yaml"
    assert (first["level"], first["line"], first["rule"]) == ("error", 3, "100%, really")
    assert 'did you mean "text"?' in first["hint"]


def test_json_has_failed_tests_and_warnings(data: Callable[[str], dict[str, Any]]) -> None:
    """A failed test is an error that names the test and its step; numbers stand beside."""
    found = data(f"{ODD}tests:\n{PASSES}{FAILS}")
    assert (found["ok"], found["rules"], found["tests"], found["failed"]) == (False, 2, 2, 1)
    assert [(one["level"], one["field"]) for one in found["faults"]] == [
        ("error", 'test "bad", step 1'),
        ("warning", ""),
    ]


def test_workflow_commands(checked: Callable[..., tuple[int, list[str]]]) -> None:
    """A line for each finding with its place, its rule and field; no summary."""
    code, lines = checked(f"{ODD}tests:\n{FAILS}", form="github")
    assert code == 1
    assert len(lines) == 2
    assert lines[0].startswith('::error file=rules.yaml,line=5,col=25::test "bad", step 1: expect')
    assert lines[1].startswith('::warning file=rules.yaml,line=3,col=5::rule "again": this rule')


def test_workflow_commands_are_escaped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Percent signs, commas and colons of names and paths can not break a command."""
    path = tmp_path / "a,b:c.yaml"
    path.write_text(TWO_FAULTS, encoding="utf-8")
    assert check_file(path, form="github", strict=False) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert "a%2Cb%3Ac.yaml,line=3,col=" in first
    assert "100%25, really" in first


def test_a_person_is_not_shown_more_than_can_be_read(
    checked: Callable[..., tuple[int, list[str]]],
) -> None:
    """The first of them, and how many more there are; programs get all."""
    text = "rules:\n" + "  - {when: x, replay: y}\n" * (SHOWN_MAX + 5)
    _, lines = checked(text)
    assert lines[-2] == "… and 5 more faults"
    assert len(checked(text, form="github")[1]) == SHOWN_MAX + 5


@pytest.mark.parametrize(("day", "code"), [(date(2025, 6, 2), 0), (date(2099, 1, 1), 1)])
def test_a_calendar_that_ends_is_warned_of(tmp_path: Path, day: date, code: int) -> None:
    """Which depends on the day of the check."""
    path = tmp_path / "rules.yaml"
    rule = "{name: 下班, when: {time: {days: workdays}}, reply: 明天见}"
    path.write_text(f"timezone: Asia/Shanghai\nrules: [{rule}]\n", encoding="utf-8")
    assert check_file(path, form="text", strict=True, today=day) == code


def test_an_unreadable_file_is_the_machines_fault(tmp_path: Path) -> None:
    """A directory is no rule file."""
    with pytest.raises(EnvironmentFault):
        check_file(tmp_path, form="text", strict=False)


def test_where_looking_ended_is_said(checked: Callable[..., tuple[int, list[str]]]) -> None:
    """A file of nothing but faults has at least so many."""
    _, lines = checked("rules:\n" + "- replay: a\n" * (FAULTS_MAX + 9))
    assert lines[-2] == f"… and at least {FAULTS_MAX - SHOWN_MAX:,} more faults"
    assert lines[-1] == "rules.yaml: at least 1,000 faults; nothing of it would be used"


def test_a_secret_that_is_not_here_is_a_warning(
    checked: Callable[..., tuple[int, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the file is checked there may be none: only where it runs it is a fault."""
    text = "rules:\n  - {name: a, when: a, do: [{fetch: 'https://a/{{ secret(\"TOKEN\") }}'}]}\n"
    code, lines = checked(text)
    assert code == 0
    assert lines[0].endswith('rule "a": do[1].fetch: there is no secret TOKEN')
    assert checked(text, strict=True)[0] == 1
    monkeypatch.setenv("RESPONDER_SECRET_TOKEN", "hush")
    assert checked(text, strict=True) == (0, ["rules.yaml: 1 rule, no faults"])
