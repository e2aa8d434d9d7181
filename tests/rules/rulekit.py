"""People, messages and rule files for the tests of the rule room, in its own words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from responder.errors import RuleFileError
from responder.memory import Memory
from responder.models import (
    Chat,
    ChatKind,
    Event,
    EventKind,
    Group,
    MessageType,
    Person,
)
from responder.rules.actions import ReplyAction
from responder.rules.decide import decide
from responder.rules.load import load
from responder.rules.reading.faults import Fault, RuleFaults
from responder.rules.reading.reader import read_tree
from responder.rules.reading.report import Report
from responder.rules.reading.source import Source, read_source
from tests.shelf import shelf

if TYPE_CHECKING:
    from responder.rules.decision import Decision
    from responder.rules.reading.nodes import Node
    from responder.rules.ruleset import RuleSet

NOW_S = 1_795_485_600.0
"""2026-11-24 10:00 in Shanghai, a Tuesday."""

ME = Person("me", "我", nickname="小店", known_as=frozenset({"小店"}))
ANN = Person("ann", "小明", nickname="Ming", remark="小明", known_as=frozenset({"小明"}))
BOB = Person("bob", "Bob", nickname="Bob", alias="bob77", known_as=frozenset({"Bob", "bob77"}))
CLIENTS = Group("clients", "客户群", known_as=frozenset({"客户群"}))


def says(
    text: str,
    *,
    sender: Person = ANN,
    kind: ChatKind = ChatKind.PRIVATE,
    group: Group | None = None,
    mentioned: bool = False,
    from_me: bool = False,
    message_type: MessageType = MessageType.TEXT,
    event_id: str = "7000000000000000001",
) -> Event:
    """A message; naming a group puts it there."""
    kind = kind if group is None else ChatKind.GROUP
    return Event(
        id=event_id,
        kind=EventKind.MESSAGE,
        type=message_type,
        chat=Chat(f"chat-{kind}", kind, sender.name if group is None else group.name),
        sender=ME if from_me else sender,
        me=ME,
        time_s=NOW_S - 1,
        text=text,
        group=group,
        from_me=from_me,
        mentioned=mentioned,
        my_names=("小店客服", "小店"),
    )


def rules(text: str) -> RuleSet:
    """A rule file that has no fault."""
    data = textwrap.dedent(text).encode()
    return load("rules.yaml", shelf(data))


def faults(text: str | bytes) -> tuple[Fault, ...]:
    """Everything wrong with a rule file that has at least one fault."""
    data = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
    with pytest.raises(RuleFileError) as caught:
        load("rules.yaml", shelf(data))
    assert isinstance(caught.value, RuleFaults)
    return caught.value.details


def fault(text: str | bytes) -> str:
    """The headline of a rule file's only fault, without the file's name."""
    (only,) = faults(text)
    return only.headline.removeprefix("rules.yaml:")


def answer(rule_set: RuleSet, event: Event, seed: int | str = 1) -> Decision:
    """What the rules decide about an event."""
    return decide(rule_set, event, Memory(), NOW_S, seed)


def texts(rule_set: RuleSet, event: Event, seed: int | str = 1) -> list[str]:
    """What is replied to an event."""
    return [reply.text for reply in answer(rule_set, event, seed).replies]


def written(rule_set: RuleSet) -> str:
    """What the first rule answers, as it is written."""
    action = rule_set.rules[0].actions[0]
    assert isinstance(action, ReplyAction)
    return action.texts[0].source


def who_answers(rule_set: RuleSet, event: Event) -> str | None:
    """The rule that claims an event."""
    return answer(rule_set, event).rule


def source(text: str) -> Source:
    """A checked text."""
    return read_source("rules.yaml", textwrap.dedent(text).encode())


def tree(text: str) -> Node:
    """The tree of a text."""
    return read_tree(source(text))


def report(text: str) -> Report:
    """A report for a text, without faults yet."""
    checked = source(text)
    return Report(checked, read_tree(checked))
