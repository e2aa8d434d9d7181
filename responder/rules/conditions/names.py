"""The conditions on names: `sender` and `group`.

It knows the names that rules may trust; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing
from responder.rules.conditions.phrases import listed
from responder.rules.needs import How
from responder.rules.text.lookup import price_of

if TYPE_CHECKING:
    from responder.rules.captures import Captures
    from responder.rules.needs import Needs
    from responder.rules.subject import Subject
    from responder.rules.text.patterns import Pattern
    from responder.rules.work import Work


@dataclass(frozen=True, slots=True)
class NameCondition(GivesNothing):
    """Whose message, or which group's.

    Names are compared as they are: no folding, so that nobody passes for another by a look-alike
    spelling.

    Args:
        key: `sender` or `group`.
        equals: Names, any of which is enough; None where it was not asked.
        contains: Parts of names; likewise.
        patterns: Patterns; likewise.
    """

    key: str
    equals: frozenset[str] | None = None
    contains: tuple[str, ...] | None = None
    patterns: tuple[Pattern, ...] | None = None

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """Whether one name that rules may trust is as wanted."""
        names = subject.senders if self.key == "sender" else subject.groups
        for name in names:
            if self._fits(name, subject.deciding):
                return NOTHING
        return None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which names it takes."""
        wanted = []
        if self.equals is not None:
            wanted.append(f"is none of {listed(sorted(self.equals))}")
        if self.contains is not None:
            wanted.append(f"contains none of {listed(self.contains)}")
        if self.patterns is not None:
            wanted.append(f"fits none of {listed([one.source for one in self.patterns])}")
        return f"the {self.key} {' or '.join(wanted)}"

    def needs(self) -> Needs:
        """One of the names, where it takes only certain ones."""
        if self.equals is None:
            return ()
        how = How.SENDER if self.key == "sender" else How.GROUP
        return (tuple([(how, name) for name in sorted(self.equals)]),)

    def _fits(self, name: str, work: Work) -> bool:
        if self.equals is not None and name not in self.equals:
            return False
        if self.contains is not None:
            work.spend(price_of(self.contains, name))
            if not any(part in name for part in self.contains):
                return False
        if self.patterns is None:
            return True
        encoded = name.encode(errors="replace")
        return any(one.search(encoded, work) is not None for one in self.patterns)
