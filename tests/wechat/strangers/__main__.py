"""Many servers, one after the other: `python -m tests.wechat.strangers FIRST LAST`."""

from __future__ import annotations

import sys
import tempfile
import time
import traceback
from pathlib import Path

import trio
from trio.testing import MockClock

from tests.wechat.strangers.play import RATE, game, play


def main(first: int, last: int) -> int:
    """Play these seeds and print what is wrong; gives how many went wrong."""
    bad = 0
    for seed in range(first, last + 1):
        one = game(seed)
        begun_s = time.process_time()
        with tempfile.TemporaryDirectory() as name:
            try:
                trio.run(play, one, Path(name), clock=MockClock(rate=RATE))
            except Exception:  # noqa: BLE001 - whatever it is, it is told, and the next seed is played
                print(traceback.format_exc())
        one.service.close()
        faults = one.faults()
        bad += bool(faults)
        verdict = "WRONG" if faults else "right"
        print(f"seed {seed}: {verdict}, {time.process_time() - begun_s:.1f} s", flush=True)
        if faults:
            print(one.service.variant, *faults, *one.troubles, *one.logs, sep="\n", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]))))
