"""A compiled rule file: frozen, ready to be applied, swapped as a whole.

It knows the shape of compiled rules; it must not know the rule file's spelling.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from responder.models import Limits
from responder.rules.claims import Per
from responder.rules.deeds import DeedAction
from responder.rules.frozen import frozen
from responder.rules.requests import TIMEOUT_S
from responder.rules.sentences import Sentences
from responder.rules.table import Table
from responder.rules.text.folding import Folding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from responder.models import ChatKind, Span
    from responder.rules.claims import Claim
    from responder.rules.clockwork import Schedule
    from responder.rules.conditions.condition import Condition
    from responder.rules.conditions.text import TextCondition
    from responder.rules.reading.faults import Fault
    from responder.rules.requests import Form
    from responder.rules.stored import Kinds, Path, Verb
    from responder.rules.subject import Subject
    from responder.rules.table import Plain
    from responder.rules.templates.address import AddressTemplate
    from responder.rules.templates.expression import Expression
    from responder.rules.templates.template import Template
    from responder.rules.templates.worth import ValueTemplate
    from responder.rules.trial.trial import Trial
    from responder.sources import Show


@dataclass(frozen=True, slots=True)
class ReplyAction:
    """Answers in the chat with one of its texts, or with files.

    Args:
        texts: Of several a draw picks one.
        shows: Files that follow it.
        parts: In place of both, texts that are a message each, with a `pause` between them.
        mention: Whether whoever wrote in a group is @-mentioned.
    """

    texts: tuple[Template, ...]
    shows: tuple[Show, ...] = ()
    parts: tuple[Template, ...] = ()
    pause: Span | None = None
    mention: bool = False

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "reply"


@dataclass(frozen=True, slots=True)
class WaitAction:
    """A pause before the next action.

    Args:
        span: Its length, drawn.
    """

    span: Span

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "wait"


@dataclass(frozen=True, slots=True)
class SendAction:
    """Writes one of its texts, or shows files, in another chat.

    Args:
        kind: Of that chat: `PRIVATE`, `GROUP` or `FILEHELPER`.
        name: What it is called, filled in for each message.
        texts: Of several a draw picks one.
        shows: Files that follow it.
    """

    kind: ChatKind
    name: Template
    texts: tuple[Template, ...]
    shows: tuple[Show, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertAction:
    """Tells the owner one of its texts.

    Args:
        texts: At least one; of several a draw picks one.
    """

    texts: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class MuteAction:
    """Wants silence for whoever wrote or for the whole chat, or ends it.

    Args:
        for_s: For so long, seconds; None ends it.
        whole_chat: Whether all members of a group are meant.
    """

    for_s: float | None
    whole_chat: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """Where something is stored.

    Args:
        path: As it is written.
        entry: Its entry, filled in for each message; None where it has none.
    """

    path: Path
    entry: Template | None = None


Given: TypeAlias = "Plain | ValueTemplate | tuple[Plain | ValueTemplate, ...]"
"""What an action stores, as it is written."""


@dataclass(frozen=True, slots=True)
class StoreAction:
    """Stores something, or drops what is stored.

    Args:
        verb: What is done.
        changes: To what, in order, and with which value; None with `drop`: all of it.
        expires_s: After so many seconds it ends; None: it does not, or ends as it would have.
        unique: What a list has already is not added to it again.
        keep: So many of the newest items of a list are kept; None: all, as far as there is room.
    """

    verb: Verb
    changes: tuple[tuple[Target, Given], ...]
    expires_s: float | None = None
    unique: bool = False
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class LaterAction:
    """Does something later, while the run that says so goes on.

    Args:
        actions: What, in order.
        after: So much later; None if `at` says when.
        at: The time; without a date the next such time.
        id: By what it is cancelled or replaced; None: it can not be.
        skips: Whether it is not done where nobody was there at its time.
        per: Whose the id is.
    """

    actions: tuple[Action, ...]
    after: Template | None = None
    at: Template | None = None
    id: Template | None = None
    skips: bool = False
    per: Per = Per.SENDER

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "later"


@dataclass(frozen=True, slots=True)
class CancelAction:
    """Lets something that was to be done later not be done.

    Args:
        ids: Of what.
    """

    ids: tuple[Template, ...]

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "cancel"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a dialogue.

    Args:
        save: Under which name among `answers` the answer is known.
        prompts: The question; of several a draw picks one.
        accept: What an answer must be; None: any text is one.
        retry: What is said to one that is not; none: the question again.
        choices: What may be chosen, by words or number; none: anything.
    """

    save: str
    prompts: tuple[Template, ...]
    accept: TextCondition | None = None
    retry: tuple[Template, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskAction:
    """Asks questions, each after the answer to the one before it.

    Args:
        questions: In order.
        expires_s: For so long an answer is waited for, seconds.
        on_timeout: What is done when none has come.
        stop: Words that end it.
        per: Whether only the one it began with may answer, or anybody in the chat.
    """

    questions: tuple[Question, ...]
    expires_s: float
    on_timeout: tuple[Action, ...] = ()
    stop: tuple[str, ...] = ()
    per: Per = Per.SENDER

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "ask"


@dataclass(frozen=True, slots=True)
class Members:
    """A mapping of JSON as it is written.

    Args:
        pairs: Keys and values, in order.
    """

    pairs: tuple[tuple[str, Body], ...]


Body: TypeAlias = "Plain | ValueTemplate | Members | tuple[Body, ...]"
"""A value of JSON as it is written, its templates not yet filled in."""

NamedTexts: TypeAlias = "tuple[tuple[str, Template], ...]"
"""Names with their texts, in order; a name may come again."""


@dataclass(frozen=True, slots=True)
class FetchAction:
    """Asks another computer.

    Args:
        url: Where.
        method: Of HTTP.
        headers: Beside the usual ones.
        query: Added to the address.
        form: How the body is written; None: there is none.
        body: Of `JSON`.
        fields: Of `FORM`.
        timeout_s: For so long an answer is waited for, seconds.
        cache_s: For so long an answer is used again, seconds; 0: not at all.
        save: Under which name templates know what came back; `""`: it is not kept.
        on_error: What is done if nothing useful comes back, in place of the rest.
    """

    url: AddressTemplate
    method: str = "GET"
    headers: NamedTexts = ()
    query: NamedTexts = ()
    form: Form | None = None
    body: Body = None
    fields: NamedTexts = ()
    timeout_s: float = TIMEOUT_S
    cache_s: float = 0.0
    save: str = ""
    on_error: tuple[Action, ...] = ()

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "fetch"


@dataclass(frozen=True, slots=True)
class IfAction:
    """Does one thing or another.

    Args:
        condition: What decides; an expression that fails makes the action fail.
        then: What is done if it holds, in order.
        otherwise: What is done if it does not.
    """

    condition: Expression
    then: tuple[Action, ...]
    otherwise: tuple[Action, ...] = ()

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "if"


@dataclass(frozen=True, slots=True)
class EachAction:
    """Does the same for each item of a list.

    Args:
        items: What gives the items.
        name: Under which name templates know the one whose turn it is.
        actions: What is done, in order.
    """

    items: Given
    name: str
    actions: tuple[Action, ...]

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "each"


@dataclass(frozen=True, slots=True)
class PassAction:
    """Has the rules look at a text as if the sender had written it.

    Args:
        texts: At least one; of several a draw picks one.
    """

    texts: tuple[Template, ...]

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "pass"


Action: TypeAlias = (
    "ReplyAction | SendAction | AlertAction | MuteAction | StoreAction"
    " | WaitAction | LaterAction | CancelAction | AskAction | IfAction | EachAction | PassAction"
    " | FetchAction | DeedAction"
)
"""Everything that `do` may hold."""


def every(actions: Iterable[Action]) -> Iterator[Action]:
    """All actions, those inside of others too."""
    for one in actions:
        yield one
        if isinstance(one, LaterAction):
            yield from every(one.actions)
        elif isinstance(one, AskAction):
            yield from every(one.on_timeout)
        elif isinstance(one, FetchAction):
            yield from every(one.on_error)
        elif isinstance(one, IfAction):
            yield from every((*one.then, *one.otherwise))
        elif isinstance(one, EachAction):
            yield from every(one.actions)


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

    @property
    def writes(self) -> bool:
        """Whether it may write to somebody, wherever; the owner is told in any case."""
        return self._has(ReplyAction, SendAction, AskAction, PassAction, DeedAction)

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
        return any(isinstance(one, kinds) for one in every((*self.actions, *self.on_error)))


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
    sentences: Sentences = field(default_factory=Sentences)
    secrets: tuple[tuple[str, Fault], ...] = ()
    index: Finder | None = field(default=None, repr=False, compare=False)
    by_name: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    scheduled: tuple[Rule, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        scheduled = tuple([rule for rule in self.rules if rule.schedule and rule.enabled])
        object.__setattr__(self, "scheduled", scheduled)
        object.__setattr__(self, "by_name", {rule.name: rule for rule in self.rules})
