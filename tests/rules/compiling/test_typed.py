"""Types of messages, and conditions that none of them can meet."""

from __future__ import annotations

import pytest

from responder.models import MessageType
from responder.rules.compiling.typed import EVERY_TYPE, narrowed, types_of
from responder.rules.conditions.heads import TypeCondition
from responder.rules.spec.rule import EventWord
from tests.rules.rulekit import rules


def warned(when: str, *, head: str = "", on: str = "message") -> list[str]:
    """What is said about the conditions of a rule, with the key that it is said of."""
    text = f"{head}\nrules: [{{name: r, on: {on}, when: {{chat: any, {when}}}, reply: a}}]"
    return [one.headline.partition('rule "r": when.')[2] for one in rules(text).warnings]


@pytest.mark.parametrize(
    "text",
    ["你好", "[a, b]", "{contains: a}", "{regex: a}", "{longer_than: 0}", "{fuzzy: a}"],
)
@pytest.mark.parametrize("kind", ["image", "voice", "video", "sticker", "call"])
def test_a_text_where_there_is_none(text: str, kind: str) -> None:
    """Such a rule never takes a message, and a tester would look for the reason in the text."""
    reason = f"this can never hold: no message of type {kind} has a text"
    assert warned(f"type: {kind}, text: {text}") == [f"text: {reason}"]


@pytest.mark.parametrize("key", ["command: /a", "repeated: 3"])
def test_other_conditions_ask_for_a_text(key: str) -> None:
    """A command is one, and what is repeated is one."""
    (found,) = warned(f"type: [sticker, image], {key}")
    assert found.startswith(key.partition(":")[0])
    assert found.endswith("no message of type image or sticker has a text")


@pytest.mark.parametrize(
    "when",
    [
        "type: image, text: {without: a}",
        "type: image, text: {shorter_than: 9}",
        "type: image, text: {regex: '^$'}",
        "type: image, not: {text: a}",
        "type: [image, text], text: a",
        "type: [location, card, link, file, miniprogram, unknown], text: a",
        "type: image, any: [{text: {regex: '^$'}}, {sender: 小明}]",
        "any: [{type: image}, {text: a}]",
        "type: text, mentioned: true",
        "type: image, mentioned: false",
        "text: a",
    ],
)
def test_what_may_hold_is_not_warned_of(when: str) -> None:
    """Titles and names are texts, and a blank one is none of something."""
    assert warned(when) == []


def test_a_burst_has_the_words_before_a_picture() -> None:
    """Where bursts become one, nobody can be sure."""
    assert warned("type: image, text: a", head="limits: {collect: 3s}") == []


@pytest.mark.parametrize(
    ("when", "key"),
    [
        ("any: [{type: image, text: a}, b]", "any[1].text"),
        ("type: image, any: [a, {sender: 小明}]", "any[1].text"),
        ("type: [image, text], all: [{type: image}, {text: a}, {type: voice}]", "all[3].type"),
        ("text: a, any: [{type: image}, {type: link}]", "any[1].type"),
    ],
)
def test_conditions_in_conditions(when: str, key: str) -> None:
    """Only what can not hold where it stands is pointed at."""
    (found,) = warned(when)
    assert found.startswith(f"{key}: this can never hold")


@pytest.mark.parametrize(
    ("outer", "inner", "place", "reason"),
    [
        ("type: text", "type: image", "type", "what is around it takes only text"),
        ("type: image", "text: a", "text", "no message of type image has a text"),
        ("text: a", "type: image", "type", "no message of type image has a text"),
        ("mentioned: true", "type: image", "type", "only a text mentions somebody"),
    ],
)
def test_rules_in_rules(outer: str, inner: str, place: str, reason: str) -> None:
    """What a rule inherits must hold too."""
    text = f"rules: [{{when: {{{outer}}}, rules: [{{name: r, when: {{{inner}}}, reply: a}}]}}]"
    (warning,) = rules(text).warnings
    assert f'rule "r": when.{place}: this can never hold' in warning.headline
    assert warning.headline.endswith(reason)


@pytest.mark.parametrize("on", ["pat", "red_packet", "member_joined"])
def test_what_is_no_message_has_no_type(on: str) -> None:
    """Nor does it mention anybody."""
    assert warned("type: image", on=on) == [
        "type: this can never hold: what is no message has no type"
    ]
    assert warned("mentioned: true", on=on) == [
        "mentioned: this can never hold: only a text mentions somebody"
    ]
    assert warned("type: unknown", on=on) == []


def test_what_was_recalled_has_the_type_it_had() -> None:
    """And, as a picture, no text."""
    assert warned("type: image", on="recalled") == []
    assert len(warned("type: image, text: a", on="recalled")) == 1


def test_types_that_are_left() -> None:
    """All of them for a message, until a condition says which."""
    assert types_of(None) == types_of(EventWord.MESSAGE) == EVERY_TYPE
    assert types_of(EventWord.PAT) == {MessageType.UNKNOWN}
    image = TypeCondition(frozenset({MessageType.IMAGE}))
    both = TypeCondition(frozenset({MessageType.IMAGE, MessageType.TEXT}))
    assert narrowed(EVERY_TYPE, []) is EVERY_TYPE
    assert narrowed(EVERY_TYPE, [both]) == both.types
    assert narrowed(both.types, [image]) == image.types
