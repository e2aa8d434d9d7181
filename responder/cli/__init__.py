"""The command `responder`: arguments in, exit codes out.

Everything heavy is imported inside the command that needs it: `--help` has to be quick.
"""

from __future__ import annotations

import sys


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
        print(f"responder: {error}", file=sys.stderr)
        sys.exit(exit_code_of(error))
    except OSError as error:  # a full disk under `check … > file`: the machine's fault, not ours
        _drop_output()
        print(f"responder: {error.strerror or error}", file=sys.stderr)
        sys.exit(ENVIRONMENT)
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback for a user
        import structlog

        if structlog.is_configured():
            structlog.get_logger(__name__).debug("bug", exc_info=True)
        name = type(error).__name__
        print(
            f"responder: it met a bug of its own ({name}: {error}). Please report it, with the"
            " output of the same command under --log-level debug.",
            file=sys.stderr,
        )
        sys.exit(TEMPORARY)


def _drop_output() -> None:
    """Give what still waits to be written nowhere to fail: Python would complain at its end."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
