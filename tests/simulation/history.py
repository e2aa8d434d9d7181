"""What a run leaves behind for the judge: plain records, none of them made by the daemon."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from responder.simulator.outbox import Sent
    from responder.simulator.violations import Violation
    from tests.simulation.scenario import Line, Scenario
    from tests.simulation.shop import Asked


class Told(StrEnum):
    """What the daemon has learnt of an attempt to send."""

    NOTHING = "nothing"
    """No whole answer reached it: the text may have been delivered."""
    YES = "yes"
    NO = "no"
    """The service refused it, and said so."""
    UNSENT = "unsent"
    """The network said that it never left."""


@dataclass(slots=True)
class Said:
    """A line that was written.

    Args:
        line: Which.
        msg_id: Of the service.
        sid: The login that was to hear of it; `""` if there was none.
    """

    line: Line
    msg_id: str
    sid: str


@dataclass(slots=True)
class Attempt:
    """One request that asked the service to deliver a text.

    Args:
        at_s: When it left the daemon, virtual seconds.
        life: In which life.
        sid: The login it went out in.
        client_msg_id: Its id.
        text: Its text.
        told: What became known of it.
        ret: The code of a refusal.
        told_s: When, virtual seconds.
    """

    at_s: float
    life: int
    sid: str
    client_msg_id: str
    text: str
    told: Told = Told.NOTHING
    ret: int = 0
    told_s: float = -1.0


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a life.

    Args:
        at_s: Virtual seconds.
        life: Which.
        places: Where it waited; empty for a stop that was asked for.
    """

    at_s: float
    life: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Login:
    """A login, as the service knows it.

    Args:
        sid: Which.
        begun_s: Virtual seconds.
    """

    sid: str
    begun_s: float


@dataclass(frozen=True, slots=True)
class End:
    """How a text ended, by the journal.

    Args:
        client_msg_id: Its id.
        msg_id: The message it answers.
        text: What was to be said.
        state: `sent`, `failed`, `unknown`, or one without an end.
        reason: Why.
        not_before_s: Virtual seconds before which it was not to leave.
        attempted_s: Since when it may have left in its login; None if it has not.
    """

    client_msg_id: str
    msg_id: str
    text: str
    state: str
    reason: str
    not_before_s: float
    attempted_s: float | None = None


@dataclass(frozen=True, slots=True)
class DeedEnd:
    """How something that is no answer to a line ended, by the journal.

    Args:
        client_msg_id: Its id.
        msg_id: The message that asked for it.
        deed: What was to be done.
        state: As of a text.
        text: What was to be said, or stands for it.
    """

    client_msg_id: str
    msg_id: str
    deed: str
    state: str
    text: str = ""

    @property
    def waits(self) -> bool:
        """Whether it has no end yet."""
        return self.state in {"queued", "sending"}


@dataclass(frozen=True, slots=True)
class RunErrand:
    """An errand that was asked for.

    Args:
        kind: Which.
        msg_id: Of the service.
        sid: The login that was to hear of it; `""` if there was none.
        at_s: When, virtual seconds.
    """

    kind: str
    msg_id: str
    sid: str
    at_s: float


@dataclass(slots=True)
class History:
    """A whole run.

    Args:
        scenario: What was to happen.
        said: What was written.
        attempts: Every request to deliver a text, in order of leaving.
        cuts: Every end of a life.
        begun: When each life began.
        heard: Each life that was told what had been written, with the time.
        ended_logins: Logins that ended, with the time.
        told_ends: When an end was told, by ClientMsgId.
        told_again: Texts whose end was told once more.
        deaths: Errors that ended a life.
        replaced: Logins that were in use and ended because another one began.
        sent: What the service accepted of answers to lines.
        sent_otherwise: What else it accepted.
        asked: What the shop was asked for.
        run_errands: What else was asked for.
        deeds: What came of that, by the journal at the end.
        resent: Messages for which the owner wanted something done again, or not at all.
        violations: What the service objected to.
        ends: The journal at the end.
        counted: How many messages the rules have counted, by the journal at the end.
        ticks: How many times of the schedule they have.
        kept: What was kept of messages at the end, by MsgId.
        logins: How many logins the service knows of.
        final_from_s: From when on nothing went wrong any more.
        final_to_s: When the run ended.
        probes: Tokens of lines written after that.
        log: Every event, in order.
    """

    scenario: Scenario
    said: list[Said] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)
    heard: list[tuple[int, float]] = field(default_factory=list)
    ended_logins: dict[str, float] = field(default_factory=dict)
    told_ends: dict[str, float] = field(default_factory=dict)
    told_again: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    replaced: list[Login] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    sent_otherwise: list[Sent] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    run_errands: list[RunErrand] = field(default_factory=list)
    deeds: list[DeedEnd] = field(default_factory=list)
    resent: set[str] = field(default_factory=set)
    violations: list[Violation] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    counted: int = 0
    ticks: int = 0
    kept: dict[str, bytes] = field(default_factory=dict)
    logins: int = 0
    final_from_s: float = 0.0
    final_to_s: float = 0.0
    probes: set[str] = field(default_factory=set)
    log: list[str] = field(default_factory=list)

    def owner_near(self, line: Line) -> bool:
        """Whether the owner wrote in the chat of a line so late that nobody may answer it.

        A line may be decided hours after it was written, so whatever comes later counts; and by a
        clock that is slow, what was written longer ago.
        """
        from_s = line.at_s - self.scenario.manners.handover_s - self.scenario.clock_slow_s
        return bool(self.scenario.manners.handover_s) and any(
            said.line.author == "me" and said.line.chat == line.chat and said.line.at_s > from_s
            for said in self.said
        )

    def left(self) -> list[Attempt]:
        """The requests that left: where there is no connection none does."""
        return [one for one in self.attempts if one.told is not Told.UNSENT]

    def lines(self) -> dict[str, Said]:
        """By the text of each answer that is expected."""
        return {text: said for said in self.said for text in said.line.answers()}
