"""Rule files that stand nowhere but in a test."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault
from responder.formats import HEAD_BYTES, Seen

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shelf:
    """Files by their paths.

    Args:
        files: Path to content.
    """

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {
            path: text.encode() if isinstance(text, str) else text for path, text in files.items()
        }

    def read(self, path: str) -> bytes:
        """The whole file."""
        if path not in self._files:
            raise EnvironmentFault(f"{path}: No such file or directory")
        return self._files[path]

    def peek(self, path: str) -> Seen:
        """What can be told of a file."""
        data = self.read(path)
        return Seen(len(data), data[:HEAD_BYTES])

    def glob(self, pattern: str) -> list[str]:
        """Paths of the files that match."""
        return [path for path in self._files if fnmatchcase(path, pattern)]


def shelf(text: str | bytes, path: str = "rules.yaml") -> Shelf:
    """One file."""
    return Shelf({path: text})
