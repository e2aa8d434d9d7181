"""A console without a daemon: a journal, rules, commands that only note that they were given."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import httpx

from responder.console.access import Access
from responder.console.address import Address
from responder.console.app import application
from responder.console.desk import Desk
from responder.console.hints import Hints
from responder.console.metrics import Metrics
from responder.console.room import Room
from responder.console.signin import SignIn
from responder.console.tally import Tally
from responder.errors import NoRulesError
from responder.journal.journal import Entry, Journal
from responder.journal.rulesets import Kept, Load, pack
from responder.models import (
    Chat,
    ChatKind,
    Deed,
    Event,
    EventKind,
    MessageType,
    Outgoing,
    OutgoingState,
    Person,
)
from responder.rules.decide import decide
from responder.rules.load import load
from responder.rules.recording import decision_to_text, event_to_text
from responder.shelf import Shelf
from responder.status import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from responder.errors import ResponderError
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet

NOW_S = 1_800_000_000.0
TOKEN = "correct horse battery staple"
PLACE = Address("127.0.0.1", 8787)
RULES = """\
rules:
  - name: hours
    when: 几点开门
    reply: 九点开门
  - name: price
    when: {text: {contains: price}}
    reply: "{{ sender.name }}: 3500"
"""
COMMANDS = ("login", "pause", "resume", "rollback", "cancel", "resend")
ANSWERS: dict[str, dict[str, Any]] = {
    "cancel": {"state": "cancelled", "reason": "the owner cancelled it"},
    "resend": {"id": "2"},
}
OLDER = RULES.replace("3500", "3400")
HOSTILE = '<script>alert("x")</script>\u202e'


def event(event_id: str, text: str, *, sender: str = "小明", chat: str = "p1") -> Event:
    """Somebody wrote something in private."""
    return Event(
        event_id,
        EventKind.MESSAGE,
        MessageType.TEXT,
        Chat(chat, ChatKind.PRIVATE, sender),
        Person(chat, sender, known_as=frozenset({sender})),
        Person("me", "me"),
        NOW_S,
        text=text,
    )


@dataclass
class Shop:
    """An account with a console.

    Args:
        path: Its state directory.
        address: Where the console is served.
    """

    path: Path
    address: Address = PLACE
    given: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    paused_since_s: float | None = None
    number: int = 0
    refusal: ResponderError | None = None
    doubts: list[str] = field(default_factory=list)
    asked_names: int = 0
    now_s: float = NOW_S

    def __post_init__(self) -> None:
        self.status = Status(self.now)
        self.journal = Journal.open(self.path)
        self.use(OLDER, "start")
        self.rule_set = self.use(RULES, "edit")
        self.status.rules = {
            "file": "rules.yaml",
            "hash": self.rule_set.hash,
            "count": 2,
            "since": NOW_S,
            "rejected": None,
        }
        self.signin, self.tally = SignIn(self.now), Tally(self.now)
        self.metrics, self.hints = Metrics(self.now), Hints()
        self.access = Access(TOKEN)
        commands = {name: self._command(name) for name in COMMANDS}
        desk = Desk(
            self.path,
            self.now,
            lambda: self.rule_set,
            {"status": self._status, "reload": self._refused, **commands},
        )
        self.room = Room(desk, self.access, self.signin, self.tally, self.metrics, self.hints)

    def now(self) -> float:
        """It stands still, but for what a test sets."""
        return self.now_s

    def use(self, text: str, origin: str) -> RuleSet:
        """Put rules to use, as far as the journal knows."""
        files = Shelf({"rules.yaml": text.encode()})
        rule_set = load("rules.yaml", files)
        written = Load(0, rule_set.hash, NOW_S, origin, len(rule_set.rules))
        self.journal.rule_sets.keep(written, pack(Kept("rules.yaml", files)))
        return rule_set

    def hears(self, text: str, *, sender: str = "小明", chat: str = "p1") -> str:
        """A message comes in, is decided, and its answer waits; gives its id."""
        self.number += 1
        one = event(f"m{self.number}", text, sender=sender, chat=chat)
        decision = decide(self.rule_set, one, self.journal.memory(), NOW_S, "seed")
        out = self._texts(one, decision)
        entry = Entry(
            one,
            event_to_text(one),
            "answered" if out else "unanswered",
            rule=decision.rule or "",
            rule_set=self.rule_set.hash,
            decision=decision_to_text(decision),
        )
        self.journal.take_in(now_s=NOW_S, event_ids=[one.id], entries=[entry], outgoing=out)
        return one.id

    def sends(self, number: int) -> None:
        """The text with this number is sent."""
        self.ends(number, OutgoingState.SENT, msg_id="1")

    def ends(self, number: int, state: OutgoingState, msg_id: str = "") -> None:
        """The text with this number ends."""
        out = Outgoing(f"{number:017d}", "p1", "", f"m{number}", "hours", NOW_S, NOW_S)
        self.journal.outbox.end(out, state, NOW_S, reason="so", msg_id=msg_id)

    def does(self, deed: Deed) -> None:
        """Something that is no message was to be done for the first one, and failed."""
        self.number += 1
        which = f"{self.number:017d}"
        out = Outgoing(which, "p1", "(x)", "m1", "hours", NOW_S, NOW_S + self.number, deed=deed)
        self.journal.take_in(now_s=NOW_S, outgoing=[out])
        self.ends(self.number, OutgoingState.FAILED)

    def repeats(self, number: int) -> None:
        """The text with this number is sent again as a new one, which has come to its end."""
        ended = self.journal.outbox.ended(f"{number:017d}")
        assert ended is not None
        self.number += 1
        new = replace(
            ended.outgoing, client_msg_id=f"{self.number:017d}", created_s=NOW_S + self.number
        )
        self.journal.take_in(now_s=NOW_S, outgoing=[new])
        self.ends(self.number, OutgoingState.SENT)

    def visitor(self, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
        """A browser that was never here."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(application(self.room, self.address)),
            base_url=f"http://{self.address}",
            headers=headers,
        )

    def owner(self, headers: Mapping[str, str] | None = None) -> httpx.AsyncClient:
        """A browser that was let in."""
        return self.visitor({**(headers or {}), "authorization": f"Bearer {TOKEN}"})

    def form(self, **fields: str) -> dict[str, str]:
        """What a form of ours sends."""
        return {"csrf": self.access.csrf, **fields}

    def _texts(self, one: Event, decision: Decision) -> tuple[Outgoing, ...]:
        return tuple(
            Outgoing(
                client_msg_id=f"{self.number:017d}",
                chat_id=one.chat.id,
                chat_name=one.chat.name,
                text=reply.text,
                event_id=one.id,
                rule=reply.rule,
                not_before_s=NOW_S,
                created_s=NOW_S,
            )
            for reply in decision.replies
        )

    async def _status(self, values: Mapping[str, Any]) -> dict[str, Any]:
        self.asked_names += not values.get("quiet")
        return self.status.as_dict(
            waiting=0,
            left_today=7,
            paused_since_s=self.paused_since_s,
            doubts=None if values.get("quiet") else self.doubts,
        )

    async def _refused(self, _: Mapping[str, Any]) -> dict[str, Any]:
        raise NoRulesError("no earlier <rules> are kept")

    def _command(self, name: str) -> Any:  # noqa: ANN401 - a command
        async def command(values: Mapping[str, Any]) -> dict[str, Any]:
            if self.refusal is not None:
                raise self.refusal
            self.given.append((name, dict(values)))
            return ANSWERS.get(name, {"outcome": "applied"})

        return command
