"""Kill the daemon so many times: `python -m tests.crash [KILLS] [SEED]`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.crash.campaign import Campaign
from tests.e2e.processes import simulator

KILLS = 200


def main(kills: int, seed: int) -> None:
    """Print how it went; an assertion says what is wrong."""
    begun_s = time.monotonic()
    with tempfile.TemporaryDirectory() as name, simulator() as service:
        campaign = Campaign(Path(name), service, seed)
        print(f"seed {seed}", flush=True)
        campaign.log_in()
        for _ in range(kills):
            campaign.live()
        campaign.rest()
        campaign.judge()
        took_s = time.monotonic() - begun_s
        print(
            f"{campaign.kills} kills, {len(campaign.said)} messages, {len(campaign.sent())}"
            f" replies; nothing lost, doubled or out of order; {took_s:.0f} s"
        )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(*numbers, *(KILLS, int(time.time()))[len(numbers) :]))
