"""Actions that are no texts, and what each comes to for one message."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.models import Chat, ChatKind, Deed, EventKind, Medium, MessageType
from responder.rules.actions import DeedAction
from responder.rules.deeds import deed_of, too_long
from responder.rules.recipients import RecipientError
from responder.rules.steps import Reply
from responder.rules.templates.template import compile_template
from responder.sources import FromMessage, source_of, source_of_text
from tests.rules.rulekit import ANN, CLIENTS, says

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.deeds import ToDo

WANG = Chat("wang", ChatKind.PRIVATE, "老王")
GROUP = Chat("clients", ChatKind.GROUP, "客户群")


def find(kind: ChatKind, name: str) -> tuple[Chat, ...]:
    """One contact, one group."""
    return tuple(one for one in (WANG, GROUP) if (one.kind, one.name) == (kind, name))


def done(event: Event, verb: str, text: str | None = None, kind: ChatKind | None = None) -> ToDo:
    """What an action comes to."""
    template = None if text is None else compile_template(text, {})
    return deed_of(DeedAction(verb, template, kind), event, find, lambda one: one.render({}))


def test_a_text_is_sent_on_as_it_is() -> None:
    """And a link by its title and address."""
    told = done(says("你好"), "forward", "老王", ChatKind.PRIVATE)
    assert (told.text, told.chat, told.deed) == ("你好", WANG, Deed.TEXT)
    link = replace(says("摘要"), type=MessageType.LINK, title="标题", url="https://a.example")
    assert done(link, "forward", "老王", ChatKind.PRIVATE).text == "标题\nhttps://a.example"


@pytest.mark.parametrize(
    ("kind", "deed", "text"),
    [
        (MessageType.IMAGE, Deed.IMAGE, "[image] image"),
        (MessageType.VOICE, Deed.FILE, "[file] voice"),
        (MessageType.FILE, Deed.FILE, "[file] 报告.pdf"),
        (MessageType.STICKER, Deed.STICKER, "[sticker] sticker"),
    ],
)
def test_a_medium_is_sent_on_by_its_message(kind: MessageType, deed: Deed, text: str) -> None:
    """A web page can not send voice: it goes as a file."""
    event = replace(says(""), type=kind, medium=Medium("7"), title="报告.pdf")
    told = done(event, "forward", "客户群", ChatKind.GROUP)
    assert (told.text, told.chat, told.deed) == (text, GROUP, deed)
    source = source_of_text(told.content)
    assert isinstance(source, FromMessage)
    assert (source.medium, source.type, source.sender_id) == (Medium("7"), kind, event.chat.id)


def test_what_has_no_words_can_not_be_sent_on() -> None:
    """And says so."""
    with pytest.raises(RecipientError, match="type call can not be sent on"):
        done(replace(says(""), type=MessageType.CALL), "forward", "老王", ChatKind.PRIVATE)


def test_what_came_is_kept() -> None:
    """It goes nowhere, and answers nobody; a text has nothing to keep."""
    event = replace(says(""), type=MessageType.FILE, medium=Medium("7"), title="报告.pdf")
    told = done(event, "keep")
    assert (told.text, told.chat, told.deed) == ("[keep] 报告.pdf", None, Deed.KEEP)
    assert source_of_text(told.content) == source_of(event)
    reply = Reply(told.text, "r", "do[1].keep", deed=told.deed, content=told.content)
    assert reply.is_elsewhere(event)
    with pytest.raises(RecipientError, match="nothing came with this message"):
        done(says("x"), "keep")


def test_contacts_and_groups() -> None:
    """Each with whom or what it takes."""
    here = says("x", group=CLIENTS)
    assert done(here, "rename", " 新群 ").content == "新群"
    assert done(here, "remove").content == ANN.id
    assert done(here, "leave").text == "[leave]"
    assert done(says("x"), "remark", "客户").content == "客户"
    invited = done(says("x"), "invite", "客户群", ChatKind.GROUP)
    assert (invited.chat, invited.content, invited.text) == (GROUP, ANN.id, "[invite] 小明")
    request = replace(says("x"), kind=EventKind.FRIEND_REQUEST, ticket="v2")
    assert done(request, "accept").content == "v2"


@pytest.mark.parametrize(
    ("verb", "text", "words"),
    [
        ("leave", None, "no group"),
        ("remove", None, "no group"),
        ("rename", "a", "no group"),
        ("rename", "很长的名字很长的名字啊", "too long for the name of a group"),
        ("remark", "老王", "somebody else is called"),
        ("remark", "a" * 17, "too long for a remark"),
    ],
)
def test_what_means_nothing_here(verb: str, text: str | None, words: str) -> None:
    """It fails with a reason, and `on_error` has its say."""
    with pytest.raises(RecipientError, match=words):
        done(says("x"), verb, text)


@pytest.mark.parametrize(
    ("deed", "text", "excess"),
    [
        (Deed.REMARK, "客" * 16, ""),
        (Deed.REMARK, "客" * 17, "a remark of at most 16 characters, got 17"),
        (Deed.RENAME, "a" * 32, ""),
        (Deed.RENAME, "客" * 11, "a name of at most 32 bytes, got 33"),
        (Deed.TEXT, "a" * 99, ""),
    ],
)
def test_names_have_bounds(deed: Deed, text: str, excess: str) -> None:
    """The longest fits; of one more is said how long it is."""
    assert too_long(deed, text) == excess


def test_a_remark_is_given_in_a_private_chat() -> None:
    """In a group nobody knows whether the member is a contact."""
    with pytest.raises(RecipientError, match="in a private chat"):
        done(says("x", group=CLIENTS), "remark", "客户")
