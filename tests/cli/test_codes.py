"""Exit codes."""

from __future__ import annotations

import pytest

from responder.cli import codes
from responder.errors import (
    EnvironmentFault,
    JournalError,
    LoginRefused,
    RuleFileError,
    SettingError,
    TransportError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuleFileError(("x",)), 1),
        (SettingError("x"), 2),
        (EnvironmentFault("x"), 3),
        (JournalError("x"), 3),
        (LoginRefused(1203), 4),
        (TransportError("login", "connect"), 75),
    ],
    ids=str,
)
def test_each_error_has_the_code_scripts_rely_on(error: Exception, code: int) -> None:
    """The numbers are a contract: 1 wrong, 2 usage, 3 environment, 4 refused, 75 temporary."""
    assert codes.exit_code_of(error) == code


def test_the_numbers_do_not_collide() -> None:
    """Each code means one thing."""
    numbers = [value for name, value in vars(codes).items() if name.isupper()]
    assert len(set(numbers)) == len(numbers)
