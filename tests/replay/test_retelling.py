"""Messages as tests: the shortest that will do, and made-up ones too."""

from __future__ import annotations

import textwrap
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.errors import NoRulesError, SettingError
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.replay.retelling import Tried, retold, retold_trial
from responder.rules.trial.run import run_trials
from responder.tryout import Said, tried
from tests.cli.storedkit import NOW_S, entry, event
from tests.replay.month import keep, made

if TYPE_CHECKING:
    from pathlib import Path

    from responder.replay.case import Case

RULES = """\
timezone: Asia/Shanghai
rules:
  - {name: 报价, when: {text: 价格}, reply: "{{ sender.name }}，3500 元"}
  - {name: 老板, when: {sender: 小明, text: 开门}, reply: [门开了, 请进]}
  - {name: 稍等, when: {text: 稍等}, do: [{reply: 好}, {wait: 5s}, {reply: 来了}]}
"""


def case_of_trial(folder: Path, text: str, *, kept: bool = True) -> Case:
    """A sentence of 小明 that was tried."""
    rule_set = made(RULES)
    with closing(Journal.open(folder)) as journal:
        if kept:
            keep(journal, RULES, NOW_S)
    said = Said(text=text, sender="小明", group="", mention=False, type="text", at="")
    result = tried(rule_set, said, NOW_S)
    replies = [reply.text for reply in result.decision.replies]
    later = [words for course in result.later for words, _ in course]
    with closing(Reader.open(folder)) as reader:
        whole = Tried(result.event, result.decision, (*replies, *later), NOW_S)
        return retold_trial(reader, rule_set, whole)


@pytest.mark.parametrize(
    ("text", "names"), [("价格", ()), ("开门", ("小明",)), ("稍等", ()), ("你好", ())]
)
def test_a_made_up_message_becomes_a_test_that_passes(
    text: str, names: tuple[str, ...], tmp_path: Path
) -> None:
    """Also where chance chooses, where something comes later, and where nothing is said."""
    case = case_of_trial(tmp_path, text)
    assert (case.faithful, case.kept) == (True, names)
    assert names or "小明" not in "\n".join(case.lines)
    loaded = made(RULES + "tests:\n" + textwrap.indent("\n".join(case.lines), "  "))
    assert [one.passed for one in run_trials(loaded, loaded.trials)] == [True]


def test_rules_that_are_not_kept_can_not_be_told_of(tmp_path: Path) -> None:
    """Nobody could say which names they ask for."""
    with pytest.raises(NoRulesError):
        case_of_trial(tmp_path, "价格", kept=False)


def test_a_message_that_no_rules_decided_is_no_test(tmp_path: Path) -> None:
    """There is nothing to expect of it."""
    with closing(Journal.open(tmp_path)) as journal:
        journal.take_in(entries=[entry(event("1", "暂停"), "asked")], now_s=NOW_S)
    with closing(Reader.open(tmp_path)) as reader:
        found = reader.one("1")
        assert found is not None
        with pytest.raises(SettingError, match="not decided by rules"):
            retold(reader, [replace(found, rule_set="")])
