"""Rules that are edited again and again under a steady load, as processes over real HTTP.

    python -m tests.bench.edits [MESSAGES] [RELOADS] [RULES]

Messages come in at a steady pace, in rounds with edits and rounds without in turns; every third
edit is broken, and each must end as it should. In the end each message must have been answered
once, by one whole file, in order. The bench prints the 99th percentile of the time from a message
to its answer with edits, and its ratio to that without (aim: at most 2). A machine that is too busy
for the pace gets its messages later, never more than it can answer: how many were late is printed
too.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from responder.control import WORK_TIMEOUT_S, ask
from tests.e2e.processes import PATIENCE_S, daemon, simulator

if TYPE_CHECKING:
    from tests.e2e.processes import Daemon, Service

MESSAGES = 10_000
"""In all rounds of a kind together."""

RELOADS = 1_000
RULES = 100
ROUNDS = 5
PER_SECOND = 20.0
FRIENDS = 20

AHEAD_MAX = 20
"""So many messages may wait for their answers: those of a second."""

BROKEN_EVERY = 3
SHARE = 0.99


def rule_text(version: int, rules: int) -> str:
    """A file whose every part names its version."""
    others = "".join(
        f"  - {{when: {{text: {{contains: 词{n}}}}}, reply: 答{n}}}\n" for n in range(1, rules)
    )
    return (
        "limits: {delay: off, per_chat: off, per_account: off, per_day: off, loop: off}\n"
        f"vars: {{version: '{version}'}}\nrules:\n{others}"
        "  - name: number\n    when: {text: {regex: '^n(?P<n>\\d+)$'}}\n"
        f"    reply: '{{{{ match.n }}}} {version} {{{{ vars.version }}}}'\n"
    )


@dataclass(slots=True)
class Course:
    """A daemon under load.

    Args:
        home: Where its rule file is.
        service: The service.
        ours: The daemon.
        rules: In a file.
    """

    home: Path
    service: Service
    ours: Daemon
    rules: int
    said_s: list[float] = field(default_factory=list)
    edited: list[bool] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    late: int = 0
    version: int = 0
    edits: int = 0

    def round(self, messages: int, edits: int) -> None:
        """Let so many messages come in, with so many edits between them."""
        first, begun_s = len(self.said_s), time.monotonic()
        with ThreadPoolExecutor(1) as editor:
            editing = editor.submit(self._edit_between, first, messages, edits)
            for index in range(messages):
                number = first + index
                self.said_s.append(time.time())
                self.edited.append(edits > 0)
                friend = f"友{number % FRIENDS}"
                self.service.post("say", {"messages": [{"from": friend, "text": f"n{number}"}]})
                self.late += self._wait_for_all_but(AHEAD_MAX)
                rest_s = begun_s + (index + 1) / PER_SECOND - time.monotonic()
                time.sleep(max(0.0, rest_s))
            editing.result()

    def _wait_for_all_but(self, ahead: int) -> bool:
        """Wait until all messages but a few are answered; whether that took a wait."""
        waited, end_s = False, time.monotonic() + PATIENCE_S
        while True:
            self.answers += self.service.get(f"sent?since={len(self.answers)}")
            if len(self.said_s) - len(self.answers) <= ahead:
                return waited
            assert time.monotonic() < end_s, "messages are not answered"
            waited = True
            time.sleep(0.01)

    def _edit_between(self, first: int, messages: int, edits: int) -> None:
        for index in range(edits):
            while len(self.said_s) - first < messages * index // edits:
                time.sleep(0.005)
            self._edit()

    def _edit(self) -> None:
        """Save the file and have it read; a good one holds then, and a broken one does not."""
        self.edits += 1
        broken = self.edits % BROKEN_EVERY == 0
        self.version += not broken
        write(self.home, "rules:\n  - {nam: a" if broken else rule_text(self.version, self.rules))
        answer = ask(self.home / "state", "reload", timeout_s=WORK_TIMEOUT_S)
        assert answer is not None
        # The daemon may have seen the file itself in the meantime.
        expected = {"rejected"} if broken else {"applied", "unchanged"}
        assert answer["outcome"] in expected, answer

    def delays_ms(self) -> tuple[list[float], list[float]]:
        """From each message to its answer, without edits and with; all of it checked.

        Raises:
            AssertionError: One was lost, doubled, or answered by halves of two files.
        """
        self._wait_for_all_but(0)
        delays_ms: dict[int, float] = {}
        used: dict[str, int] = {}
        for sent in self.answers:
            number, version, named = map(int, sent["text"].split())
            assert number not in delays_ms, f"message {number} was answered twice"
            assert version == named, f"message {number} was answered by two files"
            assert version >= used.get(sent["to"], 0), f"message {number}: rules of before"
            used[sent["to"]] = version
            delays_ms[number] = (sent["received_at"] - self.said_s[number]) * 1000
        assert len(delays_ms) == len(self.said_s), "a message was lost"
        calm = [delays_ms[n] for n, edited in enumerate(self.edited) if not edited]
        edited = [delays_ms[n] for n, edited in enumerate(self.edited) if edited]
        return sorted(calm), sorted(edited)


def write(home: Path, text: str) -> None:
    """Save as an editor does."""
    (home / "rules.new").write_text(text, "utf-8")
    (home / "rules.new").rename(home / "rules.yaml")


def percentile(values: list[float]) -> float:
    """Of sorted values."""
    return values[min(len(values) - 1, int(len(values) * SHARE))]


def main(messages: int = MESSAGES, reloads: int = RELOADS, rules: int = RULES) -> float:
    """Print both percentiles and their ratio.

    Returns:
        The ratio.
    """
    print(f"{platform.platform()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder, simulator() as service:
        home = Path(folder)
        write(home, rule_text(0, rules))
        names = [{"name": f"友{n}"} for n in range(FRIENDS)]
        service.post("contacts", {"contacts": names})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            course = Course(home, service, ours, rules)
            for _ in range(ROUNDS):
                course.round(messages // ROUNDS, 0)
                course.round(messages // ROUNDS, reloads // ROUNDS)
            calm, edited = course.delays_ms()
            loads = ours.status()["rules"]
        assert service.get("violations") == []
    ratio = percentile(edited) / percentile(calm)
    print(f"{course.edits:,} edits, a third of them broken; {loads['count']:,} rules hold")
    print(f"{course.late:,} messages came later than at {PER_SECOND:.0f} a second")
    print(f"{len(calm):,} messages without edits: p99 {percentile(calm):.1f} ms")
    print(f"{len(edited):,} messages with edits:    p99 {percentile(edited):.1f} ms")
    print(f"ratio {ratio:.2f} (aim: at most 2); none lost, doubled or answered by two files")
    return ratio


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
