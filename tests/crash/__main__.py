"""Kill the daemon so many times, cut its power, and fill its disk.

`python -m tests.crash [KILLS] [SEED]`
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.crash.calls import CanNotTraceError
from tests.crash.campaign import Campaign
from tests.crash.disk import CanNotMountError, small_disk
from tests.e2e.processes import simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KILLS = 200

UNPLUGGED_PART = 4
"""Of lives that end with the power there are so many times fewer …"""

CROWDED_PART = 4
"""… and of those on a small disk that fills again and again."""


def main(kills: int, seed: int) -> None:
    """Print how it went; an assertion says what is wrong."""
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _play("killed", _made(folder / "killed"), seed, [Campaign.live] * kills)
        try:
            unplugged = [Campaign.live_unplugged] * (kills // UNPLUGGED_PART)
            _play("unplugged", _made(folder / "unplugged"), seed, unplugged)
        except CanNotTraceError as error:
            print(f"no power cuts: {error}")
        try:
            with small_disk(folder / "small") as disk:
                crowded = [partial(Campaign.live_crowded, disk=disk)] * (kills // CROWDED_PART)
                _play("on a full disk", disk.path, seed, [*crowded, lambda _: disk.empty()])
        except CanNotMountError as error:
            print(f"no small disk: {error}")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _play(how: str, folder: Path, seed: int, lives: Sequence[Callable[[Campaign], None]]) -> None:
    begun_s = time.monotonic()
    with simulator() as service:
        campaign = Campaign(folder, service, seed)
        campaign.log_in()
        for live in lives:
            live(campaign)
        campaign.rest()
        campaign.judge()
        took_s = time.monotonic() - begun_s
        print(
            f"{how}: {campaign.kills} kills, {campaign.full} ends for want of room,"
            f" {campaign.unsynced:,} pieces not synced,"
            f" {len(campaign.said)} messages, {len(campaign.sent())} replies;"
            f" nothing lost, doubled or out of order; {took_s:.0f} s",
            flush=True,
        )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(*numbers, *(KILLS, int(time.time()))[len(numbers) :]))
