"""Scenarios of what hardly ever comes together: each leads where drawn days do not come."""

from __future__ import annotations

import pytest

from tests.simulation.judge import judged
from tests.simulation.rare import FROM
from tests.simulation.run import play
from tests.simulation.sites import ROOT

SEEDS = 20


@pytest.mark.parametrize(
    ("first", "path", "line", "function"),
    [
        # The rules of an open question are made again before an answer is taken in only if the
        # file was edited a moment ago, and the question is older than the daemon.
        (FROM, "responder/answer.py", "await self._awaiting.prepare()", "_answer"),
        # A text waits behind an earlier one only if that waits under another id of the chat.
        (FROM + 1, "responder/deliver.py", "await self._moved.park()", "_chats_turn"),
    ],
)
def test_a_daemon_is_cut_off_there(first: int, path: str, line: str, function: str) -> None:
    """In some of the days that aim at it; and nothing is wrong in any."""
    text = (ROOT / path).read_text("utf-8").splitlines()
    number = next(n for n, one in enumerate(text, 1) if one.strip() == line)
    place = f"{path}:{number} {function}"
    cut_off = 0
    for seed in range(first, first + 2 * SEEDS, 2):
        history = play(seed, aim=place)
        assert not judged(history), seed
        cut_off += any(place in cut.places for cut in history.cuts)
    assert cut_off
