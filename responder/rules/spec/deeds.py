"""Actions that are no texts: for other people, about contacts and groups, and what was said.

It must not know how they are done. This module has no `from __future__ import annotations`:
Pydantic reads these annotations while the program runs.
"""

from collections.abc import Iterator

from responder.rules.spec.accepting import Accept
from responder.rules.spec.fields import Text
from responder.rules.spec.section import Section
from responder.rules.spec.sending import To

WORDS = ("forward", "remark", "invite", "remove", "rename", "leave", "recall")
"""Their keys."""


class DeedSection(Section):
    """A section with keys for them: in a rule with templates, in a test as it comes out."""

    forward: To | None = None
    remark: Text | None = None
    invite: Text | None = None
    remove: Accept | None = None
    rename: Text | None = None
    leave: Accept | None = None
    recall: Accept | None = None

    def deeds(self) -> Iterator[str]:
        """The keys that are there."""
        return (word for word in WORDS if getattr(self, word) is not None)
