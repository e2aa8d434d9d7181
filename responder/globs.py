"""Which files a pattern such as `rules/**/*.yaml` means, within bounds.

Python's own would go through a whole disk for `/**`, and round in circles where a link leads back.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTRIES_MAX = 20_000
"""Files and folders that are looked at for one pattern: some tenths of a second. A folder of rule
files has some dozens."""

_WILD = re.compile(r"[*?\[]")
_DEEP = "**"


def matching(pattern: str) -> list[str]:
    """The files that match, in any order.

    `**` stands for folders in folders, but for none that a link leads to. Names that begin with a
    dot are only matched by patterns that do.

    Raises:
        EnvironmentFault: There is too much to look through.
    """
    path = Path(pattern)
    anchor, parts = path.anchor, list(path.parts[bool(path.anchor) :])
    try:
        return list(dict.fromkeys(_Search(pattern, ENTRIES_MAX).below(anchor, parts)))
    except ValueError:  # a name with a character that no name has
        return []


@dataclass(slots=True)
class _Search:
    """A look through folders.

    Args:
        pattern: What is looked for.
        left: How many entries may still be looked at.
    """

    pattern: str
    left: int

    def below(self, folder: str, parts: list[str]) -> Iterator[str]:
        """The files below a folder that match the parts of a pattern."""
        if not parts:
            return
        part, rest = parts[0], parts[1:]
        if part == _DEEP:
            yield from self.below(folder, rest or ["*"])
            for entry in self._entries(folder):
                if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
                    yield from self.below(os.path.join(folder, entry.name), parts)  # noqa: PTH118 - an entry's own path has the wrong beginning
        elif _WILD.search(part):
            match = re.compile(translate(part)).match
            for entry in self._entries(folder):
                if match(entry.name) and entry.name.startswith(".") == part.startswith("."):
                    yield from self._taken(os.path.join(folder, entry.name), rest)  # noqa: PTH118 - as above
        else:
            yield from self._taken(os.path.join(folder, part), rest)  # noqa: PTH118 - as above

    def _taken(self, path: str, rest: list[str]) -> Iterator[str]:
        if rest:
            yield from self.below(path, rest)
        elif os.path.isfile(path):  # noqa: PTH113 - a path is a text here
            yield path

    def _entries(self, folder: str) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(folder or os.curdir) as entries:
                for entry in entries:
                    self.left -= 1
                    if self.left < 0:
                        message = f"more than {ENTRIES_MAX:,} files and folders to look through"
                        raise EnvironmentFault(f"{self.pattern}: {message}")
                    yield entry
        except OSError:  # no folder, or one that nobody may look into
            return
