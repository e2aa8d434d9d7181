"""What goes out, from the decision to its end, and which of the owner's messages are our own.

Every text has one ClientMsgId for life. It must not know how a text is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from responder.journal import attempts, schema
from responder.journal.attempts import Attempt
from responder.models import Deed, MessageType, Outgoing, OutgoingState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from responder.journal.database import Database

NOT_SENT = (
    OutgoingState.FAILED,
    OutgoingState.EXPIRED,
    OutgoingState.SUPPRESSED,
    OutgoingState.CANCELLED,
)
"""Ends after which nothing has arrived, as far as anybody can know."""

ECHO_S = 120.0
"""A message of the owner's that says what we have just said is ours for so long; after that the
service has long repeated what it wanted to repeat."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An outgoing text without an end, found at start.

    Args:
        outgoing: The text.
        login_id: The login in which it may have left; `""` if it certainly has not.
        attempted_s: Unix seconds since when.
    """

    outgoing: Outgoing
    login_id: str
    attempted_s: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """An outgoing text that has an end.

    Args:
        outgoing: The text.
        state: How it ended.
        repeated: Whether the same was written once more, for the same message, at a later time.
    """

    outgoing: Outgoing
    state: OutgoingState
    repeated: bool


class Outbox:
    """The outgoing texts of one journal.

    Args:
        database: Open.
        digest: What stands for a text in `said`.
    """

    def __init__(self, database: Database, digest: Callable[[str], str]) -> None:
        self._database = database
        self._digest = digest

    def add(self, connection: sa.Connection, outgoing: Sequence[Outgoing], now_s: float) -> None:
        """Write texts down, in the transaction of the caller.

        Args:
            connection: In a transaction.
            outgoing: In order. One that names a login counts as attempted in it from now on,
                without a word of its own.
            now_s: Unix seconds.
        """
        if not outgoing:
            return
        connection.execute(_INSERT, [_row(text, now_s) for text in outgoing])
        attempts.note(connection, (text.chat_id for text in outgoing if text.login_id), now_s)

    def begin(self, text: Outgoing, login_id: str, now_s: float) -> None:
        """Write down that a text may leave in a login from now on.

        Raises:
            JournalError: Not written; it must not leave.
        """
        with self._database.writing() as connection:
            connection.execute(
                _BEGIN, {"which": text.client_msg_id, "login_id": login_id, "attempted_s": now_s}
            )
            attempts.note(connection, [text.chat_id], now_s)

    def repeat(self, text: Outgoing, now_s: float) -> None:
        """Write down that a text leaves once more, in the same login.

        Raises:
            JournalError: Not written.
        """
        with self._database.writing() as connection:
            attempts.note(connection, [text.chat_id], now_s)

    def take_back(self, text: Outgoing, *, asked: bool) -> None:
        """Write down that a text has certainly not been sent.

        Args:
            text: Which.
            asked: Whether the service was asked to send it, which counts for the pace.

        Raises:
            JournalError: Not written.
        """
        with self._database.writing() as connection:
            if not asked:
                attempts.forget(connection, text.client_msg_id)
            connection.execute(_TAKE_BACK, {"which": text.client_msg_id})

    def end(
        self,
        text: Outgoing,
        state: OutgoingState,
        now_s: float,
        *,
        reason: str = "",
        msg_id: str = "",
        marks: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write down how a text ended.

        When nothing of an answer was sent, its rule gets back what it had claimed for it; and a
        text that was not sent was not said.

        Args:
            text: Which.
            state: A final one.
            now_s: Unix seconds.
            reason: Why, unless it was sent.
            msg_id: The service's id, if it was sent and has one.
            marks: What is to be noted of earlier ones from now on, by ClientMsgId.

        Raises:
            JournalError: Not written.
        """
        change = _ending(text, state, now_s, reason=reason, msg_id=msg_id)
        with self._database.writing() as connection:
            connection.execute(_CHANGE, change)
            for which, remark in marks:
                connection.execute(_CHANGE, {"which": which, "reason": remark})
            if state in NOT_SENT:
                connection.execute(GIVE_BACK, {"event": text.event_id, "by": text.rule})
                chat_id, digest = text.chat_id, self._digest(text.text)
                connection.execute(_UNSAY, {"chat": chat_id, "digest": digest})

    def sent(self, text: Outgoing, now_s: float, msg_id: str) -> None:
        """Have it written down that a text was sent, with the next transaction.

        Mostly that is the one in which the next text of its chat begins. A crash before it leaves
        the text begun, as one between the service's answer and any transaction does: it is sent
        once more in the same login, and the service drops it. No question of the outbox finds it
        unwritten, and `settle` bounds how long it waits.

        Args:
            text: Which, begun.
            now_s: Unix seconds.
            msg_id: The service's id; `""` if it has none.
        """
        self._database.owe(_CHANGE, _ending(text, OutgoingState.SENT, now_s, msg_id=msg_id))

    def then(self, call: Callable[[], object]) -> None:
        """Call something as soon as all that was sent is written down, at once if it is.

        Args:
            call: Must return at once.
        """
        self._database.then(call)

    def settle(self) -> None:
        """Write down all that was sent, if anything waits for the next transaction.

        Raises:
            JournalError: Not written.
        """
        if self._database.owes:
            with self._database.writing():
                pass

    def pending(self) -> tuple[Pending, ...]:
        """What goes out and has no end yet, in the order it was written."""
        return tuple(_pending(row) for row in self._rows(_PENDING))

    def to_keep(self) -> Outgoing | None:
        """The first of what is to be kept and has no end yet; None if there is nothing."""
        row = next(iter(self._rows(_TO_KEEP)), None)
        return None if row is None else _pending(row).outgoing

    def ended(self, client_msg_id: str) -> Ended | None:
        """A text by its id; None if it is not kept, or has no end yet."""
        row = next(iter(self._rows(_ENDED, {"which": client_msg_id})), None)
        if row is None:
            return None
        return Ended(_pending(row).outgoing, OutgoingState(row.state), bool(row.repeated))

    def last_client_msg_id(self) -> str:
        """The greatest ClientMsgId ever given; `""` if none."""
        greatest: str | None = self._database.value(_GREATEST)
        return greatest or ""

    def last_sent(
        self, since_s: float, *, but_chat: str, but: Sequence[str]
    ) -> tuple[Outgoing, str] | None:
        """The last text that was sent and that the service has named.

        Args:
            since_s: Sent since then, Unix seconds.
            but_chat: Not to this chat.
            but: Not one with one of these remarks.

        Returns:
            It and its MsgId; None if there is none.
        """
        values = {"since_s": since_s, "but_chat": but_chat, "but": [*but]}
        row = next(iter(self._rows(_LAST_SENT, values)), None)
        return None if row is None else (_pending(row).outgoing, row.msg_id)

    def before(
        self, recall: Outgoing, since_s: float, but: Sequence[str]
    ) -> tuple[Outgoing, str] | None:
        """The message that a recall takes back: the last one of its chat that left before it.

        It is the same one however often it is asked for, until it has been taken back.

        Args:
            recall: The recall.
            since_s: Sent since then, Unix seconds.
            but: Not one with one of these remarks.

        Returns:
            It and its MsgId; None if there is none.
        """
        values = {"since_s": since_s, "chat": recall.chat_id, "own": recall.client_msg_id}
        row = next(iter(self._rows(_LAST_BEFORE, {**values, "but": [*but]})), None)
        return None if row is None else (_pending(row).outgoing, row.msg_id)

    def remark(self, text: Outgoing, reason: str) -> None:
        """Note something of a text that has ended.

        Raises:
            JournalError: Not written.
        """
        with self._database.writing() as connection:
            connection.execute(_CHANGE, {"which": text.client_msg_id, "reason": reason})

    def attempts(self, since_s: float) -> tuple[Attempt, ...]:
        """Requests that carried a text since some time, oldest first."""
        rows = self._rows(attempts.SINCE, {"since_s": since_s})
        return tuple(Attempt(row.chat_id, row.at_s) for row in rows)

    def is_ours(
        self,
        msg_id: str,
        chat_id: str,
        text: str,
        now_s: float,
        kind: MessageType = MessageType.TEXT,
    ) -> bool:
        """Whether a message from this account is one that we sent, not one of the owner's.

        Either the service named it so when it took it, or its chat and text, or the kind of its
        medium, are those of something that may be on its way or whose answer was lost a moment
        ago. Such a one is recognised once: who says it again is the owner.

        Args:
            msg_id: The service's id of the message.
            chat_id: Where it stands.
            text: What it says.
            now_s: Unix seconds.
            kind: Of message.

        Raises:
            JournalError: Not written.
        """
        values = {"chat": chat_id, "deed": kind.value, "since_s": now_s - ECHO_S}
        self.settle()
        if self._database.value(_SENT_AS, {"msg_id": msg_id}) is not None:
            return True
        like_it = [
            row.client_msg_id
            for row in self._database.rows(_ECHOED, values)
            # A picture that comes back has no words to know it by.
            if kind.value != Deed.TEXT or _as_given_back(row.text) == _as_given_back(text)
        ]
        if not like_it:
            return False
        which = min(like_it)
        with self._database.writing() as connection:
            connection.execute(_CHANGE, {"which": which, "msg_id": msg_id})
        return True

    def _rows(
        self, query: sa.Executable, values: dict[str, Any] | None = None
    ) -> Sequence[sa.Row[Any]]:
        """Everything a query finds, now that all that was sent is written down."""
        self.settle()
        return self._database.rows(query, values)


def _as_given_back(text: str) -> str:
    """A text without what is lost on its way to the service and back.

    It has marks of its own for line ends and for digits in boxes, which do not tell how they were
    typed: with a carriage return, or as a picture.
    """
    return text.replace("\r\n", "\n").replace("\ufe0f", "")


def _ending(
    text: Outgoing, state: OutgoingState, now_s: float, *, reason: str = "", msg_id: str = ""
) -> dict[str, Any]:
    """What `_CHANGE` takes for the end of a text."""
    values = {"which": text.client_msg_id, "state": state.value, "reason": reason}
    if msg_id:  # else the name stays that an echo may have told
        values["msg_id"] = msg_id
    return {**values, "ended_s": now_s}


def _row(outgoing: Outgoing, now_s: float) -> dict[str, Any]:
    begun = bool(outgoing.login_id)
    return {
        "client_msg_id": outgoing.client_msg_id,
        "chat_id": outgoing.chat_id,
        "chat_name": outgoing.chat_name,
        "text": outgoing.text,
        "event_id": outgoing.event_id,
        "rule": outgoing.rule,
        "not_before_s": outgoing.not_before_s,
        "created_s": outgoing.created_s,
        "state": (OutgoingState.SENDING if begun else OutgoingState.QUEUED).value,
        "reason": "",
        "login_id": outgoing.login_id,
        "attempted_s": now_s if begun else None,
        "msg_id": "",
        "to_owner": outgoing.to_owner,
        "deed": outgoing.deed.value,
        "content": outgoing.content,
    }


def _pending(row: sa.Row[Any]) -> Pending:
    return Pending(
        Outgoing(
            client_msg_id=row.client_msg_id,
            chat_id=row.chat_id,
            text=row.text,
            event_id=row.event_id,
            rule=row.rule,
            not_before_s=row.not_before_s,
            created_s=row.created_s,
            chat_name=row.chat_name,
            to_owner=row.to_owner,
            elsewhere=row.asked_in is not None and row.asked_in != row.chat_id,
            deed=Deed(row.deed),
            content=row.content,
        ),
        row.login_id,
        row.attempted_s,
    )


_WHICH = schema.outgoing.c.client_msg_id == sa.bindparam("which")
_state = schema.outgoing.c.state

# Made once: composing a statement costs about as much as running it.
_INSERT = sa.insert(schema.outgoing)
_BEGIN = sa.update(schema.outgoing).where(_WHICH).values(state=OutgoingState.SENDING.value)
_TAKE_BACK = (
    sa.update(schema.outgoing)
    .where(_WHICH)
    .values(state=OutgoingState.QUEUED.value, login_id="", attempted_s=None)
)
_CHANGE = sa.update(schema.outgoing).where(_WHICH)
_WITH_ITS_EVENT = sa.select(schema.outgoing, schema.event.c.chat_id.label("asked_in")).join(
    schema.event, schema.event.c.event_id == schema.outgoing.c.event_id, isouter=True
)
_WAITING = _WITH_ITS_EVENT.where(schema.WAITING).order_by(schema.outgoing.c.client_msg_id)
_PENDING = _WAITING.where(schema.outgoing.c.deed != Deed.KEEP.value)
_TO_KEEP = _WAITING.where(schema.outgoing.c.deed == Deed.KEEP.value).limit(1)
_other = schema.outgoing.alias("other")
REPEATED = sa.case(
    (
        # Of what answers no message there are too many to be looked through.
        schema.outgoing.c.event_id != "",
        sa.exists()
        .where(
            _other.c.event_id == schema.outgoing.c.event_id,
            # Written so that no other index is taken: of an event there are few texts, of a chat
            # thousands.
            _other.c.chat_id.concat("") == schema.outgoing.c.chat_id,
            _other.c.rule == schema.outgoing.c.rule,
            _other.c.text == schema.outgoing.c.text,
            # Later, and not in the same breath; the clock may have been set back in between.
            _other.c.client_msg_id.concat("") > schema.outgoing.c.client_msg_id,
            _other.c.created_s != schema.outgoing.c.created_s,
        )
        .correlate(schema.outgoing),
    ),
    else_=False,
).label("repeated")
"""Whether the same was written once more, for the same message, at another time."""

_ENDED = _WITH_ITS_EVENT.add_columns(REPEATED).where(_WHICH, schema.outgoing.c.ended_s.is_not(None))
_LAST_SENT = (
    _WITH_ITS_EVENT.where(
        schema.outgoing.c.ended_s >= sa.bindparam("since_s"),
        _state == OutgoingState.SENT.value,
        schema.NAMED,
        schema.outgoing.c.chat_id != sa.bindparam("but_chat"),
        schema.outgoing.c.reason.not_in(sa.bindparam("but", expanding=True)),
    )
    .order_by(schema.outgoing.c.ended_s.desc(), schema.outgoing.c.client_msg_id.desc())
    .limit(1)
)
_LAST_BEFORE = (
    _WITH_ITS_EVENT.where(
        schema.outgoing.c.ended_s >= sa.bindparam("since_s"),
        _state == OutgoingState.SENT.value,
        schema.NAMED,
        # Written so that no index of chats is taken, as below.
        schema.outgoing.c.chat_id.concat("") == sa.bindparam("chat"),
        schema.outgoing.c.client_msg_id < sa.bindparam("own"),
        schema.outgoing.c.reason.not_in(sa.bindparam("but", expanding=True)),
    )
    .order_by(schema.outgoing.c.client_msg_id.desc())
    .limit(1)
)
_GREATEST = sa.select(sa.func.max(schema.outgoing.c.client_msg_id))
_SENT_AS = sa.select(schema.outgoing.c.client_msg_id).where(
    schema.outgoing.c.msg_id == sa.bindparam("msg_id"), schema.NAMED
)
_LIKE_IT = sa.and_(
    # Written so that no index of chats is taken: a chat may have thousands of texts, but few are on
    # their way or have just ended.
    schema.outgoing.c.chat_id.concat("") == sa.bindparam("chat"),
    schema.outgoing.c.deed == sa.bindparam("deed"),
    schema.outgoing.c.msg_id == "",
)
_SAID = sa.select(schema.outgoing.c.client_msg_id, schema.outgoing.c.text)
_ON_ITS_WAY = _SAID.where(schema.WAITING, _state == OutgoingState.SENDING.value, _LIKE_IT)
_JUST_ENDED = _SAID.where(
    _state.in_([OutgoingState.UNKNOWN.value, OutgoingState.SENT.value]),
    schema.outgoing.c.ended_s >= sa.bindparam("since_s"),
    _LIKE_IT,
)
_ECHOED = sa.union_all(_ON_ITS_WAY, _JUST_ENDED)
_ANSWER = sa.and_(
    schema.outgoing.c.event_id == sa.bindparam("event"),
    schema.outgoing.c.rule == sa.bindparam("by"),
)
GIVE_BACK = sa.delete(schema.claim).where(
    schema.claim.c.event_id == sa.bindparam("event"),
    schema.claim.c.rule == sa.bindparam("by"),
    ~sa.exists().where(_ANSWER, _state.not_in([state.value for state in NOT_SENT])),
    ~sa.exists().where(
        schema.run.c.event_id == sa.bindparam("event"), schema.run.c.rule == sa.bindparam("by")
    ),
)
"""What a rule had claimed for an answer, unless something of it was sent or may still be."""

SPOKEN = sa.select(sa.exists().where(_ANSWER))
"""Whether something of an answer was to be sent."""

_UNSAY = sa.delete(schema.said).where(
    schema.said.c.chat_id == sa.bindparam("chat"),
    schema.said.c.digest == sa.bindparam("digest"),
)
