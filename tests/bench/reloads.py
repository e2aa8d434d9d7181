"""Memory over many reloads: it must stay what it is after the first few.

    python -m tests.bench.reloads [RULES] [RELOADS]

Each reload loads a changed file, swaps the rule set, frees the old one and lets the garbage
collector settle, as the daemon does. Aim: resident memory after the last reload at most 1.1 times
that after the tenth.
"""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from responder.heap import resting, settle, sweep
from responder.rules.load import load
from tests.bench.corpus import rule_file
from tests.shelf import shelf

RULES = 10_000
RELOADS = 1_000
FIRST = 10
"""Reloads after which memory is what it will be."""

SWEEP_EVERY = 20
"""Reloads of which one also looks for what only the collector can free."""


def resident_mib() -> float:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def reload(rules: int, reloads: int) -> list[float]:
    """Resident memory after each reload, MiB."""
    text = rule_file(rules)
    sizes = []
    current = None
    for number in range(reloads):
        with resting():
            current = load("rules.yaml", shelf(f"{text}# edit {number}\n"))
        if number % SWEEP_EVERY:
            settle()
        else:
            sweep()
        sizes.append(resident_mib())
    assert current is not None
    assert len(current.rules) == rules
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
