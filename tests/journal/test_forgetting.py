"""Somebody is forgotten everywhere in a journal, and nobody else is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.journal import schema
from responder.journal.forgetting import Forgetting
from responder.journal.journal import FILE, Journal
from responder.journal.waits import RunChanges, StoredRun
from responder.memory import Cell, Claimed, Heard, Kept, Met, Muted, OwnerWrote, Replied, Said
from responder.models import Chat, ChatKind, OutgoingState, Person
from responder.rules.recording_runs import waiting_to_text
from responder.rules.waiting import Cause, Run, Waiting
from tests.cli.storedkit import NOW_S, entry, event, in_group, reply

if TYPE_CHECKING:
    from pathlib import Path

    from responder.memory import Change
    from responder.models import Event

SECRET = "her secret words"
BOB = Person("p12", "Bob")


def changes(who: str, chat: str) -> tuple[Change, ...]:
    """Everything that can be remembered of somebody in a chat."""
    talk = f"sender {chat} {who}"
    return (
        Claimed("r", talk, NOW_S),
        Claimed("r", f"chat {chat}", NOW_S),
        Met(who, NOW_S),
        Heard(chat, "t", who, NOW_S),
        OwnerWrote(chat, NOW_S),
        Replied(talk, NOW_S),
        Said(chat, "t", NOW_S),
        Muted(talk, NOW_S),
        Kept(f"sender {who}", "visits", "", Cell(3)),
        Kept(f"chat {chat}", "flag", "", Cell(True)),  # noqa: FBT003 - a stored value
    )


def rows(journal: Journal) -> dict[str, int]:
    """How many rows each table has, as far as it has any."""
    database = journal._database
    counts = {
        name: len(database.rows(table.select())) for name, table in schema.metadata.tables.items()
    }
    return {name: count for name, count in counts.items() if count and name != "note"}


def write(journal: Journal, *people: str) -> None:
    """What each leaves in private, and 小明 also in a group."""
    bob = event("8", "hi", sender=BOB, chat=Chat("p12", ChatKind.PRIVATE, "Bob"))
    entries = {
        "p12": [entry(bob, "answered")],
        "p1": [entry(event("7", SECRET), "answered"), entry(in_group("9", SECRET), "answered")],
    }
    caused = {
        "p12": [("8", one) for one in changes("p12", "p12")],
        "p1": [
            *(("7", one) for one in changes("p1", "p1")),
            *(("9", one) for one in changes("p1", "g1")),
        ],
    }
    out = {
        "p12": [replace(reply(1, "8", "r"), chat_id="p12", login_id="L")],
        "p1": [
            replace(reply(2, "7", "r", SECRET), login_id="L"),
            replace(reply(3, "9", "r", SECRET), chat_id="g1"),
        ],
    }
    runs = {"p12": [bob], "p1": [event("7", SECRET), in_group("9", SECRET)]}
    for who in people:
        put = tuple(stored(one) for one in runs[who])
        changed = RunChanges(put)
        journal.take_in(
            entries=entries[who],
            changes=caused[who],
            outgoing=out[who],
            now_s=NOW_S,
            runs=changed,
        )


def stored(one: Event) -> StoredRun:
    """A run that an event began and that waits."""
    run = Run("h", one.id, "r")
    waiting = Waiting(f"k {one.id}", run, one, Cause.LATER, "do[1].later", NOW_S, NOW_S + 1)
    return StoredRun(waiting.key, one.id, "r", "h", waiting.due_s, waiting_to_text(waiting))


def forget(path: Path, who: str) -> None:
    """For good."""
    with closing(Forgetting.open(path)) as forgetting:
        forgetting.forget((who,))


def test_one_is_forgotten_and_the_others_are_not(tmp_path: Path) -> None:
    """All tables are as if only the other had ever been there, but for what a group has as one."""
    both, only = tmp_path / "both", tmp_path / "only"
    both.mkdir()
    only.mkdir()
    with closing(Journal.open(both)) as journal:
        write(journal, "p1", "p12")
    with closing(Journal.open(only)) as journal:
        write(journal, "p12")
        wanted = rows(journal)
    forget(both, "p1")
    with closing(Journal.open(both)) as journal:
        left = rows(journal)
    of_the_group = {"owner": 1, "said": 1, "stored": 1, "stored_before": 1}
    assert left == {name: count + of_the_group.get(name, 0) for name, count in wanted.items()}


def test_no_byte_of_the_words_is_left_on_the_disk(tmp_path: Path) -> None:
    """Neither in the file nor beside it, also not of what was deleted earlier."""
    with closing(Journal.open(tmp_path)) as journal:
        write(journal, "p1")
        for pending in journal.outbox.pending():
            journal.outbox.end(pending.outgoing, OutgoingState.SENT, NOW_S)
        journal.pruning.prune(NOW_S + 1e9)
    with closing(Journal.open(tmp_path)) as journal:
        again = replace(entry(event("77", SECRET), "answered"))
        journal.take_in(entries=[again], now_s=NOW_S)
    forget(tmp_path, "p1")
    assert (tmp_path / FILE).exists()
    for file in tmp_path.iterdir():
        assert SECRET.encode() not in file.read_bytes(), file


def test_what_would_go_is_counted(tmp_path: Path) -> None:
    """Messages, answers, and those that have not left yet."""
    with closing(Journal.open(tmp_path)) as journal:
        write(journal, "p1", "p12")
    with closing(Forgetting.open(tmp_path)) as forgetting:
        assert forgetting.count(("p1",)) == (2, 2)
        assert forgetting.waits(("p1",)) == 2
        assert forgetting.count(("nobody",)) == (0, 0)
