"""The owner's remote control: what he writes to `filehelper` on the phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from responder.models import Chat, ChatKind, Event, EventKind, MessageType, Person
from responder.remote import CHINESE, Word, order_of
from tests.test_daemon import AT_ONCE, SLOWLY, Switched, running, sim, texts

if TYPE_CHECKING:
    from pathlib import Path

    from responder.simulator.simulator import Simulator

__all__ = ["sim"]  # the fixture

OWNER = Person("me", "我")
HELPER = Chat("filehelper", ChatKind.FILEHELPER, "filehelper")


def written(text: str, chat: Chat = HELPER, *, from_me: bool = True) -> Event:
    """Something that was written."""
    kind, type_ = EventKind.MESSAGE, MessageType.TEXT
    return Event("1", kind, type_, chat, OWNER, OWNER, 0.0, text=text, from_me=from_me)


@pytest.mark.parametrize("text", [*CHINESE, *map(str, Word), " Pause ", "STATUS\n"])
def test_a_word_is_known_in_both_languages(text: str) -> None:
    """Whatever its capitals and blanks; the answer has its language."""
    order = order_of(written(text))
    assert order is not None
    assert order.chinese is (text in CHINESE)


def test_each_word_is_there_in_both_languages() -> None:
    """None has been forgotten."""
    assert set(CHINESE.values()) == set(Word)


@pytest.mark.parametrize(
    "event",
    [
        written("暂停一下"),
        written(""),
        written("暂停", from_me=False),
        written("暂停", Chat("p1", ChatKind.PRIVATE, "小明")),
    ],
    ids=["longer", "empty", "somebody", "elsewhere"],
)
def test_anything_else_is_for_the_rules(event: Event) -> None:
    """Other words, other people, other chats."""
    assert order_of(event) is None


def owner(sim: Simulator, text: str) -> None:
    """He writes it on his phone."""
    sim.say([{"from": "me", "to": "filehelper", "text": text}])


async def answer(sim: Simulator, text: str) -> str:
    """What he is answered."""
    before = len(sim.sent)
    owner(sim, text)
    with trio.fail_after(120):
        while len(sim.sent) == before:  # noqa: ASYNC110 - the service's side
            await trio.sleep(0.05)
    assert sim.sent[-1].to == "filehelper"
    return texts(sim)[-1]


async def test_pause_and_resume(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The answers themselves leave all the same, and are in the language of the word."""
    async with running(tmp_path, sim, AT_ONCE) as status:
        assert "已暂停" in await answer(sim, "暂停")
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(5)
        assert "已暂停" in await answer(sim, "状态")
        assert "Answering again" in await answer(sim, "resume")
        assert "没有暂停" in await answer(sim, "继续")
        sim.say([{"from": "小明", "text": "n2"}])
        await trio.sleep(5)
    assert texts(sim)[-1] == "2"
    assert status.messages == 2
    assert sim.violations == []


async def test_a_word_is_taken_out_before_any_rule(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """What is none of them is for rules."""
    rules = AT_ONCE + "  - {when: {chat: filehelper, text: [状态, 备忘]}, reply: 规则}\n"
    async with running(tmp_path, sim, rules):
        assert "在线" in await answer(sim, "状态")
        assert await answer(sim, "备忘") == "规则"


async def test_status_tells_the_whole_on_one_screen(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """State, rules, counts, pace and the last trouble."""
    rules = SLOWLY + "  - {when: 错, reply: '{{ 1 // 0 }}'}\n"
    async with running(tmp_path, sim, rules):
        sim.say([{"from": "小明", "text": "n1"}, {"from": "小明", "text": "错"}])
        await trio.sleep(1)
        told = await answer(sim, "status")
    assert told.splitlines()[0].startswith("on line since ")
    assert "2 rules since" in told
    assert "2 messages, 1 answered, 1 texts wait" in told
    assert "more may leave" in told
    assert "last trouble" in told


async def test_why_tells_of_the_last_message_of_somebody_else(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """As the journal has it; before the first one there is none."""
    async with running(tmp_path, sim, AT_ONCE):
        assert await answer(sim, "为什么") == "还没有收到消息。"
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(5)
        told = await answer(sim, "why")
    assert '小明: "n1"' in told
    assert "has it" in told


async def test_undo_takes_back_what_was_said_last(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """Once each, within two minutes, and never what was said to the owner."""
    async with running(tmp_path, sim, AT_ONCE):
        assert "没有" in await answer(sim, "撤销")
        sim.say([{"from": "小明", "text": "n1"}, {"from": "小红", "text": "n2"}])
        await trio.sleep(5)
        assert await answer(sim, "撤销") == "已撤回发给 小红 的：2"
        assert await answer(sim, "undo") == "Taken back from 小明: 1"
        assert "Nothing was sent" in await answer(sim, "undo")
        sim.say([{"from": "小明", "text": "n3"}])
        await trio.sleep(130)
        assert "没有" in await answer(sim, "撤销")
    assert sim.calls["webwxrevokemsg"] == 2
    assert sim.violations == []


async def test_what_fails_is_said(
    sim: Simulator, tmp_path: Path, autojump_clock: trio.testing.MockClock
) -> None:
    """The service's refusal, in a sentence; the next word is carried out as ever."""
    async with running(tmp_path, sim, AT_ONCE):
        sim.say([{"from": "小明", "text": "n1"}])
        await trio.sleep(5)
        sim.set_faults([{"endpoint": "webwxrevokemsg", "kind": "ret", "ret": -1}])
        assert (await answer(sim, "撤销")).startswith("不行：webwxrevokemsg answered -1")
        assert "no earlier rules" in await answer(sim, "rollback")


async def test_rules_are_reloaded_and_rolled_back(sim: Simulator, tmp_path: Path) -> None:
    """With what is wrong, if it is."""
    rules = Switched(AT_ONCE)
    async with running(tmp_path, sim, rules):
        assert await answer(sim, "重载") == "规则没有变化，共 1 条。"
        rules.text = AT_ONCE + "  - {when: 二, reply: 二}\n"
        assert await answer(sim, "reload") == "2 rules hold now."
        rules.text = "rules: [{nam: a}]"
        told = await answer(sim, "重载")
        assert told.startswith("规则有错，未生效，原来的 2 条继续：\nrules.yaml:1:")
        assert "规则文件未生效" in await answer(sim, "状态")
        assert await answer(sim, "回滚") == "规则已生效，共 1 条。"
