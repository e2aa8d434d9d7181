"""The keys of a test and the kinds of value they take."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from responder.models import MessageType
from responder.rules.spec.trial import ChanceWord, PlaceWord, TrialSpec
from tests.rules.rulekit import tree
from tests.rules.trial.trialkit import SHOP, complaint, complaints

if TYPE_CHECKING:
    from responder.rules.spec.trial import StepSpec

GOOD = """
name: 预约
at: 2026-11-23 10:00
me: 小店
contacts: [小红, {remark: 老王, nickname: w, alias: x}]
groups: {客户群: [小红, {name: 小明, display_name: 明}], 运营群: {members: [小红], owner: me}}
chance: always
pick: 2
steps:
  - {from: 小明, says: 预约, expect: 哪一天？}
  - {from: 小明, group: 客户群, mention: true, says: 007, expect: nothing}
  - {wait: 11m, expect: [a, {rule: b, reply: {contains: c}}]}
  - {from_me: true, to: 小红, type: link, title: t, url: u, age: 5m, chance: never, pick: 1}
  - {chat: filehelper, says: ping, on: message, expect: {rule: b, reply: nothing}}
  - {from: 小红, says: x, expect: {rule: b, do: [{reply: {regex: c, one_of: [d]}}]}}
"""


def spec(text: str) -> TrialSpec:
    """A test without a fault."""
    return TrialSpec.model_validate(tree(text))


def step(text: str) -> StepSpec:
    """A step without a fault."""
    (only,) = spec(f"steps: [{text}]").steps or ()
    return only


def test_every_key_of_a_test() -> None:
    """Each reaches the spec under its own name."""
    made = spec(GOOD)
    assert (made.name, made.me, made.chance, made.pick) == ("预约", "小店", ChanceWord.ALWAYS, 2)
    assert [(c.remark, c.nickname, c.alias) for c in made.contacts or ()] == [
        (None, "小红", None),
        ("老王", "w", "x"),
    ]
    groups = made.groups or {}
    assert [(m.name, m.display_name) for m in groups["客户群"].members or ()] == [
        ("小红", None),
        ("小明", "明"),
    ]
    assert groups["运营群"].owner == "me"
    assert len(made.steps or ()) == 6


def test_every_key_of_a_step() -> None:
    """A text keeps its spelling, durations are seconds."""
    assert step("{from: 小明, says: 007}").says == "007"
    assert step("{from: yes, says: x}").sender == "yes"
    found = step("{from_me: true, to: a, type: link, title: t, url: u, age: 5m, chat: official}")
    assert (found.from_me, found.to, found.type) == (True, "a", MessageType.LINK)
    assert (found.title, found.url, found.age) == ("t", "u", 300.0)
    assert (found.chat, found.wait) == (PlaceWord.OFFICIAL, None)
    assert step("{wait: 1h}").wait == 3600.0


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-05-03 22:30", datetime(2026, 5, 3, 22, 30)),  # noqa: DTZ001 - the file has the zone
        ("2026-05-03T22:30:05", datetime(2026, 5, 3, 22, 30, 5)),  # noqa: DTZ001 - the same
        ("2026-05-03", datetime(2026, 5, 3, 10)),  # noqa: DTZ001 - the same
        ("9:05", datetime(2026, 11, 23, 9, 5)),  # noqa: DTZ001 - the same
        (
            "2026-05-03 22:30+08:00",
            datetime(2026, 5, 3, 22, 30, tzinfo=timezone(timedelta(hours=8))),
        ),
    ],
)
def test_times(at: str, moment: datetime) -> None:
    """A day, a time of day, or both; with an offset it is that instant."""
    assert spec(f"at: {at}").at == moment


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("at: tomorrow", "at: expected a time such as 2026-11-23 10:00 or 22:30"),
        ("at: '25:00'", "expected a time such as"),
        ("at: [a]", "expected a time such as"),
        ("at: 1999-12-31 10:00", "expected a year from 2000 to 2099"),
        ("chance: 0.3", "known here: always, never"),
        ("pick: 0", "expected a number from 1 to 1,000"),
        ("pick: 10000000000000", "expected a number from 1 to 1,000"),
        ("groups: [a]", "expected a mapping of groups to their members, got a list (as in"),
        ("contacts: [{remarks: a}]", 'did you mean "remark"?'),
        ("contacts: []", "expected at least one value"),
        ("groups: {g: {member: [a]}}", 'did you mean "members"?'),
        ("memory: {a: 1}", "known here: sender, chat, everyone"),
        ("memory: {everyone: {a: {b: {c: 1}}}}", "expected a text, a number, true or false"),
        ("memory: {everyone: {a.b: 1}}", "names of entries stand inside, as in"),
        ("memory: {senders: {a: {b: 1}}}", 'did you mean "sender"?'),
        ("memory: {sender: 小明}", "expected a mapping of people or chats"),
        ("memory: {sender: {小明: 3}}", "expected a mapping of names to values"),
        ("fetches: 1", "fetches: expected a mapping of addresses to answers"),
        ("nam: x", 'did you mean "name"?'),
        ("says: x", "it belongs to a step, as in"),
    ],
)
def test_wrong_keys_of_a_test(head: str, words: str) -> None:
    """Each at its place with the way out."""
    (found,) = complaints(f"- {{{head}, steps: [{{from: x, says: a}}]}}\n")
    assert words in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{from: x, says: a, text: b}", "what somebody writes is `says: TEXT`"),
        ("{from: x, says: a, reply: b}", "it belongs under `expect`"),
        ("{from: x, says: a, at: b}", "beside `steps`"),
        ("{from: x, say: a}", 'did you mean "says"?'),
        ("{restart: maybe}", "expected true or false"),
        ("{on: login, from: x, says: a}", "expected `on` in a step of its own, got `from`"),
        ("{from: x, says: a, chat: group}", "known here: private, filehelper, official"),
        ("{wait: 11}", "expected a duration such as 30s, 5m or 4h"),
        ("{wait: [1m]}", "expected a duration"),
        ("{from: x, says: [a]}", "expected text, got a list"),
        ("hello", "expected a step such as"),
    ],
)
def test_wrong_keys_of_a_step(text: str, words: str) -> None:
    """Each at its place with the way out."""
    assert words in complaint(f"[{text}]")


@pytest.mark.parametrize(
    ("tests", "words"),
    [("5\n", 'tests: expected a list of tests, got "5"'), ("[]\n", "got an empty list")],
)
def test_tests_are_a_list(tests: str, words: str) -> None:
    """And not an empty one."""
    assert words in complaints(tests, SHOP)[0]


def schema() -> dict[str, Any]:
    """The JSON Schema of a test."""
    return TrialSpec.model_json_schema()


def test_the_schema_admits_what_the_reader_does() -> None:
    """Judged by an independent validator."""
    document = yaml.load(GOOD, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    document["pick"] = 2
    document["steps"][1]["mention"] = document["steps"][3]["from_me"] = True
    document["steps"][3]["pick"] = 1
    jsonschema.validate(document, schema())


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": [{"says": ["a"]}]},
        {"steps": [{"say": "a"}]},
        {"steps": "a"},
        {"pick": 0},
        {"chance": "often"},
        {"groups": ["a"]},
        {"steps": [{"expect": {"contains": "a"}}]},
        {"steps": [{"expect": {"reply": ["a"]}}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_reader_refuses(changed: dict[str, Any]) -> None:
    """An editor underlines it while it is typed."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, schema())
