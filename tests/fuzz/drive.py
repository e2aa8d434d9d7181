"""Drives the targets: by coverage for as long as somebody likes, or by a seed for a moment."""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

TARGETS = ("reader", "tables", "decide", "templates")

INPUT_BYTES_MAX = 4_096
"""Longest input of a run by coverage; small ones find the same things sooner."""

INPUT_S_MAX = 25
"""Seconds that one input may take before it counts as a hang; ordinary ones take milliseconds."""

MEMORY_MB_MAX = 2_048
"""Memory at which an input counts as too greedy, with what the libraries take."""


def by_coverage(target: str, arguments: list[str]) -> None:
    """Fuzz a target with atheris until somebody stops it, or it finds something.

    Args:
        target: One of `TARGETS`.
        arguments: For libFuzzer, such as `-max_total_time=300`, or a folder that keeps inputs.
    """
    atheris: Any = importlib.import_module("atheris")  # nobody else needs it
    with atheris.instrument_imports(include=["responder"]):
        module = importlib.import_module(f"tests.fuzz.{target}")
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(module.seeds()):
            (Path(folder) / f"seed-{number:04}").write_bytes(data)
        limits = [
            f"-max_len={INPUT_BYTES_MAX}",
            f"-timeout={INPUT_S_MAX}",
            "-len_control=10",  # a rule file with messages takes some hundred bytes
            f"-rss_limit_mb={MEMORY_MB_MAX}",
        ]
        kept = [one for one in arguments if not one.startswith("-")]
        flags = [one for one in arguments if one.startswith("-")]
        # The first folder takes new inputs, the others are only read.
        atheris.Setup([sys.argv[0], *limits, *flags, *kept, folder], module.fuzz)
        atheris.Fuzz()


def by_seed(target: str, seed: int, count: int) -> Iterator[bytes]:
    """Inputs for a target: random ones, and its own first ones with changes; one seed, the same.

    Args:
        target: One of `TARGETS`.
        seed: Of the changes.
        count: How many.
    """
    first: list[bytes] = list(importlib.import_module(f"tests.fuzz.{target}").seeds())
    rng = random.Random(f"{target} {seed}")
    for _ in range(count):
        if rng.randrange(4):
            yield rng.randbytes(rng.randrange(300))
            continue
        data = bytearray(rng.choice(first))
        for _ in range(rng.randrange(6)):
            at = rng.randrange(len(data) + 1)
            data[at : at + rng.randrange(4)] = rng.randbytes(rng.randrange(4))
        yield bytes(data)
