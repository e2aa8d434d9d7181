"""Secrets of the owner: from the environment, or each from a file of a folder.

They are looked up when they are sent, so a file may be renewed at any time. It must not know who
gets them.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX: Final = "RESPONDER_SECRET_"
"""Of the variables that hold one: `secret("TOKEN")` is `RESPONDER_SECRET_TOKEN`."""

FOLDER: Final = "RESPONDER_SECRETS"
"""The variable that names the folder."""

CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
"""Where systemd puts those of a unit with `LoadCredential=`; used where no folder is named."""

SECRET_BYTES_MAX: Final = 8_192
"""Of one: what a header can hold."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """Looks secrets up.

    Args:
        environment: Its variables.
        folder: Of the files, each named as its secret; None: there is none.
    """

    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    folder: Path | None = None

    def has(self, name: str) -> bool:
        """Whether there is one of this name."""
        return self.get(name) is not None

    def get(self, name: str) -> str | None:
        """A secret, without the line's end of its file; None if there is none.

        Args:
            name: Letters, digits and _.
        """
        found = self.environment.get(f"{PREFIX}{name}")
        if found is None and self.folder is not None:
            found = _content(self.folder / name)
        return found or None


def of_process() -> Secrets:
    """Those that this process was given."""
    folder = os.environ.get(FOLDER) or os.environ.get(CREDENTIALS)
    return Secrets(os.environ, Path(folder) if folder else None)


def _content(file: Path) -> str | None:
    try:
        with file.open("rb") as stream:
            content = stream.read(SECRET_BYTES_MAX + 1)
        return None if len(content) > SECRET_BYTES_MAX else content.decode().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        return None
