"""What `responder status` tells: counters and times, gathered while the daemon runs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import structlog

from responder.models import Deed, OutgoingState
from responder.probation import Probation
from responder.rules.durations import duration
from responder.rules.manners import Manner
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from responder.answer import Answered
    from responder.deliver import Delivered
    from responder.models import Outgoing
    from responder.reload import Reloaded
    from responder.wechat.progress import Notice
    from responder.wechat.protocol.codes import Endpoint

    Counted = Mapping[tuple[Endpoint, str], int]
    """Requests by call and by how they ended."""

log = structlog.get_logger(__name__)

DOING = {
    State.NO_SESSION: "logging in",
    State.WAIT_SCAN: "waiting for a scan",
    State.WAIT_CONFIRM: "waiting for a confirmation on the phone",
    State.LOGGING_IN: "logging in",
    State.INITIALISING: "logging in",
    State.ONLINE: "on line",
    State.BLOCKED: "the account may not log in",
    State.STOPPED: "off line until somebody logs in again",
}
"""What a person is told of each state of the login."""

OLD_IN_A_ROW = 3
"""So many messages that are too old may be a slow service; more are a wrong clock."""

NO_REQUESTS: Final[Counted] = MappingProxyType({})

ERRORS_KEPT = 5
"""So many of the last errors are told."""


@dataclass(slots=True)
class Status:
    """The daemon's state, as far as it is anybody's business.

    Args:
        now: Unix seconds.
        code: What the code says that waits to be scanned: not for everybody's eyes.
    """

    now: Callable[[], float]
    rules: dict[str, Any] = field(default_factory=dict)
    state: State = State.NO_SESSION
    since_s: float = 0.0
    code: str | None = field(default=None, repr=False)
    last_sync_s: float | None = None
    messages: int = 0
    answered: int = 0
    sent: int = 0
    failed: int = 0
    unknown: int = 0
    suppressed: int = 0
    cancelled: int = 0
    old_in_a_row: int = 0
    probation: Probation = field(default_factory=Probation)
    errors: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=ERRORS_KEPT))

    def __post_init__(self) -> None:
        self.since_s = self.now()

    def sentence(self, *, paused: bool = False) -> str:
        """The login and the rules in a few words: `on line, 123 rules`.

        Args:
            paused: Whether the owner wants nothing to be answered.
        """
        count = self.rules.get("count", 0)
        rules = "1 rule" if count == 1 else f"{count} rules"
        rejected = ", but not those of the file" if self.rules.get("rejected") else ""
        pause = "paused: nothing is answered; " if paused else ""
        return f"{pause}{DOING[self.state]}, {rules}{rejected}"

    def shown_code(self) -> dict[str, Any]:
        """The code that can be scanned now, None if there is none, with the state of the login."""
        return {"state": self.state.value, "code": self.code}

    def heard(self) -> None:
        """A poll succeeded."""
        self.last_sync_s = self.now()

    def notice(self, notice: Notice) -> None:
        """Take note of a step of the login."""
        match notice:
            case Moved(state=state):
                self.state, self.since_s, self.code = state, self.now(), None
            case Trouble(sentence=sentence):
                self._error(sentence)
            case QrShown(text=text):
                self.code = text
            case QrPaused():
                pass

    def reloaded(self, end: Reloaded) -> None:
        """Take note of the rules that hold, and of a file that does not."""
        rule_set = end.rule_set
        if self.rules.get("hash") != rule_set.hash:
            self.rules["since"] = self.now()
            self.probation.begin(self.now())
            self.rules["origin"] = end.origin.value
        rejected = {"at": self.now(), "reason": end.reason} if end.reason else None
        self.rules |= {
            "file": rule_set.path,
            "hash": rule_set.hash,
            "count": len(rule_set.rules),
            "rejected": rejected,
        }

    def decided(self, answered: Answered) -> None:
        """Take note of a decision."""
        self.messages += not answered.resumed
        answers = any(text.deed is not Deed.KEEP for text in answered.outgoing)
        self.answered += answers and not answered.resumed
        decision = answered.decision
        if decision.error:
            where = f"rule {decision.rule}" if decision.rule else "a message was not decided"
            self._error(f"{where}: {decision.error}")
        self._look_at_the_clock(answered)
        if decision.rule:
            worse = self.probation.decided(self.now(), failed=decision.error is not None)
            if worse:
                log.warning("the new rules fail more often", reason=worse)
                self._error(worse)

    def delivered(self, delivered: Delivered) -> None:
        """Take note of the end of a text."""
        name = delivered.outgoing.chat_name
        match delivered.state:
            case OutgoingState.SENT:
                self.sent += 1
            case OutgoingState.SUPPRESSED | OutgoingState.REHEARSED:
                self.suppressed += 1
            case OutgoingState.CANCELLED:
                self.cancelled += 1
            case OutgoingState.UNKNOWN:
                self.unknown += 1
                self._error(f"perhaps not sent to {name}: {delivered.reason}")
            case _:
                self.failed += 1
                self._error(f"not sent to {name}: {delivered.reason}")

    def not_kept(self, action: Outgoing, reason: str) -> None:
        """Take note of what a rule wants kept, and is not."""
        self._error(f"not kept of what {action.chat_name} sent: {reason}")

    def as_dict(
        self,
        *,
        waiting: int,
        left_today: int | None = None,
        throttled_s: float = 0.0,
        paused_since_s: float | None = None,
        doubts: list[str] | None = None,
        schedules: Sequence[tuple[str, float]] = (),
        requests: Counted = NO_REQUESTS,
    ) -> dict[str, Any]:
        """The whole, for JSON.

        Args:
            waiting: Texts that have no end yet.
            left_today: How many may still leave in these 24 hours; None if all may.
            throttled_s: For so long nothing leaves because the service asked for it.
            paused_since_s: Since when the owner wants no answers, Unix seconds; None if he does.
            doubts: Of names in the rules.
            schedules: Rules that come by the clock, each with its next time, Unix seconds.
            requests: To the service, how many by call and by how they ended.
        """
        return {
            "state": self.state.value,
            "since": self.since_s,
            "last_sync": self.last_sync_s,
            "paused_since": paused_since_s,
            "rules": dict(self.rules),
            "messages": self.messages,
            "answered": self.answered,
            "queue": waiting,
            "left_today": left_today,
            "throttled_for": throttled_s,
            "sent": self.sent,
            "failed": self.failed,
            "unknown": self.unknown,
            "suppressed": self.suppressed,
            "cancelled": self.cancelled,
            "errors": list(self.errors),
            "names": doubts or [],
            "schedules": [{"rule": rule, "next": next_s} for rule, next_s in schedules],
            "requests": [
                {"endpoint": endpoint, "outcome": outcome, "count": count}
                for (endpoint, outcome), count in sorted(requests.items())
            ],
        }

    def _look_at_the_clock(self, answered: Answered) -> None:
        """Messages that come at once and seem old again and again: then it is our clock."""
        main = answered.decision.main
        if main is None or main.suppressed != Manner.MAX_AGE:
            self.old_in_a_row = 0
            return
        self.old_in_a_row += 1
        if self.old_in_a_row >= OLD_IN_A_ROW:
            age = duration(round(self.now() - answered.event.time_s))
            self._error(
                f"messages seem to be {age} old as they come, and are not answered: is the clock of"
                " this machine right?"
            )

    def _error(self, sentence: str) -> None:
        if self.errors and self.errors[-1]["error"] == sentence:
            self.errors[-1] |= {"at": self.now(), "times": self.errors[-1]["times"] + 1}
        else:
            self.errors.append({"at": self.now(), "error": sentence, "times": 1})
