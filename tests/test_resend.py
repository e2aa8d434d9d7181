"""Sending again what was not sent."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.errors import OutgoingError
from responder.journal.journal import Journal
from responder.models import Deed, Outgoing, OutgoingState
from responder.resend import AGAIN, Resend
from tests.journal.kit import NOW_S, text

if TYPE_CHECKING:
    from pathlib import Path

NEW = f"{9:017d}"
MAY = sorted(AGAIN - {OutgoingState.UNKNOWN})
MAY_NOT = sorted(set(OutgoingState) - AGAIN - {OutgoingState.QUEUED, OutgoingState.SENDING})


async def again(
    folder: Path, state: OutgoingState, one: Outgoing | None = None, *, twice: bool = False
) -> list[Outgoing]:
    """A text that ended so is to be sent again, two times; gives what is then written down."""
    with closing(Journal.open(folder)) as journal:

        async def say(old: Outgoing) -> Outgoing:
            new = replace(old, client_msg_id=NEW, created_s=NOW_S + 9)
            journal.take_in(now_s=NOW_S + 9, outgoing=[new])
            return new

        old = one or text(1, event="a")
        journal.take_in(now_s=NOW_S, outgoing=[old])
        journal.outbox.end(old, state, NOW_S + 5, reason="so")
        resend = Resend(journal.outbox, say)
        new = await resend.again(old.client_msg_id, twice=twice)
        with pytest.raises(OutgoingError, match="was sent again already"):
            await resend.again(old.client_msg_id, twice=True)
        assert new.client_msg_id == NEW
        return [pending.outgoing for pending in journal.outbox.pending()]


@pytest.mark.parametrize("state", MAY)
async def test_it_becomes_a_new_text_once(state: OutgoingState, tmp_path: Path) -> None:
    """With the same words for the same message and chat; a second click finds it done."""
    (new,) = await again(tmp_path, state)
    assert (new.text, new.event_id, new.chat_id) == ("text 1", "a", "p1")


async def test_what_may_have_arrived_needs_a_word_more(tmp_path: Path) -> None:
    """It says that the text may come twice, and what to do about it."""
    with pytest.raises(OutgoingError, match="may get it twice"):
        await again(tmp_path, OutgoingState.UNKNOWN)
    with closing(Journal.open(tmp_path)) as journal:
        assert journal.outbox.pending() == ()
    (tmp_path / "other").mkdir()
    assert len(await again(tmp_path / "other", OutgoingState.UNKNOWN, twice=True)) == 1


@pytest.mark.parametrize("state", MAY_NOT)
async def test_what_was_sent_is_not_sent_again(state: OutgoingState, tmp_path: Path) -> None:
    """Nor what was only rehearsed: a dry run sends nothing."""
    with pytest.raises(OutgoingError, match=f"it is {state}"):
        await again(tmp_path, state, twice=True)


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (replace(text(1), event_id=""), "answers no message"),
        (replace(text(1, event="a"), deed=Deed.ACCEPT), "accepts a friend"),
        (replace(text(1, event="a"), deed=Deed.RECALL), "is no message"),
        (replace(text(1, event="a"), text=""), "not kept"),
    ],
)
async def test_what_can_not_be_sent_again_says_why(one: Outgoing, why: str, tmp_path: Path) -> None:
    """Its words are gone, or it is no answer to anybody."""
    with pytest.raises(OutgoingError, match=why):
        await again(tmp_path, OutgoingState.FAILED, one)


async def test_a_text_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    """Forgotten, or of no journal."""
    with closing(Journal.open(tmp_path)) as journal:
        resend = Resend(journal.outbox, None)  # type: ignore[arg-type]  # it says nothing
        with pytest.raises(OutgoingError, match="no text with this id"):
            await resend.again("1", twice=True)
