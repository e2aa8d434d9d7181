"""What a process asks of the system, as strace tells it."""

from __future__ import annotations

import re
import shutil
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TRACED = "openat,close,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink"

END_S_MAX = 60.0
"""Within this the end of a process stands in its trace."""

_OPTIONS = ("-D", "-f", "--seccomp-bpf", "-xx", "-s", "1000000")
"""The process keeps its number, its threads are followed, and nothing is cut short."""

_DONE = re.compile(r"\w+\((.*)\) += (\d+)")
_TEXT = re.compile(r'"((?:\\x..)*)"')


class CanNotTraceError(Exception):
    """Nobody here can tell what a process does."""


class Call(NamedTuple):
    """A system call that succeeded.

    Args:
        name: `pwrite64`, …
        texts: Its arguments that are texts or data.
        numbers: Its other arguments, up to the first that is no number.
        result: What it gave.
    """

    name: str
    texts: list[bytes]
    numbers: list[int]
    result: int


def traced(path: Path) -> tuple[str, ...]:
    """What to put before the command of a process whose calls shall be told.

    Args:
        path: Of the trace.

    Raises:
        CanNotTraceError: There is no strace.
    """
    if shutil.which("strace") is None:
        raise CanNotTraceError("strace is not installed")
    return ("strace", *_OPTIONS, "-e", f"trace={TRACED}", "-o", str(path))


def calls(path: Path) -> Iterator[Call]:
    """The calls of a process that has ended, or is about to.

    Args:
        path: Of its trace.

    Raises:
        TimeoutError: Its end is not told.
    """
    begun: dict[str, str] = {}
    for line in _whole(path):
        thread, _, told = line.partition(" ")
        told = told.lstrip()
        if told.endswith("<unfinished ...>"):
            begun[thread] = told.removesuffix(" <unfinished ...>")
            continue
        if told.startswith("<..."):
            told = begun.pop(thread) + told.partition("resumed>")[2]
        done = _DONE.match(told)
        if done is not None:
            texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(done[1])]
            others = [part.strip() for part in _TEXT.sub("", done[1]).split(",")]
            numbers = [int(part) for part in others if part.isdecimal()]
            yield Call(told.partition("(")[0], texts, numbers, int(done[2]))


def _whole(path: Path) -> list[str]:
    end_s = time.monotonic() + END_S_MAX
    while time.monotonic() < end_s:
        lines = path.read_text(encoding="ascii").splitlines() if path.exists() else []
        if lines and "+++" in lines[-1] and lines[-1].split()[0] == lines[0].split()[0]:
            return lines
        time.sleep(0.05)
    raise TimeoutError(f"the trace {path} does not end")
