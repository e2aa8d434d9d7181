"""Interviews: a question over a restart, an edit while a name is looked up."""

from __future__ import annotations

from tests.simulation.interview import FROM
from tests.simulation.judge import judged
from tests.simulation.run import play
from tests.simulation.sites import ROOT

SEEDS = range(FROM, FROM + 20)

ANSWER = "responder/answer.py"
PREPARING = "await self._awaiting.prepare()"
"""The rules of open questions are made again, if they are not at hand: before an answer is taken in
only if the file was edited a moment ago, and the question is older than the daemon."""


def place() -> str:
    """Where that is first done, as a place is called."""
    lines = (ROOT / ANSWER).read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.strip() == PREPARING)
    return f"{ANSWER}:{number} _answer"


def test_a_daemon_is_cut_off_while_it_makes_the_rules_of_a_question() -> None:
    """In some of the interviews that aim at it; and nothing is wrong in any."""
    cut_off = 0
    for seed in SEEDS:
        history = play(seed, aim=place())
        assert not judged(history), seed
        cut_off += any(place() in cut.places for cut in history.cuts)
    assert cut_off
