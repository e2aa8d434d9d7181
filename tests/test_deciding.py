"""By which rules an event is decided, and what a fault of the program comes to."""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, NoReturn

import pytest

from responder import deciding
from responder.awaiting import Awaiting, nothing_earlier
from responder.composing import Composer
from responder.deciding import Decider
from responder.errors import JournalError
from responder.memory import Memory
from responder.rules import onward
from tests.desk import HELLO, RULES, Desk, loaded, msg_id, opened
from tests.fakes import NOW_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from responder.models import Event
    from responder.rules.ruleset import RuleSet
    from responder.rules.waiting import Waiting


def bug(*_: object, **__: object) -> NoReturn:
    """A fault of the program that quotes what it was given."""
    raise ZeroDivisionError(HELLO)


def unreadable(*_: object, **__: object) -> NoReturn:
    """A journal that is damaged where something is remembered."""
    raise JournalError("journal.sqlite: database disk image is malformed")


PAUSING = loaded(
    """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 介绍, when: 介绍, do: [{reply: 一}, {wait: 3s}, {reply: 二}]}
"""
)


@contextmanager
def decider(folder: Path, rules: RuleSet) -> Iterator[Decider]:
    """One of a journal in which nothing waits."""
    with closing(opened(folder)) as journal:
        awaiting = Awaiting(journal.waits, lambda: rules, nothing_earlier, keep_text=True)
        composer = Composer(now=lambda: NOW_S, rng=Random(1), last_id="")
        yield Decider(awaiting, composer, rules=lambda: rules, now=lambda: NOW_S, seed="seed")


async def heard(folder: Path, text: str) -> Event:
    """A friend's message, as the answer task sees it."""
    with closing(opened(folder)) as journal:
        desk = Desk(journal)
        await desk.hears((1, text))
        return desk.told[0].event


async def waiting_run(folder: Path) -> Waiting:
    """A run in its pause."""
    event = await heard(folder, "介绍")
    with decider(folder, PAUSING) as one:
        decided = one.decide(event, Memory(), {}, "")
    (turn,) = decided.decision.turns
    waiting: Waiting = turn.waiting  # type: ignore[union-attr]  # a pause puts
    return replace(waiting, due_s=NOW_S)


async def test_an_event_comes_with_its_texts_and_the_rules_that_decided_it(tmp_path: Path) -> None:
    """One reading of the rules for both."""
    event, rules = await heard(tmp_path, HELLO), loaded(RULES)
    with decider(tmp_path, rules) as one:
        decided = one.decide(event, Memory(), {}, "")
    assert decided.rule_set is rules
    assert [text.text for text in decided.outgoing] == ["九点开门"]
    assert decided.decision.rule == "hours"


async def test_a_fault_is_a_decision_without_words_of_the_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said, and the next event is decided as ever."""
    event = await heard(tmp_path, HELLO)
    with decider(tmp_path, loaded(RULES)) as one:
        with monkeypatch.context() as patch:
            patch.setattr(onward, "decide", bug)
            decided = one.decide(event, Memory(), {}, "")
        assert decided.outgoing == ()
        assert str(decided.decision.fault).startswith("ZeroDivisionError")
        assert one.decide(event, Memory(), {}, "").outgoing


async def test_what_can_not_be_remembered_is_no_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is told to be broken; no message is taken for decided, and no run for ended."""
    waiting = await waiting_run(tmp_path)
    event = waiting.event
    planned = loaded("rules:\n  - {name: 刻, on: schedule, every: 1h, do: [{alert: 整点}]}\n")
    with decider(tmp_path, planned) as one:
        (turn,) = one.plan({})
        for name in ("decide", "resume"):
            monkeypatch.setattr(onward, name, unreadable)
        monkeypatch.setattr(deciding, "decide", unreadable)
        with pytest.raises(JournalError):
            one.decide(event, Memory(), {}, "")
        with pytest.raises(JournalError):
            one.come(turn.waiting, Memory(), {}, "")  # type: ignore[union-attr]  # a plan puts
    with decider(tmp_path, PAUSING) as one, pytest.raises(JournalError):
        one.resume(waiting, PAUSING, Memory(), {waiting.key: waiting})


async def test_a_run_goes_on_by_the_rules_that_began_it(tmp_path: Path) -> None:
    """Although others hold by now."""
    waiting = await waiting_run(tmp_path)
    edited = loaded("rules:\n  - {name: 介绍, when: 介绍, reply: 新}\n")
    with decider(tmp_path, edited) as one:
        decided = one.resume(waiting, PAUSING, Memory(), {waiting.key: waiting})
    assert [text.text for text in decided.outgoing] == ["二"]
    assert decided.outgoing[0].event_id == msg_id(1)


async def test_a_run_ends_where_its_rule_or_its_rules_are_gone(tmp_path: Path) -> None:
    """With the reason, and nothing is said."""
    waiting = await waiting_run(tmp_path)
    for rules, began, why in (
        (loaded(RULES), PAUSING, "the rule is gone"),
        (PAUSING, None, "the rules that began it are not kept"),
    ):
        with decider(tmp_path, rules) as one:
            decided = one.resume(waiting, began, Memory(), {waiting.key: waiting})
        assert decided.outgoing == ()
        assert decided.decision.main is not None
        assert why in str(decided.decision.main)


async def test_a_fault_in_a_step_ends_its_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not tried again and again."""
    waiting = await waiting_run(tmp_path)
    monkeypatch.setattr(onward, "resume", bug)
    with decider(tmp_path, PAUSING) as one:
        decided = one.resume(waiting, PAUSING, Memory(), {waiting.key: waiting})
    assert decided.outgoing == ()
    assert "ZeroDivisionError" in str(decided.decision.main)
