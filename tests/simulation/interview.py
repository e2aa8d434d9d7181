"""A question is open over a restart, and names are slow while the rule file is edited.

In drawn days all of that hardly ever comes together, so there are scenarios of nothing else.
"""

from __future__ import annotations

from random import Random

from tests.simulation.errands import PASSERS, Errand
from tests.simulation.office import SLOW_NAMES
from tests.simulation.rulefiles import OFFICES
from tests.simulation.scenario import Chat, Episode, Event, Scenario

FROM = 10_000_000_000
"""The first seed of these, beyond those that commits have."""

ASKED_S, RESTS_S, SLOW_S, ENDS_S = 20.0, 60.0, 90.0, 300.0
"""When the question is asked, the daemon ends, somebody unknown writes, and all is over."""


def draw(seed: int) -> Scenario:
    """The scenario of a seed."""
    rng = Random(f"{seed} interview")
    friends = (Chat("friend0"), Chat("friend1"))
    errands = [Errand(ASKED_S, "sure", friend.name, 0) for friend in friends]
    errands += [Errand(SLOW_S + 25.0 * n, "pass", "friend0", n) for n in range(PASSERS)]
    return Scenario(
        seed=seed,
        manners=rng.choice(OFFICES),
        chats=friends,
        episodes=(
            Episode(1.0, RESTS_S, stays=False),
            Episode(RESTS_S + 1.0, ENDS_S, stays=False),
        ),
        lines=(),
        events=(Event(SLOW_S - 1.0, "faults", SLOW_NAMES),),
        mood=rng.choice(["none", "rare"]),
        lag_s=rng.choice([0.0, 0.02, 0.3]),
        echo=rng.random() < 0.3,
        calm_lead_s=0.0,
        errands=tuple(errands),
    )
