"""Patterns that are found in every message, whatever it says.

A pattern all of which may be left out, such as `[0-9]*`, is found even where nothing of it stands:
it is empty there. It must not know how patterns are run.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.cells import quote
from responder.rules.review.costly import place_of, unguided

if TYPE_CHECKING:
    from responder.rules.review.material import Material
    from responder.rules.ruleset import Rule
    from responder.rules.text.patterns import Pattern

PATTERNS_MAX = 1_000
"""Patterns that are tried: to compile one takes a tenth of a millisecond."""

_OPTIONAL = re.compile(r"[*?|^$]|\{0|\\[AbBz]")
"""Without any of these some part of a pattern has to be there, so it need not be tried."""

_STRANGE = "\U0010fffd"
"""A text that nobody writes and no author means."""

_HINT = "all of it may be left out: write + in place of *, or take away an | with nothing beside it"


def note_everywhere(material: Material) -> None:
    """Warn of patterns that ask nothing of a message."""
    first: dict[str, tuple[Rule, Pattern]] = {}
    for rule, pattern in unguided(material):
        if _OPTIONAL.search(pattern.source):
            first.setdefault(pattern.source, (rule, pattern))
    for source, (rule, pattern) in islice(first.items(), PATTERNS_MAX):
        if _is_everywhere(pattern):
            report, path = place_of(material, rule, source)
            report.warn(path, f"{quote(source)} is found in every message", _HINT)


def _is_everywhere(pattern: Pattern) -> bool:
    """Whether it is found where nothing of it stands; `.*` means every text, and says so."""
    if not pattern.fits(""):
        return False
    strange = pattern.find(_STRANGE)
    return strange is not None and dict(strange)["0"] == ""
