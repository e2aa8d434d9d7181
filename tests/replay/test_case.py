"""Recorded conversations as tests: they load, and pass with the rules that decided them."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pytest

from responder.models import Chat, ChatKind, MessageType, Person
from responder.replay.case import Case, case_of
from responder.replay.past import Past, Then
from responder.rules.load import load
from responder.rules.trial.run import run_trials
from responder.simulator.media import JPEG
from tests.rules.rulekit import CLIENTS, ME, NOW_S, rules, says
from tests.shelf import Shelf

FILE = """
timezone: Asia/Shanghai
rules:
  - name: order
    when: {text: {regex: 'order (?P<id>[0-9]+)'}}
    reply: "{{ sender.name }}: {{ match.id }}"
  - {name: dice, when: {text: dice, chance: 0.5}, reply: [one, two, three]}
  - {name: price, when: {text: {contains: price}}, cooldown: 1h, reply: ten}
  - {name: boss, when: {sender: 老王, text: door}, reply: open}
  - {name: called, when: {chat: group, mentioned: true}, do: [{reply: yes?}, {reply: nothing}]}
  - {name: picture, when: {type: image}, silent: true}
"""


def past(
    text: str, number: int, *then: str, rule: str = "", at_s: float = 0.0, **event: object
) -> Past:
    """小明 writes, so long after the beginning."""
    arrived_s = NOW_S + at_s
    what = replace(says(text, event_id=str(number)), time_s=arrived_s - 1)
    what = replace(what, **event)  # type: ignore[arg-type]  # a test's shorthand
    texts = tuple(Then(rule, one, arrived_s) for one in then)
    return Past(what, arrived_s, "answered", rule, "hash", texts=texts)


def case(*pasts: Past, wanted: str = "", kept: frozenset[str] = frozenset()) -> Case:
    """Of these messages; of all of them unless one is said."""
    ids = frozenset({wanted} if wanted else {one.event.id for one in pasts})
    return case_of(rules(FILE), pasts, ids, kept)


def passes(found: Case) -> str:
    """Its text, which loads beside the rules without a warning of its own and passes with them."""
    text = "\n".join(found.lines)
    loaded = rules(FILE + "tests:\n" + textwrap.indent(text, "  "))
    assert loaded.warnings == rules(FILE).warnings
    assert all(result.passed for result in run_trials(loaded, loaded.trials)), text
    return text


def test_a_message_is_told_without_who_wrote_it() -> None:
    """Neither name nor number stands in it, and the same comes of it."""
    found = case(past("order 123456", 1, "小明: 123456", rule="order"))
    text = passes(found)
    assert found.faithful
    assert '{from: "客户1", says: "order 100001"' in text
    assert 'expect: {rule: "order", reply: "客户1: 100001"}' in text
    assert "小明" not in text


@pytest.mark.parametrize("words", ["one", "two", "three"])
def test_chance_is_pinned_to_what_it_was(words: str) -> None:
    """Which answer was picked, and whether any was."""
    found = case(past("dice", 1, words, rule="dice"))
    assert found.faithful
    assert f'reply: "{words}"' in passes(found)
    none = case(past("dice", 1))
    assert none.faithful
    assert "expect: nothing" in passes(none)


def test_what_came_before_is_told_too() -> None:
    """A cooldown is left behind by it; alone the message would be answered."""
    first = past("the price", 1, "ten", rule="price")
    second = past("price?", 2, rule="price", at_s=90.5)
    assert not case(second).faithful
    found = case(first, second, wanted="2")
    assert found.faithful
    text = passes(found)
    assert "- {wait: 90s}" in text
    assert 'expect: {rule: "price", reply: nothing}' in text
    assert text.count("expect") == 1


def test_a_name_that_a_rule_asks_for_may_stay() -> None:
    """Without it the rule would not take the message."""
    boss = Person("b", "老王", known_as=frozenset({"老王"}))
    told = past(
        "door", 1, "open", rule="boss", sender=boss, chat=Chat("b", ChatKind.PRIVATE, "老王")
    )
    assert not case(told).faithful
    found = case(told, kept=frozenset({"老王"}))
    assert found.faithful
    assert found.kept == ("老王",)
    passes(found)


def test_groups_pictures_and_my_own_messages_are_told() -> None:
    """Each by the keys of a step."""
    chat = Chat("c", ChatKind.GROUP, "客户群")
    called = past(
        "@小店 在吗", 1, "yes?", "nothing", rule="called", group=CLIENTS, chat=chat, mentioned=True
    )
    text = passes(case(called))
    assert 'group: "群1", mention: true' in text
    assert 'do: [{reply: "yes?"}, {reply: {equals: "nothing"}}]' in text
    picture = past("", 1, rule="picture", type=MessageType.IMAGE)
    assert "type: image" in passes(case(picture))
    mine = past("hi", 1, from_me=True, sender=ME, chat=Chat("ann", ChatKind.PRIVATE, "小明"))
    assert '{from_me: true, to: "客户1", says: "hi", expect: nothing}' in passes(case(mine))


def test_an_old_message_says_so() -> None:
    """In whole seconds."""
    late = past("order 12345", 1, rule="order", time_s=NOW_S - 400.5)
    assert "age: 400s" in "\n".join(case(late).lines)


def test_odd_characters_are_written_so_that_yaml_reads_them() -> None:
    """Quotes, line ends, and what can not be shown."""
    passes(case(past('say "x"\n\x7f \\ : #', 1)))


def test_a_reply_that_fails_is_not_told() -> None:
    """No test can expect it."""
    file = "rules: [{name: bad, when: {text: {regex: 'x(?P<a>1)?'}}, reply: '{{ match.a }}'}]"
    told = past("x", 1, rule="bad")
    assert not case_of(rules(file), [told], frozenset({"1"}), frozenset()).faithful


DEEDS = """
timezone: Asia/Shanghai
rules:
  - {name: show, when: show, reply: {text: here, image: a.jpg}}
  - {name: back, when: back, do: [{reply: x}, recall]}
  - {name: on, when: on, silent: true, do: [{forward: 老王}, {remark: 客户}]}
  - {name: in, when: in, do: [{invite: 群}, {send: {to: {group: 群}, image: a.jpg}}]}
"""


@pytest.mark.parametrize(
    ("text", "then", "words"),
    [
        ("show", ("here", "[image] a.jpg"), '{reply: {image: "a.jpg"}}'),
        ("back", ("x", "[recall]"), "{recall: true}"),
        ("on", ("on", "[remark] 客户"), '{remark: "客户"}'),
        ("in", ("[invite] x", "[image] a.jpg"), '{send: {to: {group: "群"}, image: "a.jpg"}}'),
    ],
)
def test_what_is_no_text_is_told_by_its_key(text: str, then: tuple[str, ...], words: str) -> None:
    """As a test in the file says it, and it passes."""
    files: dict[str, str | bytes] = {"rules.yaml": DEEDS, "a.jpg": JPEG}
    message = past(text, 1, *then, rule=text)
    found = case_of(load("rules.yaml", Shelf(files)), [message], frozenset({"1"}), frozenset())
    told = "\n".join(found.lines)
    assert words in told
    files["rules.yaml"] = DEEDS + "tests:\n" + textwrap.indent(told, "  ")
    loaded = load("rules.yaml", Shelf(files))
    assert all(result.passed for result in run_trials(loaded, loaded.trials)), told
