"""From checked tests to compiled ones, and what is wrong or useless about them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.models import ChatKind, MessageType
from responder.rules.draws import Pinned
from responder.rules.trial.run import run_trials
from tests.rules.rulekit import fault, faults, rules
from tests.rules.trial.trialkit import SHOP, compiled, complaint, complaints, trials

if TYPE_CHECKING:
    from responder.rules.trial.trial import Step


def steps(text: str, head: str = "") -> tuple[Step, ...]:
    """The steps of a test."""
    (trial,) = trials(f"- {{name: t{', ' + head if head else ''}, steps: {text}}}\n")
    return trial.steps


def test_a_test_knows_where_it_stands() -> None:
    """File, line and column of the test and of each step, counted from 1."""
    (trial,) = trials("- name: t\n  steps:\n    - {from: 小明, says: 你好}\n    - {wait: 5m}\n")
    first = len(SHOP.splitlines()) + 1
    assert (trial.name, trial.spot.file, trial.spot.line) == ("t", "rules.yaml", first + 1)
    assert [(one.number, one.spot.line, one.spot.column) for one in trial.steps] == [
        (1, first + 3, 9),
        (2, first + 4, 9),
    ]
    assert trial.steps[0].spot.source_line.strip() == "- {from: 小明, says: 你好}"


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        ("", "2026-11-23 02:00"),
        ("2026-05-03 22:30", "2026-05-03 14:30"),
        ("2026-05-03T22:30:05", "2026-05-03 14:30:05"),
        ("2026-05-03T22:30+00:00", "2026-05-03 22:30"),
        ("2026-05-03", "2026-05-03 02:00"),
        ("9:05", "2026-11-23 01:05"),
    ],
)
def test_when_a_test_begins(at: str, begins: str) -> None:
    """In the zone of the file; a fixed Monday at ten unless the test says otherwise."""
    head = f"at: {at}, " if at else ""
    (trial,) = trials(f"- {{{head}steps: [{{from: x, says: a}}]}}\n")
    assert datetime.fromtimestamp(trial.start_s, UTC) == datetime.fromisoformat(f"{begins}+00:00")


def test_the_default_day_is_a_monday() -> None:
    """So that rules for workdays hold."""
    (trial,) = trials("- steps: [{from: x, says: a}]\n")
    assert datetime.fromtimestamp(trial.start_s, UTC).isoweekday() == 1


def test_a_message() -> None:
    """Every key of it reaches the event."""
    (step,) = steps("[{from: 小明, says: 看, type: link, title: 新闻, url: u, group: 群, age: 5m}]")
    event = step.event
    assert event is not None
    assert (event.type, event.text, event.title, event.url) == (MessageType.LINK, "看", "新闻", "u")
    assert (event.chat.name, step.age_s) == ("群", 300.0)
    assert step.label == '小明 sends type link "看" in 群'


def test_what_i_write() -> None:
    """To somebody, in a group, or to the file helper, which needs no `from_me`."""
    made = steps(
        "[{from_me: true, to: 小明, says: a}, {from_me: true, group: 群, says: a},"
        " {chat: filehelper, says: a}]"
    )
    events = [one.event for one in made if one.event is not None]
    assert [one.chat.kind for one in events] == [
        *(ChatKind.PRIVATE, ChatKind.GROUP),
        ChatKind.FILEHELPER,
    ]
    assert all(one.from_me for one in events)


def test_only_time_passes() -> None:
    """A step of its own, which may expect something."""
    (step,) = steps("[{wait: 11m, expect: nothing}]")
    assert (step.event, step.wait_s, step.label) == (None, 660.0, "after 11m")
    assert step.expected is not None


def test_draws_are_seeded_by_the_name_and_can_be_pinned() -> None:
    """By the test, and by a step, which counts more."""
    (step,) = steps("[{from: x, says: a}]")
    assert step.seed == "t"
    made = steps("[{from: x, says: a}, {from: x, says: a, pick: 1, chance: never}]", "pick: 2")
    assert [one.seed for one in made] == [Pinned("t", 2), Pinned("t", 1, chance=False)]
    (step,) = steps("[{from: x, says: a}]", "chance: always")
    assert step.seed == Pinned("t", chance=True)


def test_tests_without_names_get_their_own() -> None:
    """By their place, and making way for given names."""
    made = trials(
        "- steps: [{from: x, says: a}]\n- name: test 3\n  steps: [{from: x, says: a}]\n"
        "- steps: [{from: x, says: a}]\n"
    )
    assert [one.name for one in made] == ["test 1", "test 3", "test 3 (2)"]


def test_a_name_is_given_once() -> None:
    """The second one is a fault that names the first one's line."""
    test = "- {name: a, steps: [{from: x, says: a}]}\n"
    (found,) = complaints(test * 2)
    line = len(SHOP.splitlines()) + 2
    assert found == (
        'tests[2].name: expected a name of its own, got "a" again '
        f"(the other one is in line {line})"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[{says: a}]", "steps[1]: expected `from: NAME`, got a step without (as in {from"),
        ("[{expect: nothing}]", "expected `from: NAME`"),
        ("[{from: x}]", "steps[1]: expected `says: TEXT`, got a step without (a picture is"),
        ("[{from: x, type: text}]", "expected `says: TEXT`"),
        (
            "[{from: x, wait: 5m}]",
            "steps[1].from: expected `wait` in a step of its own, got `from`",
        ),
        ("[{wait: 5m, says: x}]", "steps[1].says: expected `wait` in a step of its own"),
        ("[{from_me: true, from: x, says: a}]", "steps[1].from: expected no `from` where I write"),
        ("[{from_me: true, says: a}]", "one of `to: NAME`, `group: NAME` and `chat: filehelper`"),
        ("[{from: x, chat: filehelper, says: a}]", "steps[1].from: expected no `from`"),
        ("[{chat: filehelper, from_me: false, says: a}]", "steps[1].from_me: expected true"),
        ("[{from: x, to: y, says: a}]", "steps[1].to: expected `to` only where I write"),
        ("[{from: x, group: g, chat: official, says: a}]", "expected group or chat, got both"),
        ("[{from: me, says: a}]", 'steps[1].from: expected somebody else, got "me", who is me'),
        ("[{from: x, mention: true, says: a}]", "steps[1].mention: expected a group"),
    ],
)
def test_steps_that_can_not_be(text: str, words: str) -> None:
    """One fault, at the key that is wrong, with the way out."""
    assert words in complaint(text)


def test_a_test_needs_steps() -> None:
    """Without any it is no test."""
    (found,) = complaints("- name: a\n")
    assert found.startswith("tests[1]: expected `steps:`, got a test without")


def test_a_test_that_can_not_fail_is_a_warning() -> None:
    """No step expects anything."""
    _, found = compiled("- steps: [{from: x, says: a}, {wait: 5m}]\n")
    (warning,) = found.warnings
    assert "can not fail" in warning.message
    _, found = compiled("- steps: [{from: x, says: a, expect: nothing}]\n")
    assert not found.warnings


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("type: image, says: 你好", "says: no message of type image has a text"),
        ("on: recalled, type: voice, title: 你好", "title: no message of type voice has a text"),
        ("group: 群, type: image, mention: true", "mention: only a text mentions somebody"),
        ("on: pat, type: image", "type: what is no message has no type"),
    ],
)
def test_what_never_comes_is_a_warning(said: str, message: str) -> None:
    """A test that works with it proves nothing."""
    _, found = compiled(f"- steps: [{{from: x, {said}, expect: nothing}}]\n")
    (warning,) = found.warnings
    assert f"tests[1].steps[1].{message}" in warning.headline


@pytest.mark.parametrize(
    "said",
    ["type: link, title: 你好", "type: image", "on: recalled, type: image", "type: card, says: 王"],
)
def test_what_may_come_is_none(said: str) -> None:
    """Links, cards and files have words."""
    _, found = compiled(f"- steps: [{{from: x, {said}, expect: nothing}}]\n")
    assert not found.warnings


def test_all_faults_are_found_at_once() -> None:
    """A fault in one test hides none in another."""
    found = complaints("- steps: [{from: x}]\n- steps: [{says: a}]\n- steps: 5\n")
    assert [one.partition(":")[0] for one in found] == [
        *("tests[3].steps", "tests[1].steps[1]"),
        "tests[2].steps[1]",
    ]


_SCALARS = st.sampled_from(
    ["小明", "你好", "nothing", "none", "报价", "x", "", "5m", "1", "true", "false", "me"]
)
_EXPECTS = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["rule", "reply", "do", "contains", "regex", "one_of", "send"]),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
_STEPS = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("from", "to", "says", "group", "title", "url"), _SCALARS),
        "mention": st.booleans(),
        "from_me": st.booleans(),
        "chat": st.sampled_from(["private", "filehelper", "official", "group"]),
        "type": st.sampled_from(["text", "image", "link", "fax"]),
        "wait": st.sampled_from(["5m", "5"]),
        "age": st.sampled_from(["5m", "5"]),
        "pick": st.integers(-1, 3),
        "chance": st.sampled_from(["always", "never", "0.5"]),
        "expect": _EXPECTS,
    },
)
_TESTS = st.fixed_dictionaries(
    {"steps": st.lists(_STEPS, max_size=3)},
    optional={
        "name": _SCALARS,
        "at": st.sampled_from(["10:00", "2026-05-03", "soon"]),
        "me": _SCALARS,
        "contacts": st.lists(st.one_of(_SCALARS, st.just({"remark": "小明"})), max_size=2),
        "groups": st.dictionaries(_SCALARS, st.lists(_SCALARS, max_size=2), max_size=2),
    },
)
_SHOP = rules(SHOP)


@given(_TESTS)
def test_any_test_is_a_fault_or_can_be_carried_out(test: dict[str, object]) -> None:
    """Whatever is written under `tests:` ends as a fault with a place, or as a result."""
    made, found = compiled(f"- {json.dumps(test, ensure_ascii=False)}\n")
    if found.faults:
        assert all(fault.line and fault.column for fault in found.faults)
    else:
        assert len(list(run_trials(_SHOP, made))) == 1


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{wait: 1m, expect: {memory: {everyone.n: 1}}}", "expected what some rule stores"),
        ("{from: a, says: b, expect: {memory: {n: 1}}}", "expected a path such as sender.visits"),
        ("{from: a, says: b, expect: {memory: {sender.n: 1}}}", "expected what some rule stores"),
    ],
)
def test_expected_values_are_of_rules_that_store_them(step: str, words: str) -> None:
    """A slip of the finger in a path is a fault of the test."""
    text = f"rules: [{{when: a, do: [{{count: everyone.m}}]}}]\ntests: [{{steps: [{step}]}}]"
    assert words in faults(text)[0].message


def test_where_nobody_writes_only_everybodys_values_are_known() -> None:
    """Nobody could say whose are meant."""
    text = """
        rules: [{when: a, do: [{count: sender.m}]}]
        tests: [{steps: [{wait: 1m, expect: {memory: {sender.m: 1}}}]}]
    """
    assert fault(text).endswith("expected a path of everyone where nobody writes, got sender.m")
