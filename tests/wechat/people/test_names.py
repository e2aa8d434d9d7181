"""Tests of which names a rule may trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.people.names import Remarks, folded


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("老王", "老王 "),
        ("老王", "老\u200b王"),
        ("老王", "老王\ufe0f"),
        ("VIP 1", "ＶＩＰ　１"),
        ("Bob", "BOB"),
        ("Straße", "strasse"),
    ],
)
def test_lookalikes_fold_to_one(name: str, same: str) -> None:
    """Width, case, blanks and what cannot be seen do not make a new name."""
    assert folded(name) == folded(same)


@given(st.text(max_size=20))
def test_folding_is_final(name: str) -> None:
    """What was folded folds to itself, unless case and width interact; a second pass settles it."""
    assert folded(folded(folded(name))) == folded(folded(name))


def test_a_remark_stands_alone() -> None:
    """The owner's word makes the bearer's own names worthless."""
    remarks = Remarks()
    remarks.add("老王")
    assert remarks.known_as("老王", ("小明", "ann_88")) == {"老王"}


def test_own_names_count_where_nobody_bears_them_as_remark() -> None:
    """Alias and nickname, without blanks."""
    assert Remarks().known_as("", ("小明", "", " ", "ann_88")) == {"小明", "ann_88"}


@pytest.mark.parametrize("stolen", ["老王", " 老王", "老\u200b王"])
def test_somebody_elses_remark_counts_for_nothing(stolen: str) -> None:
    """A stranger who calls himself what the owner calls a friend."""
    remarks = Remarks()
    remarks.add("老王")
    assert remarks.known_as("", (stolen, "eve")) == {"eve"}


def test_a_remark_is_free_when_its_last_bearer_is_gone() -> None:
    """Not before."""
    remarks = Remarks()
    remarks.add("客户")
    remarks.add("客户")
    remarks.discard("客户")
    assert remarks.is_borne("客户")
    remarks.discard("客户")
    assert not remarks.is_borne("客户")


def test_no_remark_is_nobodys() -> None:
    """The empty one is neither added nor borne."""
    remarks = Remarks()
    remarks.add("")
    remarks.discard("")
    assert not remarks.is_borne("")
