"""`responder record`, in process."""

from __future__ import annotations

import textwrap
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli.record import record_messages
from responder.errors import NoRulesError, SettingError
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.rules.trial.run import run_trials
from tests.cli.storedkit import NOW_S, entry, event, reply
from tests.replay.month import keep, made

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
timezone: Asia/Shanghai
rules:
  - {name: 报价, when: {text: {contains: 价格}}, cooldown: 1h, reply: "{{ sender.name }}，3500 元"}
  - {name: 老板, when: {sender: 小明, text: 开门}, reply: 门开了}
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """小明 asks for the price twice, and for the door; then something comes that was not kept."""
    with closing(Journal.open(tmp_path)) as journal:
        keep(journal, RULES, NOW_S)
        for number, text, rule, said in (
            ("1", "价格", "报价", "小明，3500 元"),
            ("2", "价格？", "报价", ""),
            ("3", "开门", "老板", "门开了"),
            ("4", "", "", ""),
        ):
            at_s = NOW_S + int(number)
            what = replace(entry(event(number, text, time_s=at_s), "answered"), rule=rule)
            out = [replace(reply(int(number), number, rule, said), created_s=at_s)] if said else []
            what = replace(what, rule_set=made(RULES).hash)
            journal.take_in(entries=[what], outgoing=out, now_s=at_s)
    return tmp_path


def passes(text: str) -> None:
    """The printed tests pass beside the rules."""
    loaded = made(RULES + "tests:\n" + textwrap.indent(text, "  "))
    assert loaded.trials
    assert all(one.passed for one in run_trials(loaded, loaded.trials)), text


def test_messages_become_tests(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By their ids or that of an answer; without names, and they pass."""
    assert record_messages(state, "default", ["1"]) == 0
    shown = capsys.readouterr().out
    assert "小明" not in shown
    assert 'reply: "客户1，3500 元"' in shown
    passes(shown)


def test_a_message_brings_what_it_hangs_on(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one before it left a cooldown behind."""
    assert record_messages(state, "default", ["2"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("says:") == 2
    passes(shown)


def test_a_name_that_rules_ask_for_is_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands there as it is, and a remark says so."""
    assert record_messages(state, "default", ["3"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# Named as they are, for rules ask for them: 小明\n")
    passes(shown)


def test_several_of_a_chat_are_one_test(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order in which they came in, each once."""
    assert record_messages(state, "default", ["2", "1", "2"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("name:") == 1
    assert shown.count("expect:") == 2
    passes(shown)


def test_what_can_not_be_told_is_said(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and nothing that would fail is printed."""
    with closing(Journal.open(state)) as journal:
        odd = replace(entry(event("9", "你好"), "answered"), rule="报价", rule_set=made(RULES).hash)
        journal.take_in(entries=[odd], now_s=NOW_S + 60)
    with closing(Reader.open(state)) as reader:
        assert reader.newest() == 5
    assert record_messages(state, "default", ["9"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("9: not told: ")


def test_wrong_input_is_told(state: Path) -> None:
    """An unknown id, words that were not kept, rules that are not."""
    with pytest.raises(SettingError, match="no message 77"):
        record_messages(state, "default", ["77"])
    with pytest.raises(SettingError, match="its words were not kept"):
        record_messages(state, "default", ["4"])
    with closing(Journal.open(state)) as journal:
        old = replace(entry(event("9", "你好"), "answered"), rule_set="f" * 32)
        journal.take_in(entries=[old], now_s=NOW_S)
        waits = entry(event("10", "你好"), "asked")
        journal.take_in(entries=[replace(waits, rule_set="")], now_s=NOW_S)
    with pytest.raises(NoRulesError):
        record_messages(state, "default", ["9"])
    with pytest.raises(SettingError, match="not decided by rules"):
        record_messages(state, "default", ["10"])
