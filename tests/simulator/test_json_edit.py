"""Edits of answers by path."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.simulator.json_edit import edit

ANSWER: dict[str, Any] = {
    "BaseResponse": {"Ret": 0, "ErrMsg": ""},
    "AddMsgList": [{"MsgId": "7", "CreateTime": 5}, {"MsgId": "8", "CreateTime": 6}],
    "Seq": 0,
    "Flag": True,
}


@pytest.mark.parametrize(
    ("kind", "what", "changed"),
    [
        ("set", {"Seq": 5}, {"Seq": 5}),
        ("set", {"New": 1}, {"New": 1}),
        ("set", {"BaseResponse.Ret": "0"}, {"BaseResponse": {"Ret": "0", "ErrMsg": ""}}),
        ("set", {"AddMsgList": []}, {"AddMsgList": []}),
        ("null", ["AddMsgList"], {"AddMsgList": None}),
        ("null", ["AddMsgList.*"], {"AddMsgList": [None, None]}),
        ("omit", ["AddMsgList.*"], {"AddMsgList": []}),
        ("omit", ["AddMsgList.*.MsgId"], {"AddMsgList": [{"CreateTime": 5}, {"CreateTime": 6}]}),
        ("retype", ["Seq"], {"Seq": "0"}),
        (
            "retype",
            ["AddMsgList.*.MsgId", "AddMsgList.*.CreateTime"],
            {"AddMsgList": [{"MsgId": 7, "CreateTime": "5"}, {"MsgId": 8, "CreateTime": "6"}]},
        ),
        ("retype", ["Flag", "BaseResponse.ErrMsg"], {}),
        ("null", ["Nowhere", "Seq.deeper", "AddMsgList.MsgId", "BaseResponse.*"], {}),
        ("omit", ["Nowhere.*.x"], {}),
    ],
)
def test_an_edit_changes_what_its_path_names(
    kind: str,
    what: Any,  # noqa: ANN401 - as the edit
    changed: dict[str, Any],
) -> None:
    """And nothing else; a path that leads nowhere is no error."""
    value = copy.deepcopy(ANSWER)
    edit(value, kind, what)
    assert value == ANSWER | changed


def test_omitting_takes_a_field_away() -> None:
    """Not only its value."""
    value = copy.deepcopy(ANSWER)
    edit(value, "omit", ["Seq"])
    assert "Seq" not in value


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("ab*"), inner),
    ),
    st.sampled_from(("omit", "null", "retype")),
    st.lists(st.sampled_from(("a", "a.b", "*", "*.a", "a.*.b", "", "."))),
)
def test_any_edit_of_any_value_is_possible(value: Any, kind: str, paths: list[str]) -> None:  # noqa: ANN401 - JSON
    """Whatever an answer looks like, a fault does not break the simulator."""
    edit(value, kind, paths)
