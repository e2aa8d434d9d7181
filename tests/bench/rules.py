"""What a message costs, by the number of rules: the index, an automaton alone, plain loops.

    python -m tests.bench.rules [RULES…]

The mix is that of `tests.bench.corpus`. Times are microseconds for a message, medians of rounds in
which all programs take their turn, of processor time: what else the machine does counts little. The
collector is as in the daemon, which takes what it has loaded out of its sight. Every message is a
new text in every round, for Python keeps what it once found out about a text.

- bare: one pass of an automaton over the message, with all the words of all rules.
- index: the message folded, the candidates found and tried, the winner's captures taken. Its ratio
  to bare has a bar, and so has the message stuffed with keywords.
- decide: the same and all around it, from the event to the decision.
- re, RE2: every rule as one pattern, tried in the order of the file.
"""

from __future__ import annotations

import platform
import re
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # it ships no types
from ahocorasick_rs import AhoCorasick

from responder import heap
from responder.memory import Memory
from responder.rules.captures import NOTHING
from responder.rules.decide import decide
from responder.rules.index.entries import entries_of
from responder.rules.index.index import Index
from responder.rules.load import load
from responder.rules.subject import subject_of
from tests.bench.corpus import Kind, made_rules, messages, rule_file, stuffed
from tests.rules.rulekit import NOW_S, says
from tests.shelf import shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from responder.rules.captures import Captures
    from responder.rules.ruleset import Rule, RuleSet
    from responder.rules.subject import Subject
    from tests.bench.corpus import Made

BARS = {10: 5.0, 100: 5.0, 1_000: 6.0, 10_000: 7.0, 100_000: 10.0}
"""Ratio of index to bare that each size must stay below."""

STUFFED_MS_MAX = 1.5
"""Longest time to the first match of the stuffed message."""

MESSAGES = 300
ROUNDS = 15

LOOP_RULES_MAX = 10_000
"""The plain loops are measured up to so many rules; with ten times as many they take minutes."""

LOOP_MESSAGES = 10
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured with one number of rules; times of a message in microseconds.

    Args:
        rules: How many.
        build_s: Seconds that building the index took.
        built_mib: Memory that it takes, without that of the rules.
        bare: One pass of an automaton.
        index: From the text to the winner's captures.
        decide: From the event to the decision.
        loops: The plain loops over `re` and RE2; None where they were not measured.
        stuffed_ms: Milliseconds to the first match of the stuffed message.
    """

    rules: int
    build_s: float
    built_mib: float
    bare: float
    index: float
    decide: float
    loops: tuple[float, float] | None
    stuffed_ms: float

    @property
    def ratio(self) -> float:
        """Of index to bare."""
        return self.index / self.bare


def measure(rules: int, *, count: int = MESSAGES, rounds: int = ROUNDS) -> Row:
    """Measure one size.

    Args:
        rules: How many.
        count: Messages of one round.
        rounds: Over which the medians are taken.
    """
    rule_set = load("rules.yaml", shelf(rule_file(rules).encode()))
    known = made_rules(rules, 1)
    heap.settle()
    index, build_s, built_mib = _built(rule_set)
    automaton = AhoCorasick([word for made in known for word in made.words])

    def bare(texts: Sequence[str]) -> float:
        fresh = _fresh(texts)
        start = time.process_time()
        for text in fresh:
            automaton.find_matches_as_indexes(text, overlapping=True)
        return time.process_time() - start

    def indexed(texts: Sequence[str]) -> float:
        fold, candidates, every = rule_set.folding.fold, index.candidates, rule_set.rules
        subjects = [subject_of(says(text), rule_set.folding) for text in _fresh(texts)]
        start = time.process_time()
        for subject in subjects:
            fold(subject.text)
            for number in candidates(subject):
                if _captures(every[number], subject) is not None:
                    break
        return time.process_time() - start

    def decided(texts: Sequence[str]) -> float:
        events, memory = [says(text) for text in _fresh(texts)], Memory()
        start = time.process_time()
        for event in events:
            decide(rule_set, event, memory, NOW_S, 1)
        return time.process_time() - start

    texts, worst = messages(rules, count), [stuffed(rules)]
    alone, with_index, whole = _interleaved((bare, indexed, decided), texts, rounds)
    return Row(
        rules,
        build_s,
        built_mib,
        alone,
        with_index,
        whole,
        _loops(known, texts[:LOOP_MESSAGES]) if rules <= LOOP_RULES_MAX else None,
        _interleaved((indexed,), worst, rounds)[0] / 1_000,
    )


def _captures(rule: Rule, subject: Subject) -> Captures | None:
    """What the conditions of a rule find, None if one does not hold."""
    found = NOTHING
    for condition in rule.conditions:
        more = condition.match(subject, found)
        if more is None:
            return None
        if more is not NOTHING:
            found = found.plus(more)
    return found


def _fresh(texts: Sequence[str]) -> list[str]:
    """Texts that Python knows nothing about yet."""
    return [text.encode().decode() for text in texts]


def _interleaved(
    programs: Sequence[Callable[[Sequence[str]], float]], texts: Sequence[str], rounds: int
) -> list[float]:
    """Microseconds for a text, of each program the median over the rounds."""
    times: list[list[float]] = [[] for _ in programs]
    for _ in range(rounds):
        for program, taken in zip(programs, times, strict=True):
            taken.append(program(texts) / len(texts) * 1_000_000)
    return [statistics.median(taken) for taken in times]


def _built(rule_set: RuleSet) -> tuple[Index, float, float]:
    """The index of a rule set, the seconds that building takes, and its size in MiB."""

    def build() -> Index:
        entries = entries_of(rule.conditions for rule in rule_set.rules)
        return Index.build(entries, rule_set.folding)

    start = time.process_time()
    index = build()
    seconds = time.process_time() - start
    before = _resident_bytes()
    second = build()  # What the first build used up and gave back does not count again.
    size = _resident_bytes() - before
    del second
    return index, seconds, size / MIB


def _resident_bytes() -> int:
    """Memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def _loops(known: Sequence[Made], texts: Sequence[str]) -> tuple[float, float]:
    """Microseconds for a text of the plain loops over `re` and over RE2."""
    sources = [_source(made) for made in known]
    found = []
    for programs in ([re.compile(one) for one in sources], [re2.compile(one) for one in sources]):
        start = time.process_time()
        for text in texts:
            next((program for program in programs if program.search(text)), None)
        found.append((time.process_time() - start) / len(texts) * 1_000_000)
    return found[0], found[1]


def _source(made: Made) -> str:
    """A rule as one pattern."""
    if made.kind is Kind.REGEX:
        return made.condition(prefixes=True).removeprefix("{regex: '").removesuffix("'}")
    words = "|".join(made.words)
    return {
        Kind.CONTAINS: words,
        Kind.EQUALS: f"^(?:{words})$",
        Kind.STARTS_WITH: f"^(?:{words})",
    }[made.kind]


def _line(row: Row) -> str:
    bar, loops = BARS.get(row.rules), row.loops
    within = "" if bar is None else f" (bar {bar:.0f}{', MISSED' if row.ratio >= bar else ''})"
    slow = "    -         -" if loops is None else f"{loops[0]:9,.0f} {loops[1]:9,.0f}"
    missed = " MISSED" if row.stuffed_ms > STUFFED_MS_MAX else ""
    return (
        f"{row.rules:8,} {row.bare:7.1f} {row.index:7.1f} {row.ratio:6.2f}{within:<18}"
        f"{row.decide:8.1f} {slow:>19} {row.build_s * 1_000:9.1f} {row.built_mib:7.1f}"
        f" {row.stuffed_ms:8.2f}{missed}"
    )


def main(*sizes: int) -> None:
    """Print a line for each number of rules."""
    print(f"{platform.platform()}, Python {platform.python_version()}")
    print(
        "   rules  bare us index us ratio                     decide        re       RE2"
        "  build ms     MiB stuffed ms"
    )
    for size in sizes or tuple(BARS):
        print(_line(measure(size)), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
