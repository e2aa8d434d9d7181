"""Conditions on what stands at the head of an event."""

from __future__ import annotations

import dataclasses

import pytest

from responder.models import EventKind, MessageType
from responder.rules.captures import NOTHING
from responder.rules.conditions.heads import (
    AuthorCondition,
    ChatCondition,
    EventCondition,
    MentionCondition,
    OwnerCondition,
    SwitchedOff,
    TypeCondition,
)
from tests.rules.rulekit import CLIENTS, says
from tests.rules.whenkit import GROUP, HELPER, PRIVATE, subject


def test_switched_off_never_holds() -> None:
    """A rule that is switched off takes nothing, and says so."""
    assert SwitchedOff().match(subject("x"), NOTHING) is None
    assert SwitchedOff().why(subject("x"), NOTHING) == "the rule is switched off"


def test_event_kind() -> None:
    """A rule for messages takes no pats."""
    event = says("x")
    pat = subject(dataclasses.replace(event, kind=EventKind.PAT))
    condition = EventCondition(EventKind.MESSAGE)
    assert condition.match(subject(event), NOTHING) is NOTHING
    assert condition.match(pat, NOTHING) is None
    assert condition.why(pat, NOTHING) == 'the rule is for the event "message"'


def test_chat_kind() -> None:
    """Only the kinds of the condition are taken."""
    condition = ChatCondition(frozenset({PRIVATE}))
    elsewhere = subject(says("x", group=CLIENTS))
    assert condition.match(subject("x"), NOTHING) is NOTHING
    assert condition.match(elsewhere, NOTHING) is None
    assert condition.why(elsewhere, NOTHING) == 'the rule takes "private" chats'


def test_author_depends_on_the_chat() -> None:
    """Where the owner writes alone his messages are taken, elsewhere those of others."""
    condition = AuthorCondition(frozenset({HELPER}), frozenset({PRIVATE}))
    mine = subject(says("x", from_me=True))
    assert condition.match(subject("x"), NOTHING) is NOTHING
    assert condition.match(subject(says("x", kind=HELPER, from_me=True)), NOTHING) is NOTHING
    assert condition.match(mine, NOTHING) is None
    assert condition.why(mine, NOTHING) == (
        'the rule takes what others write, and what the owner writes only in "filehelper"'
    )


@pytest.mark.parametrize(("owner", "words"), [(True, "the owner writes"), (False, "others write")])
def test_author_of_one_kind(owner: bool, words: str) -> None:  # noqa: FBT001 - pytest gives it by name
    """A rule for one kind of author says which."""
    kinds = frozenset({GROUP})
    condition = (
        AuthorCondition(kinds, frozenset()) if owner else AuthorCondition(frozenset(), kinds)
    )
    event = subject(says("x", group=CLIENTS, from_me=not owner))
    assert condition.match(event, NOTHING) is None
    assert condition.why(event, NOTHING) == f"the rule takes what {words}"


def test_type() -> None:
    """Only the types of the condition are taken."""
    condition = TypeCondition(frozenset({MessageType.IMAGE}))
    image = subject(says("", message_type=MessageType.IMAGE))
    assert condition.match(image, NOTHING) is NOTHING
    assert condition.match(subject(""), NOTHING) is None
    assert condition.why(subject(""), NOTHING) == 'the message is none of "image"'


@pytest.mark.parametrize(
    ("wanted", "words"), [(True, "I am not mentioned"), (False, "I am mentioned")]
)
def test_mention(wanted: bool, words: str) -> None:  # noqa: FBT001 - pytest gives it by name
    """A mention can be demanded and excluded."""
    condition = MentionCondition(wanted)
    other = subject(says("x", group=CLIENTS, mentioned=not wanted))
    assert condition.match(subject(says("x", group=CLIENTS, mentioned=wanted)), NOTHING) is NOTHING
    assert condition.match(other, NOTHING) is None
    assert condition.why(other, NOTHING) == words


@pytest.mark.parametrize(
    ("owned", "words"),
    [
        (True, "I own the group"),
        (False, "somebody else owns the group"),
        (None, "who owns the group is not known yet"),
    ],
)
def test_owner(owned: bool | None, words: str) -> None:  # noqa: FBT001 - pytest gives it by name
    """What is not known yet is neither mine nor somebody else's."""
    event = subject(says("x", group=dataclasses.replace(CLIENTS, owned=owned)))
    for wanted in (True, False):
        held = OwnerCondition(wanted).match(event, NOTHING)
        assert held is (NOTHING if owned is wanted else None)
        assert OwnerCondition(wanted).why(event, NOTHING) == words


def test_owner_outside_of_groups() -> None:
    """Nobody owns a private chat."""
    assert OwnerCondition(wanted=False).match(subject("x"), NOTHING) is None
    assert OwnerCondition(wanted=True).why(subject("x"), NOTHING) == "this is no group"


def test_heads_give_and_need_nothing() -> None:
    """Templates get no names of them, and an index of texts can not look them up."""
    condition = TypeCondition(frozenset({MessageType.IMAGE}))
    assert condition.gives == ()
    assert condition.needs() == ()
