"""How each call says no."""

from __future__ import annotations

from random import Random

import pytest

from responder.simulator.answer import base_answer, script_answer
from responder.simulator.calls import CALLS
from responder.simulator.refuse import SHAPES, recode, refuse
from responder.simulator.request import make_request
from responder.simulator.world import Call, World


def call(endpoint: str) -> Call:
    """A request to a call of the service."""
    path = f"/cgi-bin/mmwebwx-bin/{endpoint}?version=v2"
    return Call(World(), make_request("POST", path), 0.0, Random(1))


@pytest.mark.parametrize(
    ("endpoint", "text"),
    [
        ("synccheck", 'window.synccheck={retcode:"1101",selector:"0"}'),
        ("login", "window.code=1101;"),
        ("jslogin", 'window.QRLogin.code = 1101; window.QRLogin.error = "";'),
        ("webwxnewloginpage", "<error><ret>1101</ret><message>无</message></error>"),
    ],
)
def test_scripts_and_xml_carry_the_code_their_way(endpoint: str, text: str) -> None:
    """In the form in which the call answers anyway."""
    assert refuse(call(endpoint), 1101, "无").body.decode() == text


def test_a_push_login_is_refused_with_a_text() -> None:
    """Its ret is a string, and a uuid is there."""
    assert refuse(call("webwxpushloginurl"), 2, "antispam").json == {
        "ret": "2",
        "msg": "antispam",
        "uuid": "",
    }


@pytest.mark.parametrize("endpoint", sorted(SHAPES))
def test_a_refusal_keeps_the_shape_of_the_answer(endpoint: str) -> None:
    """Fields are there and empty, so that a naive client fails visibly."""
    value = refuse(call(endpoint), 1101, "x").json
    assert value["BaseResponse"] == {"Ret": 1101, "ErrMsg": "x"}
    assert set(value) == {"BaseResponse", *SHAPES[endpoint]}


def test_a_refused_sync_has_empty_keys() -> None:
    """Count 0: a client must not take them for new ones."""
    value = refuse(call("webwxsync"), 1100).json
    assert value["SyncKey"] == value["SyncCheckKey"] == {"Count": 0, "List": []}
    assert value["AddMsgList"] == []


def test_every_call_can_be_refused() -> None:
    """None fails on it."""
    for endpoint in CALLS:
        answer = refuse(call(endpoint), 1205)
        assert answer.status == 200
        assert "1205" in str(answer.json or answer.body)


def test_an_answer_that_took_effect_can_carry_a_code() -> None:
    """Its other fields stay; where there is no BaseResponse the refusal replaces it."""
    answer = recode(call("webwxsendmsg"), base_answer(MsgID="7"), 1205, "x")
    assert answer.json == {"BaseResponse": {"Ret": 1205, "ErrMsg": "x"}, "MsgID": "7"}
    assert recode(call("synccheck"), script_answer("a"), 1, "").body.startswith(b"window.synccheck")
