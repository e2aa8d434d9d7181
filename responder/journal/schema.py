"""The tables as they are now, as SQLAlchemy Core; only this room uses them.

How they came to be so is in `migrations`; a test holds both together.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    and_,
    literal_column,
)

metadata = MetaData()

handled = Table(
    "handled",
    metadata,
    Column("event_id", String, primary_key=True, comment="the service's MsgId"),
    Column("handled_s", Float, nullable=False, comment="Unix seconds of the decision"),
    Index("handled_by_time", "handled_s"),
    sqlite_with_rowid=False,
)
"""What the service may repeat and is not to be taken in again."""

event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True, comment="in the order of arrival"),
    Column("event_id", String, nullable=False, comment="the service's MsgId"),
    Column("chat_id", String, nullable=False),
    Column("sender_id", String, nullable=False),
    Column("time_s", Float, nullable=False, comment="server time, Unix seconds"),
    Column("taken_in_s", Float, nullable=False, comment="Unix seconds"),
    Column("event", Text, nullable=False, comment="all of it, JSON"),
    Column("outcome", String, nullable=False, comment="in a word; `held` while undecided"),
    Column("rule", String, nullable=False, default="", comment="that has it"),
    Column("rule_set", String, nullable=False, default="", comment="hash"),
    Column("decision", Text, nullable=False, default="", comment="with its trace, JSON"),
    Column("hold_key", String, comment="while held: what it waits with"),
    Column("since_s", Float, comment="while held: since when, Unix seconds"),
    Column("due_s", Float, comment="while held: when it is decided, Unix seconds"),
    Index("event_by_id", "event_id", unique=True),
    Index("event_by_chat", "chat_id", "number"),
    Index("event_by_time", "taken_in_s"),
)
"""What happened and what was decided about it."""

Index("event_held", event.c.due_s, sqlite_where=event.c.due_s.is_not(None))

outgoing = Table(
    "outgoing",
    metadata,
    Column("client_msg_id", String, primary_key=True),
    Column("chat_id", String, nullable=False),
    Column("chat_name", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("event_id", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("not_before_s", Float, nullable=False),
    Column("created_s", Float, nullable=False),
    Column("state", String, nullable=False, comment="an OutgoingState"),
    Column("reason", String, nullable=False, default=""),
    Column("login_id", String, nullable=False, default="", comment="where it may have left"),
    Column("attempted_s", Float, comment="Unix seconds since when"),
    Column("msg_id", String, nullable=False, default="", comment="the service's id once sent"),
    Column("to_owner", Boolean, nullable=False, server_default="0", comment="answers the owner"),
    Column("ended_s", Float, comment="Unix seconds"),
    Column("deed", String, nullable=False, server_default="text", comment="a Deed"),
    Column("content", Text, nullable=False, server_default="", comment="what the deed takes"),
    Index("outgoing_by_event", "event_id"),
    Index("outgoing_by_chat", "chat_id", "created_s"),
    Index("outgoing_by_time", "created_s"),
    Index("outgoing_by_end", "ended_s"),
)

WAITING = outgoing.c.state.in_([literal_column("'queued'"), literal_column("'sending'")])
"""Which texts have no end yet. Literal, as the next one: an index of some rows serves only a query
that names the same rows in the same words."""

NAMED = outgoing.c.msg_id != literal_column("''")
"""Which texts the service has given an id."""

TOLD = and_(outgoing.c.ended_s.is_not(None), outgoing.c.text != literal_column("''"))
"""Which texts have an end and are still there."""

Index("outgoing_told", outgoing.c.ended_s, sqlite_where=TOLD)
Index("outgoing_waiting", outgoing.c.client_msg_id, sqlite_where=WAITING)
Index("outgoing_by_msg_id", outgoing.c.msg_id, sqlite_where=NAMED)

attempt = Table(
    "attempt",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at_s", Float, nullable=False, comment="Unix seconds"),
    Column("chat_id", String, nullable=False),
    Index("attempt_by_time", "at_s"),
)
"""Requests that carried a text, for the pace of the next run."""

cursor = Table(
    "cursor",
    metadata,
    Column("login_id", String, primary_key=True),
    Column("keys", Text, nullable=False, comment="opaque; whoever commits it reads it back"),
)

note = Table(
    "note",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", JSON, nullable=False),
)
"""Single values that outlive the process, such as until when sending pauses."""

claim = Table(
    "claim",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("rule", String, nullable=False),
    Column("scope", String, nullable=False, comment="for whom"),
    Column("at_s", Float, nullable=False, comment="Unix seconds"),
    Column("event_id", String, nullable=False, comment="whose answer it pays for"),
    Index("claim_by_scope", "rule", "scope", "at_s"),
    Index("claim_by_event", "event_id"),
    Index("claim_by_time", "at_s"),
)

person = Table(
    "person",
    metadata,
    Column("person_id", String, primary_key=True),
    Column("wrote_s", Float, nullable=False, comment="last, Unix seconds"),
    sqlite_with_rowid=False,
)
"""Who ever wrote."""

owner = Table(
    "owner",
    metadata,
    Column("chat_id", String, primary_key=True),
    Column("wrote_s", Float, nullable=False, comment="the owner, on the phone; Unix seconds"),
    sqlite_with_rowid=False,
)

heard = Table(
    "heard",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("chat_id", String, nullable=False),
    Column("digest", String, nullable=False, comment="of the folded text"),
    Column("sender_id", String, nullable=False),
    Column("at_s", Float, nullable=False),
    Index("heard_by_text", "chat_id", "digest", "at_s"),
    Index("heard_by_time", "at_s"),
)

replied = Table(
    "replied",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("talk", String, nullable=False),
    Column("at_s", Float, nullable=False),
    Index("replied_by_talk", "talk", "at_s"),
    Index("replied_by_time", "at_s"),
)

said = Table(
    "said",
    metadata,
    Column("chat_id", String, primary_key=True),
    Column("digest", String, primary_key=True, comment="of the text"),
    Column("at_s", Float, nullable=False, comment="last, Unix seconds"),
    Index("said_by_time", "at_s"),
    sqlite_with_rowid=False,
)

muted = Table(
    "muted",
    metadata,
    Column("talk", String, primary_key=True),
    Column("until_s", Float, nullable=False, comment="Unix seconds"),
    sqlite_with_rowid=False,
)

rule_file = Table(
    "rule_file",
    metadata,
    Column("digest", String, primary_key=True, comment="of what is in it"),
    Column("content", LargeBinary, nullable=False, comment="compressed by zlib"),
)
"""What stood in a rule file or a table; equal ones are kept once."""

rule_set = Table(
    "rule_set",
    metadata,
    Column("hash", String, primary_key=True, comment="of everything that was read"),
    Column("path", String, nullable=False, comment="of the main file"),
    Column("files", JSON, nullable=False, comment="[path, digest], in the order of reading"),
    Column("found", JSON, nullable=False, comment="what each wildcard found"),
)
"""Rules that were put to use, by the files they came from."""

rule_load = Table(
    "rule_load",
    metadata,
    Column("number", Integer, primary_key=True, comment="in the order of time"),
    Column("hash", String, nullable=False),
    Column("at_s", Float, nullable=False, comment="Unix seconds"),
    Column("origin", String, nullable=False, comment="in a word: why"),
    Column("rules", Integer, nullable=False, comment="how many"),
    Index("rule_load_by_hash", "hash"),
)
"""When which rules were put to use."""

stored = Table(
    "stored",
    metadata,
    Column("owner", String, primary_key=True, comment="a person, a chat, or everybody"),
    Column("name", String, primary_key=True),
    Column("entry", String, primary_key=True, comment="blank for the only value of a name"),
    Column("value", Text, nullable=False, comment="JSON"),
    Column("until_s", Float, comment="when it ends, Unix seconds"),
    sqlite_with_rowid=False,
)
"""What actions of rules stored."""

ENDING = stored.c.until_s.is_not(None)
"""Which values have an end."""

Index("stored_ending", stored.c.until_s, sqlite_where=ENDING)

run = Table(
    "run",
    metadata,
    Column("key", String, primary_key=True, comment="one comes in place of another of its key"),
    Column("event_id", String, nullable=False, comment="what it answers"),
    Column("rule", String, nullable=False),
    Column("rule_set", String, nullable=False, comment="hash of the one that began it"),
    Column("due_s", Float, nullable=False, comment="when it goes on, Unix seconds"),
    Column("run", Text, nullable=False, comment="all of it, JSON"),
    Index("run_by_event", "event_id", "rule"),
    sqlite_with_rowid=False,
)
"""Runs that go on later."""

stored_before = Table(
    "stored_before",
    metadata,
    Column("number", Integer, primary_key=True, comment="in the order of time"),
    Column("at_s", Float, nullable=False, comment="Unix seconds of the change"),
    Column("owner", String, nullable=False),
    Column("name", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("value", Text, comment="as it was until then; NULL where there was none"),
    Column("until_s", Float, comment="when that ended, Unix seconds"),
    Index("stored_before_by_time", "at_s"),
)
"""What stood in `stored` before each change."""

run_before = Table(
    "run_before",
    metadata,
    Column("number", Integer, primary_key=True, comment="in the order of time"),
    Column("at_s", Float, nullable=False, comment="Unix seconds of the change"),
    Column("key", String, nullable=False),
    Column("run", Text, comment="as it was until then; NULL where none waited"),
    Column("due_s", Float, comment="when it was to go on, Unix seconds"),
    Index("run_before_by_time", "at_s"),
    Index("run_before_by_key", "key"),
)
"""What stood in `run` before each change."""

IDS = (
    person.c.person_id,
    owner.c.chat_id,
    outgoing.c.chat_id,
    attempt.c.chat_id,
    heard.c.chat_id,
    heard.c.sender_id,
    said.c.chat_id,
    event.c.chat_id,
    event.c.sender_id,
)
"""Where the id of one person or chat stands, and nothing else."""

TALKS = (claim.c.scope, replied.c.talk, muted.c.talk, run.c.key, run_before.c.key)
"""Where ids stand among other words, parted by blanks."""

OWNERS = (stored.c.owner, stored_before.c.owner)
"""Where an id stands behind a word that says what it is of."""

RUNS = (run.c.run, run_before.c.run)
"""Where ids stand in an event, as JSON; of `event.event` the columns beside it tell."""
