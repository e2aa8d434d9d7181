"""What the owner is told: once when it begins, once when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.episodes import CALM_S, NOT_SENT_IN_A_ROW, TEXTS, TITLES, Episodes, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from responder.episodes import Alert

NOW_S = 1_800_000_000.0
LATER_S = NOW_S + 86_400


def told(alerts: Iterable[Alert]) -> list[tuple[str, bool]]:
    """Of what, and whether it is over."""
    return [(str(alert.trouble), alert.over) for alert in alerts]


@pytest.fixture
def episodes() -> Episodes:
    """Nothing is the matter."""
    return Episodes((), NOW_S)


def test_every_trouble_has_its_words() -> None:
    """A title for both ends, what to do, and when it is over."""
    assert set(TITLES) == set(TEXTS) == set(CALM_S) == set(Trouble)
    assert all("responder" in text or "rule file" in text for text in TEXTS.values())


def test_a_login_is_asked_for_once(episodes: Episodes) -> None:
    """With the first code, however many follow; and said to be over at once."""
    (alert,) = episodes.code_shown("https://login/1")
    assert (alert.code, alert.over) == ("https://login/1", False)
    assert "responder login" in alert.text
    assert episodes.code_shown("https://login/2") == ()
    (over,) = episodes.online(NOW_S)
    assert (over.title, over.text, over.code) == (
        *("logged in again", "All clear: logged in again.", ""),
    )
    assert episodes.online(NOW_S) == ()
    assert told(episodes.code_shown("3")) == [("login", False)]


def test_a_login_that_was_taken_away_says_so(episodes: Episodes) -> None:
    """Who scans then throws the other out; that is said in this login only."""
    episodes.taken_over()
    (alert,) = episodes.code_shown("1")
    assert alert.text.startswith("This account was logged in elsewhere")
    episodes.online(NOW_S)
    assert not episodes.code_shown("2")[0].text.startswith("This account")


@pytest.mark.parametrize("name", ["throttled", "barred"])
def test_a_pause_is_over_when_texts_leave_again(name: str, episodes: Episodes) -> None:
    """And have done so for a while; what happens again meanwhile is the same episode."""
    begin: Callable[[], tuple[Alert, ...]] = getattr(episodes, name)
    assert told(begin()) == [(name, False)]
    assert episodes.passed(LATER_S) == ()
    episodes.sent(NOW_S)
    assert begin() == ()
    assert episodes.passed(LATER_S) == ()
    episodes.sent(NOW_S)
    episodes.sent(NOW_S + 500)
    assert episodes.passed(NOW_S + 599) == ()
    assert told(episodes.passed(NOW_S + 600)) == [(name, True)]


def test_delivery_fails_when_several_texts_in_a_row_do(episodes: Episodes) -> None:
    """One that arrives begins the count anew."""
    for _ in range(NOT_SENT_IN_A_ROW - 1):
        assert episodes.not_sent() == ()
    episodes.sent(NOW_S)
    for _ in range(NOT_SENT_IN_A_ROW - 1):
        assert episodes.not_sent() == ()
    assert told(episodes.not_sent()) == [("delivery", False)]
    assert episodes.not_sent() == ()
    episodes.sent(NOW_S)
    assert told(episodes.passed(NOW_S + 600)) == [("delivery", True)]


def test_one_text_of_which_nobody_knows_is_told(episodes: Episodes) -> None:
    """It is never sent again, so nobody else will look; others in the same trouble say nothing."""
    (alert,) = episodes.unknown()
    assert (alert.trouble, alert.over) == (Trouble.UNKNOWN, False)
    assert episodes.unknown() == ()
    assert told(episodes.unknown()) == [("delivery", False)]
    episodes.sent(NOW_S)
    assert told(episodes.passed(NOW_S + 600)) == [("unknown", True), ("delivery", True)]
    assert told(episodes.unknown()) == [("unknown", False)]


def test_one_failure_does_not_put_off_the_all_clear(episodes: Episodes) -> None:
    """Among texts that arrive it is somebody who has left."""
    for _ in range(NOT_SENT_IN_A_ROW):
        episodes.not_sent()
    episodes.sent(NOW_S)
    episodes.not_sent()
    assert told(episodes.passed(NOW_S + 600)) == [("delivery", True)]


def test_machines_that_talk_all_night_are_one_episode(episodes: Episodes) -> None:
    """Each mute puts the end off until an hour has passed without another."""
    assert told(episodes.muted(NOW_S + 300)) == [("loop", False)]
    assert episodes.passed(NOW_S + 3_800) == ()
    assert episodes.muted(NOW_S + 4_000) == ()
    assert episodes.passed(NOW_S + 7_599) == ()
    assert told(episodes.passed(NOW_S + 7_600)) == [("loop", True)]


def test_rules_are_rejected_once_until_they_hold(episodes: Episodes) -> None:
    """Each save of a file that is still broken is no news."""
    assert episodes.rules_hold(NOW_S) == ()
    assert told(episodes.rules_rejected("r.yaml: Is no file")) == [("rules", False)]
    assert episodes.rules_rejected("r.yaml: Is no file") == ()
    assert told(episodes.rules_hold(NOW_S)) == [("rules", True)]


@pytest.mark.parametrize(("count", "more"), [(3, ""), (5, "and 2 more\n")])
def test_rejected_rules_are_told_by_line(episodes: Episodes, count: int, more: str) -> None:
    """The first faults, each in one line that is not endless: it is read on a phone."""
    frame = '\n    nam: a\n    ^\n  did you mean "name"?\n'
    reason = frame.join(f"r.yaml:{line}:1: {'x' * 400}" for line in range(1, count + 1)) + frame
    (alert,) = episodes.rules_rejected(reason)
    first, last = f"r.yaml:1:1: {'x' * 288}\n", f"r.yaml:3:1: {'x' * 288}\n{more}\n"
    assert alert.text.startswith(first)
    assert f"{last}The rule file can not be put to use" in alert.text
    assert alert.text.count("r.yaml") == 3
    assert "^" not in alert.text


def test_new_rules_that_fail_name_the_way_back(episodes: Episodes) -> None:
    """Until others hold."""
    (alert,) = episodes.rules_worse()
    assert "`responder rules rollback`" in alert.text
    assert episodes.rules_worse() == ()
    assert told(episodes.rules_changed(NOW_S)) == [("worse", True)]


def test_a_restart_says_nothing_twice() -> None:
    """What was told goes on, and its end is told; a loop of then calms down by itself."""
    episodes = Episodes((Trouble.LOGIN, Trouble.LOOP), NOW_S)
    assert episodes.code_shown("1") == ()
    assert told(episodes.online(NOW_S)) == [("login", True)]
    assert told(episodes.passed(NOW_S + 3_600)) == [("loop", True)]


STEPS: dict[str, Callable[[Episodes, float], object]] = {
    "code": lambda one, _: one.code_shown("x"),
    "online": lambda one, now_s: one.online(now_s),
    "throttled": lambda one, _: one.throttled(),
    "barred": lambda one, _: one.barred(),
    "sent": lambda one, now_s: one.sent(now_s),
    "not sent": lambda one, _: one.not_sent(),
    "unknown": lambda one, _: one.unknown(),
    "muted": lambda one, now_s: one.muted(now_s + 300),
    "rejected": lambda one, _: one.rules_rejected("r.yaml:1:1: wrong"),
    "worse": lambda one, _: one.rules_worse(),
    "changed": lambda one, now_s: one.rules_changed(now_s),
    "hold": lambda one, now_s: one.rules_hold(now_s),
    "time": lambda one, now_s: one.passed(now_s),
}


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.floats(0, 5_000))))
def test_begin_and_all_clear_always_alternate(steps: list[tuple[str, float]]) -> None:
    """Whatever happens in whatever order, of each trouble alerts come in pairs, begin first."""
    episodes, now_s = Episodes((), NOW_S), NOW_S
    heard: dict[Trouble, bool] = {}
    for name, pause_s in steps:
        now_s += pause_s
        for alert in STEPS[name](episodes, now_s) or ():  # type: ignore[attr-defined]  # alerts or nothing
            assert heard.get(alert.trouble, True) is not alert.over
            heard[alert.trouble] = alert.over
