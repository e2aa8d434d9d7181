"""Actions that are no texts: for other people, about contacts and groups, and what was said.

It must not know how they are done. This module has no `from __future__ import annotations`:
Pydantic reads these annotations while the program runs.
"""

from collections.abc import Iterator

from responder.models import Deed
from responder.rules.spec.accepting import Accept
from responder.rules.spec.fields import Flag, Text
from responder.rules.spec.section import Section
from responder.rules.spec.sending import To

WORDS = ("forward", "remark", "pin", "invite", "remove", "rename", "leave", "recall")
"""Their keys."""


class DeedSection(Section):
    """A section with keys for them: in a rule with templates, in a test as it comes out."""

    forward: To | None = None
    remark: Text | None = None
    pin: Flag | None = None
    invite: Text | None = None
    remove: Accept | None = None
    rename: Text | None = None
    leave: Accept | None = None
    recall: Accept | None = None

    def deeds(self) -> Iterator[str]:
        """The keys that are there."""
        return (word for word in WORDS if getattr(self, word) is not None)

    def verb_of(self, word: str) -> str:
        """What a key that is there wants done: a `Deed`, or `forward`."""
        return Deed.UNPIN if word == Deed.PIN and not self.pin else word
