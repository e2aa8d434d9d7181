"""The other end of `responder start`: a `responder run` that nobody looks at.

Until it is up its words go to whoever started it, then to a log file in the state directory.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from responder import logs

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "RESPONDER_BACKGROUND"
"""The number of the pipe through which to say that we are up; `start` sets it, nobody else."""


class Detached:
    """A process in the background. To the daemon it is who waits for it to have started.

    Args:
        pipe: Where to say so.
    """

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self._log: logs.RotatingLog | None = None

    @classmethod
    def of_environment(cls) -> Self | None:
        """Ourselves, if `responder start` has begun us; what we begin is not."""
        given = os.environ.pop(VARIABLE, "")
        return cls(int(given)) if given.isdecimal() else None

    def log_to(self, directory: Path) -> None:
        """Write the log to a file in a directory from now on.

        Raises:
            EnvironmentFault: It can not be written.
        """
        os.umask(0o077)
        self._log = logs.RotatingLog(directory / logs.LOG_FILE)
        logs.write_to(self._log)

    def started(self, _: object = None) -> None:
        """Say that we are up, and from now on nothing to whoever started us."""
        with suppress(OSError):
            os.write(self._pipe, b"1")
            os.close(self._pipe)
        nowhere = os.open(os.devnull, os.O_RDWR)
        sys.stdout.flush()
        for stream in (1, 2):
            os.dup2(nowhere, stream)
        os.close(nowhere)
        if self._log is not None:
            sys.stderr = self._log
