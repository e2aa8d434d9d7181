"""What `responder status` tells."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from responder.answer import Answered
from responder.deliver import Delivered
from responder.models import Deed, OutgoingState
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.decision import Decision, Taken
from responder.rules.ruleset import Rule, RuleSet
from responder.status import DOING, ERRORS_KEPT, OLD_IN_A_ROW, Status
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.states import Signal, State
from tests.fakes import NOW_S, outgoing
from tests.rules.rulekit import says


class Watch:
    """Unix seconds, as set."""

    def __init__(self) -> None:
        self.now_s = NOW_S

    def __call__(self) -> float:
        """What it shows."""
        return self.now_s


def fresh(watch: Watch | None = None) -> Status:
    """The state of a daemon that has just begun."""
    status = Status(watch or Watch())
    status.reloaded(Reloaded(Outcome.APPLIED, Origin.START, rule_set("abc")))
    return status


def rule_set(hash_: str) -> RuleSet:
    """Some rules."""
    return RuleSet("rules.yaml", hash_, (Rule("a", "rules.yaml", 1),))


def decided(rule: str | None = "hours", error: str | None = None, replies: int = 1) -> Answered:
    """A decision about some message."""
    taken = () if rule is None else (Taken(rule, error=error),)
    decision = Decision("1", taken, fault=None if taken else error)
    return Answered(says("几点开门"), decision, tuple(outgoing(n) for n in range(replies)))


def sentences(status: Status) -> list[str]:
    """The errors that are told."""
    return [entry["error"] for entry in status.errors]


def test_a_fresh_daemon_has_done_nothing() -> None:
    """Every key is there from the beginning, and the whole can be written as JSON."""
    told = fresh().as_dict(waiting=0)
    assert json.loads(json.dumps(told)) == told
    assert told == {
        "state": "no_session",
        "since": NOW_S,
        "last_sync": None,
        "paused_since": None,
        "rules": {
            "file": "rules.yaml",
            "hash": "abc",
            "count": 1,
            "since": NOW_S,
            "origin": "start",
            "rejected": None,
        },
        "messages": 0,
        "answered": 0,
        "queue": 0,
        "names": [],
        "schedules": [],
        "requests": [],
        "left_today": None,
        "throttled_for": 0.0,
        "sent": 0,
        "failed": 0,
        "unknown": 0,
        "suppressed": 0,
        "cancelled": 0,
        "errors": [],
    }


def test_it_tells_the_state_of_the_login_and_since_when() -> None:
    """A step of the login moves both; codes and pauses move neither."""
    watch = Watch()
    status = fresh(watch)
    watch.now_s += 5
    status.notice(Moved(Signal.INITIALISED, State.ONLINE))
    watch.now_s += 5
    status.notice(QrShown("https://login.weixin.qq.com/l/x", 1))
    status.notice(QrPaused(3600))
    assert (status.state, status.since_s) == (State.ONLINE, NOW_S + 5)
    assert sentences(status) == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (State.WAIT_SCAN, "waiting for a scan, 1 rule"),
        (State.ONLINE, "on line, 1 rule"),
        (State.STOPPED, "off line until somebody logs in again, 1 rule"),
    ],
)
def test_a_sentence_says_what_the_login_does(state: State, words: str) -> None:
    """For `systemctl status`: each state has its words."""
    status = fresh()
    status.state = state
    assert status.sentence() == words
    assert status.sentence(paused=True) == f"paused: nothing is answered; {words}"
    assert DOING.keys() == set(State)


def test_a_sentence_counts_the_rules_and_says_when_a_file_was_rejected() -> None:
    """A glance tells that what holds is not what stands in the file."""
    status = fresh()
    status.rules["count"] = 123
    assert status.sentence() == "logging in, 123 rules"
    status.reloaded(Reloaded(Outcome.REJECTED, Origin.EDIT, rule_set("abc"), "rules.yaml:1:1: no"))
    assert status.sentence() == "logging in, 1 rule, but not those of the file"


def test_a_code_is_known_while_it_can_be_scanned() -> None:
    """Scanned, expired or cancelled, it is none any more; it is nowhere else to be read."""
    status = fresh()
    status.notice(Moved(Signal.UUID, State.WAIT_SCAN))
    status.notice(QrShown("https://login.weixin.qq.com/l/x", 1))
    shown = {"state": "wait_scan", "code": "https://login.weixin.qq.com/l/x"}
    assert status.shown_code() == shown
    assert shown["code"] not in json.dumps(status.as_dict(waiting=0)) + repr(status)
    status.notice(Moved(Signal.SCANNED, State.WAIT_CONFIRM))
    assert status.shown_code() == {"state": "wait_confirm", "code": None}


def test_it_tells_when_the_service_was_heard_last() -> None:
    """Every successful poll counts."""
    watch = Watch()
    status = fresh(watch)
    watch.now_s += 30
    status.heard()
    assert status.as_dict(waiting=0)["last_sync"] == NOW_S + 30


def test_it_counts_messages_and_how_many_were_answered() -> None:
    """A silent rule, and no rule, answer nothing."""
    status = fresh()
    status.decided(decided())
    status.decided(decided(replies=2))
    status.decided(decided("silent", replies=0))
    status.decided(decided(None, replies=0))
    told = status.as_dict(waiting=4)
    assert (told["messages"], told["answered"], told["queue"]) == (4, 2, 4)


def test_it_names_the_rule_that_failed() -> None:
    """A fault of the program has no rule, and is said in other words."""
    status = fresh()
    status.decided(decided("sum", "do[1].reply: the text comes out blank", replies=0))
    status.decided(decided(None, "ZeroDivisionError: 1", replies=0))
    assert sentences(status) == [
        "rule sum: do[1].reply: the text comes out blank",
        "a message was not decided: ZeroDivisionError: 1",
    ]


def test_it_counts_the_ends_of_texts_apart() -> None:
    """What perhaps arrived is neither sent nor failed, and both troubles say to whom."""
    status = fresh()
    status.delivered(Delivered(outgoing(1), OutgoingState.SENT))
    status.delivered(Delivered(outgoing(2), OutgoingState.FAILED, "not a friend"))
    status.delivered(Delivered(outgoing(3, "bob"), OutgoingState.UNKNOWN, "its answer was lost"))
    status.delivered(Delivered(outgoing(4), OutgoingState.CANCELLED, "the owner cancelled it"))
    told = status.as_dict(waiting=0)
    assert (told["sent"], told["failed"], told["unknown"], told["cancelled"]) == (1, 1, 1, 1)
    assert sentences(status) == [
        "not sent to Ann: not a friend",
        "perhaps not sent to Bob: its answer was lost",
    ]


def test_the_same_error_again_is_counted_not_repeated() -> None:
    """With the time of the last one, so that an outage does not push everything else out."""
    watch = Watch()
    status = fresh(watch)
    for _ in range(3):
        watch.now_s += 10
        status.notice(Trouble("the service can not be reached", 60))
    assert list(status.errors) == [
        {"at": NOW_S + 30, "error": "the service can not be reached", "times": 3}
    ]


def test_only_the_last_errors_are_kept() -> None:
    """The oldest goes first."""
    status = fresh()
    for number in range(ERRORS_KEPT + 2):
        status.notice(Trouble(f"trouble {number}", 1))
    assert sentences(status) == [f"trouble {n}" for n in range(2, ERRORS_KEPT + 2)]


def test_a_rejected_file_is_told_until_it_is_right() -> None:
    """Beside the rules that hold, and since when they do."""
    watch = Watch()
    status = fresh(watch)
    watch.now_s += 60
    status.reloaded(Reloaded(Outcome.REJECTED, Origin.EDIT, rule_set("abc"), "wrong"))
    told = status.as_dict(waiting=0)["rules"]
    assert told["rejected"] == {"at": NOW_S + 60, "reason": "wrong"}
    assert told["since"] == NOW_S
    status.reloaded(Reloaded(Outcome.APPLIED, Origin.EDIT, rule_set("def")))
    told = status.as_dict(waiting=0)["rules"]
    assert (told["rejected"], told["since"], told["hash"]) == (None, NOW_S + 60, "def")


def test_new_rules_that_fail_more_often_are_an_error_of_their_own() -> None:
    """With the way back."""
    status = fresh()
    for _ in range(10):
        status.decided(decided())
    status.reloaded(Reloaded(Outcome.APPLIED, Origin.EDIT, rule_set("def")))
    for _ in range(3):
        status.decided(decided(error="the value x is missing"))
    assert "responder rules rollback" in sentences(status)[-1]


def test_a_wrong_clock_is_said_to_be_one() -> None:
    """Where message after message seems too old to be answered; one that is not is a proof."""
    watch = Watch()
    status = fresh(watch)
    watch.now_s += 3600
    old = replace(decided(replies=0), decision=Decision("1", (Taken("r", suppressed="max_age"),)))
    for _ in range(OLD_IN_A_ROW - 1):
        status.decided(old)
    status.decided(decided())
    assert sentences(status) == []
    for _ in range(OLD_IN_A_ROW):
        status.decided(old)
    assert "is the clock of this machine right?" in sentences(status)[-1]


def test_what_is_only_kept_is_no_answer() -> None:
    """What could not be kept is said."""
    status = fresh()
    one = decided()
    kept = replace(one.outgoing[0], deed=Deed.KEEP)
    status.decided(replace(one, outgoing=(kept,)))
    status.not_kept(kept, "it is larger than 32 MB")
    assert (status.messages, status.answered) == (1, 0)
    assert sentences(status) == ["not kept of what Ann sent: it is larger than 32 MB"]


def test_it_tells_when_rules_come_by_the_clock() -> None:
    """Each with its next time."""
    told = fresh().as_dict(waiting=0, schedules=(("早报", NOW_S + 5),))
    assert told["schedules"] == [{"rule": "早报", "next": NOW_S + 5}]


def test_it_tells_how_requests_to_the_service_have_ended() -> None:
    """Of each call, in an order that does not change."""
    requests = {(Endpoint.SYNC, "fine"): 3, (Endpoint.SYNC_CHECK, "timeout"): 1}
    assert fresh().as_dict(waiting=0, requests=requests)["requests"] == [
        {"endpoint": "synccheck", "outcome": "timeout", "count": 1},
        {"endpoint": "webwxsync", "outcome": "fine", "count": 3},
    ]
