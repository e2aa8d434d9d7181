"""Memory over many reloads: it must stay what it is after the first few.

    python -m tests.bench.reloads [RULES] [RELOADS]

Each reload loads a changed file, swaps the rule set, frees the old one and lets the garbage
collector settle, as the daemon does; then messages are answered by it, with templates. Aim:
resident memory after the last reload at most 1.1 times that after the tenth.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from responder.heap import resting, settle, sweep
from responder.memory import Memory
from responder.reload import SWEEP_EVERY
from responder.rules.decide import decide
from responder.rules.load import load
from tests.bench.corpus import rule_file
from tests.rules.rulekit import says
from tests.shelf import shelf

ASKED = "再来"

RULES = 10_000
RELOADS = 1_000
FIRST = 10
"""Reloads after which memory is what it will be."""

MESSAGES = 20
"""Answered by each rule set."""


def resident_mib() -> float:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def reload(rules: int, reloads: int) -> list[float]:
    """Resident memory after each reload, MiB."""
    said = "{% for one in [sender.name, match.id] %}{{ one }}{% endfor %}"
    more = f"  - {{name: more, when: {{text: {{regex: '^{ASKED}(?P<id>.*)'}}}}, reply: '{said}'}}\n"
    text = rule_file(rules) + more
    sizes = []
    current = None
    for number in range(reloads):
        with resting():
            current = load("rules.yaml", shelf(f"{text}# edit {number}\n"))
        if (number + 1) % SWEEP_EVERY:
            settle()
        else:
            sweep()
        for answer in range(MESSAGES):
            decision = decide(current, says(f"{ASKED}{answer}"), Memory(), 0.0, 1)
            assert decision.replies[0].text == f"小明{answer}"
        sizes.append(resident_mib())
    assert current is not None
    assert len(current.rules) == rules + 1
    return sizes


def main(rules: int = RULES, reloads: int = RELOADS) -> float:
    """Print both and their ratio.

    Returns:
        The ratio.
    """
    print(f"{platform.platform()}, Python {platform.python_version()}")
    sizes = reload(rules, reloads)
    early, late = sizes[min(FIRST, reloads) - 1], sizes[-1]
    print(f"{rules:,} rules: {early:.0f} MiB after reload {FIRST}, {late:.0f} after {reloads:,}")
    print(f"ratio {late / early:.2f} (aim: at most 1.1); the most was {max(sizes):.0f} MiB")
    return late / early


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
