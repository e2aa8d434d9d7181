"""A disk of its own that is soon full, for the daemon's journal and nothing else."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DISK_KIB = 16 * 1024
"""Room for the journal, whose write-ahead log takes four megabytes, and little more."""


class CanNotMountError(Exception):
    """This machine lets nobody mount a file system; root on Linux may."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A small disk.

    Args:
        path: Where it is mounted.
    """

    path: Path

    def fill(self) -> None:
        """Leave no byte."""
        with (self.path / "ballast").open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def empty(self) -> None:
        """Give the room back."""
        (self.path / "ballast").unlink(missing_ok=True)


@contextmanager
def small_disk(path: Path) -> Iterator[Disk]:
    """Mount one while the block runs.

    Raises:
        CanNotMountError: Nobody may.
    """
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_KIB}k", "tmpfs", str(path)]
    try:
        done = subprocess.run(mount, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CanNotMountError from error
    if done.returncode:
        raise CanNotMountError(done.stderr.strip())
    try:
        yield Disk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
