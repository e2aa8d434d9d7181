"""What hardly ever comes together in drawn days, so there are scenarios of nothing else.

Each seed holds one of them, in turn.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from tests.simulation.errands import PASSERS, Errand
from tests.simulation.office import SLOW_NAMES, UNKNOWN
from tests.simulation.rulefiles import OFFICES
from tests.simulation.scenario import Chat, Episode, Event, Line, Scenario

FROM = 10_000_000_000
"""The first seed of these, beyond those that commits have."""

ASKED_S, RESTS_S, SLOW_S, ENDS_S = 20.0, 60.0, 90.0, 300.0
"""When the question is asked, the daemon ends, somebody unknown writes, and all is over."""

FRIENDS = (Chat("friend0"), Chat("friend1"))

LINES = 24

ECHO_SHARE = 0.3


def draw(seed: int) -> Scenario:
    """The scenario of a seed."""
    rng = Random(f"{seed} rare")
    return [interview, strangers][seed % 2](seed, rng)


def interview(seed: int, rng: Random) -> Scenario:
    """A question is open over a restart, and names are slow while the rule file is edited."""
    errands = [Errand(ASKED_S, "sure", friend.name, 0) for friend in FRIENDS]
    errands += [Errand(SLOW_S + 25.0 * n, "pass", "friend0", n) for n in range(PASSERS)]
    return replace(
        _office(seed, rng),
        episodes=(Episode(1.0, RESTS_S, stays=False), Episode(RESTS_S + 1.0, ENDS_S, stays=False)),
        events=(Event(SLOW_S - 1.0, "faults", SLOW_NAMES),),
        errands=tuple(errands),
    )


def strangers(seed: int, rng: Random) -> Scenario:
    """Friends write on while the first answers to them, whom nobody knew yet, still wait."""
    names, texts = rng.choice([6, 8, 10]), rng.choice([20, 30, 40])
    faults = (
        UNKNOWN[0],
        f"webwxbatchgetcontact:status=500*{names}",
        f"webwxsendmsg:status=502*{texts}",
    )
    lines, gap_s = [], rng.choice([2.5, 3.0, 4.0])
    for n in range(LINES):
        friend, text = FRIENDS[n % 2], f"q1 t{n}"
        at_s = ASKED_S + 5.0 + n * gap_s
        lines.append(Line(at_s, f"t{n}", friend, friend.name, text, mention=False, replies=1))
    return replace(
        _office(seed, rng),
        lines=tuple(lines),
        events=(
            *(Event(ASKED_S, "faults", one) for one in faults),
            Event(ASKED_S, "expire", "1100"),
        ),
    )


def _office(seed: int, rng: Random) -> Scenario:
    """One in which nothing happens but that somebody pins a chat."""
    return Scenario(
        seed=seed,
        manners=rng.choice(OFFICES),
        chats=FRIENDS,
        episodes=(Episode(1.0, ENDS_S, stays=False),),
        lines=(),
        events=(),
        mood=rng.choice(["none", "rare"]),
        lag_s=rng.choice([0.0, 0.02, 0.3]),
        echo=rng.random() < ECHO_SHARE,
        calm_lead_s=0.0,
        errands=(Errand(5.0, "pin", "friend0", 0),),
    )
