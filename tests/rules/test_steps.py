"""What one step of a run gives."""

from __future__ import annotations

from responder.models import Chat, ChatKind
from responder.rules.steps import OWNERS, Reply
from tests.rules.rulekit import says


def test_a_reply_is_elsewhere_if_it_names_another_chat() -> None:
    """A text to the chat of the event is an answer, however its chat was named."""
    event = says("在吗")
    assert not Reply("好", "r", "do[1].reply").is_elsewhere(event)
    assert not Reply("好", "r", "do[1].send", event.chat).is_elsewhere(event)
    assert Reply("好", "r", "do[1].send", OWNERS).is_elsewhere(event)
    assert Reply("好", "r", "do[1].send", Chat("x", ChatKind.PRIVATE, "x")).is_elsewhere(event)
