"""One event, prepared once for all the conditions that will look at it.

It knows the bounds of a stranger's text; it must not know rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.memory import Memory
from responder.rules.templates.views import clean
from responder.rules.text.folding import Folding

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from responder.models import Event
    from responder.rules.draws import Seed

TEXT_CHARS_MAX = 4_000
"""How much of a message is looked at. Clients split texts at about 2,000 characters; NFKC takes
at most 25 ms on 4,000 of the worst ones (measured), and four times that on twice as many."""


NAME_CHARS_MAX = 500
"""How much of a name is looked at; the service allows far less."""

_FOLDING = Folding()


@dataclass(frozen=True, slots=True)
class Subject:
    """An event with its text and names as conditions compare them.

    Args:
        event: What happened.
        text: As decoded, bounded, without halves of surrogate pairs.
        folded: After folding, my mentions removed; bounded too, for folding can lengthen it.
        senders: Names of the sender that rules trust, bounded and encodable like the text.
        groups: Likewise of the group, none outside of groups.
        memory: Stored values.
        now_s: Unix seconds.
        seed: Of every draw.
        zone: Of the rule file; None is the machine's.
    """

    event: Event
    text: str
    folded: str
    senders: frozenset[str]
    groups: frozenset[str]
    memory: Memory = field(default_factory=Memory)
    now_s: float = 0.0
    seed: Seed = 0
    zone: ZoneInfo | None = None


def text_of(event: Event) -> str:
    """The text of an event as rules and templates see it: bounded, and sure to be encodable."""
    return clean(event.text[:TEXT_CHARS_MAX])


def subject_of(
    event: Event,
    folding: Folding = _FOLDING,
    *,
    memory: Memory | None = None,
    now_s: float = 0.0,
    seed: Seed = 0,
    zone: ZoneInfo | None = None,
) -> Subject:
    """Prepare an event for matching.

    Args:
        event: What happened.
        folding: Of the rule file.
        memory: Stored values; none by default.
        now_s: Unix seconds.
        seed: Of every draw.
        zone: Of the rule file; None is the machine's.
    """
    text = text_of(event)
    return Subject(
        event,
        text,
        folding.fold(text, names_of_me(event))[:TEXT_CHARS_MAX],
        _names(event.sender.known_as),
        frozenset() if event.group is None else _names(event.group.known_as),
        Memory() if memory is None else memory,
        now_s,
        seed,
        zone,
    )


def names_of_me(event: Event) -> tuple[str, ...]:
    """The names by which a mention of me is recognised in the text, longest first."""
    # In a group it was decided by who is in it: "@Ann B" may be no call for Ann.
    return event.my_names if event.mentioned or event.group is None else ()


def _names(known_as: frozenset[str]) -> frozenset[str]:
    return frozenset([clean(name[:NAME_CHARS_MAX]) for name in known_as])
