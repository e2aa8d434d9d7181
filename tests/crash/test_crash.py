"""Real crashes: SIGKILL under load, power cuts, and a disk that is full."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.crash.calls import CanNotTraceError
from tests.crash.campaign import Campaign
from tests.crash.disk import CanNotMountError, small_disk
from tests.e2e.processes import daemon, simulator, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.crash.disk import Disk

KILLS = 20
"""A tenth of `python -m tests.crash`."""

POWER_CUTS = 4
"""Of those that `python -m tests.crash` adds."""

CROWDED_KILLS = 2
"""A few of those on a disk that fills."""


def test_a_daemon_that_is_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """At whatever moment it is struck, each message gets its two replies, once and in order."""
    with simulator() as service:
        campaign = Campaign(tmp_path, service, seed=os.getpid())
        print(f"seed {campaign.seed}")
        campaign.log_in()
        for _ in range(KILLS):
            campaign.live()
        campaign.rest()
        campaign.judge()


def test_a_power_cut_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Likewise where only what was synced is sure to be there afterwards."""
    with simulator() as service:
        campaign = Campaign(tmp_path, service, seed=os.getpid())
        print(f"seed {campaign.seed}")
        campaign.log_in()
        try:
            for _ in range(POWER_CUTS):
                campaign.live_unplugged()
        except CanNotTraceError as error:
            pytest.skip(str(error))
        campaign.rest()
        campaign.judge()
        assert campaign.unsynced > 0


def test_a_full_disk_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """It ends with a sentence and exit code 3; once there is room, everything is answered, once."""
    with simulator() as service, mounted(tmp_path / "disk") as disk:
        campaign = Campaign(disk.path, service, seed=1)
        campaign.log_in()
        for _ in range(3):
            with daemon(disk.path, service) as ours:
                ours.wait_state("online")
                disk.fill()
                campaign.say()
                wait_until("the end", lambda: ours.process.poll() is not None)
                assert ours.process.wait() == 3, ours.output()
                assert "check the space" in ours.output()
                assert "Traceback" not in ours.output()
            disk.empty()
        for _ in range(CROWDED_KILLS):
            campaign.live_crowded(disk)
        disk.empty()
        campaign.rest()
        campaign.judge()


@contextmanager
def mounted(path: Path) -> Iterator[Disk]:
    """A small disk, where one can be had."""
    try:
        with small_disk(path) as disk:
            yield disk
    except CanNotMountError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
