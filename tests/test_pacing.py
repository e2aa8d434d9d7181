"""The pace over restarts, reloads and logins: nothing that has left is forgotten."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import trio

from responder.journal.journal import Journal
from responder.journal.outbox import Outbox
from responder.models import Limits, Rate
from responder.pace import DAY_S, THROTTLE_CAP_S, THROTTLE_FIRST_S, Pace
from responder.pacing import CLOCK_SET_S, CLOCKS_KEPT, Pacing
from tests.fakes import NOW_S, OFF, Clock, FakeAccount, Service, outgoing

if TYPE_CHECKING:
    from pathlib import Path

    from trio.testing import MockClock

    from responder.journal.attempts import Attempt

ONE = replace(OFF, per_chat=Rate(1, 60.0), per_day=2)


class Stage:
    """Pacing of an account, made anew on the same journal as often as a test wants."""

    def __init__(self, journal: Journal, limits: Limits = ONE) -> None:
        self.journal = journal
        self.limits = limits
        self.account = FakeAccount(Service())
        self.account.log_in()
        self.clock = Clock()

    def begin(self) -> Pacing:
        """The program starts."""
        return Pacing(
            Pace(self.limits),
            journal=self.journal,
            account=self.account,
            limits=lambda: self.limits,
            now=self.clock,
        )

    def sent(self, number: int, chat_id: str = "ann") -> None:
        """A text has left, as the journal knows it."""
        text = replace(outgoing(number, chat_id, created_s=self.clock()), login_id="L1")
        self.journal.take_in(now_s=self.clock(), outgoing=(text,))


async def test_what_left_before_a_restart_counts(autojump_clock: MockClock, tmp_path: Path) -> None:
    """For its chat, and for the day."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal)
        stage.sent(1)
        await trio.sleep(10)
        pacing = stage.begin()
        assert pacing.chat_ready_at(["ann"]) == 60
        assert pacing.chat_ready_at(["bob"]) < trio.current_time()
        assert pacing.left_today == 1
        pacing.take(["bob"])
        assert pacing.day_full()


async def test_a_long_rate_holds_over_a_restart(autojump_clock: MockClock, tmp_path: Path) -> None:
    """What has left is not forgotten before it counts no more, however long that is."""
    week = replace(OFF, per_chat=Rate(1, 7 * DAY_S), per_account=Rate(2, 366 * DAY_S))
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, week)
        stage.sent(1)
        await trio.sleep(2 * DAY_S)
        stage.sent(2, "bob")
        journal.pruning.prune(stage.clock())
        pacing = stage.begin()
        assert pacing.chat_ready_at(["ann"]) == 7 * DAY_S
        assert pacing.account_ready_at() == 366 * DAY_S


async def test_other_limits_count_what_has_left_as_if_they_had_always_held(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A reload neither forgets nor forgives."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, OFF)
        pacing = stage.begin()
        stage.sent(1)
        stage.limits = ONE
        pacing.keep_up()
        assert pacing.chat_ready_at(["ann"]) == 60
        assert pacing.left_today == 1


async def test_in_another_login_a_chat_is_counted_by_all_its_ids(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """What went to one id fills the window of the other."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal)
        stage.sent(1, "ann")
        pacing = stage.begin()
        assert pacing.chat_ready_at(["ann too"]) < 0
        stage.account.doubles["ann"] = ("ann too",)
        stage.account.log_in("L2")
        pacing.keep_up()
        assert pacing.chat_ready_at(["ann too"]) == 60


@pytest.mark.parametrize("set_s", [3600.0, -3600.0])
async def test_a_clock_that_is_set_frees_nobody_in_another_login(
    autojump_clock: MockClock, tmp_path: Path, set_s: float
) -> None:
    """What left before that counts from when it left, and what left after it too."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal)
        pacing = stage.begin()
        pacing.keep_up()
        stage.sent(1, "ann")
        stage.clock.off_s = set_s
        await trio.sleep(10)
        pacing.keep_up()
        stage.sent(2, "bob")
        await trio.sleep(10)
        stage.account.log_in("L2")
        pacing.keep_up()
        assert pacing.chat_ready_at(["ann"]) == 60
        assert pacing.chat_ready_at(["bob"]) == 70
        assert pacing.day_full()


async def test_a_clock_that_drifts_is_no_burden(autojump_clock: MockClock, tmp_path: Path) -> None:
    """It is set a little again and again, and only so many of these times are kept."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal)
        pacing = stage.begin()
        for _ in range(10 * CLOCKS_KEPT):
            stage.clock.off_s += 2 * CLOCK_SET_S
            pacing.keep_up()
        assert len(pacing._ahead_s) == CLOCKS_KEPT
        stage.sent(1, "ann")
        stage.account.log_in("L2")
        pacing.keep_up()
        assert pacing.chat_ready_at(["ann"]) == 60


async def test_a_pause_of_the_service_outlives_a_restart(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """With what is left of it, and with the length of the next."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, OFF)
        assert stage.begin().throttled() == THROTTLE_FIRST_S
        await trio.sleep(20)
        pacing = stage.begin()
        assert pacing.pausing_s == THROTTLE_FIRST_S - 20
        await trio.sleep(THROTTLE_FIRST_S)
        assert pacing.throttled() == 2 * THROTTLE_FIRST_S


async def test_a_text_that_left_ends_the_doubling_for_later_runs_too(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """A pause of months ago makes none of today longer, and is not gone on with."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, OFF)
        pacing = stage.begin()
        pacing.throttled()
        await trio.sleep(THROTTLE_FIRST_S)
        pacing.accepted()
        stage.clock.off_s = -3600.0
        again = stage.begin()
        assert again.pausing_s == 0
        assert again.throttled() == THROTTLE_FIRST_S


async def test_a_clock_that_is_set_back_prolongs_no_pause(
    autojump_clock: MockClock, tmp_path: Path
) -> None:
    """It is never longer than it was."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, OFF)
        stage.begin().bar()
        stage.clock.off_s = -86_400.0
        assert stage.clock() < NOW_S
        assert stage.begin().pausing_s == THROTTLE_CAP_S


async def test_equal_limits_of_other_rules_count_nothing_anew(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most edits leave them as they are, and the loop must not read thousands of texts for each."""
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal)
        pacing = stage.begin()
        pacing.keep_up()
        monkeypatch.setattr(Outbox, "attempts", _never)
        stage.limits = replace(ONE)
        pacing.keep_up()
        stage.limits = replace(OFF, per_day=None)  # by which nothing that has left counts
        pacing.keep_up()


async def test_only_what_still_counts_is_read(
    autojump_clock: MockClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a bound for the day that is a minute, not a day."""
    asked: list[float] = []

    def attempts(_: Outbox, since_s: float) -> tuple[Attempt, ...]:
        asked.append(since_s)
        return ()

    monkeypatch.setattr(Outbox, "attempts", attempts)
    with closing(Journal.open(tmp_path)) as journal:
        stage = Stage(journal, replace(ONE, per_day=None))
        stage.begin()
        stage.limits = ONE
        stage.begin()
        assert asked == [NOW_S - 60.0, NOW_S - DAY_S]


def _never(*_: object) -> tuple[Attempt, ...]:
    raise AssertionError("what has left was read again")
