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
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from responder.journal.journal import FILE
from tests.crash.calls import traced
from tests.crash.power import Unplugged
from tests.e2e.processes import STOP_S_MAX, daemon, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.disk import Disk
    from tests.e2e.processes import Service

PEOPLE = ("小明", "小红", "老王")
GROUP = {"name": "客户群", "members": list(PEOPLE), "owner": "me", "my_name": ""}

RULES = """\
limits: {delay: 0ms..100ms, per_chat: 1/50ms, per_account: off, per_day: off, handover: off,
  loop: off, max_age: off, catch_up: all, max_wait: off}
rules:
  - name: echo
    when: {text: {regex: '^n(?P<n>\\d+)$'}, chat: any}
    do: [{reply: '{{ match.n }}a'}, {reply: '{{ match.n }}b'}]
"""
"""Two replies to each message, which a crash may part."""

LIFE_S_MAX = 2.0
"""A life is cut off within this: half of it is spent on starting up …"""

STARTS_MAX = 2.0
"""… or, where the machine has much else to do, within so many times what that takes …"""

SLOW_LIFE_S_MAX = 10.0
"""… up to this."""

BURST_MAX = 8

BURSTS_MAX = 6
"""Of a life: where lives are slow they would bring more than they can answer."""

REST_LOOK_S = 0.5
"""How often it is looked whether everything has been answered."""

FREED_SHARE = 0.8
"""Which share of the lives begins with room on the disk."""

EXIT_ENVIRONMENT = 3
"""The daemon ended by itself, for the disk is full."""


@dataclass(slots=True)
class Campaign:
    """A series of lives on one state directory.

    Args:
        directory: Empty; gets rules, state and output.
        service: Outlives the daemon.
        seed: Of every random choice here; when a process is struck depends on the machine too.
        kills: How many so far.
        full: How often it ended by itself so far, on a full disk.
        unsynced: Pieces and names that were not synced when the power failed, so far.
        life_s_max: The longest life that is cut off, in seconds.
        said: Number and chat of every message so far.
    """

    directory: Path
    service: Service
    seed: int
    kills: int = 0
    full: int = 0
    unsynced: int = 0
    life_s_max: float = LIFE_S_MAX
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
        begun_s = time.monotonic()
        with daemon(self.directory, self.service) as ours:
            ours.wait_state("online")
            start_s = time.monotonic() - begun_s
            ours.process.send_signal(signal.SIGKILL)
            ours.process.wait()
        self.life_s_max = min(max(LIFE_S_MAX, STARTS_MAX * start_s), SLOW_LIFE_S_MAX)

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

    def live(self) -> None:
        """One life, with bursts, until it is killed."""
        with daemon(self.directory, self.service) as ours:
            self._talk(self.rng.uniform(0.1, self.life_s_max))
            ours.process.send_signal(signal.SIGKILL)
            assert ours.process.wait() == -signal.SIGKILL, ours.output()
        self.kills += 1

    def live_unplugged(self) -> None:
        """One life that ends with the power: what was not synced may be lost.

        Raises:
            CanNotTraceError: Nobody can tell what was synced.
        """
        trace, state = self.directory / "trace", self.directory / "state"
        unplugged, under = Unplugged(state), traced(trace)
        with daemon(self.directory, self.service, under=under) as ours:
            self._talk(self.rng.uniform(0.1, self.life_s_max))
            ours.process.send_signal(signal.SIGKILL)
            assert ours.process.wait() == -signal.SIGKILL, ours.output()
        self.unsynced += unplugged.cut(trace, self.rng)
        self.kills += 1

    def live_crowded(self, disk: Disk) -> None:
        """One life on a disk that fills while it lives, or is still full from the one before.

        It is killed, too, unless it has ended before by itself, with a sentence.
        """
        if self.rng.random() < FREED_SHARE:
            disk.empty()
        with daemon(self.directory, self.service) as ours:
            self._talk(self.rng.uniform(0.0, self.life_s_max))
            disk.fill()
            self._talk(self.rng.uniform(0.0, self.life_s_max / 4))
            ours.process.send_signal(signal.SIGKILL)
            code = ours.process.wait()
            assert code in {-signal.SIGKILL, EXIT_ENVIRONMENT}, (code, ours.output())
            assert "Traceback" not in ours.output()
        self.kills += code == -signal.SIGKILL
        self.full += code == EXIT_ENVIRONMENT

    def _talk(self, length_s: float) -> None:
        """Bursts, for so long."""
        end_s = time.monotonic() + length_s
        bursts = 0
        while (left_s := end_s - time.monotonic()) > 0:
            time.sleep(min(self.rng.uniform(0.0, 0.4), left_s))
            if bursts < BURSTS_MAX and self.rng.random() < 0.5:
                bursts += 1
                self.say()

    def rest(self) -> None:
        """The last life: it runs until everything is answered, and stops when it is asked to."""
        self.say()
        with daemon(self.directory, self.service) as ours:
            while (count := len(self.sent())) < 2 * len(self.said):
                more = partial(self._has_sent_more_than, count)
                wait_until(f"another answer after {count}; ends: {self.ends()}", more)
                time.sleep(REST_LOOK_S)
            wait_until("the last end", lambda: not set(self.ends()) & {"queued", "sending"})
            code, took_s = ours.stop()
            assert (code, took_s < STOP_S_MAX) == (0, True), ours.output()

    def _has_sent_more_than(self, count: int) -> bool:
        return len(self.sent()) > count

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
