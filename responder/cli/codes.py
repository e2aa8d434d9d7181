"""Exit codes: scripts and service managers rely on them."""

from __future__ import annotations

FINE = 0
WRONG = 1
"""The thing checked is wrong."""
USAGE = 2
ENVIRONMENT = 3
"""A port, a file or a lock refuses."""
LOGIN_REFUSED = 4
"""The account may not log in: do not restart."""
TEMPORARY = 75
"""Try again later."""
INTERRUPTED = 130
"""Ctrl-C before there was anything to stop in order."""
READER_LEFT = 141
"""Whoever read our output closed it, as in `responder check FILE | head`: what a shell shows for
every command that ends so."""


def exit_code_of(error: Exception) -> int:
    """The exit code an error of ours stands for."""
    from responder import errors

    table = {
        errors.RuleFileError: WRONG,
        errors.SettingError: USAGE,
        errors.EnvironmentFault: ENVIRONMENT,
        errors.JournalError: ENVIRONMENT,
        errors.NoRulesError: WRONG,
        errors.LoginRefused: LOGIN_REFUSED,
    }
    return next((code for kind, code in table.items() if isinstance(error, kind)), TEMPORARY)
