"""Files in memory, in place of those of the disk: what a rule set was read from, kept.

It must not know what stands in them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.errors import EnvironmentFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.formats import Seen


@dataclass(frozen=True, slots=True)
class Shelf:
    """Files as they were when they were read.

    Args:
        contents: By path.
        found: By pattern, the paths that matched it.
    """

    contents: Mapping[str, bytes] = field(repr=False)
    found: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def read(self, path: str) -> bytes:
        """The whole file.

        Raises:
            EnvironmentFault: It was not read then.
        """
        if path not in self.contents:
            raise EnvironmentFault(f"{path}: not among the files that were kept")
        return self.contents[path]

    def peek(self, path: str) -> Seen | None:  # noqa: ARG002 - as that of files on the disk
        """Nothing: a file that is only sent is not kept, and was looked at when it was named."""
        return None

    def glob(self, pattern: str) -> tuple[str, ...]:
        """What matched then."""
        return self.found.get(pattern, ())
