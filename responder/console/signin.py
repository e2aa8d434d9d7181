"""Where the login stands, for somebody at the page: the code to scan, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import Signal, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.wechat.progress import Notice

REASONS = {
    Signal.CANCELLED: "cancelled",
    Signal.EXPIRED: "expired",
    Signal.ENDED: "ended",
    Signal.TAKEN_OVER: "taken_over",
    Signal.LOGOUT: "logged_out",
    Signal.REFUSED: "refused",
}
"""Why somebody has to scan, by the signal that said so; keys of `words`."""


CODE_S = 300.0
"""A code lives about so long at the service, which says only that it is over."""


@dataclass(slots=True)
class SignIn:
    """One account's login.

    Args:
        now: Unix seconds.
        state: Where it stands.
        code: What the code to be scanned says; `""` while there is none.
        number: Of the code: another code has another one.
        code_since_s: When it was shown, Unix seconds.
        code_ends_s: When it probably ends, likewise; the service does not say.
        next_code_s: When the next one comes, if nobody asks; None if one is there or needed not.
        reason: Why a login is needed, as a key of `words`; `""` if nothing went wrong.
        words: What the service said when it refused the login; `""` if nothing.
        trouble: What fails and is tried again, in a sentence; `""` if nothing does.
    """

    now: Callable[[], float]
    state: State = State.NO_SESSION
    code: str = field(default="", repr=False)
    number: int = 0
    code_since_s: float = 0.0
    code_ends_s: float = 0.0
    next_code_s: float | None = None
    reason: str = ""
    words: str = ""
    trouble: str = ""

    def notice(self, notice: Notice) -> None:
        """Take note of a step of the login."""
        match notice:
            case QrShown(text=text):
                self.code, self.number = text, self.number + 1
                self.code_since_s, self.next_code_s = self.now(), None
                self.code_ends_s = self.code_since_s + CODE_S
            case QrPaused(seconds=seconds):
                self.code, self.next_code_s = "", self.now() + seconds
            case Trouble(sentence=sentence):
                self.trouble = sentence
            case Moved(signal=signal, state=state, words=words):
                self.words = words
                self._moved(signal, state)

    def _moved(self, signal: Signal, state: State) -> None:
        self.state, self.trouble = state, ""
        self.reason = REASONS.get(signal, self.reason)
        if state is not State.WAIT_SCAN:
            self.code = ""
        if state is State.ONLINE:
            self.reason, self.next_code_s = "", None
