"""A made-up message; what is printed of it is tested with `responder try`."""

from __future__ import annotations

import pytest

from responder.rules.load import load
from responder.rules.trial.stage import StageError
from responder.tryout import Said, as_json, tried
from tests.shelf import shelf

NOW_S = 1_800_000_000.0
RULES = """\
timezone: Asia/Shanghai
rules:
  - {name: time, when: 几点, reply: "{{ now }}"}
  - {name: found, when: {text: {regex: 'n(?P<n>\\d+)'}}, reply: "{{ match.n }}"}
"""


def said(text: str, **changes: object) -> Said:
    """小明 says it in private."""
    values: dict[str, object] = {"sender": "小明", "group": "", "mention": False, "type": "text"}
    return Said(text=text, **{**values, "at": "", **changes})  # type: ignore[arg-type]  # shorthand


def test_it_happens_now_unless_it_is_said_when() -> None:
    """In the time zone of the rule file."""
    rule_set = load("rules.yaml", shelf(RULES))
    assert tried(rule_set, said("几点"), NOW_S).event.time_s == NOW_S
    then = tried(rule_set, said("几点", at="2026-11-23T10:00"), NOW_S)
    assert then.lines[-1] == "  reply: 2026-11-23 10:00"


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"at": "soon"}, "at"), ({"type": "telegram"}, "type"), ({"mention": True}, "mention")],
)
def test_what_can_not_be_has_a_key(changes: dict[str, object], key: str) -> None:
    """Each asker names it in its own way."""
    with pytest.raises(StageError) as caught:
        tried(load("rules.yaml", shelf(RULES)), said("x", **changes), NOW_S)
    assert caught.value.key == key


def test_programs_get_it_all() -> None:
    """The rule, the replies, what was found, and why the others were not it."""
    told = as_json(tried(load("rules.yaml", shelf(RULES)), said("n7"), NOW_S))
    assert (told["rule"], told["replies"], told["captures"]["n"]) == ("found", ["7"], "7")
    assert told["trace"][0]["rule"] == "time"


EVENTS = """\
rules:
  - {name: 拍, on: pat, reply: 在}
  - {name: 来, on: login, do: [{send: {to: filehelper, text: 来了}}]}
  - {name: 时, on: schedule, every: 1h, do: [{send: {to: 老王, text: 整点}}]}
"""


@pytest.mark.parametrize(
    ("text", "changes", "line"),
    [
        ("", {"on": "pat"}, "  reply: 在"),
        ("", {"on": "login", "sender": ""}, "  send to filehelper: 来了"),
        ("时", {"on": "schedule", "sender": ""}, "  send to 老王: 整点"),
    ],
)
def test_other_events_can_be_tried(text: str, changes: dict[str, object], line: str) -> None:
    """Of a schedule the text is the name of its rule."""
    assert tried(load("rules.yaml", shelf(EVENTS)), said(text, **changes), NOW_S).lines[-1] == line


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"on": "rain"}, "on"), ({"on": "schedule"}, "on"), ({"on": "pat", "sender": ""}, "from")],
)
def test_events_that_can_not_be(changes: dict[str, object], key: str) -> None:
    """Unknown ones, schedules of no rule, and what nobody does."""
    with pytest.raises(StageError) as caught:
        tried(load("rules.yaml", shelf(EVENTS)), said("x", **changes), NOW_S)
    assert caught.value.key == key


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": "mesage"}, 'got "mesage"; did you mean "message"?'),
        ({"type": "imag"}, 'got "imag"; did you mean "image"?'),
        ({"on": "rain"}, 'schedule, got "rain"'),
        ({"on": "schedule"}, 'as TEXT, got "x"; known here: 时'),
        ({"sender": ""}, "expected the name of whoever writes it, such as 小明, got none"),
    ],
)
def test_what_can_not_be_is_told_with_the_way_out(changes: dict[str, object], words: str) -> None:
    """The word that is meant, or those that there are."""
    with pytest.raises(StageError) as caught:
        tried(load("rules.yaml", shelf(EVENTS)), said("x", **changes), NOW_S)
    assert caught.value.message.endswith(words)
