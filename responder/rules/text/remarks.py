r"""What RE2 accepts in a pattern, but its author should hear about.

It knows tokens; it must not know how they are written, or how a remark is shown.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from responder.rules.text.tokens import (
    BAR,
    BEGIN,
    CLOSE,
    EDGE,
    EMPTY,
    ONE,
    OPEN,
    REPEAT,
    TEXT,
    UNBOUNDED,
    Script,
    Token,
    script_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_SKIPPED = frozenset({OPEN, CLOSE, EMPTY})


def has_stray_edge(tokens: tuple[Token, ...]) -> bool:
    r"""Whether a `\b` or `\B` stands where it can not mean what it seems to.

    RE2 counts only ASCII letters, digits and `_` as parts of words, and has nothing that could
    stand for an edge between others. Beside 价格 a `\b` asks for a Latin letter on the other side,
    which nobody means, unless a Latin word is written there: `\bVIP\b客户` is all right.
    """
    for place, token in enumerate(tokens):
        if token.kind is EDGE:
            sides = {_script(reversed(tokens[:place]), -1), _script(tokens[place + 1 :], 0)}
            if Script.FOREIGN in sides and Script.WORD not in sides:
                return True
    return False


def burden_of(tokens: tuple[Token, ...]) -> str:
    """Why a pattern without literals costs time for every message.

    Args:
        tokens: Of a pattern that has no text which each match must contain.

    Returns:
        The reason, for the author; `""` for one that is tied to the beginning of the text, which
        RE2 sees at once.
    """
    if tokens and tokens[0].kind is BEGIN and not _has_ways(tokens):
        return ""
    gaps = (
        token.kind is REPEAT and token.high == UNBOUNDED and before.kind is ONE
        for before, token in pairwise(tokens[:-1])
    )
    reason = "nothing in it must stand in a message letter by letter"
    return f"{reason}, and it has a gap of any length" if any(gaps) else reason


def _script(side: Iterable[Token], end: int) -> Script:
    """What stands nearest to an edge; `end` is 0 for what follows, -1 for what comes before."""
    for token in side:
        if token.kind is TEXT:
            return script_of(token.chars[end])
        if token.kind is ONE:
            return token.script
        if token.kind is REPEAT and token.low:
            continue
        if token.kind not in _SKIPPED:
            break
    return Script.UNKNOWN


def _has_ways(tokens: tuple[Token, ...]) -> bool:
    """Whether the pattern as a whole has alternatives."""
    depth = 0
    for token in tokens:
        depth += (token.kind is OPEN) - (token.kind is CLOSE)
        if token.kind is BAR and not depth:
            return True
    return False
