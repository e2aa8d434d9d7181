"""A compiled rule file: frozen, ready to be applied, swapped as a whole.

It knows the shape of compiled rules; it must not know the rule file's spelling.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from responder.frozen import frozen
from responder.models import Deed, Limits
from responder.rules.actions import (
    AskAction,
    DeedAction,
    LaterAction,
    PassAction,
    ReplyAction,
    SendAction,
    StoreAction,
    every,
)
from responder.rules.sentences import CHINESE, Sentences
from responder.rules.table import Table
from responder.rules.text.folding import Folding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from responder.models import Span
    from responder.rules.actions import Action
    from responder.rules.claims import Claim
    from responder.rules.clockwork import Schedule
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.faults import Fault
    from responder.rules.stored import Kinds
    from responder.rules.subject import Subject
    from responder.rules.trial.trial import Trial


@frozen
class Rule:
    """One compiled rule; a nested one has the conditions of its parents too.

    Args:
        name: Unique in its file.
        file: Path of the file it stands in.
        line: Where it begins there, 1-based.
        conditions: All that must hold, in the order they are tried: cheap ones first.
        actions: What to do, in order.
        on_error: What to do when one of them fails.
        proceeds: Whether later rules may answer too (`continue`).
        shadow: Whether it only says what it would do.
        claims: Cooldown and limits.
        delay: Human-looking pause before its replies; None is off.
        enabled: False keeps it out of the way.
        speechless: Whether it says that it writes nothing in the chat of the message.
        schedule: When it comes, of `on: schedule`.
        brief: Whether its answer is written as `reply: …`, without `do`.
    """

    name: str
    file: str
    line: int
    conditions: tuple[Condition, ...] = ()
    actions: tuple[Action, ...] = ()
    on_error: tuple[Action, ...] = ()
    proceeds: bool = False
    shadow: bool = False
    claims: tuple[Claim, ...] = ()
    delay: Span | None = None
    enabled: bool = True
    speechless: bool = False
    schedule: Schedule | None = None
    brief: bool = False

    @property
    def writes(self) -> bool:
        """Whether it may write to somebody, wherever; the owner is told in any case."""
        return self._has(ReplyAction, SendAction, AskAction, PassAction) or any(
            isinstance(one, DeedAction) and one.verb != Deed.KEEP for one in self._every()
        )

    @property
    def silent(self) -> bool:
        """Whether it claims the message and nobody answers, whatever else it does."""
        return not self._has(ReplyAction, AskAction, PassAction)

    @property
    def stores(self) -> bool:
        """Whether it may change what is stored."""
        return self._has(StoreAction)

    @property
    def defers(self) -> bool:
        """Whether it may let something wait for minutes or months."""
        return self._has(LaterAction, AskAction)

    def _has(self, *kinds: type) -> bool:
        return any(isinstance(one, kinds) for one in self._every())

    def _every(self) -> Iterator[Action]:
        return every((*self.actions, *self.on_error))


class Finder(Protocol):
    """Finds for a message the few rules that may take it; see `index`."""

    def candidates(self, subject: Subject, /) -> Sequence[int]:
        """Numbers of rules, ascending; every rule that takes it is among them."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything one rule file says.

    Args:
        path: As given to `load`.
        hash: Of the bytes of all its files: the same files have the same, stored with every
            decision.
        rules: In the order they are tried: children before their parent.
        limits: The account-wide manners.
        hears_s: For so long, in seconds, some rule asks what was written before (`repeated`); 0 if
            none does.
        timezone: IANA name, None for the machine's.
        zone: The same, ready for use.
        folding: How texts are compared.
        names: `vars`.
        lists: `lists`.
        tables: `tables`.
        trials: Its tests.
        files: Paths of everything that was read, table files too.
        patterns: Paths with wildcards that were looked for.
        warnings: What is probably not meant.
        kinds: Names under which its rules store something.
        sentences: `sentences`.
        secrets: Names of secrets that its rules send, each with what is to be said where there is
            none.
        index: Finds the candidates among `rules` for a message; None: all of them are.
    """

    path: str
    hash: str
    rules: tuple[Rule, ...]
    limits: Limits = field(default_factory=Limits)
    hears_s: float = 0.0
    timezone: str | None = None
    zone: ZoneInfo | None = None
    folding: Folding = field(default_factory=Folding)
    names: Table = field(default_factory=Table)
    lists: Table = field(default_factory=Table)
    tables: Table = field(default_factory=Table)
    trials: tuple[Trial, ...] = ()
    files: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    warnings: tuple[Fault, ...] = ()
    kinds: Kinds = field(default_factory=dict)
    sentences: Sentences = CHINESE
    secrets: tuple[tuple[str, Fault], ...] = ()
    index: Finder | None = field(default=None, repr=False, compare=False)
    by_name: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    scheduled: tuple[Rule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scheduled = tuple([rule for rule in self.rules if rule.schedule and rule.enabled])
        object.__setattr__(self, "scheduled", scheduled)
        object.__setattr__(self, "by_name", {rule.name: rule for rule in self.rules})
