"""What rules remember between messages: a snapshot that a decision reads and never changes.

What a decision changes is data too; whoever keeps the memory applies it. This module must not
know rules or where memory is stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.rules.table import Value

TIMES_KEPT_MAX = 1_000
"""Claims of one rule and scope that are kept, the newest: above the count of any sensible limit."""

Times: TypeAlias = tuple[float, ...]
"""Unix seconds, oldest first."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A change: a rule spent its cooldown and limits on an event.

    Args:
        rule: Its name.
        scope: For whom, see `claims.scope_of`.
        at_s: Unix seconds.
    """

    rule: str
    scope: str
    at_s: float


Change: TypeAlias = Claimed
"""Everything that a decision may change in memory."""


@dataclass(frozen=True, slots=True)
class Memory:
    """The stored values that one decision may read.

    The mappings may look their values up only when asked, as long as they give the same answer
    for the whole decision.

    Args:
        claims: Rule name and scope, to when they were claimed.
        values: Path such as `sender.visits` to what is stored for this event's people and chat.
        met: Ids of people who wrote before this event.
        owner_wrote_s: Chat id to when the owner last wrote there, Unix seconds.
        heard: Chat id and folded text, to who wrote it before and when, oldest first.
    """

    claims: Mapping[tuple[str, str], Times] = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)
    met: frozenset[str] = frozenset()
    owner_wrote_s: Mapping[str, float] = field(default_factory=dict)
    heard: Mapping[tuple[str, str], tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def applied(self, changes: Iterable[Change]) -> Memory:
        """The memory after a decision."""
        claims = dict(self.claims)
        for change in changes:
            key = (change.rule, change.scope)
            claims[key] = (*claims.get(key, ()), change.at_s)[-TIMES_KEPT_MAX:]
        return replace(self, claims=claims)
