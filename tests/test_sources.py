"""Where the bytes of a medium come from."""

from __future__ import annotations

import pytest

from responder.models import Chat, ChatKind, Event, EventKind, Medium, MessageType, Person
from responder.sources import FromFile, FromMessage, source_of, source_of_text, source_to_text

ME = Person("me", "小助手")
ANN = Person("p1", "小明")
MESSAGE = FromMessage(Medium("7", "@crypt_1", size=9), MessageType.FILE, "p1", "报告.pdf")


def event(kind: MessageType, medium: Medium | None, *, from_me: bool = False) -> Event:
    """A message with a medium."""
    chat = Chat("c1", ChatKind.GROUP, "客户群")
    return Event(
        "7",
        EventKind.MESSAGE,
        kind,
        chat,
        ME if from_me else ANN,
        ME,
        0.0,
        title="报告.pdf",
        medium=medium,
        from_me=from_me,
    )


@pytest.mark.parametrize("source", [FromFile("图/菜单.png"), MESSAGE], ids=["file", "message"])
def test_a_source_survives_the_journal(source: FromFile | FromMessage) -> None:
    """All of it, in readable letters."""
    assert source_of_text(source_to_text(source)) == source
    assert "\\u" not in source_to_text(source)


@pytest.mark.parametrize("text", ["{}", '{"medium":{}}', '{"path":"a","b":1}', "nonsense"])
def test_what_is_none_is_an_error(text: str) -> None:
    """A journal of another version says nothing that would be guessed."""
    with pytest.raises(ValueError, match=r"no source|Expecting"):
        source_of_text(text)


def test_an_event_tells_what_came_with_it() -> None:
    """By the chat it came in; what the owner sent, by the account."""
    medium = Medium("7", "@crypt_1")
    assert source_of(event(MessageType.FILE, medium)) == FromMessage(
        medium, MessageType.FILE, "c1", "报告.pdf"
    )
    mine = source_of(event(MessageType.IMAGE, medium, from_me=True))
    assert mine == FromMessage(medium, MessageType.IMAGE, "me")


def test_words_are_no_medium() -> None:
    """Nor is a message of which the service told nothing."""
    assert source_of(event(MessageType.TEXT, None)) is None
    assert source_of(event(MessageType.LINK, Medium("7"))) is None
    assert source_of(event(MessageType.IMAGE, None)) is None
