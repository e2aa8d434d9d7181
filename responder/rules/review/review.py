"""Looks a rule file through for everything that is probably not meant.

What is looked for stands in the modules beside; each is quick, for every load does all of them. It
must not know how a warning is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.review.calendar import note_calendar
from responder.rules.review.costly import note_costly
from responder.rules.review.cut import note_cut
from responder.rules.review.everywhere import note_everywhere
from responder.rules.review.folded import note_folded
from responder.rules.review.heavy import note_heavy
from responder.rules.review.idle import note_idle
from responder.rules.review.named import note_named
from responder.rules.review.nameless import note_nameless
from responder.rules.review.twice import note_twice
from responder.rules.review.unused import note_unused

if TYPE_CHECKING:
    from datetime import date

    from responder.rules.review.material import Material


def review(material: Material, today: date | None = None) -> None:
    """Note what is probably not meant, in the reports of the files.

    What rules have to do with each other is looked at apart, see `losers`.

    Args:
        material: A rule file that was compiled without faults.
        today: The day of the check; None: nobody asks whether calendars are about to end.
    """
    note_unused(material)
    note_twice(material)
    note_costly(material)
    note_everywhere(material)
    note_heavy(material)
    note_idle(material)
    note_named(material)
    note_folded(material)
    note_cut(material)
    note_nameless(material)
    if today is not None:
        note_calendar(material, today)
