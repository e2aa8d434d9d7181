"""Where an account's state lies, and how a rule file is read."""

from __future__ import annotations

import re
from pathlib import Path

from responder.errors import EnvironmentFault, SettingError


def state_dir(given: Path | None, account: str, *, dry_run: bool = False) -> Path:
    """The state directory of an account, whether or not it exists.

    Args:
        given: `--state`, or None for the platform's place.
        account: `--account`; becomes a folder below the platform's place.
        dry_run: A dry run keeps a state of its own beside the real one.

    Raises:
        SettingError: The account's name is not fit for a folder.
    """
    if not re.fullmatch(r"[\w-][\w.-]*", account):
        msg = f"--account {account!r}: use letters, digits, '-', '_' and '.'"
        raise SettingError(msg)
    if given is None:
        import platformdirs

        given = Path(platformdirs.user_state_dir("responder", appauthor=False)) / account
    elif account != "default":
        given = given / account
    return given / "dry-run" if dry_run else given


def make_state_dir(path: Path) -> Path:
    """Create it, readable by its owner only.

    Raises:
        EnvironmentFault: It can not be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"{path}: the state directory can not be made: {error.strerror}"
        raise EnvironmentFault(msg) from error
    return path


def read_file(path: str) -> bytes:
    """The bytes of a rule file.

    Raises:
        EnvironmentFault: It can not be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise EnvironmentFault(msg) from error
