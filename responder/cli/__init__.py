"""The command `responder`: arguments in, exit codes out.

Everything heavy is imported inside the command that needs it: `--help` has to be quick.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command and leave with its exit code; no traceback reaches the user."""
    from responder.cli.app import app
    from responder.cli.codes import FINE, INTERRUPTED, TEMPORARY, exit_code_of
    from responder.errors import ResponderError

    try:
        app(prog_name="responder")
    except ResponderError as error:
        print(f"responder: {error}", file=sys.stderr)
        sys.exit(exit_code_of(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()  # our reader left, as in `responder check … | head`
        sys.exit(FINE)
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
