"""Media that rules keep: files in a folder of the state directory, one for each message.

It must not know why one is kept, or how it is had.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from responder.errors import JournalError
from responder.wechat.store import BESIDE, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOLDER: Final = "media"
"""In the state directory."""

ALL_BYTES_MAX: Final = 1024**3
"""Of all of them together: some ten thousand pictures. Where there is more the oldest go."""

ENDING_CHARS_MAX: Final = 10
"""Longest ending of a file name that is kept: it says to people which program opens it."""


class KeptMedia:
    """The kept media of one account.

    Args:
        directory: The state directory.
    """

    def __init__(self, directory: Path) -> None:
        self._folder = directory / FOLDER

    def put(self, message_id: str, name: str, data: bytes, at_s: float) -> None:
        """Keep what came with a message.

        A large one stops the loop for a moment, as the upload of a file does: 32 MB for some 0.1 s.

        Args:
            message_id: The service's.
            name: Of the file; its ending is kept.
            data: All of it.
            at_s: Since when, Unix seconds.

        Raises:
            JournalError: It can not be written.
        """
        ending = name.rpartition(".")[2].lower() if "." in name else "bin"
        if not (ending.isascii() and ending.isalnum() and len(ending) <= ENDING_CHARS_MAX):
            ending = "bin"
        path = self._folder / f"{_stem(message_id)}.{ending}"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(path, data)
            os.utime(path, (at_s, at_s))
        except OSError as error:
            raise JournalError(f"{path} can not be written: {error.strerror}") from error

    def get(self, message_id: str) -> bytes | None:
        """What came with a message; None if it is not kept, or can not be read."""
        for path in self._folder.glob(f"{_stem(message_id)}.*"):
            if path.name.endswith(BESIDE):
                continue
            try:
                return path.read_bytes()
            except OSError:
                return None
        return None

    def ids(self) -> frozenset[str]:
        """The messages of which something is kept, or was about to be."""
        return frozenset(path.name.partition(".")[0] for path in self._files())

    def delete(self, message_ids: Iterable[str]) -> int:
        """Keep some no longer; how many files that were.

        Raises:
            JournalError: One can not be deleted.
        """
        stems = {_stem(one) for one in message_ids}
        gone = [path for path in self._files() if path.name.partition(".")[0] in stems]
        for path in gone:
            _unlink(path)
        return len(gone)

    def prune(self, before_s: float, bytes_max: int = ALL_BYTES_MAX) -> None:
        """Keep what is too old no longer, and of too much the newest.

        Args:
            before_s: Since before then is too old, Unix seconds.
            bytes_max: Of all together.

        Raises:
            JournalError: One can not be deleted.
        """
        found = []
        for path in self._files():
            try:
                seen = path.stat()
            except FileNotFoundError:
                continue
            found.append((seen.st_mtime, path, seen.st_size))
        left = bytes_max
        for at_s, path, size in sorted(found, reverse=True):
            left -= size
            if at_s < before_s or left < 0:
                _unlink(path)

    def _files(self) -> Iterator[Path]:
        return self._folder.iterdir() if self._folder.is_dir() else iter(())


def _stem(message_id: str) -> str:
    """The name of a file, whatever the service calls its message."""
    plain = message_id.isascii() and message_id.isalnum()
    return message_id if plain else message_id.encode().hex()


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise JournalError(f"{path} can not be deleted: {error.strerror}") from error
