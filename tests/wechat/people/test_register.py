"""Tests of recognising people over logins, and of not mistaking one for another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.people import register as register_module
from responder.wechat.people.identity import Identities, Identity, Kind
from responder.wechat.people.register import Matched, Register, evidence, match
from responder.wechat.protocol.contacts import Contact
from tests.wechat.people.cast import ANN, BOB, SHOP, TEAM

NOBODY = Identities()


def log_in(
    *contacts: Contact, known: Identities = NOBODY, wxids: dict[str, str] | None = None
) -> Matched:
    """A login in which these contacts are listed."""
    return match(known, contacts, wxids or {})


def again(contact: Contact, **changes: object) -> Contact:
    """The same person in the next login: another UserName, perhaps other names."""
    return replace(contact, user_name=contact.user_name + "2", **changes)  # type: ignore[arg-type]  # by name


def test_everybody_gets_an_id() -> None:
    """Numbered, with a letter for the kind, and nothing is ambiguous among different people."""
    matched = log_in(ANN, BOB, SHOP, TEAM)
    assert matched.ids == {"@ann": "p1", "@bob": "p2", "@shop": "o3", "@@team": "g4"}
    assert matched.ambiguous == ()
    assert matched.identities.next_number == 5


@pytest.mark.parametrize("person", [ANN, BOB, SHOP, TEAM])
def test_the_id_survives_a_login(person: Contact) -> None:
    """UserNames are new, everything else is as it was."""
    known = log_in(ANN, BOB, SHOP, TEAM)
    second = log_in(*map(again, (TEAM, SHOP, BOB, ANN)), known=known.identities)
    assert second.ids[person.user_name + "2"] == known.ids[person.user_name]
    assert second.identities.next_number == known.identities.next_number


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (replace(ANN, remark_name=""), {"nick_name": "改名"}, True),
        (replace(ANN, alias=""), {"nick_name": "改名", "alias": ""}, True),
        (ANN, {"alias": "", "attr_status": 5, "city": "x"}, True),
        (BOB, {"remark_name": "鲍勃"}, True),
        (BOB, {"nick_name": "Robert"}, False),
        (BOB, {"attr_status": 223}, False),
        (BOB, {"province": ""}, False),
        (ANN, {"alias": "", "remark_name": ""}, False),
        (ANN, {"alias": "", "remark_name": "别人"}, False),
        (TEAM, {"remark_name": "大客户"}, True),
        (TEAM, {"nick_name": "新群名"}, False),
        (replace(TEAM, remark_name="大客户"), {"nick_name": "新群名"}, True),
    ],
)
def test_what_may_change(before: Contact, after: dict[str, object], same: bool) -> None:  # noqa: FBT001 - a column of the table
    """Alias and remark carry an id alone; a portrait only whole, and never against a remark."""
    known = log_in(before)
    second = log_in(again(before, **after), known=known.identities)
    (new_id,) = second.ids.values()
    assert (new_id == known.ids[before.user_name]) is same
    assert second.ambiguous == ()


def test_a_permanent_name_carries_everything() -> None:
    """Whoever has the same wxid is the same, whatever else changed."""
    known = log_in(BOB, wxids={"@bob": "wxid_bob"})
    changed = again(BOB, nick_name="x", remark_name="y", alias="z", sex=2)
    second = log_in(changed, known=known.identities, wxids={"@bob2": "wxid_bob"})
    assert second.ids == {"@bob2": "p1"}


def test_a_permanent_name_refutes_everything() -> None:
    """The same remark and portrait with another wxid is another person."""
    known = log_in(ANN, wxids={"@ann": "wxid_ann"})
    second = log_in(again(ANN), known=known.identities, wxids={"@ann2": "wxid_eve"})
    assert second.ids == {"@ann2": "p2"}


def test_an_impostor_beside_his_model_inherits_nothing() -> None:
    """He takes name, sex and place; the friend's other evidence keeps the friend's id."""
    known = log_in(ANN, BOB)
    for model in (ANN, BOB):
        impostor = Contact(
            "@eve", model.nick_name, sex=model.sex, province=model.province, attr_status=999
        )
        second = log_in(impostor, again(ANN), again(BOB), known=known.identities)
        assert second.ids["@eve"] == "p3"
        assert (second.ids["@ann2"], second.ids["@bob2"]) == ("p1", "p2")


def test_a_perfect_impostor_costs_his_model_the_id() -> None:
    """With nothing to tell them apart both are new: to forget beats to mix up."""
    known = log_in(BOB)
    second = log_in(again(BOB), replace(BOB, user_name="@eve"), known=known.identities)
    assert set(second.ids.values()) == {"p2", "p3"}
    assert set(second.ambiguous) == {"@bob2", "@eve"}


def test_a_nickname_does_not_beat_a_remark() -> None:
    """Who calls himself what the owner calls a friend inherits neither of them."""
    known = log_in(ANN)
    second = log_in(Contact("@eve", "老王", attr_status=111, sex=2), known=known.identities)
    assert second.ids == {"@eve": "p2"}
    third = log_in(Contact("@eve2", "小明", attr_status=111, sex=2), known=known.identities)
    assert third.ids == {"@eve2": "p2"}, "the portrait alone, the remark gone"


def test_two_contacts_of_one_remark_are_told_apart_by_the_rest() -> None:
    """The owner called both 客户; their portraits still differ."""
    one = Contact("@1", "甲", "客户", attr_status=1)
    two = Contact("@2", "乙", "客户", attr_status=2)
    known = log_in(one, two)
    second = log_in(again(two), again(one), known=known.identities)
    assert second.ids == {"@12": "p1", "@22": "p2"}
    assert second.ambiguous == ()


def test_doubt_by_strong_evidence_is_not_settled_by_weak_evidence_elsewhere() -> None:
    """Who resembles two by remark does not become a third by portrait."""
    known = log_in(
        Contact("@1", "甲", "客户", attr_status=1),
        Contact("@2", "乙", "客户", attr_status=2),
        Contact("@3", "丙", attr_status=3),
    )
    second = log_in(Contact("@4", "丙", "客户", attr_status=3), known=known.identities)
    assert second.ids == {"@4": "p4"}
    assert second.ambiguous == ("@4",)


def test_ambiguity_does_not_pile_up() -> None:
    """Namesakes get new ids with every login, and the useless old ones go."""
    known = NOBODY
    for login in range(5):
        people = [Contact(f"@{login}{n}", "同名", attr_status=5) for n in range(2)]
        matched = log_in(*people, known=known)
        known = matched.identities
        assert len(known.entries) == 2
        assert len(set(matched.ids.values())) == 2
    assert known.next_number == 11


def test_a_process_that_starts_again_in_the_same_login_knows_everybody() -> None:
    """UserNames are good for one login, so even namesakes keep their ids within it."""
    people = [Contact(f"@{n}", "同名", attr_status=5) for n in range(3)]
    known = log_in(*people)
    assert log_in(*people, known=known.identities).ids == known.ids
    renamed = [replace(p, nick_name="新名", remark_name="新") for p in people]
    assert log_in(*renamed, known=known.identities).ids == known.ids


def test_a_group_of_a_taken_name_inherits_nothing() -> None:
    """Two groups of one name are two new groups."""
    known = log_in(TEAM)
    second = log_in(again(TEAM), replace(TEAM, user_name="@@evil"), known=known.identities)
    assert "g1" not in second.ids.values()
    assert len(second.ambiguous) == 2


def test_unnamed_people_are_never_the_same() -> None:
    """No name is no evidence."""
    known = log_in(Contact("@a"))
    second = log_in(Contact("@b"), known=known.identities)
    assert second.ids == {"@b": "p2"}


def test_hundreds_of_namesakes_are_not_compared() -> None:
    """Everybody is new, at once."""
    crowd = [Contact(f"@{n}x", "微信用户", attr_status=n % 2) for n in range(600)]
    known = log_in(*crowd)
    second = log_in(*map(again, crowd), known=known.identities)
    assert not set(known.ids.values()) & set(second.ids.values())
    assert len(set(second.ids.values())) == 600


NAMES = st.sampled_from(["", "甲", "乙"])
PEOPLE = st.lists(
    st.builds(
        Contact,
        user_name=st.integers(0, 9).map("@{}".format),
        nick_name=NAMES,
        remark_name=NAMES,
        alias=NAMES,
        sex=st.integers(0, 1),
        attr_status=st.integers(0, 1),
        verify_flag=st.sampled_from([0, 8]),
    ),
    max_size=6,
    unique_by=lambda c: c.user_name,
)
WXIDS = st.dictionaries(st.integers(0, 9).map("@{}".format), st.sampled_from(["w1", "w2"]))


@given(st.lists(st.tuples(PEOPLE, WXIDS), min_size=1, max_size=4))
def test_no_two_people_ever_share_an_id(logins: list[tuple[list[Contact], dict[str, str]]]) -> None:
    """Over any history: one id each, all remembered, numbers never used again."""
    known = NOBODY
    for number, (people, wxids) in enumerate(logins):
        fresh = [replace(p, user_name=f"{p.user_name}/{number}") for p in people]
        named = {f"{name}/{number}": wxid for name, wxid in wxids.items()}
        matched = match(known, fresh, named)
        assert set(matched.ids) == {p.user_name for p in fresh}
        assert len(set(matched.ids.values())) == len(fresh)
        assert set(matched.ids.values()) <= {e.id for e in matched.identities.entries}
        assert matched.identities.next_number >= known.next_number
        known = Identities.from_json(matched.identities.to_json())


@given(PEOPLE, PEOPLE)
def test_equal_evidence_is_never_inherited(before: list[Contact], after: list[Contact]) -> None:
    """Whoever looks exactly like somebody else in the same login inherits from nobody."""
    known = match(NOBODY, before, {}).identities
    fresh = [replace(p, user_name=p.user_name + "/2") for p in after]
    matched = match(known, fresh, {})
    looks = [replace(evidence(p), user_name="") for p in fresh]
    old_ids = {e.id for e in known.entries}
    for person, look in zip(fresh, looks, strict=True):
        if looks.count(look) > 1:
            assert matched.ids[person.user_name] not in old_ids


def settled(*people: Contact, known: Identities = NOBODY) -> Register:
    """A register in which these people have their ids."""
    register = Register(known)
    register.settle(map(evidence, people))
    return register


def test_ids_and_user_names_lead_to_each_other() -> None:
    """Within the login; ids of people not met in it lead nowhere."""
    known = settled(ANN, BOB).identities
    register = settled(again(ANN), known=known)
    assert register.id_of("@ann2") == "p1"
    assert register.user_name_of("p1") == "@ann2"
    assert register.user_name_of("p2") is None
    assert register.id_of("@bob2") is None


def test_who_comes_later_does_not_take_a_held_id() -> None:
    """An impostor who appears after his model finds the id taken."""
    register = settled(again(BOB), known=settled(BOB).identities)
    assert register.settle([evidence(replace(BOB, user_name="@eve"))]) == ()
    assert register.id_of("@eve") == "p2"


def test_changes_within_a_login_are_remembered() -> None:
    """A friend who renames himself now is found under the new name next time."""
    register = settled(BOB)
    register.settle([evidence(replace(BOB, nick_name="Robert"))])
    assert register.id_of("@bob") == "p1"
    assert log_in(again(BOB, nick_name="Robert"), known=register.identities).ids == {"@bob2": "p1"}


def test_the_snapshot_changes_only_with_its_content() -> None:
    """Whoever saves it can see by identity that there is nothing to save."""
    register = settled(ANN, BOB)
    first = register.identities
    register.settle([evidence(ANN)])
    assert register.identities is first
    register.settle([evidence(replace(ANN, nick_name="x"))])
    assert register.identities is not first
    assert Register(first).identities is first


def test_a_permanent_name_told_late_is_kept() -> None:
    """The first message after the login may bring it."""
    register = settled(BOB)
    register.note_wxid("@bob", "wxid_bob")
    assert register.id_of("@bob") == "p1"
    assert [e.wxid for e in register.identities.entries] == ["wxid_bob"]
    register.note_wxid("@nobody", "wxid_x")
    assert register.id_of("@nobody") is None


def test_a_permanent_name_told_late_gives_back_the_old_id() -> None:
    """He had renamed himself and got a new id; the wxid shows who he is."""
    known = log_in(BOB, wxids={"@bob": "wxid_bob"}).identities
    register = settled(again(BOB, nick_name="Robert"), known=known)
    assert register.id_of("@bob2") == "p2"
    register.note_wxid("@bob2", "wxid_bob")
    assert register.id_of("@bob2") == "p1"
    assert register.user_name_of("p1") == "@bob2"
    assert register.user_name_of("p2") == "@bob2", "what was queued for the new id still arrives"
    assert [e.id for e in register.identities.entries] == ["p1"]


def test_a_permanent_name_told_late_unmasks_an_impostor() -> None:
    """He had got a friend's id by his portrait; he loses it, and its owner can have it."""
    known = log_in(BOB, wxids={"@bob": "wxid_bob"}).identities
    register = settled(replace(BOB, user_name="@eve"), known=known)
    assert register.id_of("@eve") == "p1"
    register.note_wxid("@eve", "wxid_eve")
    assert register.id_of("@eve") == "p2"
    assert settled(replace(BOB, user_name="@eve"), known=register.identities).id_of("@eve") == "p2"
    register.settle([evidence(again(BOB), "wxid_bob")])
    assert register.id_of("@bob2") == "p1"


def test_an_impostor_takes_nothing_with_him() -> None:
    """What was known of the friend stays the friend's: alias, portrait and all."""
    known = log_in(replace(BOB, alias="bob_1"), wxids={"@bob": "wxid_bob"}).identities
    register = settled(replace(BOB, user_name="@eve"), known=known)
    assert register.id_of("@eve") == "p1"
    register.note_wxid("@eve", "wxid_eve")
    assert register.identities.entries[0] == known.entries[0]
    assert [(e.id, e.alias, e.wxid) for e in register.identities.entries] == [
        ("p1", "bob_1", "wxid_bob"),
        ("p2", "", "wxid_eve"),
    ]


def test_whoever_holds_anothers_id_gives_it_up() -> None:
    """The friend had renamed himself, the impostor took his old name."""
    known = log_in(BOB, wxids={"@bob": "wxid_bob"}).identities
    register = settled(replace(BOB, user_name="@eve"), again(BOB, nick_name="Robert"), known=known)
    assert (register.id_of("@eve"), register.id_of("@bob2")) == ("p1", "p2")
    register.note_wxid("@bob2", "wxid_bob")
    assert register.id_of("@bob2") == "p1"
    assert register.id_of("@eve") == "p3"
    ids = [e.id for e in register.identities.entries]
    assert ids == ["p1", "p3"]


def test_one_permanent_name_told_of_two_is_believed_once() -> None:
    """Lists that contradict themselves move nobody."""
    register = settled(ANN, BOB)
    register.note_wxid("@bob", "wxid_x")
    register.note_wxid("@ann", "wxid_x")
    assert [(e.id, e.wxid) for e in register.identities.entries] == [("p1", ""), ("p2", "wxid_x")]
    assert (register.id_of("@ann"), register.id_of("@bob")) == ("p1", "p2")


@given(PEOPLE, PEOPLE, st.lists(st.tuples(st.integers(0, 9), st.sampled_from("uvw")), max_size=6))
def test_no_news_makes_two_people_share_an_id(
    before: list[Contact], people: list[Contact], told: list[tuple[int, str]]
) -> None:
    """Permanent names in any order and contradiction leave everybody with an id of their own."""
    known = match(NOBODY, before, {f"@{n}": wxid for n, wxid in told}).identities
    fresh = [replace(p, user_name=p.user_name + "/2") for p in people]
    register = settled(*fresh, known=known)
    for number, wxid in told:
        register.note_wxid(f"@{number}/2", wxid)
        register.settle(map(evidence, fresh))
    ids = [register.id_of(p.user_name) for p in fresh]
    assert None not in ids
    assert len(set(ids)) == len(ids)
    assert all(
        register.user_name_of(i or "") == p.user_name for i, p in zip(ids, fresh, strict=True)
    )
    wxids = [e.wxid for e in register.identities.entries if e.wxid and e.kind is not Kind.GROUP]
    assert len(set(wxids)) == len(wxids)
    assert Identities.from_json(register.identities.to_json()) == register.identities


def test_strangers_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest who are not about go; friends and those present stay."""
    monkeypatch.setattr(register_module, "STRANGERS_MAX", 5)
    monkeypatch.setattr(register_module, "STRANGERS_FORGOTTEN", 2)
    strangers = tuple(
        Identity(f"m{n}", Kind.MEMBER, nick_name=str(n), attr_status=1, room="g1")
        for n in range(1, 6)
    )
    register = Register(Identities((*strangers, Identity("p6", Kind.PERSON, nick_name="友")), 7))
    register.settle([replace(strangers[0], id="", user_name="@1")])
    register.settle([Identity("", Kind.MEMBER, nick_name="新", user_name="@new")])
    ids = [e.id for e in register.identities.entries]
    assert ids == ["m1", "m4", "m5", "p6", "m7"]
