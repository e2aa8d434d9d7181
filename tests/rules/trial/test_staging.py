"""From what a test says of people and groups to its stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.memory import Cell, Kept
from responder.rules.spec.validate import check_trials
from responder.rules.trial.run import run_trial
from responder.rules.trial.stage import ME, Contact, Room, Stage
from responder.rules.trial.staging import stage_of
from tests.rules.rulekit import fault, report, rules
from tests.rules.trial.trialkit import complaint, played

if TYPE_CHECKING:
    from responder.rules.trial.trial import Trial


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


STORING = """
    rules:
      - name: 数
        when: 数
        do:
          - count: [sender.n, chat.n, "everyone.k.{{ sender.name }}"]
          - push: {everyone.l: a}
          - reply: x
      - name: 几
        when: {chat: any, text: 几}
        reply: >-
          {{ memory.sender.n }} {{ memory.chat.n }} {{ memory.everyone.l | join }}
          {{ memory.everyone.k | length }}
    tests:
"""


def stored(test: str) -> Trial:
    """The only test of a file whose rules store something."""
    (trial,) = rules(STORING + f"      - {test}\n").trials
    return trial


def test_what_is_stored_when_a_test_begins() -> None:
    """Of people by any of their names, of me, of groups that only steps name, of private chats."""
    trial = stored(
        "{contacts: [{remark: 老王, alias: wang}], me: 小店,"
        " memory: {sender: {wang: {n: 3}, 小店: {n: 4}}, chat: {群: {n: 5}, 小红: {n: 6},"
        " filehelper: {n: 7}}, everyone: {l: [b, c], k: {小明: 1}}},"
        " steps: [{from: 老王, group: 群, says: 几, expect: 3 5 bc 1}]}"
    )
    assert trial.stored == (
        Kept("everyone", "l", "", Cell(("b", "c"))),
        Kept("everyone", "k", "小明", Cell(1)),
        Kept("sender contact 1", "n", "", Cell(3)),
        Kept("sender me", "n", "", Cell(4)),
        Kept("chat group 群", "n", "", Cell(5)),
        Kept("chat stranger 小红", "n", "", Cell(6)),
        Kept("chat filehelper", "n", "", Cell(7)),
    )


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        ("{sender: {小明: {m: 3}}}", 'expected what some rule stores, got "sender.m"'),
        ("{everyone: {k: 3}}", "expected everyone.k with a name behind it"),
        ("{everyone: {l: {a: 3}}}", "expected everyone.l alone"),
        ("{sender: {老王: {n: 3}}}", "as 2 contacts are called"),
    ],
)
def test_what_can_not_be_stored_when_a_test_begins(memory: str, words: str) -> None:
    """Names that no rule has, and people nobody can tell apart."""
    head = f"contacts: [{{remark: 老王}}, {{remark: 老王}}], memory: {memory}"
    text = STORING + f"      - {{{head}, steps: [{{from: a, says: 几, expect: x}}]}}\n"
    assert words in fault(text)


def test_steps_carry_what_is_stored() -> None:
    """From the stage to the first, and from each to the next; an end of a value is kept to."""
    trial = stored(
        "{memory: {sender: {小明: {n: 3}}}, steps: [{from: 小明, says: 几, expect: 3 0  0},"
        " {from: 小明, says: 数, expect: x}, {from: 小明, says: 几, expect: 4 1 a 1},"
        " {from: 小红, says: 几, expect: 0 0 a 1}]}"
    )
    rule_set = rules(STORING + "      - {steps: [{from: a, says: 几, expect: x}]}\n")
    assert run_trial(rule_set, trial).failure is None
