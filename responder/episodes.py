"""What the owner has to know: each trouble once when it begins, and once when it is over.

A trouble that comes and goes is one episode: it is over when it has stayed away for a while. Pure:
time is an argument. It must not know how an alert travels; and no alert quotes a message or a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FAULTS_TOLD_MAX = 3
"""Of a rule file; who mends them asks for the rest."""

FAULT_CHARS_MAX = 300
"""Of one of them."""

NOT_SENT_IN_A_ROW = 3
"""Texts that fail one after the other: one alone may be somebody who has left."""


class Trouble(StrEnum):
    """Of what there is at most one episode at a time."""

    LOGIN = "login"
    THROTTLED = "throttled"
    BARRED = "barred"
    DELIVERY = "delivery"
    UNKNOWN = "unknown"
    LOOP = "loop"
    RULES = "rules"
    WORSE = "worse"


CALM_S = {
    Trouble.LOGIN: 0.0,
    Trouble.THROTTLED: 600.0,
    Trouble.BARRED: 600.0,
    Trouble.DELIVERY: 600.0,
    Trouble.UNKNOWN: 600.0,
    Trouble.LOOP: 3600.0,
    Trouble.RULES: 0.0,
    Trouble.WORSE: 0.0,
}
"""Seconds without a relapse after which an episode is over. Where two machines talk, each mute is
followed by another round, so an hour; a login and rules that hold are over at once."""

TITLES = {
    Trouble.LOGIN: ("login needed", "logged in again"),
    Trouble.THROTTLED: ("WeChat slows this account down", "texts leave again"),
    Trouble.BARRED: ("WeChat lets this account write no more", "texts leave again"),
    Trouble.DELIVERY: ("texts do not arrive", "texts arrive again"),
    Trouble.UNKNOWN: ("a text may not have arrived", "WeChat answers again"),
    Trouble.LOOP: ("two machines seem to talk", "the talk of machines is over"),
    Trouble.RULES: ("the rule file was not put to use", "the rule file is in use again"),
    Trouble.WORSE: ("the new rules fail more often", "other rules are in use"),
}
"""Of the alert when it begins and when it is over."""

TEXTS = {
    Trouble.LOGIN: (
        "Nobody is answered until you scan the code with WeChat on the phone of this account. A"
        " code is good for some minutes; for a new one type `responder login`, and find it as"
        " qr.png in the state directory."
    ),
    Trouble.THROTTLED: (
        "WeChat says that this account writes too often. Nothing leaves for some minutes, and then"
        " it goes on by itself. If this comes again, lower `per_account` in the rule file."
    ),
    Trouble.BARRED: (
        "WeChat does not let this account write. Sending pauses for half an hour at a time; texts"
        " that can not leave in time are given up. Write something by hand on the phone to see"
        " whether the account is limited, and let it rest: `responder pause`."
    ),
    Trouble.DELIVERY: (
        f"{NOT_SENT_IN_A_ROW} texts in a row were refused, or nobody knows whether they arrived."
        " `responder log` shows which and why, `responder status` the last errors."
    ),
    Trouble.UNKNOWN: (
        "WeChat's answer to a text was lost, so nobody knows whether it has arrived. It is never"
        " sent again. `responder log` shows which it is: look into that chat on the phone."
    ),
    Trouble.LOOP: (
        "Somebody got many answers in a short time, as when two programs answer each other, and"
        " gets none for a while. `responder log --since 1h` shows who. If it was a person, raise"
        " `loop` in the rule file."
    ),
    Trouble.WORSE: (
        "More replies can not be written since the rules were changed. `responder rules rollback`"
        " goes back to the rules before; `responder log` and `responder why` show what fails."
    ),
    Trouble.RULES: (
        "The rule file can not be put to use, and the rules from before go on. `responder reload`"
        " says more; with `responder check FILE` you find all of it before you save."
    ),
}
"""What has happened and what to do about it."""

TAKEN_OVER = (
    "This account was logged in elsewhere, so this program was logged out; scan the code only if"
    " this program shall take over again."
)


@dataclass(frozen=True, slots=True)
class Alert:
    """What the owner is told.

    Args:
        trouble: Of what; None: a rule tells it, whatever else is going on.
        title: In a few words.
        text: What to do.
        over: Whether it is over.
        code: What a QR code to be scanned says; `""` if there is none.
    """

    trouble: Trouble | None
    title: str
    text: str
    over: bool = False
    code: str = ""


class Episodes:
    """The troubles of one account. Each call gives the alerts that it causes.

    Args:
        begun: Troubles of which the owner was told by an earlier run, and that are not over.
        now_s: Unix seconds.
    """

    def __init__(self, begun: Iterable[Trouble], now_s: float) -> None:
        self._over_s: dict[Trouble, float | None] = dict.fromkeys(begun)
        self._not_sent = 0
        self._taken_over = False
        self._calms(Trouble.LOOP, now_s)  # nothing else says that it is over

    def code_shown(self, code: str) -> tuple[Alert, ...]:
        """A code waits to be scanned."""
        more = f"{TAKEN_OVER}\n\n" if self._taken_over else ""
        return self._begins(Trouble.LOGIN, code=code, first=more)

    def taken_over(self) -> None:
        """Somebody logged this account in elsewhere."""
        self._taken_over = True

    def online(self, now_s: float) -> tuple[Alert, ...]:
        """Logged in."""
        self._taken_over = False
        self._calms(Trouble.LOGIN, now_s)
        return self.passed(now_s)

    def throttled(self) -> tuple[Alert, ...]:
        """The service takes no texts for a while."""
        return self._begins(Trouble.THROTTLED)

    def barred(self) -> tuple[Alert, ...]:
        """The service takes no texts of this account."""
        return self._begins(Trouble.BARRED)

    def sent(self, now_s: float) -> None:
        """A text has arrived."""
        self._not_sent = 0
        for trouble in (Trouble.DELIVERY, Trouble.UNKNOWN, Trouble.THROTTLED, Trouble.BARRED):
            self._calms(trouble, now_s)

    def not_sent(self) -> tuple[Alert, ...]:
        """A text was refused, or nobody knows whether it arrived."""
        self._not_sent += 1
        if self._not_sent < NOT_SENT_IN_A_ROW:
            return ()
        return self._begins(Trouble.DELIVERY)

    def unknown(self) -> tuple[Alert, ...]:
        """Nobody knows whether a text arrived: one is enough, for only the owner can find out."""
        return (*self._begins(Trouble.UNKNOWN), *self.not_sent())

    def muted(self, until_s: float) -> tuple[Alert, ...]:
        """A talk was taken for one of two machines, and is not answered until then."""
        alerts = self._begins(Trouble.LOOP)
        self._calms(Trouble.LOOP, until_s)
        return alerts

    def rules_rejected(self, reason: str) -> tuple[Alert, ...]:
        """The rule file can not be put to use.

        Args:
            reason: Why not, in all its lines.
        """
        return self._begins(Trouble.RULES, first=f"{_faults(reason)}\n\n")

    def rules_hold(self, now_s: float) -> tuple[Alert, ...]:
        """What holds is what stands in the file."""
        self._calms(Trouble.RULES, now_s)
        return self.passed(now_s)

    def rules_worse(self) -> tuple[Alert, ...]:
        """Since the rules were changed, replies fail more often."""
        return self._begins(Trouble.WORSE)

    def rules_changed(self, now_s: float) -> tuple[Alert, ...]:
        """Other rules hold."""
        self._calms(Trouble.WORSE, now_s)
        return self.passed(now_s)

    def passed(self, now_s: float) -> tuple[Alert, ...]:
        """Time has passed: what has stayed away for long enough is over."""
        return tuple(self._ended(now_s))

    def _begins(self, trouble: Trouble, *, code: str = "", first: str = "") -> tuple[Alert, ...]:
        is_new = trouble not in self._over_s
        self._over_s[trouble] = None
        if not is_new:
            return ()
        return (Alert(trouble, TITLES[trouble][0], first + TEXTS[trouble], code=code),)

    def _calms(self, trouble: Trouble, now_s: float) -> None:
        """What was seen last of a trouble is that it is gone."""
        if trouble in self._over_s and self._over_s[trouble] is None:
            self._over_s[trouble] = now_s + CALM_S[trouble]

    def _ended(self, now_s: float) -> Iterator[Alert]:
        for trouble, over_s in list(self._over_s.items()):
            if over_s is not None and over_s <= now_s:
                del self._over_s[trouble]
                title = TITLES[trouble][1]
                yield Alert(trouble, title, f"All clear: {title}.", over=True)


def _faults(reason: str) -> str:
    """What is wrong in which line, a fault each; what shows the line itself is left out."""
    faults = [line[:FAULT_CHARS_MAX] for line in reason.splitlines() if line[:1].strip()]
    more = len(faults) - FAULTS_TOLD_MAX
    return "\n".join([*faults[:FAULTS_TOLD_MAX], *([f"and {more} more"] if more > 0 else [])])
