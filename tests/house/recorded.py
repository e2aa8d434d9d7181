"""A state directory with a recorded morning of a shop, for the documents to be tried on."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from responder.daemon import SEED
from responder.journal.journal import Entry, Journal
from responder.journal.rulesets import Kept, Load, pack
from responder.memory import Memory
from responder.models import Chat, ChatKind, Event, EventKind, MessageType, Outgoing, OutgoingState
from responder.models import Person as Someone
from responder.replay.ledger import Ledger
from responder.rules.decide import decide
from responder.rules.load import load
from responder.rules.recording import decision_to_text, event_to_text
from responder.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

BEGIN_S = 1_795_485_600.0
"""2026-11-24 10:00 in Shanghai, a Tuesday."""

GAP_S = 600.0
ME = Someone("me", "我", nickname="小店", known_as=frozenset({"小店"}))
SAID = (
    ("小明", "请问价格"),
    ("小红", "这个怎么卖"),
    ("小明", "怎么退货"),
    ("老李", "怎么卖？我的电话 13800000000"),
    ("小红", "谢谢"),
)


def record(state: Path, live: str) -> None:
    """Write down what the rules that were live made of it."""
    state.mkdir()
    shelf = Shelf({"live.yaml": live.encode()})
    rule_set = load("live.yaml", shelf)
    ledger = Ledger(Memory())
    with closing(Journal.open(state)) as journal:
        journal.put_note(SEED, "seed")
        loaded = Load(0, rule_set.hash, BEGIN_S, "start", len(rule_set.rules))
        journal.rule_sets.keep(loaded, pack(Kept("live.yaml", shelf)))
        for number, (name, text) in enumerate(SAID, start=1):
            event = _event(number, name, text)
            now_s = event.time_s
            decision = decide(rule_set, event, ledger.memory, now_s, "seed")
            ledger.apply(decision.changes)
            outcome = "answered" if decision.replies else "unanswered"
            written, decided = event_to_text(event), decision_to_text(decision)
            rule = decision.rule or ""
            entry = Entry(event, written, outcome, rule, rule_set.hash, decided)
            changes = [(event.id, change) for change in decision.changes]
            out = [
                Outgoing(f"{number:017d}", name, reply.text, event.id, rule, now_s, now_s, name)
                for reply in decision.replies
            ]
            journal.take_in(now_s=now_s, entries=[entry], changes=changes, outgoing=out)
            for one in out:
                journal.outbox.end(one, OutgoingState.SENT, now_s + 2)


def _event(number: int, name: str, text: str) -> Event:
    sender = Someone(name, name, nickname=name, known_as=frozenset({name}))
    return Event(
        id=str(7_000_000_000_000_000_000 + number),
        kind=EventKind.MESSAGE,
        type=MessageType.TEXT,
        chat=Chat(name, ChatKind.PRIVATE, name),
        sender=sender,
        me=ME,
        time_s=BEGIN_S + number * GAP_S,
        text=text,
        my_names=("小店",),
    )
