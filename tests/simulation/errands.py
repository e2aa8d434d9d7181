"""What else is asked of a simulated account: pictures, contacts, groups, the owner's words.

None of it is a line. It is drawn here, and brought about at the service; what must come of it is
in `deeds.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import SettingError
from tests.simulation.rulefiles import PARTING, SPARE, WORKSHOP

if TYPE_CHECKING:
    from random import Random

    from responder.simulator.simulator import Simulator

FILEHELPER = "filehelper"

KINDS = (
    *("picture",) * 4,
    "newcomer",
    *("pin", "recall", "invite") * 2,
    "remove",
    "rename",
    "leave",
)

OFFICE_KINDS = (
    *KINDS,
    *("show", "keep") * 4,
    "big",
    *("sure", "sure", "sure", "yes"),
    *("word",) * 3,
)
"""What else is asked for in an office."""

ORDERS = ("status", "why", "reload", "undo", "状态")
"""What the owner writes to the file helper; a pause would be none of the simulation's business."""

PASSERS = 8
"""So many people whom nobody knows may write in the workshop."""

WORDS = (*ORDERS, "rollback", "undo", "回滚", "撤销")
"""The same in an office."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that is asked for.

    Args:
        at_s: Virtual seconds.
        kind: One of `OFFICE_KINDS`, or `order`.
        who: The friend who asks.
        number: From 0; of an order or a word the number of its text.
    """

    at_s: float
    kind: str
    who: str
    number: int


def errands(
    rng: Random,
    spans: list[tuple[float, float]],
    friends: list[str],
    kinds: tuple[str, ...] = KINDS,
) -> tuple[Errand, ...]:
    """Some in each span of time."""
    found: list[Errand] = []
    for begin_s, end_s in spans:
        for _ in range(rng.choice([5, 10, 20])):
            kind = rng.choice([*kinds, *("order",) * 4])
            at_s = rng.uniform(begin_s, end_s)
            found.append(Errand(at_s, kind, rng.choice(friends), len(found)))
    return tuple(sorted(found, key=lambda errand: errand.at_s))


def prepare(simulator: Simulator, friends: list[str]) -> None:
    """The groups that errands are about, and who comes by."""
    passers = [str(_passer(number)["from"]) for number in range(PASSERS)]
    simulator.add_contacts([{"name": name, "kind": "stranger"} for name in passers])
    simulator.add_groups(
        [
            {"name": name, "members": [*friends, *members], "owner": "me"}
            for name, members in ((SPARE, ["guest"]), (WORKSHOP, []), (PARTING, []))
        ]
    )


def _passer(number: int) -> dict[str, object]:
    return {"from": f"passer{number}", "text": "errand pass"}


def bring_about(simulator: Simulator, errand: Errand) -> list[str]:
    """Somebody asks.

    Returns:
        The MsgIds of what they wrote.
    """
    try:
        return _ask(simulator, errand)
    except SettingError:
        return []  # the account has left that group


def _ask(simulator: Simulator, errand: Errand) -> list[str]:
    kind, friend = errand.kind, {"from": errand.who}
    if kind == "newcomer":
        return simulator.event("friend_request", name=f"newcomer{errand.number}", text="hello")
    asked: dict[str, dict[str, object]] = {
        "picture": {**friend, "type": "image"},
        "keep": {**friend, "type": "voice"},
        "sure": {**friend, "group": WORKSHOP, "text": "errand sure"},
        "yes": {**friend, "group": WORKSHOP, "text": "errand yes"},
        "pass": {**_passer(errand.number), "group": WORKSHOP, "unlisted": True},
        "word": {"from": "me", "to": FILEHELPER, "text": WORDS[errand.number % len(WORDS)]},
        "order": {"from": "me", "to": FILEHELPER, "text": ORDERS[errand.number % len(ORDERS)]},
        "remove": {"from": "guest", "group": SPARE, "unlisted": True, "text": "errand remove"},
        "rename": {"from": "me", "group": WORKSHOP, "text": "errand rename"},
        "leave": {"from": "me", "group": PARTING, "text": "errand leave"},
    }
    return simulator.say([asked.get(kind, {**friend, "text": f"errand {kind} {errand.number}"})])
