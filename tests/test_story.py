"""What became of one message, in lines; what each line says is tested with `why`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from responder.journal.journal import Entry, Journal
from responder.journal.reader import Reader
from responder.rules.recording import event_to_text
from responder.story import last_story
from tests.journal.kit import NOW_S, event

if TYPE_CHECKING:
    from pathlib import Path


def test_the_last_message_of_somebody_else_is_told(tmp_path: Path) -> None:
    """Not what the owner wrote, nor what can not be read."""
    with closing(Journal.open(tmp_path)) as journal, closing(Reader.open(tmp_path)) as reader:
        assert last_story(reader) == ""
        theirs, mine = event("1"), replace(event("2"), from_me=True)
        entries = [Entry(one, event_to_text(one), "unanswered") for one in (theirs, mine)]
        entries.append(Entry(event("3"), "no event", "unanswered"))
        journal.take_in(now_s=NOW_S, event_ids=["1", "2", "3"], entries=entries)
        assert last_story(reader).startswith('Ann: "hi"\n  message 1, ')
