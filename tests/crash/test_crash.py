"""Real crashes: SIGKILL under load, and a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.crash.campaign import Campaign
from tests.e2e.processes import daemon, simulator, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KILLS = 20
"""A tenth of `python -m tests.crash`."""

DISK_KIB = 16 * 1024
"""Room for the journal, whose write-ahead log takes four megabytes, and little more."""


@contextmanager
def small_disk(path: Path) -> Iterator[Path]:
    """A file system of its own that is soon full."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_KIB}k", "tmpfs", str(path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


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


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_full_disk_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """It ends with a sentence and exit code 3; once there is room, everything is answered, once."""
    with simulator() as service, small_disk(tmp_path / "disk") as disk:
        campaign = Campaign(disk, service, seed=1)
        campaign.log_in()
        ballast = disk / "ballast"
        for _ in range(3):
            with daemon(disk, service) as ours:
                ours.wait_state("online")
                _fill(ballast)
                campaign.say()
                wait_until("the end", lambda: ours.process.poll() is not None)
                assert ours.process.wait() == 3, ours.output()
                assert "check the space" in ours.output()
                assert "Traceback" not in ours.output()
            ballast.unlink()
        campaign.rest()
        campaign.judge()


def _fill(ballast: Path) -> None:
    """Leave no byte."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
