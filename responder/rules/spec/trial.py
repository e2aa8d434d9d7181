"""The tests of a rule file: the keys and the kinds of value they take.

It must not know how a test is carried out; `trial` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

import re
from datetime import datetime, time
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from responder.models import MessageType
from responder.rules.reading import nodes
from responder.rules.reading.nodes import Scalar, Sequence
from responder.rules.spec.answers import Fetches
from responder.rules.spec.expectation import Expect
from responder.rules.spec.fields import (
    Flag,
    Name,
    Text,
    as_items,
    digits_schema,
    read_word,
    refuse,
    word_schema,
)
from responder.rules.spec.guesses import moment_hint
from responder.rules.spec.rule import EventWord
from responder.rules.spec.section import Section
from responder.rules.spec.spans import Duration
from responder.rules.spec.stored import StageMemorySpec
from responder.rules.spec.wanted import OneOrMore

FIRST_DAY = "2026-11-23"
"""A Monday, and a workday in China: when a test begins that does not say when, so that its outcome
never depends on the day on which it is run."""

FIRST_HOUR = time(10)

YEAR_MIN, YEAR_MAX = 2000, 2099
"""Years in which a test may begin: every calendar and clock can reckon with them."""

PICK_MAX = 1_000
"""Highest place that `pick` may name; no list of answers is nearly so long."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


_SOME = Field(min_length=1)


class ChanceWord(StrEnum):
    """Words of the key `chance`."""

    ALWAYS = "always"
    NEVER = "never"


class PlaceWord(StrEnum):
    """Words of the key `chat` of a step; a group is named by `group`."""

    PRIVATE = "private"
    FILEHELPER = "filehelper"
    OFFICIAL = "official"


def _moment(node: object) -> datetime:
    expected = "a time such as 2026-11-23 10:00 or 22:30"
    text = node.text if isinstance(node, Scalar) else ""
    if _CLOCK.fullmatch(text):
        text = f"{FIRST_DAY} {text.zfill(len('00:00'))}"
    elif _DAY.fullmatch(text):
        text = f"{text} {FIRST_HOUR}"
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        refuse(expected, node, moment_hint(text))
    if not YEAR_MIN <= found.year <= YEAR_MAX:
        refuse(f"a year from {YEAR_MIN} to {YEAR_MAX}", node)
    return found


def _place(node: object) -> int:
    text = node.text if isinstance(node, Scalar) else ""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= PICK_MAX):
        refuse(f"a number from 1 to {PICK_MAX:,}", node, "1 is the first answer of a list")
    return int(text)


def _steps(node: object) -> object:
    if not isinstance(node, Sequence):
        refuse("a list of steps", node, "begin each step with - on a line of its own")
    return as_items(node)


def _groups(node: object) -> object:
    if not isinstance(node, nodes.Mapping) or not node.entries:
        refuse("a mapping of groups to their members", node, "as in {客户群: [小明, 小红]}")
    return {key.text: value for key, value in node.entries}


def _members(node: object) -> object:
    """The members alone."""
    return {"members": node} if isinstance(node, Scalar | Sequence) else node


def _contact(node: object) -> object:
    """A name alone, which is the nickname."""
    return {"nickname": node} if isinstance(node, Scalar) else node


def _member(node: object) -> object:
    return {"name": node} if isinstance(node, Scalar) else node


class ContactSpec(Section):
    """Somebody in the address book."""

    expects: ClassVar[str] = "a name, or a mapping of remark, nickname and alias"

    remark: Name | None = None
    nickname: Name | None = None
    alias: Name | None = None


Contact: TypeAlias = Annotated[
    ContactSpec, BeforeValidator(_contact, json_schema_input_type=Text | ContactSpec)
]


class MemberSpec(Section):
    """Somebody in a group."""

    expects: ClassVar[str] = "a name, or a mapping of name and display_name"

    name: Name | None = None
    display_name: Name | None = None


Member: TypeAlias = Annotated[
    MemberSpec, BeforeValidator(_member, json_schema_input_type=Text | MemberSpec)
]


class GroupSpec(Section):
    """A group."""

    expects: ClassVar[str] = "a list of members, or a mapping of members and owner"

    members: Annotated[tuple[Member, ...], OneOrMore()] | None = None
    owner: Name | None = None


Group: TypeAlias = Annotated[
    GroupSpec,
    BeforeValidator(
        _members, json_schema_input_type=Text | tuple[Text | MemberSpec, ...] | GroupSpec
    ),
]
Chance: TypeAlias = Annotated[ChanceWord, read_word(ChanceWord), word_schema(ChanceWord)]
Pick: TypeAlias = Annotated[
    int,
    PlainValidator(_place),
    WithJsonSchema(digits_schema(1, PICK_MAX)),
]
Moment: TypeAlias = Annotated[
    datetime, PlainValidator(_moment), WithJsonSchema({"type": ["string", "integer"]})
]


class StepSpec(Section):
    """One step of a test: somebody writes, or time passes."""

    expects: ClassVar[str] = "a step such as {from: 小明, says: 你好, expect: 您好！} or {wait: 5m}"
    hints: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("text", "message", "content"), "what somebody writes is `says: TEXT`"),
        **dict.fromkeys(("sender", "who", "name"), "who writes is `from: NAME`"),
        **dict.fromkeys(
            ("rule", "reply", "do", "contains", "regex", "one_of"),
            "it belongs under `expect`, as in `expect: {rule: 报价, reply: {contains: 元}}`",
        ),
        "mentioned": "to write with an @ for me is `mention: true`",
        "at": "it belongs to the test itself, beside `steps`; later is `{wait: 5m}`",
    }

    on: Annotated[EventWord, read_word(EventWord), word_schema(EventWord)] | None = None
    sender: Annotated[Name | None, Field(alias="from")] = None
    to: Name | None = None
    says: Text | None = None
    group: Name | None = None
    chat: Annotated[PlaceWord, read_word(PlaceWord), word_schema(PlaceWord)] | None = None
    mention: Flag | None = None
    type: Annotated[MessageType, read_word(MessageType), word_schema(MessageType)] | None = None
    title: Text | None = None
    url: Text | None = None
    age: Duration | None = None
    from_me: Flag | None = None
    chance: Chance | None = None
    pick: Pick | None = None
    wait: Duration | None = None
    restart: Flag | None = None
    expect: Expect | None = None


class TrialSpec(Section):
    """One test."""

    expects: ClassVar[str] = "a test: a mapping such as `name: 报价` and `steps:`"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("time", "date", "now", "clock", "start", "when"), "at"),
        **dict.fromkeys(("title", "id"), "name"),
    }
    hints: ClassVar[dict[str, str]] = dict.fromkeys(
        ("from", "says", "expect", "wait", "group", "mention", "type"),
        "it belongs to a step, as in `steps: [{from: 小明, says: 你好, expect: 您好！}]`",
    )

    name: Name | None = None
    at: Moment | None = None
    me: Name | None = None
    contacts: Annotated[tuple[Contact, ...], OneOrMore()] | None = None
    groups: (
        Annotated[
            dict[str, Group],
            BeforeValidator(_groups, json_schema_input_type=Annotated[dict[str, Group], _SOME]),
        ]
        | None
    ) = None
    memory: StageMemorySpec | None = None
    fetches: Fetches | None = None
    chance: Chance | None = None
    pick: Pick | None = None
    steps: Annotated[tuple[StepSpec, ...], BeforeValidator(_steps)] | None = None
