"""`responder replay`, in process."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli.replay import Asked, replay_file
from responder.daemon import SEED as DAEMONS_SEED
from responder.errors import JournalError, RuleFileError, SettingError
from responder.journal.journal import Entry, Journal
from responder.replay.recorded import SEED
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.recording import decision_to_text
from tests.cli.storedkit import NOW_S, entry, event, reply

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {handover: off, loop: off}
rules:
  - {name: 报价, when: {text: {contains: 价格}}, reply: 3800 元}
  - {name: 看看, shadow: true, when: {text: {contains: 地址}}, reply: 人民路}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An edited rule file, beside a recording of four messages."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    with closing(Journal.open(tmp_path)) as journal:
        journal.put_note(SEED, "seed")
        decision = Decision("1", (Taken("报价"),), (Considered("报价"),), claimed=True)
        entries = [
            replace(entry(event(number, text), "answered", decision), rule_set=rules)
            for number, text, rules in (
                ("1", "价格", "aaa"),
                ("2", "地址", "bbb"),
                ("3", "价格？", "bbb"),
                ("4", "你好", "bbb"),
            )
        ]
        out = (
            reply(1, "1", "报价", "3500 元"),
            reply(2, "2", "地址", "在哪儿"),
            replace(reply(3, "3", "报价", "3800 元"), event_id="3"),
        )
        journal.take_in(entries=entries, outgoing=out, now_s=NOW_S)
    return path


def test_the_seed_is_that_of_the_daemon() -> None:
    """Under the name by which it notes it."""
    assert SEED == DAEMONS_SEED


def test_differences_are_shown_by_rule(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Numbers, contacts, and what was said then and would be now; exit code 1."""
    assert replay_file(path, path.parent, "default", Asked()) == 1
    shown = capsys.readouterr().out
    lines = shown.splitlines()
    assert lines[0].startswith(f"{path}: 4 messages from ")
    assert lines[0].endswith(": 1 removed, 1 changed")
    assert 'rule "报价": 1 changed' in lines
    assert "  小明 1" in lines
    assert '      then "3500 元" by rule "报价"' in lines
    assert '      now  "3800 元" by rule "报价"' in lines
    assert "      now  nothing: no rule takes it" in lines
    assert "  several rule sets decided then: aaa decided 1, of which 1 differ; bbb" in shown


def test_no_examples_may_be_asked_for(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Then the numbers are all there is."""
    replay_file(path, path.parent, "default", Asked(examples=0))
    assert "then" not in capsys.readouterr().out.replace("decided then", "")


def test_a_rule_in_shadow_is_told_of_without_being_asked_for(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the way to see more."""
    replay_file(path, path.parent, "default", Asked())
    told = 'rule "看看" is in shadow: it would have taken 1 message, and done something else'
    assert f"{told} than was done with 1; --shadow shows which" in capsys.readouterr().out


def test_the_same_for_programs(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With every difference."""
    assert replay_file(path, path.parent, "default", Asked(as_json=True, examples=0)) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["same"], found["differences"], found["messages"]) == (False, 2, 4)
    (changed,) = next(one for one in found["rules"] if one["rule"] == "报价")["found"]
    assert (changed["id"], changed["kind"], changed["text"]) == ("1", "changed", "价格")
    then = {"rule": "报价", "text": "3500 元", "to": None, "decided": NOW_S}
    assert changed["then"] == [then]
    now = {"rule": "报价", "text": "3800 元", "to": None, "decided": NOW_S}
    assert changed["now"] == [now]


SAME = """\
limits: {handover: off, loop: off}
rules:
  - {name: 报价, when: 价格, reply: 3500 元}
  - {name: 问价, when: 价格？, reply: 3800 元}
  - {name: 地址, when: 地址, reply: 在哪儿}
"""


def test_no_difference_is_fine(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0; that another rule says the same is told, and is no difference."""
    path.write_text(SAME, encoding="utf-8")
    assert replay_file(path, path.parent, "default", Asked()) == 0
    shown = capsys.readouterr().out
    assert shown.splitlines()[0].endswith(": nothing is different")
    assert "  1 message gets the same words from another rule" in shown
    assert replay_file(path, path.parent, "default", Asked(as_json=True)) == 0
    assert json.loads(capsys.readouterr().out)["same"]


def test_shadow_rules_are_held_against_what_was_done(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only they, and only the messages that they would have taken."""
    assert replay_file(path, path.parent, "default", Asked(shadow=True)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "1 message that rules in shadow would have taken" in lines[0]
    assert 'rule "看看": 1 changed' in lines
    assert '      now  "人民路" by rule "看看"' in lines


def test_wrong_input_is_told(path: Path, tmp_path: Path) -> None:
    """A file with faults, a time that is none, no journal, nothing in the time."""
    state = path.parent
    with pytest.raises(SettingError, match="--since: expected a time"):
        replay_file(path, state, "default", Asked(since="week"))
    (tmp_path / "empty").mkdir()
    Journal.open(tmp_path / "empty").close()
    with pytest.raises(SettingError, match="no message was recorded"):
        replay_file(path, tmp_path / "empty", "default", Asked(since="1s"))
    with pytest.raises(JournalError, match="no journal"):
        replay_file(path, tmp_path / "none", "default", Asked())
    path.write_text("rules: 7", encoding="utf-8")
    with pytest.raises(RuleFileError):
        replay_file(path, state, "default", Asked())


def test_what_can_not_be_read_is_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is guessed of it."""
    with closing(Journal.open(path.parent)) as journal:
        broken = Entry(event("9"), "{}", "answered", decision=decision_to_text(Decision("9")))
        journal.take_in(entries=[broken], now_s=NOW_S)
    replay_file(path, path.parent, "default", Asked())
    assert "  1 event can not be read" in capsys.readouterr().out
