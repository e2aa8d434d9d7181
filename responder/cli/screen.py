"""What a person at the terminal of `responder run` sees of the login; without one, the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import structlog

from responder.reload import Origin, Outcome
from responder.terminal import draw_qr, save_qr
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import Signal

if TYPE_CHECKING:
    from pathlib import Path

    from responder.reload import Reloaded
    from responder.wechat.progress import Notice

QR_FILE = "qr.png"

SENTENCES = {
    Signal.PUSH_UUID: "Please confirm the login on your phone.",
    Signal.SCANNED: "Scanned. Please confirm on your phone.",
    Signal.CANCELLED: "The login was cancelled on the phone.",
    Signal.EXPIRED: "The code has expired.",
    Signal.INITIALISED: "Logged in. Listening.",
    Signal.RESTORED: "Going on with the last login.",
    Signal.ENDED: "WeChat has ended the login.",
    Signal.TAKEN_OVER: (
        "This account was logged in elsewhere, so this program was logged out. Scan the code only"
        " if this program shall take over again."
    ),
}

log = structlog.get_logger(__name__)


class Screen:
    """Tells a person about the login.

    Args:
        directory: Where the code is also written as `qr.png`.
        out: Where to print; if it is not a terminal, sentences go to the log instead.
        err: Where faults and warnings of the rule file are printed in all their lines.
    """

    def __init__(self, directory: Path, out: TextIO, err: TextIO) -> None:
        self._png = directory / QR_FILE
        self._out = out
        self._err = err
        self._terminal = out.isatty()

    def notice(self, notice: Notice) -> None:
        """Show one step of the login."""
        match notice:
            case QrShown(text=text, number=number):
                self._show_code(text, number)
            case QrPaused(seconds=seconds):
                self._say(
                    f"Nobody scanned. The next code comes in {seconds / 60:.0f} minutes, or at once"
                    " with `responder login`."
                )
            case Moved(signal=signal):
                if signal in SENTENCES:
                    self._say(SENTENCES[signal])
                if signal in {Signal.SCANNED, Signal.EXPIRED, Signal.CANCELLED, Signal.CONFIRMED}:
                    self._png.unlink(missing_ok=True)
            case Trouble(sentence=sentence, pause_s=pause_s):
                log.warning(sentence, again_in_s=round(pause_s))

    def reloaded(self, end: Reloaded) -> None:
        """Show which rules hold, and in all its lines what is wrong with others.

        What a log needs is in the log.
        """
        count = len(end.rule_set.rules)
        rules = count_of_rules(count)
        hold, goes_on = ("holds", "goes on") if count == 1 else ("hold", "go on")
        if end.outcome is Outcome.APPLIED:
            for warning in end.rule_set.warnings:
                self._write(f"{warning}\n", self._err)
        if end.outcome is Outcome.REJECTED:
            before = f"The rule file was not put to use; {rules} from before {goes_on}."
            self._write(f"{end.reason}\n{before}\n", self._err)
        elif end.reason:
            self._show(end.reason)
        elif end.origin is not Origin.START:
            changed = end.outcome is Outcome.APPLIED
            self._show(f"{rules} {hold} now." if changed else "The rules have not changed.")

    def _show(self, sentence: str) -> None:
        """Print it on a terminal; the log has its own words."""
        if self._terminal:
            self._write(f"{sentence}\n")

    def _show_code(self, text: str, number: int) -> None:
        try:
            save_qr(text, self._png)
        except OSError as error:
            log.warning("the code was not saved as a picture", reason=str(error))
        if self._terminal:
            self._write(f"\n{draw_qr(text)}\n")
        self._say(f"Scan this code with WeChat on your phone (also in {self._png}).")
        log.debug("code shown", number=number)

    def _say(self, sentence: str) -> None:
        if self._terminal:
            self._write(sentence + "\n")
        else:
            log.info(sentence)

    def _write(self, text: str, out: TextIO | None = None) -> None:
        """Print what this terminal's encoding has; a code it can not draw is in the picture."""
        out = out or self._out
        encoding = out.encoding or "utf-8"
        out.write(text.encode(encoding, "replace").decode(encoding))
        out.flush()


def count_of_rules(count: int) -> str:
    """In words."""
    return "1 rule" if count == 1 else f"{count:,} rules"
