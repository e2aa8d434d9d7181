"""The files of the disk: read, looked for, and looked at again to see whether they have changed.

It must not know what stands in them.
"""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from responder.errors import EnvironmentFault
from responder.formats import HEAD_BYTES, Seen
from responder.globs import matching
from responder.rules.reading.source import FILE_BYTES_MAX
from responder.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Stamp: TypeAlias = "tuple[int, int, int, int] | None"
"""What tells that a file is another one: time, size, and which file it is behind all links; None
where there is none."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was read, and how it stood on the disk then.

    Args:
        stamps: Of each file that was asked for.
        found: By pattern, the files that matched it.
    """

    stamps: Mapping[str, Stamp]
    found: Mapping[str, tuple[str, ...]]

    def again(self) -> Look:
        """The same files as they stand now."""
        return Look(
            {path: _stamp(path) for path in self.stamps},
            {pattern: _found(pattern) for pattern in self.found},
        )


NOTHING_YET = Look({}, {})
"""Before anything was read."""


class DiskFiles:
    """The files of the disk, for reading rule files."""

    def read(self, path: str) -> bytes:
        """The whole file, of one that is too large for a rule file its beginning.

        Raises:
            EnvironmentFault: It can not be read.
        """
        return _beginning(path, FILE_BYTES_MAX + 1)  # one byte too many is enough to say so

    def peek(self, path: str) -> Seen:
        """What can be told of a file without reading all of it.

        Raises:
            EnvironmentFault: It can not be read.
        """
        head = _beginning(path, HEAD_BYTES)
        with _told(path):
            return Seen(Path(path).stat().st_size, head)

    def glob(self, pattern: str) -> list[str]:
        """Paths of the files that match; `**` stands for folders in folders.

        Raises:
            EnvironmentFault: There is too much to look through.
        """
        return matching(pattern)


def read_medium(path: str, bytes_max: int) -> bytes:
    """A file that is to be sent; of one that is larger than allowed one byte too many.

    Raises:
        EnvironmentFault: It can not be read.
    """
    return _beginning(path, bytes_max + 1)


def _beginning(path: str, bytes_max: int) -> bytes:
    with _told(path):
        if not stat.S_ISREG(Path(path).stat().st_mode):
            # A pipe would keep us waiting, a device would never end.
            raise EnvironmentFault(f"{path}: Is no file")
        with Path(path).open("rb") as file:
            return file.read(bytes_max)


@dataclass(slots=True)
class Reading:
    """The files of the disk, remembering what was read and how it stood there.

    Args:
        files: The ones behind it.
    """

    files: DiskFiles = field(default_factory=DiskFiles)
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)
    _found: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """The whole file.

        Raises:
            EnvironmentFault: It can not be read.
        """
        # Looked at first: what changes while it is read is another file at the next look.
        self._stamps[path] = _stamp(path)
        data = self._contents[path] = self.files.read(path)
        return data

    def peek(self, path: str) -> Seen:
        """What can be told of a file; from now on it is looked at again, too.

        Raises:
            EnvironmentFault: It can not be read.
        """
        self._stamps[path] = _stamp(path)
        return self.files.peek(path)

    def glob(self, pattern: str) -> tuple[str, ...]:
        """Paths of the files that match.

        Raises:
            EnvironmentFault: There is too much to look through.
        """
        self._found[pattern] = ()
        found = self._found[pattern] = tuple(sorted(self.files.glob(pattern)))
        return found

    @property
    def look(self) -> Look:
        """What was asked for up to now, whether or not it was there."""
        return Look(dict(self._stamps), dict(self._found))

    @property
    def shelf(self) -> Shelf:
        """What was read up to now."""
        return Shelf(dict(self._contents), dict(self._found))


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)  # noqa: PTH116 - a thousand of them twice a second
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino, found.st_dev


def _found(pattern: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(matching(pattern)))
    except EnvironmentFault:
        return ()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn the system's errors into a sentence."""
    try:
        yield
    except OSError as error:
        msg = f"{path}: {error.strerror}"
        raise EnvironmentFault(msg) from error
    except ValueError as error:
        msg = f"{path!r}: no name for a file"
        raise EnvironmentFault(msg) from error
