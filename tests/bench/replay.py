"""A replay of recorded messages, beside a bare loop of `decide` over the same messages.

    python -m tests.bench.replay [MESSAGES] [PAIRS]

The recording is a journal as a daemon leaves it: 200 people write one after the other, to 1,000
rules of the fixed mix with a cooldown. The bare loop has the events in memory, decides each and
applies what that changes; the replay reads the journal, decides and compares (aim: at most 1.5
times as long). Both are timed in turns, in processor time.
"""

from __future__ import annotations

import platform
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from responder import heap
from responder.journal.journal import Entry, Journal
from responder.journal.reader import Reader
from responder.memory import Memory
from responder.models import Chat, ChatKind, Event, EventKind, MessageType, Outgoing, Person
from responder.replay.ledger import Ledger
from responder.replay.recorded import SEED, Window, replay
from responder.replay.report import Report
from responder.rules.decide import decide
from responder.rules.load import load
from responder.rules.recording import decision_to_text, event_to_text
from tests.bench.corpus import messages, rule_file
from tests.shelf import shelf

if TYPE_CHECKING:
    from responder.rules.ruleset import RuleSet

RULES = 1_000
PEOPLE = 200
GAP_S = 20.0
BEGIN_S = 1_795_485_600.0
AT_ONCE = 500
ME = Person("me", "我", nickname="我", known_as=frozenset({"我"}))


def rule_set() -> RuleSet:
    """The rules of both."""
    return load("rules.yaml", shelf("defaults: {cooldown: 10m}\n" + rule_file(RULES)))


def events(count: int) -> list[Event]:
    """What was written."""
    people = [
        Person(f"person-{number}", f"客户{number}", known_as=frozenset({f"客户{number}"}))
        for number in range(PEOPLE)
    ]
    texts = messages(RULES, count)
    return [
        Event(
            id=str(7_000_000_000_000_000_000 + number),
            kind=EventKind.MESSAGE,
            type=MessageType.TEXT,
            chat=Chat(people[number % PEOPLE].id, ChatKind.PRIVATE, people[number % PEOPLE].name),
            sender=people[number % PEOPLE],
            me=ME,
            time_s=BEGIN_S + number * GAP_S,
            text=text,
            my_names=("我",),
        )
        for number, text in enumerate(texts)
    ]


def record(folder: Path, rules: RuleSet, written: list[Event]) -> None:
    """Write down what was decided, as a daemon does."""
    ledger = Ledger(Memory())
    with closing(Journal.open(folder)) as journal:
        journal.put_note(SEED, "seed")
        for start in range(0, len(written), AT_ONCE):
            for event in written[start : start + AT_ONCE]:
                decision = decide(rules, event, ledger.memory, event.time_s, "seed")
                ledger.apply(decision.changes)
                outcome = "answered" if decision.replies else "unanswered"
                text, decided = event_to_text(event), decision_to_text(decision)
                entry = Entry(event, text, outcome, decision.rule or "", rules.hash, decided)
                out = [
                    Outgoing(
                        event.id[-17:],
                        event.chat.id,
                        reply.text,
                        event.id,
                        reply.rule,
                        event.time_s,
                        event.time_s,
                    )
                    for reply in decision.replies
                ]
                journal.take_in(now_s=event.time_s, entries=[entry], outgoing=out)


def bare(rules: RuleSet, written: list[Event]) -> float:
    """How long the bare loop takes, in seconds."""
    begun = time.process_time()
    ledger = Ledger(Memory())
    for event in written:
        ledger.apply(decide(rules, event, ledger.memory, event.time_s, "seed").changes)
    return time.process_time() - begun


def ours(folder: Path, rules: RuleSet) -> tuple[float, Report]:
    """How long the replay takes, in seconds, and what it found."""
    begun = time.process_time()
    report = Report(kept_max=3)
    with closing(Reader.open(folder)) as reader, heap.resting():
        replay(reader, rules, report, Window())
    return time.process_time() - begun, report


def main(count: int = 100_000, pairs: int = 3) -> float:
    """Print the figures.

    Returns:
        Median of the ratios.
    """
    print(f"{platform.platform()}, Python {platform.python_version()}, {count:,} messages")
    rules, written = rule_set(), events(count)
    ratios = []
    with tempfile.TemporaryDirectory() as name:
        record(Path(name), rules, written)
        for _ in range(pairs):
            base = bare(rules, written)
            taken, report = ours(Path(name), rules)
            ratios.append(taken / base)
            print(
                f"replay {taken:6.2f} s   bare {base:6.2f} s   ratio {ratios[-1]:.2f}"
                f"   {report.differences} differences of {report.messages:,}"
            )
    print(f"median ratio {statistics.median(ratios):.2f}")
    return statistics.median(ratios)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
