"""Decisions: the index finds what the plain loop finds, and nothing a stranger writes raises.

Rule files and messages are made of the same few pieces, so that most rules nearly match.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from responder.memory import Memory
from responder.models import Chat, ChatKind, Event, EventKind, Group, MessageType, Person
from responder.rules.decide import decide, explain
from responder.rules.load import load
from responder.rules.reading.faults import RuleFaults
from responder.rules.recording import decision_of_text, decision_to_text
from tests.fuzz.feed import Feed
from tests.fuzz.words import PIECES, SOUND, text, word
from tests.shelf import shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet

MESSAGES_MAX = 8
MANY = [f"{one}{other}" for one in SOUND[:14] for other in SOUND[3:17] if (one + other).strip()]
"""A list so long that it is looked up in another way."""

NAMES = ("小明", "Bob", "bob77", "王", "a", "ab", "")
TIMES_S = (1_795_485_600.0, 0.0, -1e9, 1e18, 1.5, 1_772_000_000.0, float("nan"), float("inf"))
REGEXES = (
    *("a", "a+", "^a", "b$", "价|表", "(?i)AB", "(a)|(b)", r"\d+", r"(?P<n>\d)3", "^$", "", "a.*b"),
    *(
        "[ab]价",
        "(?:ab){2}",
        r"\w+",
        "^(?:a|价)",
        r"(?i)ß",
        r"(?i)İ",
        "a|^b|价$",
        ".",
        "(?s).*",
        "a?",
    ),
)
IFS = (
    "now.hour < 12",
    "match is defined",
    "sender.name == '小明'",
    "message.text | length > 3",
    "1/0",
)
STORES = (
    {"count": "sender.n"},
    {"count": {"everyone.e.{{ message.text }}": "{{ message.text | length }}"}},
    {"count": {"sender.n": "{{ message.text }}"}, "expires": "1m"},
    {"push": {"chat.l": "{{ message.text }}"}, "keep": 2},
    {"push": {"chat.l": ["{{ sender.name }}", 1]}, "unique": True},
    {"set": {"sender.v": "{{ message.text }}", "sender.n": "{{ memory.chat.l | length }}"}},
    {"set": {"sender.v": "{{ memory.everyone.e | length }}"}},
    {"drop": ["sender.n", "everyone.e"]},
    {"drop": {"chat.l": "{{ message.text }}"}},
)
STORED = ("{{ memory.sender.n }}", "{{ memory.chat.l | join }}", "{{ memory.sender.v }}", "x")
MEMORIES = (
    {"sender.n": {"at_least": 1}},
    {"sender.v": ["a", 0], "chat.l": {"contains": "a"}},
    {"everyone.e": {"exists": True}},
    {"everyone.e.ab": {"at_most": 2}},
)
TIMES = ("09:00-18:00", {"outside": "10:00-11:00"}, {"days": "workdays"}, {"dates": "10-01..10-07"})
COMMANDS = ("/w {a}", ["/w", "a"], "/W {n:int=1} {more:rest=}", "ab {n:number}")


def seeds() -> Iterable[bytes]:
    """Inputs to begin with."""
    return [bytes(range(start, start + 90)) for start in (0, 60, 120, 160)]


def fuzz(data: bytes) -> None:
    """Make a rule file and messages of the bytes, and decide each of them both ways."""
    feed = Feed(data)
    file = rule_file(feed)
    try:
        rule_set = load("r.yaml", shelf(json.dumps(file, ensure_ascii=False), "r.yaml"))
    except RuleFaults:
        return
    words, memory = _words_of(file), Memory()
    for number in range(1 + feed.number(MESSAGES_MAX)):
        event, now_s = _event(feed, words, number), feed.pick(TIMES_S)
        found = agree(rule_set, event, now_s, feed.number(3), memory)
        memory = memory.applied(found.changes)


def agree(
    rule_set: RuleSet, event: Event, now_s: float, seed: int, memory: Memory | None = None
) -> Decision:
    """Decide an event by the index and by the plain loop, which must agree."""
    memory = memory or Memory()
    found = decide(rule_set, event, memory, now_s, seed)
    plain = explain(rule_set, event, memory, now_s, seed)
    assert replace(found, trace=()) == replace(plain, trace=()), _difference(event, found, plain)
    assert set(found.trace) <= set(plain.trace), _difference(event, found, plain)
    assert found.fault is None
    for reply in found.replies:
        reply.text.encode()
    decision_of_text(decision_to_text(found))
    return found


def rule_file(feed: Feed) -> dict[str, Any]:
    """A rule file that mostly has no fault."""
    file: dict[str, Any] = {
        "timezone": "Asia/Shanghai",
        "lists": {"l": MANY if feed.chance(6) else feed.several(4, partial(word, feed)) or ["a"]},
        "tables": {"t": {word(feed): word(feed) for _ in range(1 + feed.number(5))}},
    }
    steps = ("width", "case", "space", "emoji", "mention", "punctuation", "traditional")
    if feed.chance(2):
        file["defaults"] = {"chat": "any"}
    if feed.chance(3):
        file["fold"] = dict.fromkeys(feed.several(4, lambda: feed.pick(steps)), feed.chance(2))
        file["fold"] = file["fold"] or {"case": True}
    if feed.chance(3):
        file["limits"] = {"quiet": "10:00-11:00", "same_text": "1m", "loop": {"replies": 2}}
    file["rules"] = [_rule(feed, 2) for _ in range(1 + feed.number(8))]
    file["rules"].append({"enabled": False, "do": list(STORES)})
    return file


def _rule(feed: Feed, depth: int) -> dict[str, Any]:
    rule: dict[str, Any] = {"reply": feed.pick(("x", "{{ message.text | length }}", ["x", "y"]))}
    if feed.chance(4):
        rule = {"do": [*feed.several(3, lambda: feed.pick(STORES)), {"reply": feed.pick(STORED)}]}
    if not feed.chance(8):
        rule["when"] = _when(feed, 2, top=True)
    for key in ("continue", "shadow", "enabled"):
        if feed.chance(8):
            rule[key] = key != "enabled"
    if feed.chance(6):
        rule["cooldown"] = {"for": "1m", "per": feed.pick(("sender", "chat", "rule"))}
        rule["otherwise"] = feed.pick(("next", "silent"))
    if depth and feed.chance(5):
        rule["rules"] = [_rule(feed, depth - 1) for _ in range(1 + feed.number(3))]
    return rule


def _when(feed: Feed, depth: int, *, top: bool = False) -> Any:  # noqa: ANN401 - what JSON may hold
    """Conditions; some only at the top, some in each other."""
    if feed.chance(4):
        return {"text": {"contains": _words(feed)}}
    kinds: dict[str, Callable[[], Any]] = {
        "text": partial(_text, feed),
        "sender": partial(_names, feed),
        "type": lambda: feed.pick(("text", ["text", "image"], "link")),
        "time": lambda: feed.pick(TIMES),
        "chance": lambda: feed.pick((0, 0.5, 1)),
        "if": lambda: feed.pick(IFS),
        "first_contact": partial(feed.chance, 2),
        "owner_silent": lambda: "5m",
        "repeated": lambda: feed.pick((2, {"times": 2, "by": "different_senders"})),
        "memory": lambda: feed.pick(MEMORIES),
    }
    if top:
        kinds["chat"] = lambda: feed.pick(("any", "group", "private", ["private", "filehelper"]))
        kinds["command"] = lambda: feed.pick(COMMANDS)
        kinds["group"] = partial(_names, feed)
        kinds["mentioned"] = partial(feed.chance, 2)
    if depth:
        for key in ("any", "all", "not"):
            kinds[key] = lambda: [_when(feed, depth - 1) for _ in range(1 + feed.number(2))]
    chosen = dict.fromkeys(["text"] * feed.number(2) + feed.several(2, lambda: feed.pick([*kinds])))
    return {key: kinds[key]() for key in chosen or ["text"]}


def _text(feed: Feed) -> Any:  # noqa: ANN401 - what JSON may hold
    keys = ("equals", "contains", "words", "starts_with", "ends_with")
    found: dict[str, Any] = {}
    for _ in range(1 + feed.number(2)):
        match feed.number(10):
            case 6:
                found["regex"] = feed.pick((feed.pick(REGEXES), [feed.pick(REGEXES), "b"]))
            case 7:
                found["without"] = {feed.pick(keys): _words(feed)}
            case 8:
                found |= feed.pick(
                    (
                        {"in": "t"},
                        {"equals": {"list": "l"}},
                        {"longer_than": 2},
                        {"shorter_than": 9},
                    )
                )
            case 9:
                found["fuzzy"] = {"like": _words(feed), "at_least": 50 + feed.number(51)}
            case 5:
                found["contains_all"] = [word(feed), word(feed)]
            case place:
                found[keys[place]] = _words(feed)
    return {**found, "exact": True} if feed.chance(5) else found


def _words(feed: Feed) -> Any:  # noqa: ANN401 - what JSON may hold
    match feed.number(6):
        case 0:
            return {"list": "l"}
        case 1:
            return {"table": "t"}
        case 2 | 3:
            return [word(feed) for _ in range(1 + feed.number(4))]
        case _:
            return word(feed)


def _names(feed: Feed) -> Any:  # noqa: ANN401 - what JSON may hold
    name = feed.pick(NAMES[:-1])
    return feed.pick(
        (name, [name, "Bob"], {"contains": name}, {"regex": f"^{name}"}, {"list": "l"})
    )


def _words_of(value: object) -> list[str]:
    """Every text in a rule file: what messages are made of."""
    if isinstance(value, dict):
        return [one for key, item in value.items() for one in (key, *_words_of(item))]
    if isinstance(value, list):
        return [one for item in value for one in _words_of(item)]
    return [value] if isinstance(value, str) else []


def _event(feed: Feed, words: list[str], number: int) -> Event:
    """A message, mostly of words that the rules look for."""

    def piece() -> str:
        return feed.pick(words) if feed.chance(2) else feed.pick(PIECES)

    said = text(feed) if feed.chance(6) else "".join(feed.several(5, piece))
    group = Group(
        "g", "王", frozenset(feed.several(2, lambda: feed.pick(NAMES))), feed.pick((None, True))
    )
    kind = feed.pick((ChatKind.PRIVATE, ChatKind.PRIVATE, ChatKind.GROUP, *ChatKind))
    name = feed.pick((*NAMES, "\ud800"))
    sender = Person("p", name, known_as=frozenset({name, feed.pick(NAMES)}))
    return Event(
        id=str(number),
        kind=EventKind.MESSAGE,
        type=MessageType.TEXT if feed.chance(2) else feed.pick(tuple(MessageType)),
        chat=Chat("c", kind, name),
        sender=sender,
        me=Person("me", "小店"),
        time_s=feed.pick(TIMES_S),
        text=said,
        group=group if kind is ChatKind.GROUP else None,
        from_me=feed.chance(6),
        mentioned=feed.chance(3),
        my_names=("小店",),
    )


def _difference(event: Event, found: Decision, plain: Decision) -> str:
    return f"{event}\nindex: {found}\nplain: {plain}"
