"""The index never changes what is decided: random rule files, messages made of their own words."""

from __future__ import annotations

import contextlib
import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from responder.errors import RuleFileError
from responder.memory import Kept, Memory
from responder.models import ChatKind, MessageType
from responder.rules.decide import decide, explain
from responder.rules.load import load
from responder.rules.text.folding import FoldStep
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, says
from tests.shelf import shelf

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.ruleset import RuleSet

FILES = 320
"""Random rule files."""

MESSAGES = 64
"""Random messages to each, so that there are more than 20,000 cases together."""

WORDS = (
    *(
        "价",
        "格",
        "价格",
        "价格表",
        "表",
        "多少钱",
        "请问",
        "请问价格",
        "微笑",
        "[微笑]",
        "[Smile]",
    ),
    *("a", "A", "ab", "abc", "VIP", "vip", "１２", "12", "é", "e\u0301", "價格", "小店", "/::)"),
    *("/vip", "/价", "/VIP 3"),
)
"""Overlapping, within each other, folded to each other."""

BETWEEN = (
    "",
    "",
    " ",
    "，",
    "\u3000",
    "@小店 ",
    "@小店",
    "\u2005",
    "请",
    "\n",
    "😀",
    "\ufe0f",
    "<",
)

PATTERNS = (
    *(
        "价格",
        "^价格$",
        "^请问",
        "价.*表",
        r"(\w+)价格",
        r"(?i)vip",
        "(?i)价格",
        "[价a]格",
        "价格?",
    ),
    *(
        r"\d{2}",
        "^$",
        "价格|多少钱",
        r"(?P<名>请问)+",
        r"^(a|b)",
        "a{2,}|价{1,2}",
        "微笑",
        r"\[微笑",
    ),
    *("價格", "價", "^價格"),
)


STORED = (
    "{{ memory.sender.数 }}",
    "{{ memory.chat.词 | join }}",
    "{{ memory.sender.词 | default('无') }}",
    "{{ memory.everyone.票 | length }}",
)
"""Answers that say what is stored."""

NAMES = [
    {"count": ["sender.数", "chat.数", "everyone.数", "everyone.票.价格"]},
    {"push": {"chat.词": "a"}},
    {"set": {"sender.词": "a"}},
]
"""In a rule that is switched off, so that every name is known in every file."""


class Writer:
    """Writes one random rule file.

    Args:
        rng: Decides everything.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.rules = 0

    def file(self) -> dict[str, Any]:
        """A rule file, as data."""
        rng = self.rng
        shared = [self.rule(2) for _ in range(rng.randint(1, 6))]
        alike = self.when(1)
        many = [self.rule(0, alike) for _ in range(rng.choice([0, 0, 12]))]
        rules = [*shared, *many]
        rng.shuffle(rules)
        rules.append({"name": "名", "enabled": False, "do": NAMES})
        return {
            "lists": {"词": rng.sample(WORDS, 3), "人": ["小明", "Bob"]},
            "tables": {"表": dict.fromkeys(rng.sample(("价格", "多少钱", "请问"), 2), "答")},
            "fold": [str(step) for step in FoldStep if rng.random() < 0.7] or ["case"],
            "limits": rng.choice([{}, {"handover": "20s", "loop": "off", "same_text": "15s"}]),
            "rules": rules,
        }

    def rule(self, depth: int, alike: dict[str, Any] | None = None) -> dict[str, Any]:
        """A rule, perhaps with rules inside."""
        rng = self.rng
        self.rules += 1
        when = {**(alike or {}), **self.when(2)}
        rule: dict[str, Any] = {"name": f"第{self.rules}条", **self.deeds()}
        if rng.random() < 0.9:
            rule["when"] = when
        if rng.random() < 0.2:
            rule["continue"] = True
        if rng.random() < 0.05:
            rule[rng.choice(["enabled", "shadow"])] = False
        if rng.random() < 0.1:
            rule |= {"cooldown": "20s", "otherwise": rng.choice(["next", "silent"])}
        if depth and rng.random() < 0.3:
            rule["rules"] = [self.rule(depth - 1) for _ in range(rng.randint(1, 3))]
        return rule

    def deeds(self) -> dict[str, Any]:
        """What a rule does: mostly it answers, now and then it stores something."""
        rng = self.rng
        if rng.random() < 0.7:
            return {"reply": "好"}
        do: list[Any] = [self.stores() for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.7:
            do.append({"reply": rng.choice(STORED)})
        return {"do": do}

    def stores(self) -> dict[str, Any]:
        """An action that stores something or drops it; some fail."""
        rng = self.rng
        found: dict[str, Any] = rng.choice(
            [
                {"count": rng.choice(["sender.数", "chat.数", ["sender.数", "everyone.数"]])},
                {"count": {"everyone.票.{{ message.text }}": rng.choice([1, -1])}},
                {"push": {"chat.词": "{{ message.text }}"}, "keep": 3},
                {"push": {"chat.词": "{{ message.text }}"}, "unique": True},
                {"set": {"sender.词": rng.choice(["价格", "{{ memory.sender.数 }}", 2])}},
                {"drop": rng.choice(["sender.数", "chat.词", "everyone.票"])},
            ]
        )
        return {**found, "expires": "30s"} if "drop" not in found and rng.random() < 0.2 else found

    def memory(self) -> dict[str, Any]:
        """Conditions on what is stored."""
        rng = self.rng
        wishes = (
            ("sender.数", {"at_least": rng.randint(1, 3)}),
            ("chat.数", [0, 2]),
            ("everyone.数", {"at_most": 5}),
            ("everyone.票", {"exists": rng.random() < 0.5}),
            ("everyone.票.价格", {"at_least": 1}),
            ("chat.词", {"contains": ["价格", "a"]}),
            ("sender.词", rng.choice(["价格", 2, {"exists": False}])),
        )
        return dict(rng.sample(wishes, rng.choice([1, 1, 2])))

    def when(self, depth: int) -> dict[str, Any]:
        """Conditions of a rule."""
        rng = self.rng
        when = self.conditions(depth)
        if rng.random() < 0.5:
            when["chat"] = rng.choice(["any", "group", ["private", "filehelper"]])
        if rng.random() < 0.1:
            when["from_me"] = True
        if rng.random() < 0.1:
            when["chance"] = 0.5
        if rng.random() < 0.1:
            when["command"] = rng.choice(["价格 {what}", ["/vip {level:int=1}", "/价"]])
        if rng.random() < 0.1:
            when["mentioned"] = rng.random() < 0.5
        return when

    def conditions(self, depth: int) -> dict[str, Any]:
        """Some conditions, all of which must hold."""
        rng = self.rng
        found: dict[str, Any] = {}
        if rng.random() < 0.8:
            found["text"] = self.text()
        if rng.random() < 0.15:
            found["sender"] = rng.choice(
                ["小明", ["Bob", "bob77"], {"list": "人"}, {"regex": "^B"}, {"contains": "明"}]
            )
        if rng.random() < 0.1:
            found["group"] = rng.choice(["客户群", {"contains": "群"}])
        if rng.random() < 0.1:
            found["if"] = rng.choice(
                ["sender.name == '小明'", "message.text|length > 3", "memory.sender.数 > 1"]
            )
        if rng.random() < 0.2:
            found["memory"] = self.memory()
            if rng.random() < 0.5:
                found.pop("text", None)
        if rng.random() < 0.1:
            found["type"] = rng.choice(["text", ["image", "text"]])
        if rng.random() < 0.1:
            key = rng.choice(["first_contact", "owner_silent", "repeated"])
            values = {"first_contact": rng.random() < 0.5, "owner_silent": "30s", "repeated": 2}
            found[key] = values[key]
        if depth and rng.random() < 0.3:
            key = rng.choice(["any", "all", "not"])
            found[key] = [self.conditions(depth - 1) for _ in range(rng.randint(1, 3))]
        return found or {"text": self.text()}

    def text(self) -> dict[str, Any]:
        """What the text must be."""
        rng = self.rng
        keys = ("equals", "contains", "contains_all", "words", "starts_with", "ends_with", "regex")
        found: dict[str, Any] = {}
        for key in rng.sample(keys, rng.choice([1, 1, 1, 2])):
            found[key] = self.patterns() if key == "regex" else self.words()
        if rng.random() < 0.1:
            found = {"in": "表"}
        if rng.random() < 0.1:
            found["without"] = rng.choice([self.words(), {"regex": self.patterns()}])
        if rng.random() < 0.1:
            found["fuzzy"] = {"like": self.words(), "at_least": 60}
        if rng.random() < 0.1:
            found["longer_than"] = rng.randint(0, 6)
        if rng.random() < 0.15:
            found["exact"] = True
        return found

    def words(self) -> list[Any]:
        """Texts, or a list of the file."""
        return self.rng.sample(WORDS, self.rng.choice([1, 1, 2, 3]))

    def patterns(self) -> list[str]:
        """Patterns."""
        return self.rng.sample(PATTERNS, self.rng.choice([1, 1, 2]))

    def message(self) -> Event:
        """A message of words that rules know, and what may stand between."""
        rng = self.rng
        words = rng.choices((*WORDS, *BETWEEN), k=rng.randint(0, 5))
        text = "".join(word + rng.choice(BETWEEN) for word in words)
        group = CLIENTS if rng.random() < 0.35 else None
        return says(
            text.strip() if rng.random() < 0.5 else text,
            sender=rng.choice([ANN, BOB]),
            kind=rng.choice([ChatKind.PRIVATE, ChatKind.PRIVATE, ChatKind.FILEHELPER]),
            group=group,
            mentioned=rng.random() < 0.5,
            from_me=rng.random() < 0.15,
            message_type=rng.choice([MessageType.TEXT, MessageType.TEXT, MessageType.IMAGE]),
            event_id=str(rng.randrange(10**6)),
        )


def _loaded(writer: Writer) -> RuleSet:
    """The first file of a writer without a fault: a group in a private chat, say, is one."""
    for _ in range(100):
        data = json.dumps(writer.file(), ensure_ascii=False).encode()
        with contextlib.suppress(RuleFileError):
            return load("rules.yaml", shelf(data))
    raise AssertionError("expected a sound file among a hundred")


@pytest.mark.parametrize("part", range(8))
def test_index_and_plain_loop_decide_alike(part: int) -> None:
    """Rules, captures, replies and changes are those that a look at every rule gives."""
    matched = stored = asked = 0
    for seed in range(part, FILES, 8):
        writer = Writer(random.Random(seed))
        rule_set = _loaded(writer)
        assert rule_set.index is not None
        memory = Memory()
        for number in range(MESSAGES):
            event, now_s = writer.message(), NOW_S + 7.0 * number
            by_index = decide(rule_set, event, memory, now_s, seed)
            by_loop = explain(rule_set, event, memory, now_s, seed)
            assert replace(by_index, trace=()) == replace(by_loop, trace=()), (seed, event.text)
            memory = memory.applied(by_index.changes)
            matched += bool(by_loop.taken)
            stored += any(isinstance(one, Kept) for one in by_index.changes)
            asked += any(one.failed == "memory" for one in by_loop.trace)
    cases = FILES // 8 * MESSAGES
    assert matched > cases // 10  # Most of it would say nothing otherwise.
    assert stored > cases // 100
    assert asked > cases // 100
