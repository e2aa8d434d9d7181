"""What is said where no rule says it: in conversations, and to whoever calls a command wrongly.

It must not know when.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """Words of the key `language`."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class UsageWords:
    """How it is said that a command was called wrongly; what stands in braces is filled in.

    Args:
        usage: `{line}` is how it is written, `{reason}` what is wrong.
        missing: Argument `{name}` is not there.
        other: Argument `{name}` is `{word}`, and not what is `{wanted}`.
        more: There is `{word}` where nothing may be.
        whole: That a whole number is wanted.
        number: That a number is.
        choice: That one of some `{words}` is.
    """

    usage: str
    missing: str
    other: str
    more: str
    whole: str
    number: str
    choice: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """What is said where no rule says it.

    Args:
        cancelled: To whoever ends a conversation.
        gone: To whoever answers in one whose rule is gone.
        usage: To whoever calls a command wrongly.
    """

    cancelled: str
    gone: str
    usage: UsageWords


SENTENCES = {
    Language.ZH: Sentences(
        "已取消。",
        "这个话题已经结束了，请重新开始。",
        UsageWords(
            usage="用法：{line}\n{reason}",
            missing="缺少 {name}",
            other="{name} {wanted}，不是“{word}”",
            more="多了“{word}”",
            whole="应为整数",
            number="应为数字",
            choice="应为 {words}",
        ),
    ),
    Language.EN: Sentences(
        "Cancelled.",
        "That is over by now. Please begin again.",
        UsageWords(
            usage="Usage: {line}\n{reason}",
            missing="{name} is missing",
            other="{name} {wanted}, not “{word}”",
            more="“{word}” is too much",
            whole="must be a whole number",
            number="must be a number",
            choice="must be {words}",
        ),
    ),
}
"""In each language."""

CHINESE = SENTENCES[Language.ZH]
"""Where the file says nothing."""
