"""Kill the daemon so many times, on a roomy disk and on a full one.

`python -m tests.crash [KILLS] [SEED]`
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crash.campaign import Campaign
from tests.crash.disk import CanNotMountError, small_disk
from tests.e2e.processes import simulator

if TYPE_CHECKING:
    from tests.crash.disk import Disk

KILLS = 200

CROWDED_PART = 4
"""On a small disk that fills again and again: another fourth of the lives."""


def main(kills: int, seed: int) -> None:
    """Print how it went; an assertion says what is wrong."""
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        roomy = folder / "roomy"
        roomy.mkdir()
        _play("a roomy disk", roomy, seed, kills)
        try:
            with small_disk(folder / "small") as disk:
                _play("a disk that fills", disk.path, seed, kills // CROWDED_PART, disk)
        except CanNotMountError as error:
            print(f"no small disk: {error}")


def _play(where: str, folder: Path, seed: int, lives: int, disk: Disk | None = None) -> None:
    begun_s = time.monotonic()
    with simulator() as service:
        campaign = Campaign(folder, service, seed)
        campaign.log_in()
        for _ in range(lives):
            if disk is None:
                campaign.live()
            else:
                campaign.live_crowded(disk)
        if disk is not None:
            disk.empty()
        campaign.rest()
        campaign.judge()
        took_s = time.monotonic() - begun_s
        print(
            f"{where}: {campaign.kills} kills, {campaign.full} ends for want of room,"
            f" {len(campaign.said)} messages, {len(campaign.sent())} replies;"
            f" nothing lost, doubled or out of order; {took_s:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(*numbers, *(KILLS, int(time.time()))[len(numbers) :]))
