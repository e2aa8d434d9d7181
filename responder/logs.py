"""Logs: readable lines on a terminal, one JSON object a line otherwise; always on stderr.

No message text is logged at INFO or above: logs travel further than their owner thinks.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, TextIO, cast

import structlog

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEVELS = ("debug", "info", "warning", "error")

LOG_FILE = "responder.log"
"""In the state directory, of a daemon in the background."""

LOG_BYTES_MAX = 5_000_000
"""Of one file: some tens of thousands of lines, which an editor opens at once."""

LOG_FILES_KEPT = 5
"""Older files beside it: 30 MB in all, weeks of a busy account."""


def configure(level: str, *, terminal: bool | None = None) -> None:
    """Set up structlog for this process.

    Args:
        level: One of `LEVELS`.
        terminal: Readable lines instead of JSON; None asks whether stderr is a terminal.
    """
    readable = sys.stderr.isatty() if terminal is None else terminal
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if readable else "iso", utc=not readable),
    ]
    ending: list[structlog.types.Processor] = (
        [
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                # The pretty one prints local variables, and among them are keys of the session.
                exception_formatter=structlog.dev.plain_traceback,
            )
        ]
        if readable
        else [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )
    structlog.configure(
        processors=shared + ending,
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", LossyStream(sys.stderr))),
        cache_logger_on_first_use=False,
    )


def write_to(file: RotatingLog) -> None:
    """Write the log there from now on; what `configure` said otherwise stays."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(cast("TextIO", file)))


class LossyStream(io.TextIOBase):
    """A stream that loses what can not be written, and lives on.

    A reader that has left still ends the program: then nobody wants its log.

    Args:
        stream: To write to.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Write text, as far as it can be written."""
        with _losing():
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what still waits, as far as it can be written."""
        with _losing():
            self._stream.flush()


@contextmanager
def _losing() -> Iterator[None]:
    """A full disk is no reason to answer nobody."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError:
        pass


class RotatingLog(io.TextIOBase):
    """A log file that makes way for a new one when it is full.

    What can not be written is lost: a full disk is no reason to answer nobody.

    Args:
        path: Of the file; older ones get a number behind it.

    Raises:
        EnvironmentFault: It can not be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._handler = _Lossy(
                path,
                maxBytes=LOG_BYTES_MAX,
                backupCount=LOG_FILES_KEPT,
                encoding="utf-8",
                errors="backslashreplace",
            )
        except OSError as error:
            msg = f"{path} can not be written: {error.strerror}"
            raise EnvironmentFault(msg) from error
        self._rest = ""

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Take text; each line is written when it is whole."""
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self._handler.emit(logging.makeLogRecord({"msg": line}))
        return len(text)

    def close(self) -> None:
        """Let go of the file."""
        if not self.closed:
            self._handler.close()
        super().close()


class _Lossy(RotatingFileHandler):
    """Loses a line that can not be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the library's name
        """Say nothing: the place to say it is the one that fails."""
