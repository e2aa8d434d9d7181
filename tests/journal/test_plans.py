"""What a daemon asks of its journal costs no more over a million messages than over a thousand."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.journal.journal import Cursor, Hold, Journal
from responder.models import Deed, OutgoingState
from tests.journal.kit import NOW_S, entry, opened, text
from tests.plans import costly, overheard

if TYPE_CHECKING:
    from pathlib import Path


def _live(journal: Journal) -> None:
    """All that happens to messages and texts."""
    outbox, hold = journal.outbox, Hold("p1", NOW_S, NOW_S + 5)
    journal.unknown(["event 1", "event 2"])
    journal.memory()
    journal.take_in(
        now_s=NOW_S,
        event_ids=["event 1", "event 2"],
        entries=[entry("event 1"), entry("event 2", hold)],
        outgoing=[text(1), replace(text(2), login_id="L"), text(3), text(4)],
        cursor=Cursor("L", "[]"),
    )
    journal.take_in(now_s=NOW_S, decided=[entry("event 2")], outgoing=[text(5)])
    outbox.begin(text(1), "L", NOW_S)
    outbox.take_back(text(1), asked=False)
    outbox.begin(text(1), "L", NOW_S)
    outbox.repeat(text(1), NOW_S)
    outbox.end(text(1), OutgoingState.SENT, NOW_S, msg_id="m1")
    outbox.end(text(3), OutgoingState.UNKNOWN, NOW_S, reason="lost")
    outbox.end(text(4), OutgoingState.FAILED, NOW_S, reason="gone")
    outbox.is_ours("m1", "p1", "text 1", NOW_S)
    outbox.is_ours("m9", "p1", "text 3", NOW_S)
    outbox.ended("1")
    outbox.remark(text(1), "recalled")
    outbox.last_sent(NOW_S, but_chat="filehelper", but=["recalled"])
    outbox.before(replace(text(9), deed=Deed.RECALL), NOW_S, ["recalled"])
    outbox.attempts(NOW_S)
    journal.event("event 1")
    journal.keys("L")
    journal.waits.texts()
    journal.waits.decision("event 1")


def _begin(path: Path) -> None:
    """All that is asked when a daemon begins."""
    with closing(opened(path)) as journal:
        journal.held()
        journal.outbox.pending()
        journal.outbox.to_keep()
        journal.outbox.last_client_msg_id()
        journal.rule_sets.latest()


def test_no_message_goes_through_a_great_table(tmp_path: Path) -> None:
    """Neither does it sort a chat's whole past to find one text."""
    with closing(opened(tmp_path)) as journal:
        with overheard() as asked:
            _live(journal)
        assert costly(journal._database, asked) == []
        assert len(asked) > 40


def test_no_start_goes_through_a_great_table(tmp_path: Path) -> None:
    """However long an account has been answered for."""
    opened(tmp_path).close()
    with overheard() as asked:
        _begin(tmp_path)
    with closing(opened(tmp_path)) as journal:
        assert costly(journal._database, asked) == []


def test_hourly_forgetting_goes_through_no_great_table(tmp_path: Path) -> None:
    """It takes what is old from the old end."""
    with closing(Journal.open(tmp_path, keep_text=False)) as journal:
        _live(journal)
        with overheard() as asked:
            while journal.pruning.prune(NOW_S + 1e8):
                pass
        assert costly(journal._database, asked) == []
