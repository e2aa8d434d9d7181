"""The state as a whole."""

from __future__ import annotations

from random import Random

import pytest

from responder.simulator import world as world_module
from responder.simulator.events import EventKind
from responder.simulator.messages import Draft
from responder.simulator.people import ME, Person, Room, Visibility
from responder.simulator.request import make_request
from responder.simulator.settings import Settings
from responder.simulator.violations import Level
from responder.simulator.world import Call, World


def draft(sender: str = "wxid_a", to: str = ME, msg_id: int = 1) -> Draft:
    """Some text."""
    return Draft(msg_id=msg_id, sender=sender, to=to, msg_type=1, create_time=0)


@pytest.fixture
def world() -> World:
    """Two friends and a group."""
    world = World()
    world.book.add_person(Person("wxid_a", "小明"))
    world.book.add_person(Person("wxid_b", "小红", visibility=Visibility.UNLISTED))
    world.book.add_room(Room("1@chatroom", "客户群"))
    return world


def test_a_message_enters_the_log_and_is_remembered(world: World) -> None:
    """So that it can be fetched, and recalled."""
    event = world.post(draft(msg_id=7))
    assert world.log.after(0, "any", 9) == [event]
    assert world.messages[7] is event.draft
    assert world.version == 1


def test_the_newest_chat_comes_first(world: World) -> None:
    """A chat is the other side, whoever wrote; the phone's own is always there."""
    world.post(draft("wxid_a"))
    world.post(draft("1@chatroom"))
    assert world.recent_chats() == ["filehelper", "1@chatroom", "wxid_a"]
    world.post(draft(ME, "wxid_a"))
    assert world.recent_chats() == ["filehelper", "wxid_a", "1@chatroom"]
    world.post(draft(ME, "filehelper"))
    assert world.recent_chats()[0] == "filehelper"
    assert world.recent_chats().count("filehelper") == 1


def test_only_who_may_be_listed_is_recent(world: World) -> None:
    """Not the unlisted, not a group that was left, not who is unknown."""
    for sender in ("wxid_b", "1@chatroom", "wxid_nobody"):
        world.post(draft(sender))
    assert world.recent_chats() == ["filehelper", "1@chatroom"]
    world.book.rooms["1@chatroom"].left = True
    assert world.recent_chats() == ["filehelper"]


def test_a_notice_for_one_session_is_no_chat(world: World) -> None:
    """Neither are chats that were only looked at."""
    world.post(draft("wxid_a"), only="sid")
    world.post(draft("wxid_a"), kind=EventKind.CHAT_ENTERED)
    assert world.recent_chats() == ["filehelper"]


def test_bounds_hold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Old messages and chats are forgotten."""
    monkeypatch.setattr(world_module, "MESSAGES_KEPT_MAX", 3)
    monkeypatch.setattr(world_module, "RECENT_MAX", 2)
    for number in range(5):
        world.post(draft(f"wxid_{number}", msg_id=number))
    assert list(world.messages) == [2, 3, 4]
    assert list(world.recent) == ["wxid_3", "wxid_4"]


def test_a_change_skews_the_keys_only_where_they_are_split(world: World) -> None:
    """And only of a session that lives."""
    world.announce(EventKind.CHANGED, "wxid_a")
    session = world.sessions.open(Random(1), 1, 0.0, 0)
    world.announce(EventKind.CHANGED, "wxid_a")
    assert session.skew == 0
    world.settings = Settings(split_keys=True)
    world.announce(EventKind.CHANGED, "wxid_a")
    assert session.skew == 1
    assert world.log.last_seq == 3


def test_a_call_records_what_was_wrong_with_it(world: World) -> None:
    """Under the name of its endpoint, with its time."""
    call = Call(world, make_request("GET", "/cgi-bin/mmwebwx-bin/webwxsync"), 5.0, Random(1))
    call.blame("sid", "wrong")
    call.warn("Referer", "missing")
    first, second = world.violations.listed()
    assert (first.level, first.endpoint, first.at) == (Level.ERROR, "webwxsync", 5.0)
    assert second.level is Level.WARNING
