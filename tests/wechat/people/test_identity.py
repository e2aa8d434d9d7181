"""Tests of what somebody can be recognised by."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.people.identity import Evidence, Identities, Identity, Kind

ANN = Identity("p1", Kind.PERSON, "wxid_ann", "ann88", "老王", "小明", 2, "广东", "深圳", 111)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@st.composite
def everybody(draw: st.DrawFn) -> Identities:
    """Any people with numbered ids."""
    people = draw(
        st.lists(
            st.builds(
                Identity,
                st.just(""),
                st.sampled_from(Kind),
                NAMES,
                NAMES,
                NAMES,
                NAMES,
                sex=st.integers(0, 2),
                attr_status=st.integers(0, 2**40),
                room=NAMES,
                user_name=NAMES,
            ),
            max_size=5,
        )
    )
    numbered = tuple(replace(p, id=f"{p.kind[0]}{n}") for n, p in enumerate(people, 1))
    return Identities(numbered, len(people) + draw(st.integers(1, 9)))


@given(everybody())
def test_everybody_survives_the_disk(identities: Identities) -> None:
    """What is written as JSON is read back the same."""
    assert Identities.from_json(json.loads(json.dumps(identities.to_json()))) == identities


def test_what_is_not_known_is_not_written() -> None:
    """A file of ten thousand people stays small."""
    entry = {"id": "p1", "kind": "person", "nick_name": "小明"}
    assert Identities((Identity("p1", Kind.PERSON, nick_name="小明"),), 2).to_json() == {
        "next_number": 2,
        "entries": [entry],
    }


GOOD = {"id": "p1", "kind": "person"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"next_number": 1},
        {"entries": []},
        {"next_number": 0, "entries": []},
        {"next_number": True, "entries": []},
        {"next_number": "2", "entries": []},
        {"next_number": None, "entries": []},
        {"next_number": 2, "entries": {}},
        {"next_number": 2, "entries": [7]},
        {"next_number": 2, "entries": [{}]},
        {"next_number": 2, "entries": [{"id": "p1"}]},
        {"next_number": 2, "entries": [{**GOOD, "kind": "fish"}]},
        {"next_number": 2, "entries": [{**GOOD, "sex": "1"}]},
        {"next_number": 2, "entries": [{**GOOD, "sex": True}]},
        {"next_number": 2, "entries": [{**GOOD, "alias": 7}]},
        {"next_number": 2, "entries": [{**GOOD, "colour": "x"}]},
        {"next_number": 2, "entries": [{**GOOD, "id": 1}]},
        {"next_number": 2, "entries": [{**GOOD, "id": "p"}]},
        {"next_number": 2, "entries": [{**GOOD, "id": "px"}]},
        {"next_number": 2, "entries": [{**GOOD, "id": "p٣"}]},
        {"next_number": 2, "entries": [{**GOOD, "id": "p2"}]},
        {"next_number": 9, "entries": [GOOD, GOOD]},
    ],
)
def test_a_damaged_file_is_not_guessed_at(document: dict[str, Any]) -> None:
    """To read half of it would give the other half new ids."""
    with pytest.raises(ValueError, match=r"\S"):
        Identities.from_json(document)


def kinds_of_evidence(who: Identity) -> list[Evidence]:
    """What this identity offers, in order."""
    return [by for by, _ in who.grounds()]


def test_evidence_comes_strongest_first() -> None:
    """Session, permanent name, alias, remark, portrait."""
    assert kinds_of_evidence(replace(ANN, user_name="@a")) == list(Evidence)
    assert kinds_of_evidence(Identity("p1", Kind.PERSON)) == []


def test_a_stranger_needs_more_than_a_name() -> None:
    """The same name in the same group, and the bits that no one can set."""
    eve = Identity("m1", Kind.MEMBER, nick_name="路人", attr_status=3, room="g1")
    assert kinds_of_evidence(eve) == [Evidence.PORTRAIT]
    assert kinds_of_evidence(replace(eve, attr_status=0)) == []
    assert kinds_of_evidence(replace(eve, room="")) == []
    assert list(eve.grounds()) != list(replace(eve, room="g2").grounds())


def test_people_and_groups_of_one_name_are_not_alike() -> None:
    """Nobody inherits from another kind, but a permanent name outlives a change of kind."""
    person = Identity("p1", Kind.PERSON, nick_name="客户群", alias="x", remark="y")
    group = replace(person, kind=Kind.GROUP)
    assert not set(person.grounds()) & set(group.grounds())
    one, other = replace(person, wxid="gh_x"), replace(person, wxid="gh_x", kind=Kind.OFFICIAL)
    assert set(one.grounds()) & set(other.grounds())


@pytest.mark.parametrize(
    ("seen", "by", "fits"),
    [
        (replace(ANN, wxid="wxid_eve"), Evidence.REMARK, False),
        (replace(ANN, wxid=""), Evidence.REMARK, True),
        (replace(ANN, wxid="", alias="eve"), Evidence.REMARK, False),
        (replace(ANN, alias="eve"), Evidence.WXID, True),
        (replace(ANN, wxid="", alias="", remark=""), Evidence.PORTRAIT, False),
        (replace(ANN, wxid="", alias="", remark="小王"), Evidence.PORTRAIT, False),
        (replace(ANN, wxid="", alias=""), Evidence.PORTRAIT, True),
        (replace(ANN, wxid="other", alias="other", remark=""), Evidence.USER_NAME, True),
    ],
)
def test_what_speaks_against_somebody(seen: Identity, by: Evidence, fits: bool) -> None:  # noqa: FBT001 - a column of the table
    """Contradicted evidence is none; who had a remark is not known by a portrait alone."""
    assert ANN.fits(seen, by) is fits


def test_a_friend_may_get_a_remark() -> None:
    """Who had none is recognised by the portrait when the owner has given one since."""
    before = replace(ANN, wxid="", alias="", remark="")
    assert before.fits(replace(before, remark="老王"), Evidence.PORTRAIT)


def test_what_is_known_is_brought_up_to_date() -> None:
    """New values replace old ones, permanent names survive a silence, the id never changes."""
    seen = Identity("", Kind.PERSON, remark="王总", nick_name="明", sex=1, user_name="@new")
    assert ANN.refreshed(seen) == Identity(
        "p1", Kind.PERSON, "wxid_ann", "ann88", "王总", "明", 1, user_name="@new"
    )


def test_a_nameless_entry_does_not_blank_a_portrait() -> None:
    """Thin entries say nothing about sex and place either."""
    seen = Identity("", Kind.PERSON, remark="老王", user_name="@new")
    assert ANN.refreshed(seen) == replace(ANN, user_name="@new")


def test_in_another_login_nobody_has_been_seen_yet() -> None:
    """UserNames go, ids and all other evidence stay."""
    known = Identities((Identity("p1", Kind.PERSON, nick_name="Bob", user_name="@bob"),), 2)
    anew = known.of_another_login()
    assert anew == Identities((Identity("p1", Kind.PERSON, nick_name="Bob"),), 2)
