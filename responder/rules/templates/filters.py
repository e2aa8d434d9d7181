"""The table of all filters and functions of templates; the documents are made from it.

Each is charged for what goes in and what comes out. It must not know rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.templates.chance_filters import CHANCE
from responder.rules.templates.date_filters import DATES
from responder.rules.templates.entry import Use
from responder.rules.templates.item_filters import ITEMS
from responder.rules.templates.list_filters import LISTS
from responder.rules.templates.number_filters import NUMBERS
from responder.rules.templates.order_filters import ORDER
from responder.rules.templates.text_filters import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.entry import Entry

SECTIONS: Mapping[str, tuple[Entry, ...]] = {
    "Texts": TEXTS,
    "Numbers": NUMBERS,
    "Dates and times": DATES,
    "Lists": (*LISTS, *ORDER, *ITEMS),
    "Chance": CHANCE,
}
"""Everything, as the documents arrange it."""

_ENTRIES = tuple(entry for section in SECTIONS.values() for entry in section)

FILTERS: Mapping[str, Entry] = {
    name: entry for entry in _ENTRIES if entry.use is not Use.FUNCTION for name in entry.names
}
"""What may stand behind `|`."""

FUNCTIONS: Mapping[str, Entry] = {
    name: entry for entry in _ENTRIES if entry.use is not Use.FILTER for name in entry.names
}
"""What may be called."""

ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("random", "choice", "sample"), "pick"),
    **dict.fromkeys(("tojson", "to_json"), "json"),
    **dict.fromkeys(("strftime", "timestamp_custom", "dateformat"), "date"),
    **dict.fromkeys(("as_date", "strptime", "as_timestamp"), "as_datetime"),
    **dict.fromkeys(("format", "filesizeformat", "format_number"), "money"),
    **dict.fromkeys(("len", "size"), "length"),
    **dict.fromkeys(("strip",), "trim"),
    **dict.fromkeys(("timedelta", "time_until"), "plus, minus or until"),
}
"""What other template languages call the same; for hints."""
