"""Where in a pattern that is wrong which RE2 refuses.

RE2 names what it refuses but not where; so it is asked again, about beginnings of the pattern. It
must not know what to say to the author.
"""

from __future__ import annotations

import re

from responder.rules.text.programs import ProgramError, compiled

TRIES_MAX = 50
"""Beginnings of a pattern that are tried; each takes some 20 µs."""

_OPEN = "missing )"
_CLOSED = "unexpected )"
_NAMED = "(?P"
_UNNAMED = re.compile(r"\\.|(?P<at>\(\?P(?!<))", re.DOTALL)
_SIGN = re.compile(
    r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(?P<open>\()|(?P<close>\))", re.DOTALL
)
"""What may have a bracket in it that counts for nothing, and the brackets that count."""


def offset_in(source: str, complaint: str) -> int:
    """The offset of what RE2 complains of, in characters; 0 where nobody knows.

    Args:
        source: The pattern.
        complaint: What RE2 says of it.
    """
    reason, _, culprit = complaint.rpartition(": ")
    if reason in {_OPEN, _CLOSED}:
        return _unpaired(source, closed=reason == _CLOSED)
    if culprit == _NAMED:  # and every group with a name begins like that
        return next((one.start() for one in _UNNAMED.finditer(source) if one["at"]), 0)
    at = source.find(culprit) if culprit else -1
    for _ in range(TRIES_MAX):
        if at < 0:
            return 0
        if _refused(source[: at + len(culprit)], complaint):
            return at
        at = source.find(culprit, at + 1)
    return 0


def _refused(source: str, complaint: str) -> bool:
    try:
        compiled(source)
    except ProgramError as error:
        return str(error) == complaint
    return False


def _unpaired(source: str, *, closed: bool) -> int:
    """The first bracket that closes nothing, or the last that is not closed."""
    opened: list[int] = []
    for sign in _SIGN.finditer(source):
        if sign["open"]:
            opened.append(sign.start())
        elif sign["close"]:
            if not opened:
                return sign.start() if closed else 0
            opened.pop()
    return opened[-1] if opened and not closed else 0
