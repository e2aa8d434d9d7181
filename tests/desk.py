"""An answer task with its journal open, and batches to give it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any, NoReturn

import httpx
import trio

from responder.answer import Answered, Answerer
from responder.awaiting import nothing_earlier
from responder.errors import LoggedOut
from responder.journal.journal import Journal
from responder.rules.load import load
from responder.wechat.account import Online
from responder.wechat.batch import Batch
from responder.wechat.client import Client
from responder.wechat.directory import Directory
from responder.wechat.people.book import AddressBook
from responder.wechat.people.identity import Identities
from responder.wechat.protocol.base import BaseResponse
from responder.wechat.protocol.contacts import Contact
from responder.wechat.protocol.messages import parse_message
from responder.wechat.protocol.sync import SyncAnswer
from tests.fakes import NOW_S
from tests.shelf import shelf
from tests.wechat.protocol.samples import FRIEND, SELF, SESSION, entry

if TYPE_CHECKING:
    from pathlib import Path

    from responder.models import Outgoing
    from responder.rules.ruleset import RuleSet

RULES = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - name: hours
    when: 几点开门
    reply: 九点开门
  - name: twice
    when: 两句
    do: [{reply: 第一句}, {reply: 第二句}]
  - name: note to self
    when: {from_me: true, text: 备忘}
    reply: 记下了
  - name: sum
    when: 算一下
    reply: "{{ 1 // 0 }}"
"""
FRIEND_NAME = "小明的真名"
HELLO = "几点开门"


def loaded(text: str, **limits: float | None) -> RuleSet:
    """A rule file in which only those manners hold that a test asks for."""
    rule_set = load("rules.yaml", shelf(text))
    calm: dict[str, Any] = {"loop": None, "handover_s": None, **limits}
    return replace(rule_set, limits=replace(rule_set.limits, **calm))


def bug(*_: object) -> NoReturn:
    """A fault of the program that quotes what it was given."""
    raise ZeroDivisionError(HELLO)


class Book(Directory):
    """A directory that never asks anybody; `ended` makes its look-ups meet the end of the login."""

    def __init__(self) -> None:
        me, friend = Contact(SELF, nick_name="我"), Contact(FRIEND, nick_name=FRIEND_NAME)
        book = AddressBook(me, Identities())
        book.update([friend])
        client = Client(transport=httpx.MockTransport(bug), now=lambda: NOW_S)
        client.session = SESSION
        self.written: list[Identities] = []
        super().__init__(client, book, self.written.append)
        self.ended = False

    async def take_in(self, answer: SyncAnswer) -> None:
        """Nothing to look up."""
        assert answer.base.ret == 0
        if self.ended:
            raise LoggedOut("webwxbatchgetcontact", 1101)


@dataclass(slots=True)
class Desk:
    """An answer task with its journal open, and everything it hands out.

    Args:
        journal: Real.
        now_s: Unix seconds, as set.
        keep_text: What the daemon was asked.
        paused: Whether the owner wants no answers.
        is_online: Whether somebody is logged in.
        earlier: Rules that were put to use before and are kept.
    """

    journal: Journal
    rules: RuleSet = field(default_factory=lambda: loaded(RULES))
    now_s: float = NOW_S
    online: Online = field(default_factory=lambda: Online("L1", Book()))
    handed: list[Outgoing] = field(default_factory=list)
    told: list[Answered] = field(default_factory=list)
    keep_text: bool = True
    paused: bool = False
    is_online: bool = True
    earlier: list[RuleSet] = field(default_factory=list)
    answerer: Answerer = field(init=False)
    _resting_since: float | None = None

    def __post_init__(self) -> None:
        """Made when the program starts: it reads the last id from the journal."""
        self.answerer = Answerer(
            journal=self.journal,
            rules=lambda: self.rules,
            now=self.now,
            rng=Random(1),
            seed="seed",
            hand_over=self._take,
            tell=self.told.append,
            paused=lambda: self.paused,
            keep_text=self.keep_text,
            online=lambda: self.online if self.is_online else None,
            earlier=self._earlier,
        )

    def now(self) -> float:
        """The time as set, and what has passed of a rest."""
        since = self._resting_since
        return self.now_s if since is None else self.now_s + trio.current_time() - since

    async def hears(
        self, *texts: tuple[int, str], keys: str = "k", since_s: float = 0.0, **fields: object
    ) -> None:
        """A batch of messages, each an id and a text; `fields` change the wire entries."""
        raw = [
            {
                **entry(text),
                "MsgId": msg_id(number),
                "NewMsgId": int(msg_id(number)),
                "CreateTime": int(self.now_s),
                **fields,
            }
            for number, text in texts
        ]
        messages = tuple(m for m in map(parse_message, raw) if m is not None)
        assert len(messages) == len(texts)
        await self.take(Batch(self.online, SyncAnswer(BaseResponse(), messages), keys, since_s))

    async def take(self, batch: Batch) -> None:
        """Let the task run over one batch."""
        into, out = trio.open_memory_channel[Batch](1)
        await into.send(batch)
        into.close()
        await self.answerer.run(out)

    async def rests(self, seconds: float) -> None:
        """Let virtual time pass while the task waits for the next batch."""
        self._resting_since = trio.current_time()
        _into, out = trio.open_memory_channel[Batch](1)
        with trio.move_on_after(seconds):
            await self.answerer.run(out)
        self._resting_since = None
        self.now_s += seconds

    @property
    def replies(self) -> list[str]:
        """What was handed over."""
        return [text.text for text in self.handed]

    async def _earlier(self, hash_: str) -> RuleSet:
        await trio.lowlevel.checkpoint()
        for one in self.earlier:
            if one.hash == hash_:
                return one
        return await nothing_earlier(hash_)

    async def _take(self, text: Outgoing) -> None:
        await trio.lowlevel.checkpoint()
        self.handed.append(text)


def msg_id(number: int) -> str:
    """A MsgId of the service's length."""
    return f"{8_000_000_000_000_000_000 + number}"


def opened(path: Path) -> Journal:
    """The journal of a directory, at the beginning of the test's time."""
    return Journal.open(path)
