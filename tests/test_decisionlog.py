"""What the log says of decisions, and what it does not."""

from __future__ import annotations

import structlog

from responder.decisionlog import log_decided, log_fault
from responder.rules.decision import Decision, Taken
from tests.rules.rulekit import says

SECRET = "my secret words"


def test_a_decision_is_one_line_without_words() -> None:
    """With the rule, and why nothing is answered."""
    decision = Decision("1", (Taken("r", suppressed="quiet"), Taken("s", shadow=True)))
    with structlog.testing.capture_logs() as lines:
        log_decided(says(SECRET), decision, 0)
        log_decided(says(SECRET), decision, 0, resumed=True)
    assert [line["event"] for line in lines] == ["decided", "went on"]
    assert (lines[0]["rule"], lines[0]["suppressed"], lines[0]["shadow"]) == ("r", "quiet", ["s"])
    assert SECRET not in str(lines)


def test_a_fault_says_where_and_not_what() -> None:
    """What Python says may quote the message; that is only for whoever asks for details."""
    with structlog.testing.capture_logs() as lines:
        try:
            int(SECRET)
        except ValueError as error:
            log_fault("1", error)
    told = next(line for line in lines if line["log_level"] == "error")
    assert (told["msg_id"], told["error"]) == ("1", "ValueError")
    assert SECRET not in str(told)
