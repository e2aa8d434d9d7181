"""What is left of a message beside a keyword at its start or end, as it was written.

The keyword was found in the folded text, where the characters are others and not as many. It must
not know rules.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.text.folding import Folding


def rest_after(text: str, word: str, left: str, folding: Folding) -> str:
    """What stands behind a keyword.

    Args:
        text: The message as written, without mentions of me.
        word: The folded keyword, with which the folded message begins.
        left: The rest of the folded message.
        folding: Made the folded message.

    Returns:
        The rest as written, without blanks at its ends. Where folding has made one character of
        the end of the keyword and the beginning of the rest, the rest as it was folded.
    """
    end = _reach(text, _visible(word), folding)
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return _checked(text[end:], left, folding)


def rest_before(text: str, word: str, left: str, folding: Folding) -> str:
    """What stands in front of a keyword at the end; arguments and result as above."""
    start = len(text) - _reach(reversed(text), _visible(word), folding)
    return _checked(text[:start], left, folding)


def _checked(rest: str, left: str, folding: Folding) -> str:
    """The rest, if it folds to what is left of the folded message."""
    return rest.strip() if folding.fold(rest) == folding.fold(left) else left.strip()


def _reach(chars: Iterable[str], wanted: int, folding: Folding) -> int:
    """How many characters fold to the wanted number of visible ones."""
    taken = 0
    for char in chars:
        if wanted <= 0:
            break
        taken += 1
        wanted -= _visible(folding.fold(char))
    return taken


def _visible(text: str) -> int:
    """How many characters are no blanks; their number is not changed by folding blanks."""
    return len("".join(text.split()))
