"""Rules that are edited again and again under a steady load, as processes over real HTTP.

    python -m tests.bench.edits [MESSAGES] [RELOADS] [RULES]

Messages come in at a steady pace, in rounds with edits and rounds without in turns; every third
edit is broken. In the end each message must have been answered once, by one whole file, in order.
The bench prints the 99th percentile of the time from a message to its answer with edits, and its
ratio to that without (aim: at most 2).
"""

from __future__ import annotations

import platform
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.e2e.processes import daemon, simulator, wait_until

if TYPE_CHECKING:
    from tests.e2e.processes import Daemon, Service

MESSAGES = 10_000
"""In all rounds of a kind together."""

RELOADS = 1_000
RULES = 100
ROUNDS = 5
PER_SECOND = 40.0
FRIENDS = 20
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
    version: int = 0
    edits: int = 0

    def round(self, messages: int, edits: int) -> None:
        """Let so many messages come in, with so many edits between them."""
        begun_s = time.monotonic()
        for index in range(messages):
            number = len(self.said_s)
            self.said_s.append(time.time())
            self.edited.append(edits > 0)
            friend = f"友{number % FRIENDS}"
            self.service.post("say", {"messages": [{"from": friend, "text": f"n{number}"}]})
            for _ in range(edits * (index + 1) // messages - edits * index // messages):
                self._edit()
            rest_s = begun_s + (index + 1) / PER_SECOND - time.monotonic()
            time.sleep(max(0.0, rest_s))

    def _edit(self) -> None:
        self.edits += 1
        text = "rules:\n  - {nam: a"
        if self.edits % BROKEN_EVERY:
            self.version += 1
            text = rule_text(self.version, self.rules)
        write(self.home, text)
        self.ours.process.send_signal(signal.SIGHUP)

    def delays_ms(self) -> tuple[list[float], list[float]]:
        """From each message to its answer, without edits and with; all of it checked.

        Raises:
            AssertionError: One was lost, doubled, or answered by halves of two files.
        """
        wait_until("all answers", lambda: len(self.service.texts()) >= len(self.said_s))
        answers: dict[int, float] = {}
        used: dict[str, int] = {}
        for sent in self.service.get("sent"):
            number, version, named = map(int, sent["text"].split())
            assert number not in answers, f"message {number} was answered twice"
            assert version == named, f"message {number} was answered by two files"
            assert version >= used.get(sent["to"], 0), f"message {number}: rules of before"
            used[sent["to"]] = version
            answers[number] = (sent["received_at"] - self.said_s[number]) * 1000
        assert len(answers) == len(self.said_s), "a message was lost"
        calm = [answers[n] for n, edited in enumerate(self.edited) if not edited]
        edited = [answers[n] for n, edited in enumerate(self.edited) if edited]
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
    print(f"{len(calm):,} messages without edits: p99 {percentile(calm):.1f} ms")
    print(f"{len(edited):,} messages with edits:    p99 {percentile(edited):.1f} ms")
    print(f"ratio {ratio:.2f} (aim: at most 2); none lost, doubled or answered by two files")
    return ratio


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
