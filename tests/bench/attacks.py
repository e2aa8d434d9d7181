"""What one message costs at most: the worst ones we know of, each against the rules it is made for.

Each line is one rule file and one message, with the processor time of the first decision, which may
compile what was put off, of a later one, and what came of it.

    python -m tests.bench.attacks [PART OF A NAME…]
"""

from __future__ import annotations

import gc
import json
import platform
import sys
import time
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from responder.errors import RuleFileError
from responder.memory import Memory
from responder.rules.decide import decide
from responder.rules.load import load
from responder.rules.text.folding import FoldStep
from tests.rules.rulekit import NOW_S, says
from tests.shelf import shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.decision import Decision

AIM_MS = 50
"""What one message may cost the event loop."""

LONG = 4_000
"""Characters of a message that rules see."""

SAME = "a" * LONG
MARKS = "a" + "\u0301\u0323" * (LONG // 2)
EVERY = {"fold": [str(step) for step in FoldStep]}

File: TypeAlias = dict[str, Any]
Attack: TypeAlias = tuple[str, File, str]


def rules(whens: list[File], **more: object) -> File:
    """A rule for each condition."""
    named = ({"name": f"r{n}", "when": when} for n, when in enumerate(whens))
    return {"rules": [{"reply": "好", **one, **more} for one in named]}


def late(texts: list[File]) -> File:
    """Rules whose texts are compared, and which do not match all the same."""
    return rules([{"text": one, "chance": 0.0} for one in texts])


def unicode_attacks() -> Iterator[Attack]:
    """Characters that are costly to fold."""
    for name, text in {
        "marks": MARKS,
        "families": "👨‍👩‍👧‍👦" * (LONG // 7),
        "jamo": "\u1100\u1161\u11a8" * (LONG // 3),
        "ligatures": "\ufdfa" * LONG,
        "halves": "\ud800" * LONG,
        "mentions": "@" * LONG,
        "brackets": "[微" * (LONG // 2),
    }.items():
        sound = text.replace("\ud800", "\ufffd")
        starts = [{"starts_with": sound[: n + 1]} for n in range(30)]
        ends = [{"ends_with": sound[-n - 1 :]} for n in range(30)]
        yield f"one rule, {name}", rules([{"text": "x"}]), text
        yield f"30 starts, {name}", late(starts), text
        yield f"30 ends, every fold, {name}", {**EVERY, **late(ends)}, text


def text_attacks() -> Iterator[Attack]:
    """Many rules whose texts are in the message, or nearly."""
    nested = ["a" * n for n in range(1_000, 0, -1)]
    near = [{"contains": "a" * n + "b" + "a" * n} for n in range(16, 50)] * 300
    short = [{"contains": [f"a{'a' * (n % 20)}b{n}", "c"]} for n in range(10_000)]
    lists = {"lists": {"l": [f"词{n}" for n in range(10_000)]}}
    refer = [{"contains": {"list": "l"}, "without": {"contains": f"q{n}"}} for n in range(100)]
    stuffed = "".join(f"词{n}" for n in range(900))[:LONG]
    alike = [
        {"fuzzy": {"like": [f"{n:0100}{m}"[-100:] for m in range(2_000)], "at_least": 50}}
        for n in range(20)
    ]
    yield "10,000 starts", late([{"starts_with": "a"}] * 10_000), SAME
    yield "10,000 starts, marks", late([{"starts_with": "a"}] * 10_000), f"a b{MARKS}"
    yield "10,000 ends, toned", late([{"ends_with": "👍"}] * 10_000), "👍🏽" * (LONG // 2)
    yield "1,000 nested in a list", late([{"contains": nested}]), SAME
    yield "1,000 nested words", late([{"words": nested}]), "a " * 2_000
    yield "1,000 nested, nearly there", late([{"contains": nested}]), ("a" * 499 + "b") * 8
    yield "1,000 nested in rules", late([{"contains": one} for one in nested]), SAME
    yield "10,000 near misses", late(near), SAME
    yield "10,000 short lists", late(short), SAME
    yield "100 rules with a list of 10,000", {**lists, **late(refer)}, "词1" * 2_000
    yield (
        "stuffed with 900 of 10,000",
        late([{"contains": f"词{n}"} for n in range(10_000)]),
        stuffed,
    )
    yield "20 times 2,000 fuzzy", late(alike), "0" * 300


def pattern_attacks() -> Iterator[Attack]:
    """Patterns that RE2 is slow with."""
    letters = "".join("ab"[n * n * 7 % 11 % 2] for n in range(LONG))
    for source in (
        "[ab]{1,100}[bc]{1,100}[ab]{1,100}[cd]",
        "(?:a?){400}a{400}",
        "a.{0,60}b.{0,60}z",
        r"(\w+)(\w+)(\w+)(\w+)",
        "(a|b)*a(a|b){12}q",
        r"\w{1,30}x",
        r"\d{6,}",
    ):
        for name, text in (("letters", letters), ("Chinese", "退款价ab" * (LONG // 5))):
            patterns = [{"regex": f"{source}|z{n}"} for n in range(300)]
            yield f"300 times {source[:20]}, {name}", late(patterns), text


def other_attacks() -> Iterator[Attack]:
    """Expressions, commands, names, logic, times and replies."""
    loop = "(range(500)|map('string')|join|wordcount)"
    deep: File = {"text": {"contains": "b"}}
    for n in range(6):
        deep = {("all", "any")[n % 2]: [deep, {"not": deep}]}
    wide = {"any": [*({"text": {"contains": f"b{n}"}} for n in range(1_000)), {"if": "false"}]}
    dates = [f"20{n}-01-01" for n in range(30, 99)]
    on: File = {"text": {"contains": "a"}}
    yield "1,000 ifs", rules([{"if": f"message.text|length < -{n}"} for n in range(1_000)]), SAME
    yield "100 costly ifs", rules([{"if": f"{loop} == -{n}"} for n in range(100)]), SAME
    marked = ("1" + "\u0301\u0323" * 9 + " ") * (LONG // 20)
    for kind, text in (
        ("c|f", MARKS),
        ("int", "1" * LONG),
        ("number", marked),
        ("text", '"' * LONG),
    ):
        commands = [{"command": f"/a {{x{n}:{kind}}}", "chance": 0.0} for n in range(10_000)]
        yield f"10,000 commands, {kind}", rules(commands), f"/a {text}"
    names = [{"sender": {"contains": [f"q{n}", f"p{n}"]}} for n in range(10_000)]
    yield "10,000 parts of names", rules(names), "a"
    yield "deep logic", rules([deep] * 100), SAME
    yield "wide logic", rules([wide] * 30), SAME
    yield (
        "10,000 times",
        rules([{"time": {"between": "09:00-09:01", "dates": dates}}] * 10_000),
        "a",
    )
    yield "20,000 lengths", rules([{"text": {"longer_than": 3_999}}] * 20_000), " " * LONG
    for name, reply in (
        ("costly", "{% for c in message.text %}{{ loop.index }}{% endfor %}x"),
        ("counting", "{{ message.text|length + 1 }}"),
        ("plain", "{{ message.text }}"),
    ):
        yield f"1,000 {name} replies", rules([on] * 1_000, reply=reply, **{"continue": True}), SAME


def measured(data: File, text: str) -> str:
    """First and later time in milliseconds, and what came of it."""
    try:
        rule_set = load("rules.yaml", shelf(json.dumps(data, ensure_ascii=False).encode()))
    except RuleFileError as error:
        return f"refused: {str(error)[:100]}"
    event = says(text)

    def timed() -> tuple[float, Decision]:
        began = time.process_time()
        decision = decide(rule_set, event, Memory(), NOW_S, 1)
        return (time.process_time() - began) * 1_000, decision

    gc.collect()
    gc.freeze()
    first, decision = timed()
    later = min(timed()[0] for _ in range(3))
    gc.unfreeze()
    came = "undecided" if decision.fault else f"{len(decision.taken)} taken"
    warned = f", {len(rule_set.warnings)} warnings" if rule_set.warnings else ""
    return f"{first:8.1f} {later:8.1f}  {came}{warned}{' MISSED' if first > AIM_MS else ''}"


def main() -> None:
    """Measure all, or those whose names have one of the arguments in them."""
    print(f"{platform.platform()}, Python {platform.python_version()}, aim {AIM_MS} ms")
    print(f"{'':44}{'first':>8} {'later':>8}")
    for name, data, text in chain(
        unicode_attacks(), text_attacks(), pattern_attacks(), other_attacks()
    ):
        if not sys.argv[1:] or any(part in name for part in sys.argv[1:]):
            print(f"{name:44}{measured(data, text)}", flush=True)


if __name__ == "__main__":
    main()
