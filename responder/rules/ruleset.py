"""A compiled rule file: frozen, ready to be applied, swapped as a whole.

It knows the shape of compiled rules; it must not know the rule file's spelling.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from responder.models import Limits
from responder.rules.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from responder.rules.conditions.conditions import Condition, TextCondition
    from responder.rules.reading.faults import Fault
    from responder.rules.templates.template import Template


@dataclass(frozen=True, slots=True)
class ReplyAction:
    """Answers in the chat with one of its texts.

    Args:
        texts: At least one; of several a draw picks one.
    """

    texts: tuple[Template, ...]


Action: TypeAlias = ReplyAction
"""Everything that `do` may hold."""


@dataclass(frozen=True, slots=True)
class Considered:
    """What became of one rule for one event.

    Args:
        rule: Its name.
        failed: Key of the first condition that did not hold; None if the rule matched.
        reason: Why, in words for the rule's author; `""` if it matched.
    """

    rule: str
    failed: str | None = None
    reason: str = ""

    @property
    def matched(self) -> bool:
        """Whether the rule took the event."""
        return self.failed is None


@dataclass(frozen=True, slots=True)
class Check:
    """A condition with what to say when it does not hold, said once and for all at load."""

    condition: Condition
    failure: Considered


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule.

    Args:
        name: Unique in its file.
        line: Where it begins in the file, 1-based.
        enabled: False keeps it out of the way.
        checks: Conditions besides the text, cheap ones first.
        text: The text condition, which also gives captures; None takes every text.
        otherwise: What to say when the text is not as wanted.
        actions: What to do, in order; empty for a silent rule.
    """

    name: str
    line: int
    enabled: bool
    checks: tuple[Check, ...]
    text: TextCondition | None
    otherwise: Considered
    actions: tuple[Action, ...]

    @property
    def silent(self) -> bool:
        """Whether it claims the message and nobody answers."""
        return not self.actions


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything one rule file says.

    Args:
        path: As given to `load`.
        hash: Of the file's bytes: the same file has the same, stored with every decision.
        rules: In the order of the file.
        limits: The account-wide pace.
        timezone: IANA name, None for the machine's.
        zone: The same, ready for use.
        names: `vars`.
        warnings: What is probably not meant.
    """

    path: str
    hash: str
    rules: tuple[Rule, ...]
    limits: Limits = field(default_factory=Limits)
    timezone: str | None = None
    zone: ZoneInfo | None = None
    names: Table = field(default_factory=Table)
    warnings: tuple[Fault, ...] = ()
    by_name: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {rule.name: rule for rule in self.rules})
