"""Chance without randomness: every draw is a keyed hash of what it belongs to.

So the same message gets the same answer again, and no draw depends on another rule.
"""

from __future__ import annotations

from hashlib import blake2b


def draw(count: int, *, seed: int | str, event_id: str, rule: str, place: str) -> int:
    """A number from 0 to `count - 1`.

    Args:
        count: How many there are to choose from, at least 1.
        seed: Of the account or the test.
        event_id: What is answered.
        rule: Name of the rule that draws.
        place: Where in the rule, e.g. `do[1].reply`.
    """
    # Lengths in front keep ("a", "bc") and ("ab", "c") apart.
    parts = (str(seed), event_id, rule, place)
    keyed = "".join(f"{len(part)}:{part}" for part in parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(keyed, digest_size=8).digest()) % count
