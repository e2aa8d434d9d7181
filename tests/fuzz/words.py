"""What files, messages and templates are made of: words of the language and awkward texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.spec.claims import CooldownSpec, LimitSpec
from responder.rules.spec.head import DefaultsSpec, FoldSpec, HeadSpec
from responder.rules.spec.limits import LimitsSpec, LoopSpec
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.trial import StepSpec, TrialSpec
from responder.rules.spec.when import (
    FuzzySpec,
    RepeatedSpec,
    TextSpec,
    TimeSpec,
    WhenSpec,
    WithoutSpec,
)

if TYPE_CHECKING:
    from tests.fuzz.feed import Feed

_SECTIONS = (
    *(HeadSpec, LimitsSpec, DefaultsSpec, FoldSpec, RuleSpec, TrialSpec, StepSpec),
    *(WhenSpec, TextSpec, WithoutSpec, FuzzySpec, TimeSpec),
    *(CooldownSpec, LimitSpec, LoopSpec, RepeatedSpec),
)

KEYS = tuple(dict.fromkeys(["rules", "tests", *(k for s in _SECTIONS for k in s.key_names())]))
"""Every key of the rule file."""

PIECES = (
    *(
        "a",
        "b",
        "ab",
        "abc",
        "A",
        "Ａ",
        "价",
        "价格",
        "格",
        "表",
        "價",
        " ",
        "  ",
        "\u3000",
        "3",
        "13",
    ),
    *(
        "é",
        "ß",
        "ﬁ",
        "İ",
        "㍿",
        "\ufdfa",
        "…",
        "，",
        ",",
        "。",
        "?",
        "-",
        "_",
        "/",
        "/w",
        "@",
        "@小店",
    ),
    *("@小店\u2005", "[微笑]", "[Smile]", "😀", "❤️", "👍🏽", "\u200b", "\u0301", "\x00", "\x7f"),
    *("\n", "\r\n", "\t", "\u2028", "\ud800", "\udfff", "\U0010ffff", "<br/>", "&amp;", "{{ x }}"),
)
"""What texts are put together from: overlapping words, and characters that grow, vanish or join
when they are folded, or that encoders refuse."""

SOUND = tuple(piece for piece in PIECES if piece.isprintable() and "{" not in piece)
"""Those that a rule file can hold."""

SCALARS = (
    *("", "~", "null", "true", "false", "yes", "off", "0", "-1", "007", "3.50", "1e400", "0x1F"),
    *(
        ".inf",
        ".nan",
        "22:00",
        "2026-10-01",
        "1s..3s",
        "20/min",
        "999999999999999999999",
        "%",
        "@x",
    ),
    *("mon-fri", "workdays", "09:00-18:00", "23:00-07:00", "10-01..10-07", "Asia/Shanghai", "30%"),
    *(
        "group",
        "any",
        "filehelper",
        "text",
        "image",
        "{{ vars.a }}",
        "{{ match.0 }}",
        "{% if",
        "faq",
    ),
    *(
        "(",
        "[a-z]+",
        "(a|b)*c",
        "(?P<id>\\d+)",
        "(?=a)",
        "\\bа\\b",
        ".{0,999}",
        "(?i)É",
        "^$",
        "a**",
    ),
    *(
        "*a",
        "&a x",
        "<<",
        "!!python/object:os.system",
        "|",
        ">-",
        "- ",
        "? ",
        "# c",
        "{",
        "[",
        "'",
        '"',
    ),
)
"""Values that are right somewhere and wrong elsewhere."""


def text(feed: Feed, most: int = 6) -> str:
    """A text of a few pieces, or of one piece very often."""
    if feed.chance(40):
        return feed.pick(PIECES) * feed.number(6_000)
    return "".join(feed.several(most, lambda: feed.pick(PIECES)))


def word(feed: Feed) -> str:
    """A text that a rule file can hold, and that is not blank."""
    made = "".join(feed.several(2, lambda: feed.pick(SOUND)))
    return made if made.strip() else "a"
