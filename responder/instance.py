"""One responder on one state directory: the lock that says so, and who holds it."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "lock"
PID_BYTES_MAX = 20


@contextmanager
def only_instance(state_dir: Path) -> Iterator[None]:
    """Be the one responder that runs on a directory.

    Raises:
        EnvironmentFault: Another one is, or the directory can not be used.
    """
    path = state_dir / FILE
    try:
        file = path.open("a")  # whoever finds it locked leaves it as it is
    except OSError as error:
        msg = f"{path} can not be written: {error.strerror}"
        raise EnvironmentFault(msg) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise taken(state_dir) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def taken(state_dir: Path) -> EnvironmentFault:
    """That another responder runs there, and the way out."""
    return EnvironmentFault(
        f"another responder runs on {state_dir}; stop it, or choose another --state directory or"
        " --account"
    )


def holder(state_dir: Path) -> str | None:
    """Who runs on a directory.

    Returns:
        The number of the process, in its own container; `""` if it is not known; None if nobody.

    Raises:
        EnvironmentFault: The lock can not be looked at.
    """
    path = state_dir / FILE
    try:
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return file.read(PID_BYTES_MAX).decode("ascii", "replace").strip()
            return None
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise EnvironmentFault(msg) from error
