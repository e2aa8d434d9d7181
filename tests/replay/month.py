"""A month of an account, decided by the real answer task in virtual time and written down by it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from responder.daemon import SEED
from responder.journal.journal import Journal
from responder.journal.rulesets import Kept, Load, pack
from responder.models import OutgoingState
from responder.rules.load import load
from responder.shelf import Shelf
from responder.wechat.account import Online
from responder.wechat.batch import Batch
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.messages import parse_message
from responder.wechat.protocol.sync import SyncAnswer
from tests.desk import Book, Desk, msg_id
from tests.shelf import shelf
from tests.wechat.protocol.samples import SELF, entry

if TYPE_CHECKING:
    from pathlib import Path

    from responder.rules.ruleset import RuleSet

DAY_S = 86_400.0
FRIENDS = tuple("@" + letter * 64 for letter in "abcdef")
WORDS = (
    *("价格", "价格多少", "地址", "在吗", "掷骰子", "订单 123456", "几点", "谢谢", "再来", "嗯"),
    *("预约", "提醒我", "算了", "慢慢说", "地址", "嗯", "周五"),
)

RULES = """
timezone: Asia/Shanghai
limits:
  delay: off
  collect: 3s
  handover: 10m
  same_text: 30s
  loop: {replies: 2, within: 1h, mute: 5m}
  quiet: "23:00-07:00"
  max_age: 3m
  catch_up: last
rules:
  - {name: 新客户, when: {first_contact: true}, reply: "{{ sender.name }}，欢迎", continue: true}
  - {name: 报价, when: {text: {contains: 价格}}, cooldown: 20m, reply: 3500 元}
  - name: 地址
    when: {text: {contains: 地址}}
    limit: {rate: 2/day, per: sender}
    reply: [人民路 1 号, 人民路一号, 在人民路]
  - {name: 骰子, when: {text: 掷骰子, chance: 0.5}, reply: "{{ ['一', '二', '三'] | pick }}"}
  - {name: 订单, when: {text: {regex: '订单 ?(?P<id>\\d+)'}}, reply: "{{ match.id }} 已发货"}
  - {name: 刷屏, when: {text: 嗯, repeated: {times: 2, within: 1d}}, reply: 您好，请问有什么事？}
  - name: 几点
    when: {text: 几点, owner_silent: 1h}
    cooldown: {for: 5m, otherwise: next}
    reply: "现在 {{ now }}"
  - name: 再来
    when: 再来
    do: [{count: sender.again}, {reply: "第 {{ memory.sender.again }} 次"}]
  - name: 预约
    when: 预约
    cooldown: 1h
    do:
      - count: sender.asked
      - ask:
          - {save: day, prompt: [哪一天？, 您想约哪天？], accept: {regex: '月|周'}, retry: 请说日期}
          - {save: phone, prompt: "{{ answers.day }}，手机号？", accept: {regex: '^1'}}
        expires: 10m
        on_timeout: [{reply: 先不约了}]
      - wait: 3s..9s
      - set: {sender.day: "{{ answers.day }}"}
      - reply: "约好了：{{ answers.day }}，这是第 {{ memory.sender.asked }} 次"
      - later: {in: 2h, do: [{reply: "别忘了 {{ memory.sender.day }}"}, {wait: 20s}, {reply: 回见}]}
  - name: 提醒
    when: {text: {starts_with: 提醒}}
    do: [{reply: 好}, {later: {id: 提醒, in: 30m, missed: skip, do: [{reply: "到点了 {{ now }}"}]}}]
  - {name: 算了, when: 算了, do: [{cancel: 提醒}, {reply: 取消了}]}
  - name: 慢慢
    when: 慢慢说
    limit: 9/day
    do:
      - {wait: 40s}
      - {count: chat.slow}
      - {reply: "第 {{ memory.chat.slow }} 回"}
      - {wait: 5m}
      - {reply: 完}
  - {name: 下班, when: {time: {outside: "09:00-18:00"}}, cooldown: 4h, reply: 已下班}
"""
EDITED = RULES.replace("3500 元", "3800 元").replace("已下班", "明早回复您")


@dataclass(slots=True)
class Month:
    """One account, of which everything is drawn from a seed.

    Args:
        folder: Takes the journal.
        days: How many.
        edited_on: The day on which the rules are edited, from 0; None is never.
        rng: Draws.
        rules: At the beginning.
    """

    folder: Path
    days: int = 30
    edited_on: int | None = None
    keep_text: bool = True
    rng: Random = field(default_factory=lambda: Random(7))
    rules: str = RULES
    edited_s: float = 0.0
    _number: int = 0
    _ended: int = 0

    async def live(self) -> None:
        """Let it pass, and close the journal."""
        with closing(Journal.open(self.folder)) as journal:
            journal.put_note(SEED, "seed")
            desk = Desk(journal, rules=made(self.rules), online=online(), keep_text=self.keep_text)
            keep(journal, self.rules, desk.now_s)
            for day in range(self.days):
                if day == self.edited_on:
                    desk.rules = made(EDITED)
                    keep(journal, EDITED, desk.now_s)
                    self.edited_s = desk.now_s
                await self._day(desk, paused=day % 7 == 3)

    async def _day(self, desk: Desk, *, paused: bool) -> None:
        end_s = desk.now_s + DAY_S
        pause_s = desk.now_s + self.rng.uniform(0, DAY_S / 2)
        while desk.now_s < end_s:
            desk.paused = paused and pause_s < desk.now_s < pause_s + 20_000
            drawn = self.rng.random()
            if drawn < 0.05:
                await self._outage(desk)
            elif drawn < 0.2:
                await self._owner(desk)
            elif drawn < 0.4:
                await self._talk(desk)
            else:
                await self._burst(desk)
            self._deliver(desk)
            desk.is_online = self.rng.random() > 0.1
            await desk.rests(self.rng.choice((7.3, 45.1, 400.7, 9000.9, 20_000.3)))
            desk.is_online = True
            self._deliver(desk)

    async def _burst(self, desk: Desk) -> None:
        """Somebody writes, mostly once, and now and then in pieces or again and again."""
        friend = self.rng.choice(FRIENDS)
        word = self.rng.choice(WORDS)
        for _ in range(self.rng.choice((1, 1, 2, 4))):
            await self._hears(desk, (friend, SELF, word, 0.0))
            self._deliver(desk)
            await desk.rests(self.rng.choice((0.7, 1.9, 4.3)))
            self._deliver(desk)
            word = self.rng.choice((word, *WORDS))

    async def _talk(self, desk: Desk) -> None:
        """Somebody begins what goes on later, and goes along with it, more or less."""
        friend = self.rng.choice(FRIENDS)
        words = (
            ("预约", "预约", "提醒我", "慢慢说"),
            ("周五", "周五", "哪天都行"),
            ("13800000000", "13800000000", "13800000000", "周五"),
        )
        for choice in words:
            await self._hears(desk, (friend, SELF, self.rng.choice(choice), 0.0))
            await desk.rests(self.rng.choice((4.3, 33.9, 90.3)))
            self._deliver(desk)

    async def _owner(self, desk: Desk) -> None:
        await self._hears(desk, (SELF, self.rng.choice(FRIENDS), "我来了", 0.0))

    async def _outage(self, desk: Desk) -> None:
        """Nobody listened; then comes what was written meanwhile, and what is too old."""
        await desk.rests(3000.3)
        missed = [
            (self.rng.choice(FRIENDS), SELF, self.rng.choice(WORDS), age_s)
            for age_s in (2900.0, 2000.0, 1100.0, 240.0)
        ]
        await self._hears(desk, *missed, since_s=desk.now_s)

    async def _hears(
        self, desk: Desk, *messages: tuple[str, str, str, float], since_s: float = 0.0
    ) -> None:
        raw = []
        for sender, to, text, age_s in messages:
            self._number += 1
            number = int(msg_id(self._number))
            wire = {"MsgId": str(number), "NewMsgId": number, "FromUserName": sender}
            created = {"ToUserName": to, "CreateTime": int(desk.now_s - age_s)}
            raw.append({**entry(text), **wire, **created})
        parsed = tuple(one for one in map(parse_message, raw) if one is not None)
        await desk.take(Batch(desk.online, SyncAnswer(BaseResponse(), parsed), "k", since_s))

    def _deliver(self, desk: Desk) -> None:
        """What was handed over ends: most of it is sent, some never leaves."""
        fates = (OutgoingState.SENT,) * 9 + (OutgoingState.SUPPRESSED,)
        for text in desk.handed[self._ended :]:
            state = self.rng.choice(fates)
            reason = "" if state is OutgoingState.SENT else "handover: the owner wrote"
            desk.journal.outbox.end(text, state, desk.now_s, reason=reason)
        self._ended = len(desk.handed)


def online() -> Online:
    """A login with some friends."""
    directory = Book()
    directory.book.update(
        [Contact(user, nick_name=f"友{number}") for number, user in enumerate(FRIENDS)]
    )
    return Online("L1", directory)


def keep(journal: Journal, text: str, at_s: float) -> None:
    """Write down that rules are put to use."""
    shelf_ = Shelf({"rules.yaml": text.encode()})
    load_ = Load(0, made(text).hash, at_s, "start", 1)
    journal.rule_sets.keep(load_, pack(Kept("rules.yaml", shelf_)))


def made(text: str) -> RuleSet:
    """Compiled rules."""
    return load("rules.yaml", shelf(text))
