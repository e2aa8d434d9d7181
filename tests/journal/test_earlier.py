"""What was remembered before an event of the past, as the journal still tells."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.journal.earlier import Lookback
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.memory import Claimed, Heard, Met, Muted, OwnerWrote, Replied, Said
from responder.models import Outgoing, OutgoingState
from tests.cli.storedkit import ME, NOW_S, entry, event

if TYPE_CHECKING:
    from pathlib import Path

    from responder.memory import Change, Memory


def took(
    journal: Journal,
    number: int,
    at_s: float,
    *changes: Change,
    text: str = "hi",
    mine: bool = False,
) -> None:
    """An event comes in, and changes memory."""
    what = event(str(number), text, time_s=at_s)
    what = replace(what, from_me=True, sender=ME) if mine else what
    out = Outgoing(f"{number:017d}", "p1", text, str(number), "r", at_s, at_s, "小明")
    journal.take_in(
        now_s=at_s,
        entries=[entry(what, "answered")],
        changes=[(str(number), change) for change in changes],
        outgoing=[out],
    )
    journal.outbox.end(out, OutgoingState.SENT, at_s)


def written(path: Path) -> None:
    """Three events, of which the second changes everything again."""
    with closing(Journal.open(path)) as journal:
        for number, at_s in ((1, NOW_S), (2, NOW_S + 1000), (3, NOW_S + 2000)):
            took(
                journal,
                number,
                at_s,
                Claimed("r", "s", at_s),
                Met("p1", at_s),
                Heard("p1", "t", "p1", at_s),
                Replied("talk", at_s),
                Muted("talk", at_s + 60),
                Said("p1", "hi", at_s),
                OwnerWrote("p1", at_s),
                mine=number != 1,
            )


def memory(path: Path, number: int) -> Memory:
    """As it was before an event, read through at once."""
    with closing(Reader.open(path)) as reader:
        found = reader.earlier(number).memory(Lookback(mute_s=60))
    assert found.heard.get(("p1", "never")) is None
    return found


def test_what_carries_its_time_is_taken_up_to_then(tmp_path: Path) -> None:
    """Claims by their event, the rest by the clock."""
    written(tmp_path)
    before = memory(tmp_path, 3)
    assert before.claims.get(("r", "s")) == (NOW_S, NOW_S + 1000)
    assert before.heard.get(("p1", "t")) == (("p1", NOW_S), ("p1", NOW_S + 1000))
    assert before.replied.get("talk") == (NOW_S, NOW_S + 1000)
    assert before.said_s.get(("p1", "hi")) == NOW_S + 1000


def test_of_what_is_overwritten_the_events_tell(tmp_path: Path) -> None:
    """Who had written before, and when the owner last did."""
    written(tmp_path)
    assert memory(tmp_path, 3).owner_wrote_s.get("p1") == NOW_S + 1000
    assert memory(tmp_path, 2).owner_wrote_s.get("p1") is None
    assert memory(tmp_path, 2).met.get("p1") == NOW_S + 999
    assert memory(tmp_path, 1).met.get("p1") is None


def test_a_mute_of_later_is_none_yet(tmp_path: Path) -> None:
    """One from before still counts."""
    written(tmp_path)
    assert memory(tmp_path, 3).muted_until_s.get("talk") is None
    with closing(Journal.open(tmp_path)) as journal:
        took(journal, 4, NOW_S + 3000)
    assert memory(tmp_path, 4).muted_until_s.get("talk") == NOW_S + 2060


def test_before_the_first_event_nothing_was(tmp_path: Path) -> None:
    """Nor is anything remembered of somebody unknown."""
    written(tmp_path)
    first = memory(tmp_path, 1)
    assert first.claims.get(("r", "s")) is None
    assert first.heard.get(("p1", "t")) is None
    assert first.said_s.get(("p1", "hi")) is None
    assert first.owner_wrote_s.get("p1") is None


def test_what_lies_further_back_than_matters_is_not_read(tmp_path: Path) -> None:
    """Nor is any of it known then."""
    written(tmp_path)
    with closing(Reader.open(tmp_path)) as reader:
        near = reader.earlier(3).memory(Lookback(500, 500, 60, 500, 500))
        assert (len(near.heard), len(near.said_s), len(near.replied)) == (0, 0, 0)
        far = reader.earlier(3).memory(Lookback(heard_s=1500))
        assert far.heard.get(("p1", "t")) == (("p1", NOW_S + 1000),)
