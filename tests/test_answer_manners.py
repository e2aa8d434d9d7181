"""The answer task minds its manners: what waits, what is only recorded, what is our own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from responder.answer import MESSAGES_AT_ONCE
from responder.errors import JournalError
from responder.journal.journal import FILE
from responder.models import CatchUp, Limits, Loop, OutgoingState, Rate
from responder.rules import onward
from responder.rules.claims import Claim
from responder.rules.manners import BACKLOG_S, BLINK_S, forbids
from responder.rules.recording import decision_of_text, event_of_text
from responder.wechat.protocol.contacts import Contact
from tests.desk import HELLO, RULES, Desk, bug, loaded, msg_id, opened
from tests.fakes import NOW_S, commits
from tests.wechat.protocol.samples import FRIEND, SELF

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

    from responder.rules.ruleset import RuleSet

MINE: dict[str, Any] = {"FromUserName": SELF, "ToUserName": FRIEND}
HOUR_S = 3600.0


def entries(path: Path) -> dict[str, tuple[str, str]]:
    """Outcome and rule of every event in the journal, by the number of its message."""
    with closing(sqlite3.connect(path / FILE)) as connection:
        rows = connection.execute("SELECT event_id, outcome, rule FROM event ORDER BY number")
        return {str(int(row[0]) - int(msg_id(0))): row[1:] for row in rows}


def column(path: Path, name: str, number: int) -> str:
    """One field of one event in the journal."""
    with closing(sqlite3.connect(path / FILE)) as connection:
        query = f"SELECT {name} FROM event WHERE event_id = ?"  # noqa: S608 - our own names
        return str(connection.execute(query, (msg_id(number),)).fetchone()[0])


def limited(**limits: object) -> RuleSet:
    """The rules with some manners."""
    rule_set = loaded(RULES)
    return replace(rule_set, limits=replace(rule_set.limits, **limits))  # type: ignore[arg-type]  # as asked


async def test_what_happened_is_written_down_with_what_was_decided(tmp_path: Path) -> None:
    """The event whole, the rule, the hash of its rule set, and the trace."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, "谢谢"), (3, "算一下"))
    assert entries(tmp_path) == {
        "1": ("answered", "hours"),
        "2": ("unanswered", ""),
        "3": ("failed", "sum"),
    }
    assert event_of_text(column(tmp_path, "event", 1)) == desk.told[0].event
    record = decision_of_text(column(tmp_path, "decision", 2))
    assert record.trace == desk.told[1].decision.trace
    assert column(tmp_path, "rule_set", 1) == desk.rules.hash


async def test_texts_are_not_kept_unless_asked(tmp_path: Path) -> None:
    """Neither what was said nor what a pattern found in it nor a reason that quotes it."""
    rules = loaded("rules: [{name: id, when: {text: {regex: '我是(?P<who>.+)'}}, reply: 好}]")
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules, keep_text=False)
        await desk.hears((1, "我是秘密"), (2, "秘密"))
        assert desk.replies == ["好"]
    assert entries(tmp_path)["1"] == ("answered", "id")
    stored = [column(tmp_path, name, n) for name in ("event", "decision") for n in (1, 2)]
    assert not [text for text in stored if "秘密" in text]


async def test_a_burst_is_answered_once_when_it_is_over(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """With `collect` what somebody says in a row is one question; each part is in the journal."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(collect_s=3.0))
        await desk.hears((1, "在吗"))
        await desk.rests(2)
        await desk.hears((2, HELLO))
        await desk.rests(2.9)
        assert desk.replies == []
        assert [held.hold.key for held in journal.held()] == [journal.held()[0].hold.key] * 2
        await desk.rests(0.2)
        (one,) = desk.told
        assert one.event.text == f"在吗\n{HELLO}"
        assert journal.held() == ()
    assert entries(tmp_path) == {"1": ("joined", ""), "2": ("unanswered", "")}


async def test_a_burst_survives_a_crash(tmp_path: Path, autojump_clock: MockClock) -> None:
    """What waited is decided by the next run, when it is due, with all its parts."""
    rules = limited(collect_s=3.0)
    with closing(opened(tmp_path)) as journal:
        await Desk(journal, rules).hears((1, "几点"), (2, "开门"))
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules, now_s=NOW_S + 1)
        await desk.rests(1.9)
        assert desk.told == []
        await desk.rests(0.2)
        assert [one.event.text for one in desk.told] == ["几点\n开门"]
    assert entries(tmp_path) == {"1": ("joined", ""), "2": ("unanswered", "")}


async def test_a_clock_set_back_holds_nobody_up(tmp_path: Path, autojump_clock: MockClock) -> None:
    """What waits is decided at once rather than an hour later."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(collect_s=3.0))
        await desk.hears((1, HELLO))
        desk.now_s -= HOUR_S
        await desk.rests(4)
        assert desk.replies == ["九点开门"]


async def test_of_an_outage_the_newest_of_a_chat_is_answered(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Those before it are recorded with the reason."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        old: dict[str, Any] = {"CreateTime": int(NOW_S - HOUR_S)}
        await desk.hears((1, HELLO), (2, "两句"), since_s=NOW_S, **old)
        assert (desk.replies, entries(tmp_path)["2"]) == ([], ("held", ""))
        await desk.hears((3, HELLO), since_s=NOW_S, **old)
        await desk.rests(BACKLOG_S + 0.1)
        assert desk.replies == ["九点开门"]
    assert entries(tmp_path) == {
        "1": ("suppressed", "hours"),
        "2": ("suppressed", "twice"),
        "3": ("answered", "hours"),
    }
    assert decision_of_text(column(tmp_path, "decision", 1)).taken[0].suppressed == "catch_up"


async def test_a_restart_is_no_outage(tmp_path: Path) -> None:
    """Whatever came in the minutes without us is answered, one by one."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), (2, HELLO), since_s=NOW_S, CreateTime=int(NOW_S - BLINK_S))
        assert desk.replies == ["九点开门"] * 2


async def test_what_comes_late_is_recorded(tmp_path: Path) -> None:
    """The service gives an old message although we have listened all the time."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO), since_s=0.0, CreateTime=int(NOW_S - HOUR_S))
        assert desk.replies == []
    assert entries(tmp_path) == {"1": ("suppressed", "hours")}


async def test_where_the_owner_writes_nobody_else_does(tmp_path: Path) -> None:
    """From the next message on, in the same batch or after a restart, until `handover` is over."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(handover_s=600.0))
        await desk.hears((1, HELLO))
        await desk.hears((2, "我来"), **MINE)
        await desk.hears((3, HELLO))
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, desk.rules, now_s=NOW_S + 599)
        await again.hears((4, HELLO))
        again.now_s += 2
        await again.hears((5, HELLO))
    assert [text.event_id for text in desk.handed + again.handed] == [msg_id(1), msg_id(5)]
    assert entries(tmp_path)["3"] == ("suppressed", "hours")


async def test_what_answers_the_owner_says_so(tmp_path: Path) -> None:
    """At the moment of sending their presence does not forbid it."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(handover_s=600.0))
        await desk.hears((1, "备忘"), **MINE)
        await desk.hears((2, HELLO), FromUserName=FRIEND)
        assert [text.to_owner for text in desk.handed] == [True]


async def test_our_own_words_are_nobodys(tmp_path: Path) -> None:
    """An echo meets no rule, is no sign of the owner, and is told to nobody."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(handover_s=600.0))
        await desk.hears((1, HELLO))
        journal.outbox.begin(desk.handed[0], "L1", NOW_S)
        await desk.hears((2, "九点开门"), **MINE)
        await desk.hears((3, HELLO))
        assert len(desk.handed) == 2
        assert [one.event.id for one in desk.told] == [msg_id(1), msg_id(3)]
        await desk.hears((4, "九点开门"), **MINE)
        memory = journal.memory()
        assert forbids(Limits(), desk.told[0].event, memory, NOW_S, None) is not None
    assert entries(tmp_path)["2"] == ("ours", "")


async def test_two_machines_fall_silent(tmp_path: Path) -> None:
    """After so many answers the talk is mute; the journal knows it after a restart too."""
    rules = limited(loop=Loop(3, 60.0, 300.0))
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules)
        await desk.hears(*[(n, HELLO) for n in range(5)])
        assert len(desk.handed) == 3
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules, now_s=NOW_S + 299)
        await desk.hears((6, HELLO))
        assert desk.handed == []
        desk.now_s += 2
        await desk.hears((7, HELLO))
        assert len(desk.handed) == 1


async def test_a_cooldown_outlives_the_process(tmp_path: Path) -> None:
    """It is spent in the transaction of the decision, and given back when nothing was sent."""
    rule_set = loaded(RULES)
    resting = tuple(
        replace(rule, claims=(Claim("cooldown", Rate(1, 60.0)),)) for rule in rule_set.rules
    )
    rules = replace(rule_set, rules=resting)
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules)
        await desk.hears((1, HELLO), (2, HELLO))
        assert len(desk.handed) == 1
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules, now_s=NOW_S + 30)
        await desk.hears((3, HELLO))
        assert desk.handed == []
        (pending,) = journal.outbox.pending()
        journal.outbox.end(pending.outgoing, OutgoingState.EXPIRED, NOW_S + 31)
        await desk.hears((4, HELLO))
        assert len(desk.handed) == 1
    assert [outcome for outcome, _ in entries(tmp_path).values()] == [
        "answered",
        "suppressed",
        "suppressed",
        "answered",
    ]


async def test_a_long_text_is_several_messages(tmp_path: Path) -> None:
    """In order, each with an id of its own, all of them the same answer."""
    rules = loaded("rules: [{name: 长, reply: '第一句。第二句。'}]", split_chars=5)
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules)
        await desk.hears((1, HELLO))
        assert desk.replies == ["第一句。", "第二句。"]
        assert {text.event_id for text in desk.handed} == {msg_id(1)}
        ids = [text.client_msg_id for text in desk.handed]
        assert ids == sorted(set(ids))


async def test_a_great_batch_is_taken_in_part_by_part(tmp_path: Path) -> None:
    """Others have their turn between two parts, and the keys are written with the last."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        seen = []
        journal_take_in = journal.take_in

        def take_in(**taken: object) -> None:
            cursor = taken["cursor"]
            seen.append((len(list(taken["event_ids"])), cursor is not None))  # type: ignore[call-overload]  # a list
            journal_take_in(**taken)  # type: ignore[arg-type]  # passed on

        desk.journal.take_in = take_in  # type: ignore[method-assign]  # watched
        await desk.hears(*[(n, HELLO) for n in range(MESSAGES_AT_ONCE + 1)])
        assert seen == [(MESSAGES_AT_ONCE, False), (1, True)]
        assert len(desk.handed) == MESSAGES_AT_ONCE + 1


async def test_a_part_that_can_not_be_written_leaves_the_rest_to_the_service(
    tmp_path: Path,
) -> None:
    """The keys stay as they were, so all of it comes again; what was taken in is known."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        told = desk.told.append

        def full(one: object) -> None:
            told(one)  # type: ignore[arg-type]  # passed on
            journal._database._connection.exec_driver_sql("PRAGMA query_only = 1")
            journal._database._connection.rollback()

        desk.answerer._tell = full
        with pytest.raises(JournalError):
            await desk.hears(*[(n, HELLO) for n in range(MESSAGES_AT_ONCE + 5)])
    with closing(opened(tmp_path)) as journal:
        assert journal.keys("L1") is None
        desk = Desk(journal)
        await desk.hears(*[(n, HELLO) for n in range(MESSAGES_AT_ONCE + 5)])
        assert [text.event_id for text in desk.handed] == [
            msg_id(n) for n in range(MESSAGES_AT_ONCE, MESSAGES_AT_ONCE + 5)
        ]


@pytest.mark.parametrize("size", [1, 10, MESSAGES_AT_ONCE])
async def test_a_batch_is_one_commit(tmp_path: Path, size: int) -> None:
    """However many messages it has, and whatever was decided."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        with commits(journal) as seen:
            await desk.hears(*[(n, HELLO) for n in range(size)])
        assert len(seen) == 1


async def test_after_an_outage_everything_can_be_answered_or_nothing(tmp_path: Path) -> None:
    """As `catch_up` says."""
    for catch_up, count in ((CatchUp.ALL, 2), (CatchUp.NONE, 0)):
        path = tmp_path / catch_up
        path.mkdir()
        with closing(opened(path)) as journal:
            desk = Desk(journal, limited(catch_up=catch_up))
            old: dict[str, Any] = {"CreateTime": int(NOW_S - HOUR_S)}
            await desk.hears((1, HELLO), (2, HELLO), since_s=NOW_S, **old)
            assert len(desk.handed) == count


async def test_the_owner_is_noticed_even_if_nothing_can_be_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours does not make the rules talk over them."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, limited(handover_s=600.0))
        with monkeypatch.context() as patch:
            patch.setattr(onward, "decide", bug)
            await desk.hears((1, "我来"), **MINE)
        await desk.hears((2, HELLO))
        assert desk.handed == []
    assert entries(tmp_path)["1"] == ("failed", "")


async def test_while_the_owner_pauses_everything_is_decided_and_nothing_answered(
    tmp_path: Path,
) -> None:
    """Cooldowns are not spent; with the end of the pause what comes then is answered."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        desk.paused = True
        await desk.hears((1, HELLO), (2, "谢谢"))
        assert desk.replies == []
        desk.paused = False
        await desk.hears((3, HELLO))
    assert desk.replies == ["九点开门"]
    assert entries(tmp_path) == {
        "1": ("suppressed", "hours"),
        "2": ("unanswered", ""),
        "3": ("answered", "hours"),
    }
    decision = decision_of_text(column(tmp_path, "decision", 1))
    assert decision.taken[-1].suppressed_why == "the owner has paused all answers"


async def test_other_rules_decide_the_next_message(tmp_path: Path) -> None:
    """Each decision names the rules that made it."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal)
        await desk.hears((1, HELLO))
        first = desk.rules.hash
        desk.rules = loaded(RULES.replace("九点开门", "十点开门"))
        await desk.hears((2, HELLO))
    assert desk.replies == ["九点开门", "十点开门"]
    assert [column(tmp_path, "rule_set", n) for n in (1, 2)] == [first, desk.rules.hash]


async def test_what_happened_to_a_passing_id_is_remembered_of_the_lasting_one(
    tmp_path: Path,
) -> None:
    """Whoever is settled late is one person: a cooldown goes on, also over a restart."""
    stranger = "@" + "e" * 64
    said: dict[str, Any] = {"FromUserName": stranger, "ToUserName": SELF}
    rules = loaded("rules: [{when: 在吗, reply: 在, cooldown: 1h}]")
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules)
        await desk.hears((1, "在吗"), **said)
        assert desk.replies == ["在"]
        book = desk.online.directory.book
        desk = Desk(journal, rules, online=desk.online)
        book.update([Contact(stranger, nick_name="小红的真名")])
        await desk.hears((2, "在吗"), **said)
    assert desk.replies == []
    assert entries(tmp_path)["2"][0] == "suppressed"
