"""Where an account's state lies, and which rule file is meant."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault, SettingError

if TYPE_CHECKING:
    from datetime import date

    from responder.rules.ruleset import RuleSet

DRY_RUN = "dry-run"
"""The folder of its state, in that of what is rehearsed."""


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
    return given / DRY_RUN if dry_run else given


def nobody_runs(place: Path) -> str:
    """That no responder runs on a state directory, and where one does that may be meant."""
    from responder.instance import holder

    sentence = f"No responder runs on {place}."
    with suppress(EnvironmentFault):
        if holder(place / DRY_RUN) is not None:
            return f"{sentence} A rehearsal does: --state {place / DRY_RUN}"
    return sentence


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


def load_rules(path: Path, *, today: date | None = None) -> RuleSet:
    """The compiled rules of a file on the disk.

    Args:
        path: The rule file.
        today: The day of a check, whose warnings the rules have then; None: nobody asks for any.

    Raises:
        RuleFileError: A file has faults.
        EnvironmentFault: A file can not be read.
    """
    from responder.rulefile import RuleFile

    loaded = RuleFile(path).load()
    return loaded.rule_set if today is None else loaded.reviewed(today)
