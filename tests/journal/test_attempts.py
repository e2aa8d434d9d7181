"""What has left, as the pace of the next run knows it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.journal.kit import NOW_S, opened, take_in, text

if TYPE_CHECKING:
    from pathlib import Path

LATER_S = NOW_S + 5


def test_a_text_that_the_service_refused_has_left(tmp_path: Path) -> None:
    """It counts for the pace; and of two attempts only the one that did not leave is forgotten."""
    with closing(opened(tmp_path)) as journal:
        take_in(journal, "a", out=[replace(text(1), login_id="L"), replace(text(2), login_id="L")])
        journal.outbox.take_back(text(1), asked=True)
        assert len(journal.outbox.attempts(0.0)) == 2
        journal.outbox.begin(text(1), "L", LATER_S)
        journal.outbox.take_back(text(1), asked=False)
        assert [one.at_s for one in journal.outbox.attempts(0.0)] == [NOW_S, NOW_S]
