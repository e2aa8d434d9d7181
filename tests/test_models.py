"""What the rooms hand to one another."""

from __future__ import annotations

import dataclasses
import inspect

import pytest

from responder import models
from responder.models import Chat, ChatKind, EventKind, Limits, MessageType, Outgoing, Rate, Span


def values() -> list[type]:
    """Every model."""
    return [
        kind
        for _, kind in inspect.getmembers(models, inspect.isclass)
        if dataclasses.is_dataclass(kind)
    ]


@pytest.mark.parametrize("kind", values(), ids=lambda kind: kind.__name__)
def test_models_are_frozen_and_slotted(kind: type) -> None:
    """Nobody changes what another room holds, and a mistyped field is an error."""
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has it
    assert "__slots__" in vars(kind)


def test_the_words_are_those_of_the_rule_language() -> None:
    """`chat`, `on` and `type` of a rule are spelled as the enums are."""
    assert {"private", "group", "filehelper", "official"} < {k.value for k in ChatKind}
    assert {k.value for k in MessageType} == {
        "text",
        "image",
        "voice",
        "video",
        "sticker",
        "location",
        "card",
        "link",
        "file",
        "miniprogram",
        "call",
        "unknown",
    }
    assert {k.value for k in EventKind} == {
        "message",
        "friend_request",
        "member_joined",
        "member_left",
        "notice",
        "recalled",
        "red_packet",
        "transfer",
        "pat",
        "login",
        "schedule",
    }


def test_the_default_pace_is_on() -> None:
    """Without a word in the rule file an account is paced."""
    assert Limits() == Limits(Span(1.0, 3.0), Rate(1, 3.0), Rate(20, 60.0))


def test_a_text_stays_out_of_reprs() -> None:
    """What is sent does not appear where a value is logged by accident."""
    text = Outgoing(
        client_msg_id="1",
        chat_id="p1",
        text="secret",
        event_id="e",
        rule="r",
        not_before_s=0.0,
        created_s=0.0,
    )
    assert "secret" not in repr(text)
    assert Chat("p1", ChatKind.PRIVATE, "Ann") == Chat("p1", ChatKind.PRIVATE, "Ann")
