"""Rules that can never win, because earlier ones take all their messages.

It knows what rules have to do with each other; it must not know how they are written.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.compiling.shadow import shadowed
from responder.rules.review.catch_all import note_starving, starving
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from responder.rules.index.index import Index
    from responder.rules.review.material import Material


def note_losers(material: Material, index: Index) -> None:
    """Warn of rules that can never win.

    One that takes every text is warned of itself, not each of the many rules behind it. The files
    may be gone by now.

    Args:
        material: A rule file that was compiled without faults.
        index: Over its rules.
    """
    rules = material.rules
    starved = starving(rules)
    note_starving(material, starved)
    told = {loser for losers in starved.values() for loser in losers}
    # A rule behind one that takes every text is asked about twice, but warned of once.
    shadows = shadowed(rules, material.needs, index)
    lost = (one for one in shadows if one.rule not in told)
    for one in islice(lost, NOTES_MAX):
        rule, earlier = rules[one.rule], rules[one.earlier]
        same = rule.conditions == earlier.conditions
        verb = "has the same conditions" if same else "takes its messages"
        message = f"this rule can never win: {material.told(earlier, rule)} {verb}"
        way = "leave one of them out" if same else "move it up, or make the earlier rule narrower"
        material.warn(rule, message, way if same else f"{one.why}; {way}")
