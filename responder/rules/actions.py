"""The compiled actions of a rule.

It knows their shape; it must not know the rule file's spelling, or how one is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from responder.frozen import frozen
from responder.rules.claims import Per
from responder.rules.requests import TIMEOUT_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from responder.models import ChatKind, Deed, Span
    from responder.rules.conditions.text import TextCondition
    from responder.rules.requests import Form
    from responder.rules.stored import Path, Verb
    from responder.rules.table import Plain
    from responder.rules.templates.address import AddressTemplate
    from responder.rules.templates.expression import Expression
    from responder.rules.templates.template import Template
    from responder.rules.templates.worth import ValueTemplate


@dataclass(frozen=True, slots=True)
class Doing:
    """What all actions have.

    Args:
        on_error: What is done if it fails, in place of what stands behind it; nothing: what the
            action around it says, or in the end its rule.
    """

    on_error: tuple[Action, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class Show:
    """One of some files, sent.

    Args:
        deed: As what: one of `formats.BYTES_MAX`.
        files: Paths from where the program runs, or addresses, at least one; of several a draw
            picks one.
    """

    deed: Deed
    files: tuple[str | AddressTemplate, ...]


@frozen
class ReplyAction(Doing):
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
class WaitAction(Doing):
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
class SendAction(Doing):
    """Does the same in another chat.

    Args:
        kind: Of that chat: `PRIVATE`, `GROUP` or `FILEHELPER`.
        name: What it is called, filled in for each message.
        message: What is said or shown there.
    """

    kind: ChatKind
    name: Template
    message: ReplyAction

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "send"


@dataclass(frozen=True, slots=True)
class AlertAction(Doing):
    """Tells the owner one of its texts.

    Args:
        texts: At least one; of several a draw picks one.
    """

    texts: tuple[Template, ...]

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "alert"


@dataclass(frozen=True, slots=True)
class MuteAction(Doing):
    """Wants silence for whoever wrote or for the whole chat, or ends it.

    Args:
        for_s: For so long, seconds; None ends it.
        whole_chat: Whether all members of a group are meant.
    """

    for_s: float | None
    whole_chat: bool = False

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "unmute" if self.for_s is None else "mute"


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
class StoreAction(Doing):
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
class LaterAction(Doing):
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
class CancelAction(Doing):
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
class AskAction(Doing):
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
class FetchAction(Doing):
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

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "fetch"


@dataclass(frozen=True, slots=True)
class IfAction(Doing):
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
class EachAction(Doing):
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
class PassAction(Doing):
    """Has the rules look at a text as if the sender had written it.

    Args:
        texts: At least one; of several a draw picks one.
    """

    texts: tuple[Template, ...]

    @property
    def verb(self) -> str:
        """The key of the action."""
        return "pass"


@dataclass(frozen=True, slots=True)
class DeedAction(Doing):
    """Does something that is no text.

    Args:
        verb: The key: a `Deed`, or `forward`.
        text: The name or remark that it takes, None if it takes none.
        kind: Of the chat that `text` names, where it names one.
    """

    verb: str
    text: Template | None = None
    kind: ChatKind | None = None


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
        yield from every(one.on_error)
        if isinstance(one, LaterAction):
            yield from every(one.actions)
        elif isinstance(one, AskAction):
            yield from every(one.on_timeout)
        elif isinstance(one, IfAction):
            yield from every((*one.then, *one.otherwise))
        elif isinstance(one, EachAction):
            yield from every(one.actions)
