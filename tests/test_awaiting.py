"""Runs over restarts and reloads: the answer task goes on with them, once."""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.awaiting import LOOK_EVERY_S, OFFLINE_REST_S, nothing_earlier
from responder.errors import JournalError, NoRulesError
from responder.rules.recording import decision_of_text
from responder.wechat.account import Online
from tests.desk import FRIEND_NAME, Book, Desk, loaded, msg_id, opened
from tests.fakes import NOW_S

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import sqlalchemy as sa
    from trio.testing import MockClock

    from responder.journal.journal import Journal

HEAD = "limits: {delay: off, per_chat: off, per_account: off}\nrules:\n"
RULES = loaded(
    HEAD
    + """
  - name: 介绍
    when: 介绍
    do: [{count: sender.n}, {reply: 一}, {wait: 3s}, {reply: "二{{ memory.sender.n }}"}]
  - {name: 加, when: 加, do: [{count: sender.n}, {reply: 好}]}
"""
)
EDITED = loaded(HEAD + "  - {name: 介绍, when: 介绍, reply: 新}\n")
WITHOUT = loaded(HEAD + "  - {name: 别的, when: 介绍, reply: 新}\n")


async def test_a_pause_wakes_the_task(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Without any message, at its time; what was stored meanwhile is seen."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"), (2, "加"))
        await desk.rests(2.9)
        assert desk.replies == ["一", "好"]
        await desk.rests(0.2)
        assert desk.replies == ["一", "好", "二2"]
        assert [one.resumed for one in desk.told] == [False, False, True]
        assert desk.handed[-1].event_id == msg_id(1)
        await desk.rests(100)
        assert len(desk.handed) == 3
    assert autojump_clock.autojump_threshold == 0


async def test_a_run_survives_a_restart(tmp_path: Path, autojump_clock: MockClock) -> None:
    """It goes on where it stood, at once if its time has come; never twice."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
    for expected in (["二1"], []):
        with closing(opened(tmp_path)) as journal:
            again = Desk(journal, rules=RULES, now_s=desk.now_s + 60, online=desk.online)
            await again.rests(1)
            assert again.replies == expected


async def test_a_run_that_nobody_went_on_with_is_given_up(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After as long as a reply may wait; the journal says why."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        again = Desk(journal, rules=RULES, now_s=desk.now_s + 3600, online=desk.online)
        await again.rests(1)
        assert again.replies == []
        record = decision_of_text(journal.waits.decision(msg_id(1)))
        first, second = record.taken
        assert first.waits == (("do[3].wait", desk.now_s + 3),)
        assert second.resumed
        assert second.suppressed == "max_wait"


async def test_a_run_finishes_on_the_rules_that_began_it(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """Although its rule says something else now."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        desk.rules = EDITED
        await desk.hears((2, "介绍"))
        await desk.rests(5)
        assert desk.replies == ["一", "新", "二1"]


async def test_a_run_of_a_rule_that_is_gone_ends(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Nothing more is said, and `why` can tell."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        desk.rules = WITHOUT
        await desk.rests(5)
        assert desk.replies == ["一"]
        (_, second) = decision_of_text(journal.waits.decision(msg_id(1))).taken
        assert (second.suppressed, second.suppressed_why) == (
            "reload",
            "do[3].wait: the rule is gone",
        )
        assert journal.waits.texts() == ()


async def test_rules_that_are_not_kept_end_their_runs(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After a restart with an edited file, where the journal does not have the old one."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        again = Desk(journal, rules=EDITED, now_s=desk.now_s + 5, online=desk.online)
        await again.rests(1)
        assert again.replies == []
        assert journal.waits.texts() == ()
    with pytest.raises(NoRulesError):
        await nothing_earlier("hash")


async def test_what_could_not_be_written_down_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: MockClock
) -> None:
    """A step and its texts are written together or not at all."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))

        def fails(*_: object) -> None:
            raise JournalError("disk full")

        with monkeypatch.context() as patch:
            patch.setattr(journal.waits, "write", fails)
            with pytest.raises(JournalError):
                await desk.rests(5)
        again = Desk(journal, rules=RULES, now_s=desk.now_s + 5, online=desk.online)
        await again.rests(1)
        assert (desk.replies, again.replies) == (["一"], ["二1"])


async def test_what_is_due_waits_for_a_login(tmp_path: Path, autojump_clock: MockClock) -> None:
    """A text that nobody could send would only grow old."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        desk.is_online = False
        await desk.rests(30)
        assert desk.replies == ["一"]
        desk.is_online = True
        await desk.rests(OFFLINE_REST_S)
        assert desk.replies == ["一", "二1"]


async def test_the_clock_is_looked_at_now_and_then(tmp_path: Path) -> None:
    """It may be set, or the machine may have slept."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=loaded(HEAD + "  - {name: 等, do: [{wait: 5m}, {reply: 二}]}"))
        await desk.hears((1, "x"))
        assert desk.answerer._rest_s() == LOOK_EVERY_S


async def test_a_run_that_can_not_be_read_harms_nobody(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It stays where it is, for the version that can."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=RULES)
        await desk.hears((1, "介绍"))
        with journal._database.writing() as connection:
            connection.exec_driver_sql("UPDATE run SET run = '{}'")
        again = Desk(journal, rules=RULES, now_s=desk.now_s + 5, online=desk.online)
        await again.hears((2, "加"))
        assert again.replies == ["好"]


REMIND = loaded(
    HEAD
    + """
  - {name: 闹钟, when: 闹钟, do: [{later: {id: 钟, in: 1h, do: [{reply: 到点了}]}}, {reply: 好}]}
  - {name: 准时, when: 准时, do: [{later: {in: 1h, missed: skip, do: [{reply: 准时}]}}]}
  - {name: 取消, when: 取消, do: [{cancel: 钟}]}
"""
)


@pytest.mark.parametrize(("late_s", "expected"), [(30, ["准时", "到点了"]), (7200, ["到点了"])])
async def test_what_was_missed_is_done_late_or_not(
    tmp_path: Path, late_s: float, expected: list[str], autojump_clock: MockClock
) -> None:
    """As its rule says; a little late is not missed."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=REMIND)
        await desk.hears((1, "准时"), (2, "闹钟"))
        now_s = desk.now_s + 3600 + late_s
        again = Desk(journal, rules=REMIND, now_s=now_s, online=desk.online)
        await again.rests(1)
        assert sorted(again.replies) == sorted(expected)
        assert journal.waits.texts() == ()


async def test_what_is_cancelled_is_not_done(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Nor what another one took the place of, over restarts too."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=REMIND)
        await desk.hears((1, "闹钟"))
        await desk.rests(1800)
        again = Desk(journal, rules=REMIND, now_s=desk.now_s, online=desk.online)
        await again.hears((2, "闹钟"))
        await again.rests(1900)
        assert again.replies == ["好"]
        await again.rests(1800)
        assert again.replies == ["好", "到点了"]
        await again.hears((3, "闹钟"), (4, "取消"))
        await again.rests(7200)
        assert again.replies == ["好", "到点了", "好"]


BOOK = loaded(
    HEAD
    + """
  - name: 预约
    when: 预约
    do:
      - ask: [{save: day, prompt: 哪一天？}, {save: phone, prompt: 手机号？}]
      - reply: "{{ answers.day }} {{ answers.phone }}"
  - {name: 别的, reply: 别的}
"""
)
REBOOK = loaded(HEAD + "  - {name: 预约, when: 预约, reply: 改了}\n  - {name: 别的, reply: 别的}\n")


async def test_a_dialogue_survives_restarts_and_edits(tmp_path: Path) -> None:
    """Each answer is taken before the rules, by those that began it."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=BOOK)
        await desk.hears((1, "预约"), (2, "5月3日"))
        assert desk.replies == ["哪一天？", "手机号？"]
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, rules=REBOOK, online=desk.online, earlier=[BOOK])
        await again.hears((3, "138"), (4, "再说"))
        assert again.replies == ["5月3日 138", "别的"]
        assert again.handed[0].event_id == msg_id(3)
        assert journal.waits.texts() == ()


@pytest.mark.parametrize(
    ("wrote_s", "replies"), [(590.0, ["手机号？"]), (610.0, ["别的", "太久了"])]
)
async def test_an_answer_given_in_time_counts_though_it_is_heard_later(
    wrote_s: float, replies: list[str], tmp_path: Path, autojump_clock: MockClock
) -> None:
    """A program that did not run when its question expired first hears what was written."""
    rules = loaded(
        HEAD
        + """
  - name: 预约
    when: 预约
    do:
      - ask: [{save: day, prompt: 哪一天？}, {save: phone, prompt: 手机号？}]
        on_timeout: [{reply: 太久了}]
  - {name: 别的, reply: 别的}
"""
    )
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=rules)
        await desk.hears((1, "预约"))
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, rules=rules, online=desk.online, now_s=NOW_S + 620.0)
        again.is_online = False
        await again.hears((2, "5月3日"), CreateTime=int(NOW_S + wrote_s))
        again.is_online = True
        await again.rests(10)
        assert again.replies == replies


async def test_a_dialogue_whose_rule_is_gone_says_so(tmp_path: Path) -> None:
    """Once; then the rules have the messages again."""
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=BOOK)
        await desk.hears((1, "预约"))
        desk.rules = loaded(HEAD + "  - {name: 别的, reply: 别的}\n")
        await desk.hears((2, "5月3日"), (3, "喂"))
        assert desk.replies == ["哪一天？", desk.rules.sentences.gone, "别的"]


async def test_nobody_waits_for_an_answer_for_ever(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After its time a message is for the rules again."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=BOOK)
        await desk.hears((1, "预约"))
        await desk.rests(601)
        assert journal.waits.texts() == ()
        await desk.hears((2, "5月3日"))
        assert desk.replies == ["哪一天？", "别的"]


class CutOffError(JournalError):
    """The end of a process."""


@contextmanager
def cut_off(
    patch: pytest.MonkeyPatch, journal: Journal, number: int, *, after: bool
) -> Iterator[None]:
    """End the process just before or after one of its commits."""
    database, count = journal._database, iter(range(number + 1))
    writing = database.writing

    @contextmanager
    def counted() -> Iterator[sa.Connection]:
        last = next(count, None) == number
        with writing() as connection:
            yield connection
            if last and not after:
                raise CutOffError("before")
        if last:
            raise CutOffError("after")

    with patch.context() as patched:
        patched.setattr(database, "writing", counted)
        yield


EVERYTHING = loaded(
    HEAD
    + """
  - name: 预约
    when: 预约
    do:
      - ask: [{save: day, prompt: 哪一天？}, {save: phone, prompt: 手机号？}]
      - later: {in: 1h, do: [{reply: "{{ answers.day }}到了"}, {wait: 2s}, {reply: 请出门}]}
      - each: [甲, 乙]
        as: who
        do:
          - count: sender.n
          - if: who == '甲'
            then: [{wait: 1s}, {reply: "告诉{{ who }}"}]
            else: [{pass: 通知}]
      - wait: 2s
      - reply: "{{ answers.phone }}，第{{ memory.sender.n }}次"
  - {name: 通知, when: 通知, do: [{wait: 1s}, {reply: 通知了}]}
"""
)
ACTS: tuple[tuple[int, str] | float, ...] = ((1, "预约"), (2, "5月3日"), (3, "138"), 5.0, 3700.0)
COMMITS = 8
"""Of the whole: three messages, and five times that a run goes on."""


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", range(COMMITS + 1))
async def test_wherever_it_is_cut_off_everything_is_said_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    autojump_clock: MockClock,
    number: int,
    *,
    after: bool,
) -> None:
    """A step is written down whole or not at all, so nothing is said, asked or counted twice."""
    assert autojump_clock.autojump_threshold == 0
    left, now_s, lives = list(ACTS), NOW_S, 0
    online = None
    while left:
        lives += 1
        with closing(opened(tmp_path)) as journal:
            desk = Desk(journal, rules=EVERYTHING, now_s=now_s)
            desk.online = online = online or desk.online
            cut = number if lives == 1 else COMMITS * 2
            with cut_off(monkeypatch, journal, cut, after=after), suppress(CutOffError):
                while left:
                    act = left[0]
                    await (desk.rests(act) if isinstance(act, float) else desk.hears(act))
                    left.pop(0)
            now_s = desk.now()
    assert lives == (2 if number < COMMITS else 1)
    with closing(opened(tmp_path)) as journal:
        texts = [one.outgoing.text for one in journal.outbox.pending()]
        assert journal.waits.texts() == ()
    at_once = ["哪一天？", "手机号？", "告诉甲", "通知了", "138，第2次"]
    assert texts == [*at_once, "5月3日到了", "请出门"]


CLOCKED = loaded(
    HEAD
    + """
  - name: 刻
    on: schedule
    every: 15m
    do: [{count: everyone.n}, {send: {to: FRIEND, text: "第{{ memory.everyone.n }}刻"}}]
  - {name: 准, on: schedule, every: 1h, missed: skip, do: [{send: {to: FRIEND, text: 整点}}]}
  - {name: 登录, on: login, do: [{send: {to: FRIEND, text: 来了}}]}
""".replace("FRIEND", FRIEND_NAME)
)


async def test_a_schedule_comes_by_itself(tmp_path: Path, autojump_clock: MockClock) -> None:
    """As soon as somebody is logged in, without any message; what it did can be looked up."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=CLOCKED)
        await desk.rests(31 * 60)
        assert desk.replies == ["来了", "第1刻", "第2刻"]
        (text,) = [one.event_id for one in desk.handed if one.text == "第2刻"]
        assert text == f"schedule 刻 {NOW_S + 1800:.0f}"
        kept = journal.event(text)
        assert kept is not None
        assert desk.told[-1].decision.rule == "刻"


async def test_a_schedule_goes_on_over_restarts(tmp_path: Path, autojump_clock: MockClock) -> None:
    """What was missed is made up for once, or not; the next time is where it was meant to be."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=CLOCKED)
        await desk.rests(16 * 60)
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, rules=CLOCKED, now_s=NOW_S + 100 * 60, online=desk.online)
        await again.rests(60)
        assert again.replies == ["第2刻"]
        assert [one.decision.main.suppressed for one in again.told if one.decision.main] == [
            *("", "missed"),
        ]
        await again.rests(5 * 60)
        assert again.replies == ["第2刻", "第3刻"]
        await again.rests(15 * 60)
        assert again.replies == ["第2刻", "第3刻", "整点", "第4刻"]


async def test_a_pause_keeps_a_schedule_from_sending(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """It is recorded, and nothing is made up for when the pause ends."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=CLOCKED)
        await desk.rests(60)
        desk.paused = True
        await desk.rests(15 * 60)
        assert desk.replies == ["来了"]
        assert desk.told[-1].decision.main is not None
        assert desk.told[-1].decision.main.suppressed == "paused"
        desk.paused = False
        await desk.rests(15 * 60)
        assert desk.replies == ["来了", "第1刻"]


async def test_what_is_due_waits_until_it_is_known_who_is_who(
    tmp_path: Path, autojump_clock: MockClock
) -> None:
    """After a restart nobody is logged in at first; then a text to somebody finds him."""
    assert autojump_clock.autojump_threshold == 0
    rule_set = loaded(
        HEAD
        + """
  - name: 晚
    when: 晚
    do: [{later: {in: 5m, do: [{send: {to: FRIEND, text: 晚了}}]}}]
""".replace("FRIEND", FRIEND_NAME)
    )
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=rule_set)
        await desk.hears((1, "晚"))
    with closing(opened(tmp_path)) as journal:
        again = Desk(
            journal, rules=rule_set, now_s=NOW_S + 400, online=desk.online, is_online=False
        )
        await again.rests(60)
        assert again.replies == []
        again.is_online = True
        await again.rests(10)
        assert again.replies == ["晚了"]


async def test_an_edited_schedule_holds_at_once(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Once the bell rings; and a schedule that is gone comes no more."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=CLOCKED)
        await desk.rests(60)
        desk.rules = loaded(
            HEAD
            + """
  - {name: 刻, on: schedule, every: 1m, do: [{send: {to: FRIEND, text: 快}}]}
""".replace("FRIEND", FRIEND_NAME)
        )
        await desk.rests(121)
        assert desk.replies == ["来了", "快", "快"]
        desk.rules = WITHOUT
        await desk.rests(7200)
        assert desk.replies == ["来了", "快", "快"]
        assert journal.waits.texts() == ()


async def test_a_login_is_heard_once(tmp_path: Path, autojump_clock: MockClock) -> None:
    """Not again after a restart that goes on with it, but of the next login."""
    assert autojump_clock.autojump_threshold == 0
    with closing(opened(tmp_path)) as journal:
        desk = Desk(journal, rules=CLOCKED)
        await desk.hears((1, "在吗"))
        await desk.rests(10)
        assert desk.replies == ["来了"]
    with closing(opened(tmp_path)) as journal:
        again = Desk(journal, rules=CLOCKED, online=desk.online)
        await again.rests(10)
        assert again.replies == []
        again.online = replace(desk.online, login_id="L2")
        await again.rests(10)
        assert again.replies == ["来了"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("number", range(5))
async def test_wherever_it_is_cut_off_each_time_comes_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    autojump_clock: MockClock,
    number: int,
    *,
    after: bool,
) -> None:
    """What a schedule does and its next time are written down together, or not at all."""
    assert autojump_clock.autojump_threshold == 0
    online, end_s, now_s = Online("L1", Book()), NOW_S + 46 * 60, NOW_S
    cuts = iter([number])
    while now_s < end_s:
        with closing(opened(tmp_path)) as journal:
            desk = Desk(journal, rules=CLOCKED, now_s=now_s, online=online)
            with (
                cut_off(monkeypatch, journal, next(cuts, 99), after=after),
                suppress(CutOffError),
            ):
                await desk.rests(end_s - now_s)
            now_s = desk.now()
    with closing(opened(tmp_path)) as journal:
        texts = [one.outgoing.text for one in journal.outbox.pending()]
    assert texts == ["来了", "第1刻", "第2刻", "第3刻"]
