"""Which of several needs is met by the fewest messages, as far as one can guess.

It knows keys and clauses; it must not know conditions or the index.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.needs import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.needs import Clause, Key, Needs

CHAR_ODDS = 0.05
"""How often one character more of a text is met too: Chinese has some thousand characters in daily
use, Latin thirty, and neither is thrown like dice."""

_PLACES = 50
"""Places of an ordinary message in which a part may stand."""

_ANYWHERE = frozenset({How.PART, How.RAW_PART, How.CASELESS_PART})


def rarest(needs: Sequence[Clause]) -> Clause | None:
    """The clause that the fewest messages meet, the first of equal ones; None if there is none."""
    if len(needs) < 2:  # noqa: PLR2004 - of one or none there is nothing to choose
        return needs[0] if needs else None
    return min(needs, key=_odds)


def any_of(alternatives: Sequence[Needs]) -> Needs:
    """What is needed where one of several is enough; nothing where one of them needs nothing.

    Of no alternatives none is met, which a clause without keys says.
    """
    best = [rarest(needs) for needs in alternatives]
    clauses = [clause for clause in best if clause is not None]
    if len(clauses) < len(best):
        return ()
    return (tuple(dict.fromkeys([key for clause in clauses for key in clause])),)


def _odds(clause: Clause) -> float:
    return sum(map(_key_odds, clause))


def _key_odds(key: Key) -> float:
    how, text = key
    once: float = CHAR_ODDS ** len(text)
    return once * _PLACES if how in _ANYWHERE else once
