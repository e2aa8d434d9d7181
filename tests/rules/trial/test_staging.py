"""From what a test says of people and groups to its stage."""

from __future__ import annotations

from responder.rules.spec.validate import check_trials
from responder.rules.trial.stage import ME, Contact, Room, Stage
from responder.rules.trial.staging import stage_of
from tests.rules.rulekit import report
from tests.rules.trial.trialkit import complaint, played


def stage(head: str) -> Stage:
    """The stage of a test with these keys."""
    found = report(f"tests: [{{{head}}}]\n")
    made = stage_of(found, ("tests", 0), check_trials(found)[0])
    assert not found.faults
    return made


def test_an_empty_stage() -> None:
    """Nobody is listed, and I have a name all the same."""
    assert stage("name: a") == Stage(ME, (), {})


def test_people() -> None:
    """A name alone is a nickname; one contact needs no list."""
    assert stage("me: 小店, contacts: [小红, {remark: 老王, nickname: w, alias: x}]") == Stage(
        "小店", (Contact(nickname="小红"), Contact("老王", "w", "x")), {}
    )
    assert stage("contacts: 小红").contacts == (Contact(nickname="小红"),)


def test_groups() -> None:
    """Members alone or with an owner; without members anybody may write."""
    made = stage("groups: {a: [小红, {name: 小明, display_name: 明}], b: {owner: me}, c: 小红}")
    assert made.rooms == {
        "a": Room({"小红": "", "小明": "明"}),
        "b": Room(None, "me"),
        "c": Room({"小红": ""}),
    }


def test_a_member_has_a_name() -> None:
    """A name shown in the group alone says nothing about who it is."""
    assert "expected `name: NAME`, got a member without" in complaint(
        "[{from: x, says: a}]", "groups: {g: [{display_name: x}]}"
    )


def test_the_stage_reaches_the_rules() -> None:
    """A rule for 老王 takes the contact with that remark and nobody who calls himself so."""
    head = "contacts: [{remark: 老王}, {nickname: 老王, alias: faker}]"
    assert played("[{from: 老王, says: 暗号, expect: {rule: 老王}}]", head=head).passed
    assert played("[{from: faker, says: 暗号, expect: {rule: none}}]", head=head).passed
