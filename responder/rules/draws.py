"""Chance without randomness: every draw is a keyed hash of what it belongs to.

So the same message gets the same answer again, and no draw depends on another rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeAlias

_STEPS = 2**32
"""How finely `holds` divides the way from never to always."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A seed of a test that says how some draws end.

    Args:
        seed: Of all other draws.
        pick: Which of several is picked, from 1; the last one where there are not so many.
        chance: How every `chance` ends.
    """

    seed: str
    pick: int | None = None
    chance: bool | None = None


Seed: TypeAlias = int | str | Pinned
"""What keys the draws: of the account, or of a test."""


def draw(count: int, *, seed: Seed, event_id: str, rule: str, place: str) -> int:
    """A number from 0 to `count - 1`.

    Args:
        count: How many there are to choose from, at least 1.
        seed: Of the account or the test.
        event_id: What is answered.
        rule: Name of the rule that draws.
        place: Where in the rule, e.g. `do[1].reply`.
    """
    if isinstance(seed, Pinned):
        if seed.pick is not None:
            return min(seed.pick, count) - 1
        seed = seed.seed
    # Lengths in front keep ("a", "bc") and ("ab", "c") apart.
    parts = (str(seed), event_id, rule, place)
    keyed = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(keyed, digest_size=8).digest()) % count


def holds(probability: float, *, seed: Seed, event_id: str, rule: str, place: str) -> bool:
    """Whether something happens that does so with a probability.

    Args:
        probability: 0 is never, 1 always.
        seed: Of the account or the test.
        event_id: What is answered.
        rule: Name of the rule that draws.
        place: Where in the rule, e.g. `when.chance`.
    """
    if isinstance(seed, Pinned):
        if seed.chance is not None:
            return seed.chance
        seed = seed.seed
    drawn = draw(_STEPS, seed=seed, event_id=event_id, rule=rule, place=place)
    return drawn < probability * _STEPS
