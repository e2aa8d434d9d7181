"""The conditions of a rule: their keys and the kinds of value they take.

It must not know what they mean; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from responder.models import By, MessageType
from responder.rules.days import DateRange, Day, Window
from responder.rules.spec.fields import (
    Flag,
    Shorthand,
    Text,
    Texts,
    as_items,
    digits_schema,
    meant_words,
    read_word,
    word_schema,
    words_schema,
)
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Bare, SomeTime, whole_number
from responder.rules.spec.stored import Wishes
from responder.rules.spec.times import no_ends, read_dates, read_days, read_window
from responder.rules.spec.wanted import (
    NAMED,
    WANTED,
    Count,
    OneOrMore,
    Percent,
    Probability,
    TableName,
    Wanted,
    WantedNames,
    Wants,
)

TIMES_MAX = 100
"""Largest number of `times`; nobody counts further."""

REPEATED_WITHIN_S = 60.0
"""In which time a text must be repeated where nobody says it."""


class ChatWord(StrEnum):
    """Words of the key `chat`."""

    PRIVATE = "private"
    GROUP = "group"
    FILEHELPER = "filehelper"
    OFFICIAL = "official"
    ANY = "any"


class NamesSpec(Section):
    """Whose names: a name, a list, or how they look."""

    expects: ClassVar[str] = "a name, a list of names, or a mapping of contains or regex"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("name", "names", "is"), "equals"),
        **dict.fromkeys(("list", "lists", "in"), "equals: {list: …}"),
        "contain": "contains",
    }
    hints: ClassVar[dict[str, str]] = {
        "starts_with": "names have no such key: write {regex: '^…'}",
        "ends_with": "names have no such key: write {regex: '…$'}",
        "without": "names have no such key: who is left out stands in `not: {sender: …}`",
    }

    equals: WantedNames | None = None
    contains: WantedNames | None = None
    regex: Texts | None = None


_MEANT = {
    **dict.fromkeys(("contain", "keyword", "keywords", "include", "includes", "has"), "contains"),
    **dict.fromkeys(("equal", "is", "text", "match"), "equals"),
    **dict.fromkeys(("start", "start_with", "startswith", "begins_with", "prefix"), "starts_with"),
    **dict.fromkeys(("end", "end_with", "endswith", "suffix"), "ends_with"),
    **dict.fromkeys(("pattern", "re", "regexp", "matches"), "regex"),
    **dict.fromkeys(("word", "whole_words"), "words"),
    **dict.fromkeys(("not", "not_contains", "except"), "without"),
    **dict.fromkeys(("like", "similar", "at_least"), "fuzzy"),
    **dict.fromkeys(("contains_any", "any"), "contains"),
    "all": "contains_all",
    **dict.fromkeys(("list", "lists"), "equals: {list: …}"),
    **dict.fromkeys(("table", "tables"), "in"),
    "min_length": "longer_than",
    "max_length": "shorter_than",
}
"""What authors write for the keys of `text`."""


class FuzzySpec(Section):
    """What the text must be like."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of like and at_least"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("text", "texts", "equals", "contains", "to", "is"), "like"),
        **dict.fromkeys(("min", "score", "percent", "threshold", "likeness"), "at_least"),
    }

    like: Wanted
    at_least: Percent = 85


class WithoutSpec(Section):
    """What the text must not have, none of it."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping such as {regex: …}"
    meant: ClassVar[dict[str, str]] = _MEANT | dict.fromkeys(("in", "table"), "equals: {table: …}")
    hints: ClassVar[dict[str, str]] = {
        key: f"what must not hold is `not: {{text: {{{key}: …}}}}` under `when`"
        for key in ("contains_all", "fuzzy", "longer_than", "shorter_than")
    }

    equals: Wanted | None = None
    starts_with: Wanted | None = None
    ends_with: Wanted | None = None
    contains: Wanted | None = None
    words: Wanted | None = None
    regex: Texts | None = None


class TextSpec(Section):
    """What the text must be; all of it must hold."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping such as {contains: …}"
    meant: ClassVar[dict[str, str]] = _MEANT

    equals: Wanted | None = None
    in_: Annotated[TableName | None, Field(alias="in")] = None
    contains: Wanted | None = None
    contains_all: WantedNames | None = None
    words: Wanted | None = None
    starts_with: Wanted | None = None
    ends_with: Wanted | None = None
    regex: Texts | None = None
    fuzzy: Annotated[FuzzySpec, Wants("like", WANTED)] | None = None
    longer_than: Count | None = None
    shorter_than: Count | None = None
    without: Annotated[WithoutSpec, Wants("contains", WANTED)] | None = None
    exact: Flag = False


_SHOWN = ("equals", "contains", "words", "starts_with", "ends_with", "contains_all", "regex")


def shown(said: dict[str, Any]) -> tuple[str, ...]:
    """Texts for the name of a rule that has none of its own; those of one key.

    Args:
        said: What stands under `text`.
    """
    for key in _SHOWN:
        if key in said:
            return tuple(map(str, said[key]))
    if "fuzzy" in said:
        return tuple(map(str, said["fuzzy"].like))
    return (said["in_"],) if "in_" in said else ()


_SPELLED = WithJsonSchema({"type": "string"})

Windows = Annotated[
    tuple[Annotated[Window, PlainValidator(read_window), _SPELLED], ...],
    OneOrMore(),
    BeforeValidator(no_ends),
]


class TimeSpec(Section):
    """When: hours, days, dates, all of which must fit."""

    expects: ClassVar[str] = "hours such as 09:00-18:00, or a mapping of them, days or dates"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("from", "hours", "within", "in", "at"), "between"),
        **dict.fromkeys(("day", "weekday", "weekdays", "on"), "days"),
        **dict.fromkeys(("date",), "dates"),
        **dict.fromkeys(("not", "except"), "outside"),
    }

    between: Windows | None = None
    outside: Windows | None = None
    days: (
        Annotated[
            tuple[Annotated[frozenset[Day], PlainValidator(read_days), _SPELLED], ...], OneOrMore()
        ]
        | None
    ) = None
    dates: (
        Annotated[
            tuple[Annotated[DateRange, PlainValidator(read_dates), _SPELLED], ...], OneOrMore()
        ]
        | None
    ) = None


class RepeatedSpec(Section):
    """How often a text must have been written."""

    expects: ClassVar[str] = "a number of times, or a mapping such as {times: 3, within: 1m}"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("count", "at_least", "number"), "times"),
        **dict.fromkeys(("in", "for", "per"), "within"),
        **dict.fromkeys(("who", "from", "sender"), "by"),
    }

    times: Annotated[
        int,
        whole_number(2, TIMES_MAX, "times"),
        WithJsonSchema(digits_schema(2, TIMES_MAX)),
    ]
    within: SomeTime = REPEATED_WITHIN_S
    by: Annotated[By, read_word(By), word_schema(By)] = By.ANYBODY


Times = Annotated[
    tuple[Annotated[TimeSpec, Shorthand("between")], ...], OneOrMore(), BeforeValidator(no_ends)
]


_ELSEWHERE = {
    **meant_words(
        {
            "text": ("文字", "文本", "txt"),
            "image": ("picture", "photo", "pic", "img", "图片", "照片"),
            "voice": ("audio", "语音"),
            "video": ("视频",),
            "sticker": ("emoji", "gif", "表情", "表情包"),
            "location": ("position", "位置", "定位"),
            "card": ("contact", "名片"),
            "link": ("url", "链接", "article"),
            "file": ("document", "文件", "attachment"),
            "miniprogram": ("mini_program", "小程序"),
            "call": ("phone", "电话", "通话"),
        }
    ),
    **{
        word: f"that is an event: write `on: {word}` beside `when`"
        for word in ("red_packet", "transfer", "pat", "recalled", "notice", "friend_request")
    },
}
"""What authors write for a type that is none."""


_CHATS = meant_words(
    {
        "private": ("friend", "direct", "personal", "dm", "私聊", "私信", "好友", "单聊"),
        "group": ("room", "groups", "chatroom", "群", "群聊", "微信群"),
        "any": ("all", "both", "everywhere", "*", "全部", "所有", "任何"),
        "filehelper": ("文件传输助手", "file_helper", "file helper", "self", "me"),
        "official": ("公众号", "mp", "service"),
    }
)
"""What authors write for the words of `chat`."""

_BY_NAME = "a group is named by `group: NAME`, a person by `sender: NAME`"


class WhenSpec(Section):
    """The conditions of a rule; all must hold."""

    expects: ClassVar[str] = "text, a list of texts, or a mapping of conditions"
    hints: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            ("between", "outside", "day", "days", "weekday", "weekdays", "dates", "date"),
            "it belongs under `time`, as in `when: {time: {between: 09:00-18:00, days: mon-fri}}`",
        ),
        **dict.fromkeys(
            ("within", "by"),
            "it belongs under `repeated`, as in `when: {repeated: {times: 3, within: 1m}}`",
        ),
        **dict.fromkeys(
            ("list", "lists"),
            "it belongs under `text` or `sender`, as in `when: {text: {contains: {list: NAME}}}`",
        ),
        **dict.fromkeys(
            ("table", "tables", "in"), "it belongs under `text`, as in `when: {text: {in: NAME}}`"
        ),
    }
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("from", "user", "who", "contact"), "sender"),
        **dict.fromkeys(("room", "chatroom", "groups"), "group"),
        **dict.fromkeys(("at", "mention", "at_me", "mention_me"), "mentioned"),
        **dict.fromkeys(("chats", "where", "scope"), "chat"),
        **dict.fromkeys(("keyword", "keywords", "message", "says"), "text: {contains: …}"),
        **dict.fromkeys(("time_range", "hours"), "time"),
        **dict.fromkeys(("cmd", "commands"), "command"),
        **dict.fromkeys(("probability", "random"), "chance"),
        **dict.fromkeys(("stranger", "first", "new_contact", "first_message"), "first_contact"),
        **dict.fromkeys(("repeat", "times", "repetitions"), "repeated"),
        **dict.fromkeys(("stored", "state", "variable", "remember"), "memory"),
        **dict.fromkeys(("or", "one_of"), "any"),
        "and": "all",
        "none": "not",
    }

    text: Annotated[TextSpec, Wants("equals", WANTED)] | None = None
    command: Texts | None = None
    type: (
        Annotated[
            tuple[Annotated[MessageType, read_word(MessageType, _ELSEWHERE)], ...],
            BeforeValidator(as_items),
            words_schema(MessageType),
        ]
        | None
    ) = None
    chat: (
        Annotated[
            tuple[Annotated[ChatWord, read_word(ChatWord, _CHATS, _BY_NAME)], ...],
            BeforeValidator(as_items),
            words_schema(ChatWord),
        ]
        | None
    ) = None
    sender: Annotated[NamesSpec, Wants("equals", NAMED)] | None = None
    group: Annotated[NamesSpec, Wants("equals", NAMED)] | None = None
    mentioned: Flag | None = None
    from_me: Flag | None = None
    owner: Flag | None = None
    time: Times | None = None
    first_contact: Flag | None = None
    owner_silent: SomeTime | None = None
    repeated: Annotated[RepeatedSpec, Bare("times", digits_schema(2, TIMES_MAX))] | None = None
    memory: Wishes | None = None
    chance: Probability | None = None
    if_: Annotated[Text | None, Field(alias="if")] = None
    any_: Annotated["Branches | None", Field(alias="any")] = None
    all_: Annotated["Branches | None", Field(alias="all")] = None
    not_: Annotated["Branches | None", Field(alias="not")] = None

    @property
    def shown(self) -> tuple[str, ...]:
        """Its texts or commands, for the name of a rule that has none of its own."""
        texts = () if self.text is None else shown(self.text.said)
        return texts or self.command or ()


Branches = Annotated[tuple[Annotated[WhenSpec, Shorthand("text", WANTED)], ...], OneOrMore()]
"""Conditions in conditions."""

WhenSpec.model_rebuild()
