"""The daemon as a process, killed again and again in the middle of its work.

A simulator lives on while the daemon on one state directory is started, gets messages, and is
killed at a random moment: while Python starts, while it takes the login up again, between two
commits, with a request on its way. At the end it runs to rest, and every message must have been
answered once, in order.
"""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from responder.journal.journal import FILE
from tests.e2e.processes import STOP_S_MAX, daemon, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.processes import Service

PEOPLE = ("小明", "小红", "老王")
GROUP = {"name": "客户群", "members": list(PEOPLE), "owner": "me", "my_name": ""}

RULES = """\
limits: {delay: 0ms..100ms, per_chat: 1/50ms, per_account: off, per_day: off, handover: off,
  loop: off, max_age: off, max_wait: off}
rules:
  - name: echo
    when: {text: {regex: '^n(?P<n>\\d+)$'}, chat: any}
    do: [{reply: '{{ match.n }}a'}, {reply: '{{ match.n }}b'}]
"""
"""Two replies to each message, which a crash may part."""

LIFE_S_MAX = 2.0
"""A life is cut off within this: half of it is spent on starting up."""

BURST_MAX = 8


@dataclass(slots=True)
class Campaign:
    """A series of lives on one state directory.

    Args:
        directory: Empty; gets rules, state and output.
        service: Outlives the daemon.
        seed: Of every random choice here; when a process is struck depends on the machine too.
        kills: How many so far.
        said: Number and chat of every message so far.
    """

    directory: Path
    service: Service
    seed: int
    kills: int = 0
    said: list[tuple[int, str]] = field(default_factory=list)
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        """Set the stage."""
        self.rng = random.Random(self.seed)
        (self.directory / "rules.yaml").write_text(RULES, encoding="utf-8")
        self.service.post("contacts", {"contacts": [{"name": name} for name in PEOPLE]})
        self.service.post("groups", {"groups": [GROUP]})
        self.service.post("confirm", {"auto": True})

    def log_in(self) -> None:
        """The first life, up to the login: messages before it are the phone's alone."""
        with daemon(self.directory, self.service) as ours:
            ours.wait_state("online")
            ours.process.send_signal(signal.SIGKILL)
            ours.process.wait()

    def say(self) -> None:
        """A burst of messages in several chats."""
        messages = []
        for _ in range(self.rng.randint(1, BURST_MAX)):
            number, person = len(self.said), self.rng.choice(PEOPLE)
            grouped = self.rng.random() < 0.3
            where = {"group": str(GROUP["name"])} if grouped else {}
            messages.append({"from": person, "text": f"n{number}", **where})
            self.said.append((number, where.get("group", person)))
        self.service.post("say", {"messages": messages})

    def live(self, *arguments: str) -> None:
        """One life, with bursts, until it is killed."""
        end_s = time.monotonic() + self.rng.uniform(0.1, LIFE_S_MAX)
        with daemon(self.directory, self.service, *arguments) as ours:
            while (left_s := end_s - time.monotonic()) > 0:
                time.sleep(min(self.rng.uniform(0.0, 0.4), left_s))
                if self.rng.random() < 0.5:
                    self.say()
            ours.process.send_signal(signal.SIGKILL)
            assert ours.process.wait() == -signal.SIGKILL, ours.output()
        self.kills += 1

    def rest(self) -> None:
        """The last life: it runs until everything is answered, and stops when it is asked to."""
        self.say()
        with daemon(self.directory, self.service) as ours:
            wait_until("every answer", lambda: len(self.sent()) >= 2 * len(self.said))
            wait_until("the last end", lambda: not set(self.ends()) & {"queued", "sending"})
            code, took_s = ours.stop()
            assert (code, took_s < STOP_S_MAX) == (0, True), ours.output()

    def sent(self) -> list[tuple[str, str]]:
        """Chat and text of everything the service accepted, in order."""
        return [(one["to"], one["text"]) for one in self.service.get("sent")]

    def ends(self) -> Counter[str]:
        """How many texts of the journal stand how."""
        with closing(sqlite3.connect(self.directory / "state" / FILE)) as connection:
            query = "SELECT state, count(*) FROM outgoing GROUP BY state"
            return Counter(dict(connection.execute(query)))

    def judge(self) -> None:
        """Nothing is lost, nothing doubled, nothing out of order, and nothing is in doubt."""
        sent = self.sent()
        expected = [(chat, f"{number}{part}") for number, chat in self.said for part in "ab"]
        assert Counter(sent) == Counter(expected), _difference(sent, expected)
        for chat in {chat for chat, _ in sent}:
            order = [(int(text[:-1]), text[-1]) for to, text in sent if to == chat]
            assert all(one < other for one, other in pairwise(order)), (chat, order)
        assert self.ends() == {"sent": len(expected)}
        assert self.service.get("violations") == []


def _difference(sent: list[tuple[str, str]], expected: list[tuple[str, str]]) -> str:
    lost, doubled = Counter(expected) - Counter(sent), Counter(sent) - Counter(expected)
    return f"lost {dict(lost)}, doubled {dict(doubled)}"
