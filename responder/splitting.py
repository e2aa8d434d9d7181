"""Long texts as several messages, cut where a person would.

It knows nothing of rules or of the service.
"""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")

_SENTENCE_END = regex.compile(r"[。！？；…!?;]+[”’」』）)\"']*|\.(?=\s)")
"""A full stop of Latin writing ends a sentence only before a blank: 3.5 does not."""

AHEAD_CHARS = 64
"""How far behind a cut the rest of a character is looked for; the longest emoji have 14."""

_SHORTEST_SHARE = 0.5
"""A cut at a line or sentence end leaves at least this share of what a message may hold: a lone
first line is no reason to send it alone."""


def split(text: str, chars_max: int | None) -> tuple[str, ...]:
    """A text as messages of bounded length.

    Cut at the last line end that fits, else at the last end of a sentence, else between two
    characters as a person sees them: never within an emoji or between a letter and its accent,
    unless that is longer than a message by itself.

    Args:
        text: Not blank.
        chars_max: Code points of one message, at least 1; None is no bound.

    Returns:
        The messages in order, none of them blank; the text itself where it fits. Blanks around a
        cut are dropped, nothing else is.
    """
    if chars_max is None or len(text) <= chars_max:
        return (text,)
    parts = []
    rest = text
    while len(rest) > chars_max:
        cut = _cut(rest, chars_max)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:]
        # What is indented after a line end stays so.
        rest = rest.lstrip("\n") if rest.startswith("\n") else rest.lstrip()
    parts.append(rest.rstrip())
    return tuple(filter(None, parts))


def _cut(text: str, chars_max: int) -> int:
    """Where the first message ends; between 1 and `chars_max`."""
    shortest = max(1, int(chars_max * _SHORTEST_SHARE))
    line_end = text.rfind("\n", shortest, chars_max + 1)
    if line_end != -1:
        return line_end
    ends = [m.end() for m in _SENTENCE_END.finditer(text, 0, chars_max + 1) if m.end() <= chars_max]
    if ends and ends[-1] >= shortest:
        return ends[-1]
    last = 0
    # The last one may go on behind the cut: it is looked at with what follows it.
    for found in _GRAPHEME.finditer(text, 0, chars_max + AHEAD_CHARS):
        if found.end() > chars_max:
            break
        last = found.end()
    return last or chars_max
