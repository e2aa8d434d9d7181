"""Recorded messages decided once more: over a simulated month, and case by case."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from sqlite3 import connect as sqlite
from typing import TYPE_CHECKING

import pytest
import structlog
import trio
from trio.testing import MockClock

from responder.daemon import SEED
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.memory import Memory
from responder.models import Chat, ChatKind, EventKind
from responder.replay.compared import Compared, Kind, Now, compare
from responder.replay.past import MISSED, Past, Then
from responder.replay.recorded import Window, replay
from responder.replay.replaying import (
    ASKS_NOW,
    ASKS_OTHERWISE,
    ASKS_THE_SAME,
    NO_RESULT,
    OTHER_TIMES,
    Known,
    Replayer,
)
from responder.replay.report import Report
from responder.rules.requests import FetchRequest
from responder.rules.waiting import Cause, Run, Waiting
from tests.replay.month import EDITED, RULES, Month, made
from tests.rules.rulekit import BOB, NOW_S, rules, says

if TYPE_CHECKING:
    from pathlib import Path

    from responder.models import Event
    from responder.rules.ruleset import RuleSet

SHOP = """
limits: {delay: off, handover: off, loop: off}
rules:
  - {name: price, when: {text: {contains: price}}, cooldown: 1h, reply: ten}
  - {name: twice, when: twice, do: [{reply: one}, {reply: two}]}
  - {name: hush, when: {text: {contains: spam}}, silent: true}
  - {name: watching, shadow: true, when: {text: {contains: question}}, reply: answer}
  - {name: guard, shadow: true, when: {text: {contains: secret}}, silent: true}
  - {name: rest, when: {text: {contains: question}}, reply: later}
"""


def lived(month: Month) -> Month:
    """Let a month pass, in virtual time and without its log."""
    with structlog.testing.capture_logs():
        trio.run(month.live, clock=MockClock(autojump_threshold=0))
    return month


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A month with the same rules all the time."""
    return lived(Month(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A month with an edit in its middle."""
    return lived(Month(tmp_path_factory.mktemp("edited"), edited_on=15))


def replayed(folder: Path, rule_set: RuleSet, since_s: float | None = None) -> Report:
    """What rules find in the recording of a folder."""
    report = Report()
    with closing(Reader.open(folder)) as reader:
        replay(reader, rule_set, report, Window(since_s))
    return report


def test_the_unchanged_file_finds_no_difference_in_a_month(plain: Month) -> None:
    """With bursts, cooldowns, limits, chance, handover, pauses, outages and unsent texts."""
    report = replayed(plain.folder, made(RULES))
    assert report.messages > 500
    assert report.unsent > 5
    assert report.paused > 5
    assert report.kinds == {Kind.SAME: report.messages}


def test_nothing_is_different_since_an_edit_in_the_middle(edited: Month) -> None:
    """What was remembered before the window comes from the journal."""
    since = replayed(edited.folder, made(EDITED), edited.edited_s)
    assert since.messages > 200
    assert since.forgotten == 0
    assert since.kinds == {Kind.SAME: since.messages}


def test_an_edit_is_found_where_it_matters(edited: Month) -> None:
    """Other words of two rules change their answers before the edit, and nothing else."""
    report = replayed(edited.folder, made(EDITED))
    assert set(report.rules) == {"报价", "下班"}
    assert report.forgotten == 0
    assert report.differences > 30
    found = [one for group in report.rules.values() for one in group.found]
    assert all(one.past.arrived_s < edited.edited_s for one in found)
    assert len(report.sets) == 2


@pytest.mark.parametrize(
    "change",
    [
        ("cooldown: 20m", "cooldown: 10h"),
        ("2/day", "1/day"),
        ("handover: 10m", "handover: 3h"),
        ("collect: 3s", "collect: 4s"),
        ("same_text: 30s", "same_text: 1d"),
        ("mute: 5m", "mute: 6h"),
        ("chance: 0.5", "chance: 0.9"),
        ("times: 2", "times: 9"),
        ("max_age: 3m", "max_age: 1h"),
        ("owner_silent: 1h", "owner_silent: 9h"),
        ("first_contact: true", "first_contact: false"),
        ("wait: 20s", "wait: 30s"),
        ("in: 30m", "in: 31m"),
        ("expires: 10m", "expires: 1m"),
        ("月|周", "月|日"),
        ("missed: skip", "missed: run"),
        ("cooldown: 1h", "cooldown: 9h"),
    ],
    ids=str,
)
def test_an_edit_of_anything_is_seen(plain: Month, change: tuple[str, str]) -> None:
    """So the month above has all of it: a replay that passed over one would find no difference."""
    assert change[0] in RULES
    assert replayed(plain.folder, made(RULES.replace(*change))).differences


def test_the_seed_of_the_account_keys_the_draws(plain: Month, tmp_path: Path) -> None:
    """Another one falls otherwise."""
    copy = tmp_path / "journal.sqlite"
    with closing(sqlite(plain.folder / copy.name)) as source, closing(sqlite(copy)) as target:
        source.backup(target)
    with closing(Journal.open(tmp_path)) as journal:
        journal.put_note(SEED, "another")
    assert set(replayed(tmp_path, made(RULES)).rules) >= {"骰子", "地址"}


def test_a_replay_gives_the_same_twice(plain: Month) -> None:
    """Also what it finds."""
    assert replayed(plain.folder, made(EDITED)) == replayed(plain.folder, made(EDITED))


def test_words_that_were_not_kept_are_no_guess(tmp_path: Path) -> None:
    """Nothing is said of them but that."""
    lived(Month(tmp_path, days=5, keep_text=False))
    report = replayed(tmp_path, made(EDITED))
    assert report.differences == 0
    assert report.kinds[Kind.UNKNOWN] > 50


def past(
    text: str, number: int, *then: str, rule: str = "price", at_s: float = NOW_S, **changes: object
) -> Past:
    """A message, and what was answered to it at once."""
    event = replace(says(text, event_id=str(number)), time_s=at_s)
    made_ = Past(event, at_s, "answered", texts=tuple(Then(rule, words, at_s) for words in then))
    return replace(made_, **changes)  # type: ignore[arg-type]  # a test's shorthand


def found(*pasts: Past, file: str = SHOP, shadow: bool = False) -> list[Compared]:
    """What is compared of some messages."""
    replayer = Replayer(rules(file), "seed", Memory(), shadow)
    compared = [one for each in pasts for one in replayer.take(each)]
    return [*compared, *replayer.end()]


def kinds(*pasts: Past, file: str = SHOP, shadow: bool = False) -> list[Kind]:
    """How each differs."""
    return [one.kind for one in found(*pasts, file=file, shadow=shadow)]


def test_an_answer_is_same_added_removed_or_changed() -> None:
    """By its words; which rule writes them does not matter."""
    assert kinds(past("price", 1, "ten")) == [Kind.SAME]
    assert kinds(past("price", 1, "ten", rule="before")) == [Kind.SAME]
    assert kinds(past("price", 1)) == [Kind.ADDED]
    assert kinds(past("hello", 1, "ten")) == [Kind.REMOVED]
    assert kinds(past("price", 1, "nine")) == [Kind.CHANGED]
    assert kinds(past("twice", 1, "one")) == [Kind.CHANGED]
    assert kinds(past("twice", 1, "one", "two", rule="twice")) == [Kind.SAME]


def test_memory_grows_by_what_the_file_decides() -> None:
    """Its cooldown runs from its own answer; what was said then is no matter."""
    first, second = past("price", 1), past("price", 2, "ten", at_s=NOW_S + 60)
    added, removed = found(first, second)
    assert (added.kind, removed.kind) == (Kind.ADDED, Kind.REMOVED)
    assert removed.why == "cooldown: the rule rests for 1h after each answer"


def test_why_nothing_is_answered() -> None:
    """No rule, a silent one, or a burst that goes on."""
    (one,) = found(past("hello", 1, "x"))
    assert (one.rule, one.why) == ("", "no rule takes it")
    (one,) = found(past("spam", 1, "x"))
    assert (one.rule, one.why) == ("hush", "the rule answers nothing, on purpose")
    file = SHOP.replace("loop: off", "loop: off, collect: 5s")
    first, second = found(past("price", 1, "ten"), past("or not", 2, at_s=NOW_S + 1), file=file)
    assert first.why == "it is answered together with a later message"
    assert [text.text for text in second.now] == ["ten"]


def test_an_answer_that_is_decided_later_has_moved() -> None:
    """The same words, but after the end of the burst."""
    file = SHOP.replace("loop: off", "loop: off, collect: 5s")
    (one,) = found(past("price", 1, "ten"), file=file)
    assert (one.kind, one.decided_s) == (Kind.MOVED, NOW_S + 5)


def test_what_never_left_gives_its_cooldown_back_when_it_ended() -> None:
    """If the same is decided again; other words count as sent."""
    lost = past("price", 1, texts=(Then("price", "ten", NOW_S, NOW_S + 30),))
    again = past("price", 2, "ten", at_s=NOW_S + 60)
    assert kinds(lost, again) == [Kind.SAME, Kind.SAME]
    early = past("price", 2, at_s=NOW_S + 20)
    assert kinds(lost, early) == [Kind.SAME, Kind.SAME]
    other = past("price", 1, texts=(Then("price", "nine", NOW_S, NOW_S + 30),))
    assert kinds(other, again) == [Kind.CHANGED, Kind.REMOVED]


def test_what_came_in_a_pause_stays_unanswered() -> None:
    """Whatever rule takes it now."""
    (one,) = found(past("price", 1, withheld="paused"))
    assert (one.kind, one.now) == (Kind.SAME, ())


def test_what_nobody_decided_is_passed_over() -> None:
    """What still waits, and what asked something of the program itself."""
    assert kinds(past("price", 1, outcome="held"), past("pause", 2, outcome="asked")) == []


def test_without_words_only_the_memory_grows() -> None:
    """The answer then counts for the cooldown."""
    blank, later = past("", 1, "ten", rule="price", at_s=NOW_S), past("price", 2, at_s=NOW_S + 9)
    assert kinds(replace(blank, rule="price"), later) == [Kind.UNKNOWN, Kind.SAME]


def test_texts_that_were_not_kept_are_told_by_rule_and_number() -> None:
    """The same rule as often may be the same; another one is not."""
    then = [Then("price", "", NOW_S)]
    assert compare(then, [Now("price", "ten", NOW_S)]) is Kind.UNKNOWN
    assert compare(then, [Now("rest", "ten", NOW_S)]) is Kind.CHANGED


def test_a_rule_in_shadow_is_held_against_what_was_done() -> None:
    """The same words, others, something where there was nothing, nothing where there was some."""
    for then, kind in (("answer", Kind.SAME), ("later", Kind.CHANGED)):
        (one,) = found(past("question", 1, then, rule="rest"), shadow=True)
        assert (one.kind, one.rule, [text.text for text in one.now]) == (
            kind,
            "watching",
            ["answer"],
        )
    assert kinds(past("question", 1), shadow=True) == [Kind.ADDED]
    assert kinds(past("secret", 1, "x"), shadow=True) == [Kind.REMOVED]
    assert kinds(past("price", 1, "ten"), shadow=True) == []


def test_a_rule_in_shadow_that_may_not_answer_is_not_compared() -> None:
    """A pause, for one, would have kept it silent too."""
    (one,) = found(past("question", 1, withheld="paused"), shadow=True)
    assert (one.kind, one.why) == (Kind.UNKNOWN, "paused: the owner has paused all answers")


def test_others_are_decided_by_themselves() -> None:
    """A cooldown of one person is none of another."""
    bob: Event = replace(says("price", sender=BOB, event_id="2"), time_s=NOW_S)
    assert kinds(past("price", 1, "ten"), past("", 2, "ten", event=bob)) == [Kind.SAME, Kind.SAME]


RUNS = """
limits: {delay: off, handover: off, loop: off}
rules:
  - {name: slow, when: slow, cooldown: 1h, do: [{reply: one}, {wait: 5s}, {reply: two}]}
  - {name: remind, when: remind, do: [{later: {id: it, in: 1m, do: [{reply: now}]}}]}
  - {name: stop, when: stop, do: [{cancel: it}]}
  - name: book
    when: book
    do:
      - ask: [{save: day, prompt: when?}]
        expires: 2m
        on_timeout: [{reply: too late}]
      - reply: "on {{ answers.day }}"
  - {name: order, when: order, do: [{fetch: {url: "https://x.example/", as: it}}, {reply: done}]}
  - {name: tell, when: tell, do: [{send: {to: 老王, text: call}}]}
"""


def said(*texts: tuple[str, float]) -> tuple[Then, ...]:
    """Texts that were decided so many seconds after the beginning."""
    return tuple(Then("r", text, NOW_S + after_s) for text, after_s in texts)


def test_a_run_goes_on_at_its_time() -> None:
    """Its texts are compared with those of the event, each with its time."""
    slow = past("slow", 1, texts=said(("one", 0), ("two", 5)))
    other = past("hello", 2, at_s=NOW_S + 60)
    assert kinds(slow, other, file=RUNS) == [Kind.SAME, Kind.SAME]
    shorter = RUNS.replace("wait: 5s", "wait: 2s")
    (moved, _) = found(slow, other, file=shorter)
    assert (moved.kind, moved.moved_s) == (Kind.MOVED, -3)
    assert kinds(slow, other, file=RUNS.replace("reply: two", "reply: three")) == [
        Kind.CHANGED,
        Kind.SAME,
    ]
    assert kinds(past("slow", 1, "one"), other, file=RUNS) == [Kind.CHANGED, Kind.SAME]


def test_what_is_done_later_may_be_cancelled() -> None:
    """Then nothing is said at its time."""
    remind, stop = past("remind", 1), past("stop", 2, at_s=NOW_S + 30)
    assert kinds(remind, stop, file=RUNS) == [Kind.SAME, Kind.SAME]
    (added,) = found(remind, file=RUNS)
    assert (added.kind, [(one.text, one.at_s) for one in added.now]) == (
        Kind.ADDED,
        [("now", NOW_S + 60)],
    )


def test_a_dialogue_takes_the_recorded_answers() -> None:
    """And ends at its time if there is none."""
    book = past("book", 1, texts=said(("when?", 0)))
    friday = past("friday", 2, "on friday", at_s=NOW_S + 30)
    assert kinds(book, friday, file=RUNS) == [Kind.SAME, Kind.SAME]
    late = replace(book, texts=said(("when?", 0), ("too late", 120)))
    assert kinds(late, past("hello", 2, at_s=NOW_S + 300), file=RUNS) == [Kind.SAME, Kind.SAME]
    (asked, answer) = found(book, friday, file=RUNS.replace("on {{", "for {{"))
    assert (asked.kind, answer.kind) == (Kind.SAME, Kind.CHANGED)
    assert [one.text for one in answer.now] == ["for friday"]


def test_what_comes_behind_the_end_of_the_recording_is_not_guessed() -> None:
    """It is no difference where nothing else is one."""
    slow = past("slow", 1, texts=said(("one", 0)))
    replayer = Replayer(rules(RUNS), "seed", Memory())
    assert [*replayer.take(slow)] == []
    (one,) = replayer.end(NOW_S + 2)
    assert one.kind is Kind.SAME


def test_a_run_goes_on_when_it_did() -> None:
    """Nobody was logged in at its time."""
    known = Known(went_on=lambda _: ((NOW_S + 5, NOW_S + 200),))
    replayer = Replayer(rules(RUNS), "seed", Memory(), known=known)
    assert [*replayer.take(past("slow", 1, texts=said(("one", 0), ("two", 200))))] == []
    (one,) = replayer.end()
    assert (one.kind, one.now[1].at_s) == (Kind.SAME, NOW_S + 200)


def test_runs_from_before_the_window_go_on() -> None:
    """By the rules that began them; where those are not kept, nobody can say what comes of it."""
    old = rules(RUNS.replace("reply: two", "reply: old two"))
    slow = past("slow", 1, texts=said(("old two", 5)))
    event = slow.event
    run = Run(old.hash, event.id, "slow", (2,))
    waiting = Waiting("k", run, event, Cause.WAIT, "do[2].wait", NOW_S, NOW_S + 5)
    for earlier, kind in ((lambda _: old, Kind.SAME), (lambda _: None, Kind.UNKNOWN)):
        known = Known(((waiting, slow),), earlier=earlier)
        replayer = Replayer(rules(RUNS), "seed", Memory(), known=known)
        (one, _) = replayer.take(past("hello", 2, at_s=NOW_S + 60))
        assert one.kind is kind


def test_an_answer_whose_words_were_not_kept_leaves_its_dialogue_open() -> None:
    """Nobody can say how it went on."""
    blank = past("", 2, "on friday", at_s=NOW_S + 30)
    book = past("book", 1, texts=said(("when?", 0)))
    assert kinds(book, blank, file=RUNS) == [Kind.UNKNOWN, Kind.UNKNOWN]


def test_what_other_computers_answered_is_not_guessed() -> None:
    """A rule that asks them can not be compared; others can."""
    order = past("order", 1, texts=said(("done", 1)))
    unknown, same = found(order, past("hello", 2, at_s=NOW_S + 9), file=RUNS)
    assert (unknown.kind, same.kind) == (Kind.UNKNOWN, Kind.SAME)
    assert "fetched" in unknown.why


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (["https://x.example/"], ASKS_THE_SAME),
        (["https://y.example/", "https://x.example/"], ASKS_THE_SAME),
        (["https://x.example/?all"], ASKS_OTHERWISE),
        ([], ASKS_NOW),
        (None, NO_RESULT),
    ],
)
def test_what_was_asked_of_other_computers_is_compared(asked: list[str] | None, why: str) -> None:
    """Whatever the requests are called, and where nothing of it is kept nothing is said."""
    order = past("order", 1, texts=said(("done", 1)))
    then = None if asked is None else [FetchRequest("GET", url, "some key") for url in asked]
    known = Known(asked=lambda event_id: then if event_id == order.event.id else [])
    replayer = Replayer(rules(RUNS), "seed", Memory(), known=known)
    (one,) = [*replayer.take(order), *replayer.end()]
    assert (one.kind, one.why) == (Kind.UNKNOWN, why)


def comes(number: int, *texts: Then, withheld: str = "") -> Past:
    """A time of a schedule has come."""
    chat = Chat("schedule daily", ChatKind.PRIVATE, "daily")
    event = replace(says("", event_id=str(number)), kind=EventKind.SCHEDULE, chat=chat)
    return past("", number, event=event, texts=texts, withheld=withheld)


def test_times_of_schedules_come_when_they_came() -> None:
    """What was left out stays so; where the rule has other times now, nobody can compare."""
    file = """
rules:
  - {name: daily, on: schedule, at: "09:00", do: [{alert: morning}]}
"""
    now = Then("daily", "morning", NOW_S, to="filehelper")
    assert kinds(comes(1, now), file=file) == [Kind.SAME]
    assert kinds(comes(1, withheld=MISSED), file=file) == [Kind.SAME]
    edited = rules(file.replace("09:00", "10:00"))
    known = Known(earlier=lambda _: rules(file))
    replayer = Replayer(edited, "seed", Memory(), known=known)
    (one,) = replayer.take(comes(1, now))
    assert (one.kind, one.why) == (Kind.UNKNOWN, OTHER_TIMES)


def test_a_text_to_another_chat_is_found_by_its_name() -> None:
    """And to whom it goes is compared, whatever they were called then."""

    def find(_: ChatKind, name: str) -> tuple[Chat, ...]:
        return (Chat("p9", ChatKind.PRIVATE, name),)

    for to, kind in (("p9", Kind.SAME), ("", Kind.CHANGED)):
        tell = past("tell", 1, texts=(Then("tell", "call", NOW_S, to=to),))
        replayer = Replayer(rules(RUNS), "seed", Memory(), known=Known(find=find))
        (one,) = replayer.take(tell)
        assert one.kind is kind


def test_rules_in_shadow_are_watched_besides() -> None:
    """What they would have done is told where something else is compared."""
    report = Report()
    replayer = Replayer(rules(SHOP), "seed", Memory(), watch=report.watch)
    for number, text in enumerate(("question", "secret", "price"), start=1):
        report.add(replayer.take(past(text, number, "later", rule="rest")))
    assert report.watching == {"watching": {Kind.CHANGED: 1}, "guard": {Kind.REMOVED: 1}}
    assert report.messages == 3
