"""Taking back what was said last."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from responder.errors import EnvironmentFault
from responder.journal.journal import Journal
from responder.models import OutgoingState
from responder.undo import TAKEN_BACK, UNDO_S, Undo
from tests.journal.kit import NOW_S, text

if TYPE_CHECKING:
    from pathlib import Path


class Account:
    """Takes back everything, or knows no chat."""

    def __init__(self, *, known: bool = True) -> None:
        self.known = known
        self.asked: list[tuple[str, str, str]] = []

    async def revoke(self, chat_id: str, msg_id: str, client_msg_id: str) -> None:
        """As asked."""
        if not self.known:
            raise LookupError(chat_id)
        self.asked.append((chat_id, msg_id, client_msg_id))


def sent(journal: Journal, number: int, *, msg_id: str = "m", **fields: object) -> None:
    """A text that was sent."""
    one = text(number, **fields)  # type: ignore[arg-type]  # a test's shorthand
    journal.take_in(now_s=NOW_S, outgoing=[one])
    journal.outbox.end(one, OutgoingState.SENT, NOW_S, msg_id=msg_id and f"{msg_id}{number}")


def undo(journal: Journal, account: Account, now_s: float = NOW_S) -> Undo:
    """At some time."""
    return Undo(account, journal.outbox, lambda: now_s)  # type: ignore[arg-type]  # all it uses


async def test_two_minutes_count_from_when_it_was_sent(tmp_path: Path) -> None:
    """It may have waited for its turn for longer than that; and the last is who left last."""
    account = Account()
    late_s = NOW_S + UNDO_S + 60
    with closing(Journal.open(tmp_path)) as journal:
        waited, other = text(1), text(2, chat="p2")
        journal.take_in(now_s=NOW_S, outgoing=[waited, other])
        journal.outbox.end(other, OutgoingState.SENT, NOW_S, msg_id="m2")
        journal.outbox.end(waited, OutgoingState.SENT, late_s - 9, msg_id="m1")
        found = await undo(journal, account, late_s).last()
        assert found is not None
        assert found.text == "text 1"
        assert await undo(journal, account, late_s).last() is None


async def test_the_last_one_is_taken_back_once(tmp_path: Path) -> None:
    """By its own ids; what was said to the owner, or has no id, is passed over."""
    account = Account()
    with closing(Journal.open(tmp_path)) as journal:
        sent(journal, 1)
        sent(journal, 2)
        sent(journal, 3, chat="filehelper")
        sent(journal, 4, msg_id="")
        for number in (2, 1):
            found = await undo(journal, account).last()
            assert found is not None
            assert found.text == f"text {number}"
        assert await undo(journal, account).last() is None
    assert account.asked == [("p1", "m2", f"{2:017d}"), ("p1", "m1", f"{1:017d}")]


async def test_after_two_minutes_it_stays(tmp_path: Path) -> None:
    """The service would refuse."""
    with closing(Journal.open(tmp_path)) as journal:
        sent(journal, 1)
        assert await undo(journal, Account(), NOW_S + UNDO_S + 1).last() is None


async def test_an_unknown_chat_is_a_sentence(tmp_path: Path) -> None:
    """And nothing is noted."""
    with closing(Journal.open(tmp_path)) as journal:
        sent(journal, 1)
        with pytest.raises(EnvironmentFault, match="Ann is not known"):
            await undo(journal, Account(known=False)).last()
        values = {"but_chat": "", "but": TAKEN_BACK}
        assert journal.outbox.last_sent(0.0, **values) is not None
