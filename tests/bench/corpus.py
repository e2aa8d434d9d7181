"""Rule files and messages of one fixed mix, the same for every measurement.

Deterministic: the same arguments give the same text. 40 % of the rules have `contains`, 25 %
`equals`, 10 % `starts_with` and 25 % `regex`. 70 % of the messages match nothing; of those some
have a word of a pattern without the rest, so that a rule is looked at in vain.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

COMMON = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下"
    "而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女"
    "但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其"
    "进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每"
)
"""What every text is made of, rules and messages alike."""

RARE = "".join(chr(code) for code in range(0x6C00, 0x6E00))
"""One of these stands in every word of a rule and in no ordinary message: so a message matches
only where it is meant to, while its beginning looks like many words."""

NOISE = "，。！？ 0123456789abcXYZ"

MESSAGE_CHARS = (10, 500)
"""Shortest and longest message."""

MATCHING = 0.3
"""Share of the messages that match a rule."""

NEARLY = 0.2
"""Share of the other messages that have a word of a pattern and no more of it."""


class Kind(StrEnum):
    """The text condition of a rule; the words are those of the rule file."""

    CONTAINS = "contains"
    EQUALS = "equals"
    STARTS_WITH = "starts_with"
    REGEX = "regex"


SHARES = {Kind.CONTAINS: 0.40, Kind.EQUALS: 0.25, Kind.STARTS_WITH: 0.10, Kind.REGEX: 0.25}


@dataclass(frozen=True, slots=True)
class Made:
    """A rule before it is written down.

    Args:
        kind: Its text condition.
        words: What the condition wants.
        form: Which of the four patterns, 0 to 3; of other kinds without meaning.
        reply: Its answer.
    """

    kind: Kind
    words: tuple[str, ...]
    form: int
    reply: str

    def condition(self, *, prefixes: bool) -> str:
        """The mapping under `text`."""
        first, second, *_ = (*self.words, "")
        if self.kind is Kind.REGEX:
            pattern = (
                f"{first}\\s*(?P<id>\\d{{4,}})",
                f"我叫(\\w+){first}",
                f"{first}.*{second}",
                f"({first}|{second})怎么卖",
            )[self.form]
            return f"{{regex: '{pattern}'}}"
        if self.kind is Kind.STARTS_WITH:
            return f"{{{self.kind if prefixes else Kind.EQUALS}: {first}}}"
        return f"{{{self.kind}: [{', '.join(self.words)}]}}"

    def message(self, rng: random.Random) -> str:
        """A text that the condition takes."""
        first, second, *_ = (*self.words, "")
        if self.kind is Kind.EQUALS:
            return rng.choice(self.words)
        if self.kind is Kind.STARTS_WITH:
            return (first + chat(rng))[: MESSAGE_CHARS[1]]
        if self.kind is Kind.CONTAINS:
            return _around(rng, rng.choice(self.words))
        found = (f"{first} 20261123", f"我叫小明{first}", f"{first}和{second}", f"{second}怎么卖")
        return _around(rng, found[self.form])


def rule_file(rules: int, *, seed: int = 1, prefixes: bool = True) -> str:
    """A rule file of the mix.

    Args:
        rules: How many rules.
        seed: Another one gives another file.
        prefixes: False writes `equals` for `starts_with`, for a program that has not got it.
    """
    lines = ["timezone: Asia/Shanghai", "rules:"]
    for index, made in enumerate(made_rules(rules, seed)):
        condition = made.condition(prefixes=prefixes)
        lines.append(
            f"  - name: r{index}\n    when: {{text: {condition}}}\n    reply: {made.reply}"
        )
    return "\n".join(lines) + "\n"


def messages(rules: int, count: int, *, seed: int = 1) -> list[str]:
    """Messages to the rules of `rule_file(rules, seed=seed)`.

    Args:
        rules: As many as the file has.
        count: How many messages.
        seed: That of the file.
    """
    known = made_rules(rules, seed)
    patterns = [made for made in known if made.kind is Kind.REGEX]
    rng = random.Random(f"messages {seed}")
    found = []
    for _ in range(count):
        if rng.random() < MATCHING:
            found.append(rng.choice(known).message(rng))
        elif patterns and rng.random() < NEARLY:
            found.append(_around(rng, rng.choice(patterns).words[0]))
        else:
            found.append(chat(rng))
    return found


def stuffed(rules: int, *, seed: int = 1) -> str:
    """The worst message: 500 characters of words whose patterns lack the rest.

    The last word is that of a `contains` rule near the end of the file, which has the message.
    """
    rng = random.Random(f"stuffed {seed}")
    known = made_rules(rules, seed)
    patterns = [made.words[0] for made in known if made.kind is Kind.REGEX]
    last = next((made.words[0] for made in reversed(known) if made.kind is Kind.CONTAINS), "")
    text = ""
    while patterns and len(text) < MESSAGE_CHARS[1]:
        text += rng.choice(patterns) + "，"
    return text[: MESSAGE_CHARS[1] - len(last)] + last


def made_rules(rules: int, seed: int) -> list[Made]:
    """The rules of a file, as data."""
    rng = random.Random(f"rules {seed}")
    taken: set[str] = set()
    kinds, weights = list(SHARES), list(SHARES.values())
    return [_rule(rng, rng.choices(kinds, weights)[0], taken) for _ in range(rules)]


def chat(rng: random.Random) -> str:
    """What people write, matching nothing."""
    low, high = MESSAGE_CHARS
    # Most messages are short: lengths are even on a logarithmic scale.
    length = min(high, int(low * (high / low) ** rng.random()))
    noise = NOISE if rng.random() < NEARLY else NOISE[:4]
    return "".join(rng.choices(COMMON + noise, k=length))


def _rule(rng: random.Random, kind: Kind, taken: set[str]) -> Made:
    form = rng.randrange(4)
    counts = {Kind.CONTAINS: 3, Kind.EQUALS: 2, Kind.STARTS_WITH: 1, Kind.REGEX: 2}
    # A whole message has at least ten characters, a keyword two to five.
    sizes = (10, 14) if kind is Kind.EQUALS else (2, 5)
    words = tuple(_word(rng, rng.randint(*sizes), taken) for _ in range(counts[kind]))
    says = "".join(rng.choices(COMMON, k=rng.randint(6, 20)))
    reply = f"您好，{says}，请稍候"
    if kind is Kind.REGEX and form == 0:
        reply = f"订单 {{{{ match.id }}}}：{says}"
    elif rng.random() < 0.3:
        reply = f"亲爱的 {{{{ sender.name }}}}，{says}"
    return Made(kind, words, form, reply)


def _word(rng: random.Random, length: int, taken: set[str]) -> str:
    while True:
        chars = rng.choices(COMMON, k=length)
        chars[rng.randrange(length)] = rng.choice(RARE)
        word = "".join(chars)
        if word not in taken:
            taken.add(word)
            return word
        length += 1


def _around(rng: random.Random, part: str) -> str:
    text = chat(rng)[: MESSAGE_CHARS[1] - len(part)]
    at = rng.randrange(len(text))
    return text[:at] + part + text[at:]
