"""The owner's remote control: words written to `filehelper` on the phone, and what they do.

They are taken out before any rule, in Chinese or English, and answered in the same language.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog

from responder.errors import ResponderError
from responder.models import ChatKind, EventKind, MessageType
from responder.reload import Origin, Outcome
from responder.wechat.protocol.states import State

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import trio

    from responder.commands import Commands
    from responder.models import Event
    from responder.reload import Reloaded
    from responder.undo import Undo

REASON_CHARS_MAX = 1_000
"""How much of the faults of a file is told: a phone shows some twenty lines."""

log = structlog.get_logger(__name__)


class Word(StrEnum):
    """What may be asked for."""

    PAUSE = "pause"
    RESUME = "resume"
    STATUS = "status"
    WHY = "why"
    RELOAD = "reload"
    ROLLBACK = "rollback"
    UNDO = "undo"


CHINESE: Final = {
    "暂停": Word.PAUSE,
    "继续": Word.RESUME,
    "状态": Word.STATUS,
    "为什么": Word.WHY,
    "重载": Word.RELOAD,
    "回滚": Word.ROLLBACK,
    "撤销": Word.UNDO,
}
"""The same in Chinese."""


class Order(NamedTuple):
    """A word, and the language to answer in."""

    word: Word
    chinese: bool

    def say(self, chinese: str, english: str) -> str:
        """Of two sentences the one to answer with."""
        return chinese if self.chinese else english


def order_of(event: Event) -> Order | None:
    """What the owner asks for with an event; None if it is none of the words."""
    if not event.from_me or event.chat.kind is not ChatKind.FILEHELPER:
        return None
    if event.kind is not EventKind.MESSAGE or event.type is not MessageType.TEXT:
        return None
    text = event.text.strip().casefold()
    if text in CHINESE:
        return Order(CHINESE[text], chinese=True)
    return Order(Word(text), chinese=False) if text in set(Word) else None


class Remote:
    """Carries the words out, one after the other.

    Args:
        commands: Of the daemon.
        undo: Takes back what was said last.
        why: Tells of the last message, in lines.
        answer: Says something to the owner.
    """

    def __init__(
        self,
        commands: Commands,
        *,
        undo: Undo,
        why: Callable[[], str],
        answer: Callable[[str], Awaitable[None]],
    ) -> None:
        self._status = commands.status
        self._deliverer = commands.deliverer
        self._reloader = commands.reloader
        self._pause = commands.pause
        self._undo = undo
        self._why = why
        self._answer = answer
        self._deeds: dict[Word, Callable[[Order], Awaitable[str]]] = {
            Word.PAUSE: self._paused,
            Word.RESUME: self._resumed,
            Word.STATUS: self._state,
            Word.WHY: self._reasons,
            Word.RELOAD: self._reloaded,
            Word.ROLLBACK: self._rolled_back,
            Word.UNDO: self._undone,
        }

    async def run(self, events: trio.MemoryReceiveChannel[Event]) -> None:
        """Carry out what events ask for, until they end."""
        async for event in events:
            order = order_of(event)
            if order is None:
                continue
            try:
                answer = await self._deeds[order.word](order)
            except ResponderError as error:
                answer = order.say(f"不行：{error}", f"Not done: {error}")
            log.info("the owner asked", word=order.word)
            await self._answer(answer)

    async def _paused(self, order: Order) -> str:
        self._pause.begin()
        return order.say(
            "已暂停：照常接收消息，但不回复。发“继续”恢复。",
            'Paused: messages are taken in and not answered. Write "resume" to go on.',
        )

    async def _resumed(self, order: Order) -> str:
        was_paused = self._pause.since_s is not None
        self._pause.end()
        if not was_paused:
            return order.say("没有暂停，一直在回复。", "It was not paused.")
        return order.say(
            "已恢复回复；暂停期间的消息不再补答。",
            "Answering again; what came in between stays unanswered.",
        )

    async def _state(self, order: Order) -> str:
        status, rules = self._status, self._status.rules
        since, left = _clock(status.since_s), self._deliverer.left_today
        on_line = status.state is State.ONLINE
        state = order.say("在线" if on_line else "不在线", "on line" if on_line else "off line")
        lines = [
            order.say(f"{state}，自 {since} 起", f"{state} since {since}"),
            order.say(
                f"规则 {rules['count']} 条，自 {_clock(rules['since'])} 起",
                f"{rules['count']} rules since {_clock(rules['since'])}",
            ),
            order.say(
                f"收到 {status.messages} 条，已回复 {status.answered} 条，"
                f"待发 {self._deliverer.waiting} 条",
                f"{status.messages} messages, {status.answered} answered,"
                f" {self._deliverer.waiting} texts wait",
            ),
        ]
        if left is not None:
            lines.append(
                order.say(f"今天还可发 {left} 条", f"{left} more may leave in these 24 hours")
            )
        if self._pause.since_s is not None:
            paused = _clock(self._pause.since_s)
            lines.append(order.say(f"已暂停，自 {paused} 起", f"paused since {paused}"))
        if rules["rejected"]:
            reason = _short(rules["rejected"]["reason"])
            lines.append(
                order.say(f"规则文件未生效：\n{reason}", f"the rule file is not in use:\n{reason}")
            )
        if status.errors:
            last = status.errors[-1]
            lines.append(
                order.say(
                    f"最近的问题（{_clock(last['at'])}）：{last['error']}",
                    f"last trouble ({_clock(last['at'])}): {last['error']}",
                )
            )
        return "\n".join(lines)

    async def _reasons(self, order: Order) -> str:
        return self._why() or order.say("还没有收到消息。", "No message has come in yet.")

    async def _reloaded(self, order: Order) -> str:
        return _told(order, await self._reloader.reload(Origin.COMMAND))

    async def _rolled_back(self, order: Order) -> str:
        return _told(order, await self._reloader.roll_back())

    async def _undone(self, order: Order) -> str:
        text = await self._undo.last()
        if text is None:
            return order.say(
                "两分钟内没有发出可以撤回的消息。",
                "Nothing was sent in the last two minutes that can be taken back.",
            )
        return order.say(
            f"已撤回发给 {text.chat_name} 的：{text.text}",
            f"Taken back from {text.chat_name}: {text.text}",
        )


def _told(order: Order, end: Reloaded) -> str:
    count, reason = len(end.rule_set.rules), _short(end.reason)
    if end.outcome is Outcome.REJECTED:
        return order.say(
            f"规则有错，未生效，原来的 {count} 条继续：\n{reason}",
            f"Not put to use, {count} rules from before go on:\n{reason}",
        )
    if end.outcome is Outcome.UNCHANGED:
        return order.say(f"规则没有变化，共 {count} 条。", f"Nothing has changed: {count} rules.")
    return order.say(f"规则已生效，共 {count} 条。", f"{count} rules hold now.")


def _short(reason: str) -> str:
    return reason if len(reason) <= REASON_CHARS_MAX else f"{reason[:REASON_CHARS_MAX]}…"


def _clock(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).astimezone().strftime("%m-%d %H:%M")
