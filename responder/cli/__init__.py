"""The command `responder`: arguments in, exit codes out.

Everything heavy is imported inside the command that needs it: `--help` has to be quick.
"""

from __future__ import annotations

import sys
from typing import TextIO


def main() -> None:
    """Run the command and leave with its exit code; no traceback reaches the user."""
    from responder.cli.codes import ENVIRONMENT, INTERRUPTED, READER_LEFT, TEMPORARY, exit_code_of

    out = sys.stdout
    try:
        # Imported here, for Ctrl-C may come while they are.
        from responder.cli.app import app
        from responder.errors import ResponderError

        app(prog_name="responder")
    except SystemExit:
        if sys.stdout is not out:  # so Typer ends when our reader left, as in `check … | head`
            sys.exit(READER_LEFT)
        raise
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _drop_output()
        sys.exit(READER_LEFT)
    except ResponderError as error:
        _say(f"responder: {error}")
        sys.exit(exit_code_of(error))
    except OSError as error:  # a full disk under `check … > file`: the machine's fault, not ours
        _drop_output()
        _say(f"responder: {error.strerror or error}")
        sys.exit(ENVIRONMENT)
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback for a user
        import structlog

        if structlog.is_configured():
            structlog.get_logger(__name__).debug("bug", exc_info=True)
        name = type(error).__name__
        _say(
            f"responder: it met a bug of its own ({name}: {error}). Please report it, with the"
            " output of the same command under --log-level debug."
        )
        sys.exit(TEMPORARY)


def _say(sentence: str) -> None:
    """Print an error, if that is still possible: the log may lie on the disk that is full."""
    try:
        print(sentence, file=sys.stderr, flush=True)
    except OSError:
        _drop(sys.stderr)


def _drop_output() -> None:
    """Give what still waits to be written nowhere to fail: Python would complain at its end."""
    _drop(sys.stdout)


def _drop(stream: TextIO) -> None:
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
