"""The housekeeping task."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import structlog
import trio

from responder.errors import JournalError
from responder.housekeeping import BREATH_S, EVERY_S, keep_house
from responder.wechat.kept import KeptMedia

if TYPE_CHECKING:
    from trio.testing import MockClock

    from responder.journal.pruning import Pruning


NONE = KeptMedia(Path("nowhere"))


class Pieces:
    """A journal with so many pieces too many, and one that can not be written now and then."""

    def __init__(self, pieces: int, *, fails: bool = False) -> None:
        self.pieces = pieces
        self.fails = fails
        self.asked: list[float] = []

    def prune(self, now_s: float) -> bool:
        """One piece less."""
        self.asked.append(now_s)
        if self.fails:
            raise JournalError("disk full")
        self.pieces = max(self.pieces - 1, 0)
        return self.pieces > 0


async def kept(pieces: Pieces, for_s: float, media: KeptMedia = NONE) -> None:
    """Keep house for a while."""
    with trio.move_on_after(for_s):
        await keep_house(cast("Pruning", pieces), media, 90.0, trio.current_time)


async def test_it_forgets_piece_by_piece_with_pauses(autojump_clock: MockClock) -> None:
    """While there is more it goes on after a breath, then it looks again once a minute."""
    pieces = Pieces(3)
    await kept(pieces, 2 * EVERY_S)
    assert pieces.asked == [0, BREATH_S, 2 * BREATH_S, 2 * BREATH_S + EVERY_S]


async def test_a_journal_that_can_not_be_written_does_not_end_it(
    autojump_clock: MockClock,
) -> None:
    """It is said in the log, and tried again a minute later."""
    pieces = Pieces(1, fails=True)
    with structlog.testing.capture_logs() as lines:
        await kept(pieces, EVERY_S + 1)
    assert [line["reason"] for line in lines] == ["disk full"] * 2
    assert pieces.asked == [0, EVERY_S]


async def test_kept_media_go_as_messages_do(tmp_path: Path, autojump_clock: MockClock) -> None:
    """After the same time."""
    media = KeptMedia(tmp_path)
    media.put("1", "a.jpg", b"old", 0.0)
    media.put("2", "b.jpg", b"new", 60.0)
    await kept(Pieces(0), 2 * EVERY_S + 1, media)
    assert media.ids() == {"2"}
