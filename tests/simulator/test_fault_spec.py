"""Faults as JSON and as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import SettingError
from responder.simulator.calls import CALLS
from responder.simulator.fault_spec import (
    MAPPINGS,
    NUMBERS,
    PATHS,
    PLAIN,
    WORDS,
    fault_from_json,
    faults_from_text,
)
from responder.simulator.faults import Fault, FaultKind, When

SYNC = "webwxsync"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"kind": "html"}, Fault(SYNC, FaultKind.HTML)),
        ({"kind": "status"}, Fault(SYNC, FaultKind.STATUS, 502)),
        ({"kind": "status", "status": 404}, Fault(SYNC, FaultKind.STATUS, 404)),
        ({"kind": "redirect"}, Fault(SYNC, FaultKind.REDIRECT, 302)),
        ({"kind": "reset", "after_s": 3}, Fault(SYNC, FaultKind.RESET, after_s=3.0)),
        (
            {"kind": "ret", "ret": 1205, "message": "太频繁"},
            Fault(SYNC, FaultKind.RET, {"ret": 1205, "message": "太频繁"}),
        ),
        ({"kind": "delay", "delay": 2.5}, Fault(SYNC, FaultKind.DELAY, 2.5)),
        ({"kind": "selector", "selector": 3}, Fault(SYNC, FaultKind.SELECTOR, 3)),
        (
            {"kind": "set", "set": {"SyncKey.Count": 0}},
            Fault(SYNC, FaultKind.SET, {"SyncKey.Count": 0}),
        ),
        ({"kind": "omit", "omit": ["SKey"]}, Fault(SYNC, FaultKind.OMIT, ["SKey"])),
        ({"kind": "bytes"}, Fault(SYNC, FaultKind.BYTES, "invalid_utf8")),
        (
            {"kind": "encoding", "encoding": "raw_deflate"},
            Fault(SYNC, FaultKind.ENCODING, "raw_deflate"),
        ),
        ({"kind": "cookies", "cookies": "expire"}, Fault(SYNC, FaultKind.COOKIES, "expire")),
        ({"kind": "duplicate", "duplicate": "next"}, Fault(SYNC, FaultKind.DUPLICATE, "next")),
        ({"kind": "empty", "times": None}, Fault(SYNC, FaultKind.EMPTY, times=None)),
        ({"kind": "empty", "times": 3}, Fault(SYNC, FaultKind.EMPTY, times=3)),
        ({"kind": "empty", "probability": 0.5}, Fault(SYNC, FaultKind.EMPTY, None, None, 0.5)),
        (
            {"kind": "empty", "probability": 0.5, "times": 1},
            Fault(SYNC, FaultKind.EMPTY, None, 1, 0.5),
        ),
        (
            {"kind": "reset", "when": "after", "after_calls": 4},
            Fault(SYNC, FaultKind.RESET, when=When.AFTER, after_calls=4),
        ),
    ],
)
def test_a_fault_is_read_from_json(body: dict[str, Any], fault: Fault) -> None:
    """Defaults fill what is left out; with a probability the default is to go on for ever."""
    assert fault_from_json({"endpoint": SYNC, **body}) == fault


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "faults: endpoint is missing"),
        ({"endpoint": "webwxsinc", "kind": "html"}, "'webwxsinc' is no call of the service"),
        ({"endpoint": SYNC}, "kind is missing"),
        ({"endpoint": SYNC, "kind": "htm"}, "did you mean html?"),
        ({"endpoint": SYNC, "kind": "ret"}, "ret is missing"),
        ({"endpoint": SYNC, "kind": "delay"}, "delay is missing"),
        ({"endpoint": SYNC, "kind": "delay", "delay": -1}, "a number from 0 to 3600"),
        ({"endpoint": SYNC, "kind": "status", "status": 5}, "a whole number from 100 to 599"),
        ({"endpoint": SYNC, "kind": "status", "status": "502"}, "a whole number"),
        ({"endpoint": SYNC, "kind": "encoding", "encoding": "br"}, "one of gzip, deflate"),
        ({"endpoint": SYNC, "kind": "omit"}, "omit is missing; it must be a list of texts"),
        ({"endpoint": SYNC, "kind": "set", "set": {}}, "an object with at least one field"),
        ({"endpoint": SYNC, "kind": "html", "times": 0}, "times must be a whole number from 1"),
        ({"endpoint": SYNC, "kind": "html", "probability": 2}, "probability must be a number"),
        ({"endpoint": SYNC, "kind": "html", "when": "later"}, "when must be one of before, after"),
        (
            {"endpoint": SYNC, "kind": "html", "time": 1},
            "unknown field 'time'; did you mean 'times'",
        ),
        ({"endpoint": SYNC, "kind": "html", "status": 5}, "unknown field 'status'"),
    ],
)
def test_a_wrong_fault_gets_a_sentence(body: dict[str, Any], words: str) -> None:
    """It names the field and what it may be."""
    with pytest.raises(SettingError) as caught:
        fault_from_json(body)
    assert words in str(caught.value)


def test_every_kind_has_a_rule_for_its_value() -> None:
    """Exactly one of the tables, apart from the delay, which is a number of seconds."""
    tables = [*PLAIN, *NUMBERS, *WORDS, *PATHS, *MAPPINGS, "delay"]
    assert sorted(tables) == sorted(kind.value for kind in FaultKind)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", []),
        (" , ", []),
        (
            "webwxsync:status=502*2,synccheck:reset@0.1",
            [
                Fault(SYNC, FaultKind.STATUS, 502, 2),
                Fault("synccheck", FaultKind.RESET, None, None, 0.1),
            ],
        ),
        ("webwxsendmsg:reset!after", [Fault("webwxsendmsg", FaultKind.RESET, when=When.AFTER)]),
        ("webwxsync:html*all", [Fault(SYNC, FaultKind.HTML, times=None)]),
        ("webwxsync:html+3", [Fault(SYNC, FaultKind.HTML, after_calls=3)]),
        (
            "*:delay=0.5*4@0.25+1!after",
            [Fault("*", FaultKind.DELAY, 0.5, 4, 0.25, When.AFTER, 1)],
        ),
        (
            "webwxsync:omit=SyncCheckKey|AddMsgList.MsgId",
            [Fault(SYNC, FaultKind.OMIT, ["SyncCheckKey", "AddMsgList.MsgId"])],
        ),
        (
            "webwxnewloginpage:ret=1203",
            [Fault("webwxnewloginpage", FaultKind.RET, {"ret": 1203, "message": ""})],
        ),
        ("synccheck:ret=-1", [Fault("synccheck", FaultKind.RET, {"ret": -1, "message": ""})]),
        ("synccheck:empty@1", [Fault("synccheck", FaultKind.EMPTY, probability=1.0)]),
    ],
)
def test_a_fault_is_read_from_text(text: str, faults: list[Fault]) -> None:
    """The short form of the command line."""
    assert faults_from_text(text) == faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("webwxsync", "--faults: 'webwxsync' is not of the form endpoint:kind"),
        ("webwxsync:html*", "is not of the form"),
        ("webwxsync:htlm", "did you mean html?"),
        ("nothing:html", "'nothing' is no call of the service"),
        ("webwxsync:set=1", "set needs JSON; use POST /_sim/faults"),
        ("webwxsync:status=many", "status must be a whole number"),
        ("webwxsync:html@1.5", "probability must be a number"),
        ("webwxsync:html@1.2.3", "probability must be a number"),
        ("webwxsync:html!never", "when must be one of before, after"),
        ("webwxsync:html=3", "unknown field 'html'"),
    ],
)
def test_wrong_text_gets_a_sentence(text: str, words: str) -> None:
    """It shows the entry."""
    with pytest.raises(SettingError) as caught:
        faults_from_text(text)
    assert words in str(caught.value)
    assert text in str(caught.value)


@given(st.text(alphabet="abcwxsync:=*@+!|,.0123456789"))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else happens."""
    try:
        faults = faults_from_text(text)
    except SettingError:
        return
    assert all(fault.endpoint in CALLS | {"*"} for fault in faults)
