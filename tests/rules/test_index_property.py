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
from responder.models import ChatKind, EventKind, MessageType
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

HAN = (
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

LETTERS = (
    *(
        "ß",
        "ss",
        "SS",
        "ſ",
        "s",
        "S",
        "Straße",
        "STRASSE",
        "ﬁ",
        "fi",
        "FI",
        "ŉ",
        "ʼn",
        "n",
        "İ",
        "i",
    ),
    *("i\u0307", "I", "ı", "K", "k", "K", "Å", "å", "A\u030a", "a", "Σ", "σ", "ς", "Ǆ", "dž", "ΐ"),
    *("Ⅳ", "iv", "²", "2", "㍿", "株式会社", "株", "が", "か\u3099", "か", "ﾊﾟ", "パ", "각", "각"),
)
"""Letters that grow, shrink, part or join when they are folded, and such as only look alike."""

PICTURES = (
    *("❤️", "❤", "👍🏽", "👍", "👨‍👩‍👧", "👩", "é\u0323", "e\u0323\u0301", "e"),
    *("[微笑]", "微笑", "微", "[Smile]", "/::)", "/：：)", "［微笑］", "𠀀", "𠀀价"),
    *("\ufe0f价", "价\u0301", "价", "1️⃣", "1", "@小店", "小店"),
)
"""Pictures, marks that lean on what stands before them, and halves of pairs made sound."""

NESTED = (
    *("哈" * count for count in range(1, 9)),
    *("价格表价格表价格表价格表价格表" + tail for tail in ("", "价", "价格", "价格表", "价格表单")),
    *("ab" * count for count in range(1, 12)),
    *("价格", "格表", "表价", "b", "aba", "ba" * 9, "哈a", "a哈"),
)
"""Words that are each the end of the next, and longer ones than an index looks for."""

WORDS = tuple(dict.fromkeys((*HAN, *LETTERS, *PICTURES, *NESTED)))
"""All of them: a list so long that it is looked up in another way."""

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
    "\ud83d",
    "\u0301",
    "[",
    ")",
)

HAN_PATTERNS = (
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
LETTER_PATTERNS = (
    *("(?i)ss", "(?i)ß", "ß", "(?i)k", "K", "(?i)s$", "(?i)straße", "(?i)fi", "(?i)İ", "(?i)^i"),
    *(
        "(?i)[kå]",
        "^(?i:ss)",
        "(?i)σ",
        "が",
        "か\u3099",
        "(?i)ŉ",
        "株(?i)k",
        "ß(?i)s",
        "(?i)s(?-i)ß",
    ),
    *("(?i:k)|^株", "(?i:s){2}", "(?i:s)?ß", "株式", "^株", "株$", r"\QK\E", r"(?i)\x73s", "[ßs]s"),
)
PICTURE_PATTERNS = (
    *(
        "❤",
        "微笑",
        r"\[微",
        "^微",
        "👍",
        "^价",
        "价$",
        "微笑$",
        "^微笑$",
        "小店",
        r"/::\)",
        "^小店",
    ),
    *(
        "[❤👍]",
        "微笑?",
        "(?:微笑){1,2}",
        "\ufffd",
        "^\\[微笑",
        "𠀀",
        "𠀀价",
        "价\u0301",
        "微|^价|👍$",
    ),
)
NESTED_PATTERNS = (
    *(
        "(?:哈){3}",
        "哈{2,}",
        "^哈+$",
        "(价格表){3,}",
        "^价格表价格表价格表价格表价格表价格$",
        "(ab)+",
    ),
    *(
        "^(?:价格表|哈)",
        "a(?:b|哈)a",
        "(价格表|格表)价格",
        "b?a",
        "(?:ab){10}",
        "(?:价|格)表",
        "哈(?:哈哈)?a",
    ),
    *(
        "(?m)^价格",
        "(?m)哈$",
        "价(?:格(?:表|价))?表",
        "价格|^表|b$",
        "a(?)*b",
        "(?:哈|(?:ab)+)价",
        "(?s).哈",
    ),
    *(
        "^哈(?:价|格){2}",
        "(?:^哈|价)格",
        "(?:^价格表)+格",
        "哈(?:$|a)",
        "(?:哈a){2,3}",
        "[价格][表价]",
        "(?:)",
    ),
)

POOLS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    *((HAN, HAN_PATTERNS), (LETTERS, LETTER_PATTERNS)),
    *((PICTURES, PICTURE_PATTERNS), (NESTED, NESTED_PATTERNS)),
)
"""Words and patterns of one kind: a file and its messages are made of those."""

EVENTS = (EventKind.NOTICE, EventKind.RECALLED, EventKind.PAT, EventKind.RED_PACKET)
"""What a rule may be for besides messages, wherever it looks."""

COMMANDS = ("价格 {what}", ["/vip {level:int=1}", "/v {level:int=1}"], "/价", "VIP {what:rest=}")


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
        pool, self.kinds = rng.choice(POOLS)
        # So few that messages often have what rules ask for.
        self.pool = rng.sample(pool, 14)
        self.short = sorted(self.pool, key=len)[:6]

    def file(self) -> dict[str, Any]:
        """A rule file, as data."""
        rng = self.rng
        rules = [self.rule(2) for _ in range(rng.randint(1, 8))]
        alike = {"contains": [max(rng.sample(self.pool, 5), key=len)]}
        rules += [self.rule(0, alike) for _ in range(rng.choice([0, 0, 14]))]
        rng.shuffle(rules)
        for rule in rules:
            if rng.random() < 0.1:
                rule["on"] = str(rng.choice(EVENTS))
        rules.append({"name": "名", "enabled": False, "do": NAMES})
        file = {
            "lists": {"词": rng.sample(WORDS, len(WORDS) // 2), "人": ["小明", "Bob"]},
            "tables": {"表": dict.fromkeys(rng.sample(("价格", "多少钱", "请问"), 2), "答")},
            "fold": [str(step) for step in FoldStep if rng.random() < 0.7] or ["case"],
            "rules": rules,
        }
        if rng.random() < 0.5:
            file["limits"] = {"handover": "20s", "loop": "off", "same_text": "15s"}
        return file

    def rule(self, depth: int, alike: dict[str, Any] | None = None) -> dict[str, Any]:
        """A rule, perhaps with rules inside.

        Args:
            depth: How many levels of them.
            alike: What it asks of the text besides, as many other rules do.
        """
        rng = self.rng
        self.rules += 1
        rule: dict[str, Any] = {"name": f"第{self.rules}条", **self.deeds()}
        if alike or rng.random() < 0.9:
            rule["when"] = self.when(2)
        if alike:
            key = rng.choice(("contains_all", "starts_with", "ends_with", "words"))
            rule["when"]["text"] = {key: rng.sample(self.short, rng.choice([1, 1, 2])), **alike}
        if rng.random() < 0.2:
            rule["continue"] = True
        if rng.random() < 0.05:
            rule["enabled"] = False
        if rng.random() < 0.05:
            rule["shadow"] = True
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
        in_groups = rng.random() < 0.3
        when = self.conditions(depth, in_groups=in_groups)
        if in_groups:
            when["chat"] = rng.choice(["any", "group"])
        elif rng.random() < 0.3:
            when["chat"] = rng.choice(["any", "official", ["private", "filehelper"]])
        if rng.random() < 0.1:
            when["from_me"] = True
        if rng.random() < 0.1:
            when["chance"] = 0.5
        if rng.random() < 0.1:
            when["command"] = rng.choice(COMMANDS)
        if in_groups and rng.random() < 0.3:
            when["mentioned"] = rng.random() < 0.5
        return when

    def conditions(self, depth: int, *, in_groups: bool) -> dict[str, Any]:
        """Some conditions, all of which must hold."""
        rng = self.rng
        found: dict[str, Any] = {}
        if rng.random() < 0.8:
            found["text"] = self.text()
        if rng.random() < 0.15:
            found["sender"] = rng.choice(
                ["小明", ["Bob", "bob77"], {"list": "人"}, {"regex": "^B"}, {"contains": "明"}]
            )
        if in_groups and rng.random() < 0.2:
            found["group"] = rng.choice(["客户群", {"contains": "群"}, ["客户群", "老王"]])
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
            key, inner = rng.choice(["any", "all", "not"]), range(rng.randint(1, 3))
            found[key] = [self.conditions(depth - 1, in_groups=in_groups) for _ in inner]
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

    def words(self) -> list[Any] | dict[str, str]:
        """Texts, or a list of the file."""
        if self.rng.random() < 0.03:
            return {"list": "词"}
        return self.rng.sample(self.pool, self.rng.choice([1, 1, 2, 3]))

    def patterns(self) -> list[str]:
        """Patterns."""
        return self.rng.sample(self.kinds, self.rng.choice([1, 1, 2]))

    def message(self) -> Event:
        """A message of words that rules know, and what may stand between."""
        rng = self.rng
        words = rng.choices((*self.pool, *BETWEEN), k=rng.choice([0, 1, 1, 2, 3, 5]))
        text = "".join(word + rng.choice(BETWEEN) for word in words)
        group = CLIENTS if rng.random() < 0.35 else None
        event = says(
            text.strip() if rng.random() < 0.5 else text,
            sender=rng.choice([ANN, BOB]),
            kind=rng.choice([*[ChatKind.PRIVATE] * 3, ChatKind.FILEHELPER, ChatKind.OFFICIAL]),
            group=group,
            mentioned=rng.random() < 0.5,
            from_me=rng.random() < 0.15,
            message_type=rng.choice([MessageType.TEXT, MessageType.TEXT, MessageType.IMAGE]),
            event_id=str(rng.randrange(10**6)),
        )
        return event if rng.random() < 0.9 else replace(event, kind=rng.choice(EVENTS))


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
