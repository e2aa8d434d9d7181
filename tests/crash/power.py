"""What a power cut leaves of a directory, told by the system calls of whoever wrote there.

A process that is killed loses nothing that it has written, for the system still has it. A power cut
takes all that was not synced; and of what was not, later things may have reached the disk before
earlier ones. So the directory is put back to what it was before the process began, with what has
been synced since, and of the rest what chance leaves.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.crash.calls import calls

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

    from tests.crash.calls import Call

SECTOR_BYTES = 512
"""What a disk writes whole or not at all."""

KEPT_SHARE = 0.5
"""How much of what was not synced has reached the disk all the same; one time in two nothing."""

MODE = 0o600

UNTOLD = "-shm"
"""How the name of the file ends that SQLite maps into memory, of which no call tells; it makes it
anew."""


@dataclass(slots=True, eq=False)
class _File:
    """A file, whatever its names.

    Args:
        synced: What is left of it for certain.
        pending: What was written since and where; None sets its length.
    """

    synced: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, offset: int, data: bytes) -> None:
        """A piece for each sector, for each of which may or may not be left."""
        start = 0
        while start < len(data):
            end = start + SECTOR_BYTES - (offset + start) % SECTOR_BYTES
            self.pending.append((offset + start, data[start:end]))
            start = end

    def sync(self) -> None:
        """All of it has reached the disk."""
        self.synced = self.left(lambda: True)
        self.pending.clear()

    def left(self, reaches: Callable[[], bool]) -> bytes:
        """Its content after a power cut.

        Args:
            reaches: Says of each piece that was not synced whether it has reached the disk.
        """
        content = bytearray(self.synced)
        for offset, data in self.pending:
            if not reaches():
                continue
            content.extend(bytes(max(0, offset - len(content))))
            if data is None:
                del content[offset:]
            else:
                content[offset : offset + len(data)] = data
        return bytes(content)


@dataclass(slots=True)
class _Open:
    """A number of a process for a file, or for the directory itself."""

    file: _File | None
    at: int = 0


@dataclass(slots=True)
class Unplugged:
    """A directory whose power will fail; made of what lies there before the process begins.

    Args:
        directory: With files alone in it, or not made yet.
        names: Its files, as the process sees them.
        synced: Those that are there for certain after a power cut.
        pending: What the directory was after each change since; disks keep the order of these.
    """

    directory: Path
    names: dict[str, _File] = field(init=False)
    synced: dict[str, _File] = field(init=False)
    pending: list[dict[str, _File]] = field(init=False, default_factory=list)
    _open: dict[int, _Open] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Look at what is there."""
        paths = self.directory.iterdir() if self.directory.exists() else ()
        self.names = {path.name: _File(path.read_bytes()) for path in paths if path.is_file()}
        self.synced = dict(self.names)

    def cut(self, trace: Path, rng: Random) -> int:
        """The power fails; the process is dead, and the directory is what is left.

        Args:
            trace: Of the process.
            rng: Decides what of the rest is left.

        Returns:
            How many pieces of files, and changes of names, were not synced.
        """
        for call in calls(trace):
            self._follow(call)
        share = rng.choice((0.0, KEPT_SHARE))
        left = rng.choice((self.synced, *self.pending)) if share else self.synced
        contents = {name: file.left(lambda: rng.random() < share) for name, file in left.items()}
        for path in self.directory.iterdir():
            path.unlink()
        for name, content in contents.items():
            with open(self.directory / name, "wb", opener=_opened) as file:
                file.write(content)
        return sum(len(file.pending) for file in set(self.names.values())) + len(self.pending)

    def _follow(self, call: Call) -> None:
        match call.name:
            case "openat":
                self._opened(call)
            case "rename" | "unlink":
                self._renamed(*map(self._name, call.texts))
            case "close":
                self._open.pop(call.numbers[0], None)
            case _ if call.numbers and call.numbers[0] in self._open:
                self._written(call, self._open[call.numbers[0]])

    def _opened(self, call: Call) -> None:
        path = os.fsdecode(call.texts[0])
        if path == str(self.directory):
            self._open[call.result] = _Open(None)
        name = self._name(call.texts[0])
        if name is None:
            return
        if name not in self.names:
            self.names[name] = _File()
            self.pending.append(dict(self.names))
        self._open[call.result] = _Open(self.names[name])

    def _renamed(self, old: str | None, new: str | None = None) -> None:
        file = None if old is None else self.names.pop(old, None)
        if file is None:  # Elsewhere, or a socket: nothing tells of its making.
            return
        if new is not None:
            self.names[new] = file
        self.pending.append(dict(self.names))

    def _written(self, call: Call, known: _Open) -> None:
        file = known.file
        if call.name in {"fsync", "fdatasync"}:
            if file is not None:
                file.sync()
            else:
                self.synced = dict(self.names)
                self.pending.clear()
        elif file is not None:
            if call.name == "ftruncate":
                file.pending.append((call.numbers[1], None))
            elif call.name == "pwrite64":
                file.write(call.numbers[2], call.texts[0][: call.result])
            else:
                file.write(known.at, call.texts[0][: call.result])
                known.at += call.result

    def _name(self, path: bytes) -> str | None:
        """Its name in the directory; None for others."""
        folder, _, name = os.fsdecode(path).rpartition("/")
        return name if folder == str(self.directory) and not name.endswith(UNTOLD) else None


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_EXCL, MODE)
