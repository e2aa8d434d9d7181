"""Both sides of a chat."""

from __future__ import annotations

from responder.simulator.play.talk import LINES_MAX, chat_of, chats, lines, visible
from responder.wechat.protocol.codes import FILEHELPER
from tests.simulator.driver import Driver
from tests.simulator.play.kit import people


async def test_what_a_client_says_stands_on_its_side_once() -> None:
    """Also where the service repeats it; in the order in which it was said."""
    for echo in (False, True):
        sim = people()
        sim.set(echo=echo)
        driver = Driver(sim)
        async with driver.http:
            await driver.log_in()
            sim.say(from_="小明", text="在吗")
            await driver.send(await driver.user_name("小明"), "在的")
            sim.say(from_="小明", text="好")
        chat = sim.world.book.person("小明", "").id
        told = [(line.side, line.text) for line in lines(sim.world, chat)]
        assert told == [("theirs", "在吗"), ("ours", "在的"), ("theirs", "好")]


def test_the_last_chat_comes_first_and_strangers_have_none() -> None:
    """A group of which the account is no member is none either."""
    sim = people()
    sim.say(from_="小红", text="x")
    sim.event("removed_me", group="客户群")
    assert [chat.name for chat in chats(sim.world)][:2] != []
    assert {chat.name for chat in chats(sim.world)} == {"小明", "小红"}
    room = sim.world.book.room("客户群", "").id
    assert chat_of(sim.world, room) is None
    assert chat_of(sim.world, "nobody") is None
    helper = chat_of(sim.world, FILEHELPER)
    assert helper is not None


def test_only_the_last_lines_are_told() -> None:
    """The oldest of them first."""
    sim = people()
    sim.say([{"from": "小明", "text": str(number)} for number in range(LINES_MAX + 5)])
    told = lines(sim.world, sim.world.book.person("小明", "").id)
    assert (len(told), told[0].text, told[-1].text) == (LINES_MAX, "5", str(LINES_MAX + 4))


def test_what_turns_writing_is_written_out() -> None:
    """Emoji and new lines stay."""
    assert visible("a\u202eb\n👨\u200d👩\x07") == "a\\u202eb\n👨\u200d👩\\x07"
