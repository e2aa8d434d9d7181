"""Rules that remember something and have no name to be known by.

It knows compiled rules; it must not know what they remember.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from responder.rules.review.material import Material


def note_nameless(material: Material) -> None:
    """Warn of rules that keep state under a name that changes with their text."""
    nameless = {name for name, site in material.sites.items() if not site.named}
    rules = (rule for rule in material.rules if rule.name in nameless)
    for rule in islice(
        (one for one in rules if one.claims or one.defers or one.schedule), NOTES_MAX
    ):
        kept = f"keeps a {rule.claims[0].key}" if rule.claims else "does something later"
        kept = "comes by the clock" if rule.schedule else kept
        message = f"this rule {kept} and has no name"
        hint = f"write `name:`, or it forgets when {quote(rule.name)} is changed"
        material.warn(rule, message, hint)
