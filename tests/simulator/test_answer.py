"""Answers and holds as values."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.answer import (
    Answer,
    Hold,
    base_answer,
    finish,
    html_answer,
    json_answer,
    pretty,
    script_answer,
    then,
    wait_until,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), VALUES) | VALUES)
def test_pretty_json_means_the_same(value: object) -> None:
    """Whatever the layout, a parser reads back the value."""
    assert json.loads(pretty(value)) == value


def test_pretty_json_looks_like_the_service() -> None:
    """One line per top-level field and list entry, a space after the colon only, raw characters."""
    value = {"BaseResponse": {"Ret": 0, "ErrMsg": ""}, "List": [{"a": 1}, {"a": "你"}], "E": []}
    assert pretty(value).decode().splitlines() == [
        "{",
        '"BaseResponse": {"Ret": 0,"ErrMsg": ""},',
        '"List": [{"a": 1},',
        '{"a": "你"}],',
        '"E": []',
        "}",
    ]


def test_a_lone_surrogate_does_not_break_the_answer() -> None:
    """Text that is no UTF-8 is replaced, not an error."""
    assert json.loads(pretty({"a": "\ud800"})) == {"a": "?"}


def test_json_is_called_plain_text() -> None:
    """The service sends JSON as text/plain without a charset."""
    answer = finish(base_answer(MsgID="1"), "")
    assert answer.headers == (("Content-Type", "text/plain"),)
    assert json.loads(answer.body) == {"BaseResponse": {"Ret": 0, "ErrMsg": ""}, "MsgID": "1"}


def test_scripts_and_pages_have_their_types() -> None:
    """Script calls are text/javascript, pages HTML."""
    assert script_answer("window.code=408;").headers[0] == ("Content-Type", "text/javascript")
    assert html_answer("<p>", 404).status == 404


LONG = json_answer({"a": "x" * 500})


def test_long_json_is_compressed_when_accepted() -> None:
    """Compression is used where the client takes it, and only there."""
    packed = finish(LONG, "gzip, deflate, br")
    assert ("Content-Encoding", "gzip") in packed.headers
    assert json.loads(gzip.decompress(packed.body)) == LONG.json
    assert finish(LONG, "identity").body == pretty(LONG.json)


def test_short_and_other_answers_stay_plain() -> None:
    """A short answer gains nothing, and scripts are never compressed."""
    assert finish(base_answer(), "gzip").headers == (("Content-Type", "text/plain"),)
    assert finish(script_answer("x" * 500), "gzip").body == b"x" * 500


@pytest.mark.parametrize(
    ("encoding", "name", "wbits"),
    [("gzip", "gzip", 31), ("deflate", "deflate", 15), ("raw_deflate", "deflate", -15)],
)
def test_an_encoding_can_be_forced(encoding: str, name: str, wbits: int) -> None:
    """Also the raw deflate that some servers send under the name of the other one."""
    packed = finish(replace(LONG, encoding=encoding), "")
    assert ("Content-Encoding", name) in packed.headers
    assert zlib.decompress(packed.body, wbits) == pretty(LONG.json)


def test_identity_can_be_forced() -> None:
    """Then nothing is compressed though the client would take it."""
    plain = finish(replace(LONG, encoding="identity"), "gzip")
    assert plain.body == pretty(LONG.json)
    assert len(plain.headers) == 1


def test_an_edit_reaches_a_present_answer() -> None:
    """`then` on an answer applies at once, with the time."""
    outcome = then(Answer(200), lambda answer, now: replace(answer, status=int(now)), 7.0)
    assert outcome == Answer(7)


def test_an_edit_reaches_a_future_answer() -> None:
    """`then` on a hold applies to what it becomes, and keeps its other sides."""
    left: list[float] = []
    hold = Hold(5.0, lambda now: Answer(int(now)) if now >= 5 else hold, left.append)
    outcome = then(hold, lambda answer, now: Answer(answer.status * 10 + int(now)), 0.0)
    assert isinstance(outcome, Hold)
    assert outcome.until == 5.0
    assert isinstance(outcome.again(4.0), Hold)
    assert outcome.again(6.0) == Answer(66)
    outcome.abandoned(3.0)
    assert left == [3.0]


def test_waiting_ends_at_its_time_only() -> None:
    """Being asked earlier changes nothing."""
    outcome = wait_until(5.0, lambda now: Answer(int(now)), 1.0)
    assert isinstance(outcome, Hold)
    again = outcome.again(3.0)
    assert isinstance(again, Hold)
    assert again.again(5.5) == Answer(5)
    assert wait_until(5.0, lambda now: Answer(int(now)), 9.0) == Answer(9)


def test_a_hold_that_nobody_watches_can_be_abandoned() -> None:
    """The default does nothing and does not fail."""
    Hold(1.0, lambda _now: Answer()).abandoned(0.5)
