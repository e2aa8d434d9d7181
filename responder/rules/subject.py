"""One event, prepared once for all the conditions that will look at it.

It knows the bounds of a stranger's text; it must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.rules.templates.views import clean
from responder.rules.text.folding import fold

if TYPE_CHECKING:
    from responder.models import Event

TEXT_CHARS_MAX = 4_000
"""How much of a message is looked at. Clients split texts at about 2,000 characters; NFKC takes
at most 25 ms on 4,000 of the worst ones (measured), and four times that on twice as many."""


NAME_CHARS_MAX = 500
"""How much of a name is looked at; the service allows far less."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An event with its text and names as conditions compare them.

    Args:
        text: As decoded, bounded, without halves of surrogate pairs.
        folded: After folding, my mentions removed; bounded too, for folding can lengthen it.
        senders: Names of the sender that rules trust, bounded and encodable like the text.
        groups: Likewise of the group, none outside of groups.
    """

    event: Event
    text: str
    folded: str
    senders: frozenset[str]
    groups: frozenset[str]


def text_of(event: Event) -> str:
    """The text of an event as rules and templates see it: bounded, and sure to be encodable."""
    return clean(event.text[:TEXT_CHARS_MAX])


def subject_of(event: Event) -> Subject:
    """Prepare an event for matching."""
    text = text_of(event)
    # In a group it was decided by who is in it: "@Ann B" may be no call for Ann.
    mine = event.my_names if event.mentioned or event.group is None else ()
    return Subject(
        event,
        text,
        folded=fold(text, mine)[:TEXT_CHARS_MAX],
        senders=_names(event.sender.known_as),
        groups=frozenset() if event.group is None else _names(event.group.known_as),
    )


def _names(known_as: frozenset[str]) -> frozenset[str]:
    return frozenset(clean(name[:NAME_CHARS_MAX]) for name in known_as)
