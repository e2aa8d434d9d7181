"""Patterns that are found in every message, whatever it says.

A pattern all of which may be left out, such as `[0-9]*`, is found even where nothing of it stands:
it is empty there. It must not know how patterns are run.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.review.costly import place_of, unguided
from responder.rules.review.material import NOTES_MAX

if TYPE_CHECKING:
    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule
    from responder.rules.text.patterns import Pattern

_STRANGE = "\U0010fffd"
"""A text that nobody writes and no author means."""

_HINT = "all of it may be left out: write + in place of *, or take away an | with nothing beside it"


def note_everywhere(material: Material) -> None:
    """Warn of patterns that ask nothing of a message."""
    found: dict[str, Rule] = {}
    for rule, pattern in unguided(material):
        if pattern.source not in found and _is_everywhere(pattern):
            found[pattern.source] = rule
    for source, rule in islice(found.items(), NOTES_MAX):
        report, path = place_of(material, rule, source)
        report.warn(path, f"{quote(source)} is found in every message", _HINT)


def _is_everywhere(pattern: Pattern) -> bool:
    """Whether it is found where nothing of it stands; `.*` means every text, and says so."""
    if not pattern.fits(""):
        return False
    strange = pattern.find(_STRANGE)
    return strange is not None and dict(strange)["0"] == ""
