"""How much one rendering of a template may do.

It knows sizes and counts; it must not know Jinja or rules.
"""

from __future__ import annotations

from collections.abc import ItemsView, KeysView, Mapping, ValuesView
from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.errors import ResponderError

if TYPE_CHECKING:
    from collections.abc import Collection

WORK_MAX = 10_000
"""Units of work of one rendering. A unit is one operation on up to `CHARS_PER_UNIT` characters or
`ITEMS_PER_UNIT` items, three to five microseconds at worst (measured), so that is 40 ms; an
ordinary reply takes fewer than 50."""

CHARS_PER_UNIT = 64
"""Characters handled for one unit: a machine copies them in the time of one operation."""

ITEMS_PER_UNIT = 4
"""Items of a list looked at for one unit: 0.4 µs for each (measured), twice that for a fraction
that is printed."""

VALUE_CHARS_MAX = 20_000
"""Longest text or list that a template may make on the way to its output."""

OUTPUT_CHARS_MAX = 5_000
"""Longest reply, in characters; the service's own clients cut off below that."""

INT_BITS_MAX = 256
"""Largest number that a template may make: above any count, far below any delay."""


COLLECTIONS = (str, list, tuple, range, Mapping, KeysView, ItemsView, ValuesView)
"""What has a length. Named one by one: Jinja's undefined value has a length too, which raises."""

_DEEP = (list, tuple, Mapping, ItemsView, ValuesView)
"""What may hold lists and mappings; keys are texts and numbers."""


class RenderError(ResponderError):
    """A template gave no text for this message; the sentence says why."""


@dataclass(slots=True)
class Budget:
    """The work left to one rendering."""

    work: int = WORK_MAX

    def spend(self, units: int) -> None:
        """Take units away.

        Raises:
            RenderError: There are not so many left.
        """
        self.work -= units
        if self.work < 0:
            raise RenderError("the template does too much: repetition and long texts are bounded")

    def charge(self, *values: object) -> None:
        """Take away what one operation on these values costs.

        Raises:
            RenderError: There is not so much left, or a value is too large.
        """
        self.spend(1 + sum(map(effort, values)))
        for value in values:
            check_size(value)

    def charge_deeply(self, *values: object) -> None:
        """Take away what an operation costs that looks into lists and mappings, to their leaves.

        It stops as soon as the budget does, so it costs no more than what it charges for.

        Raises:
            RenderError: There is not so much left.
        """
        waiting: list[object] = list(values)
        while waiting:
            value = waiting.pop()
            if not isinstance(value, _DEEP):
                self.spend(1 + effort(value))
                continue
            self.spend(1 + len(value) // ITEMS_PER_UNIT)  # before anything walks through them
            held = value.items() if isinstance(value, Mapping) else value
            if isinstance(held, ItemsView):
                held = [one for pair in held for one in pair]
            self.spend(sum(len(item) for item in held if isinstance(item, str)) // CHARS_PER_UNIT)
            waiting += [item for item in held if isinstance(item, _DEEP)]

    def charge_sorting(self, items: Collection[object]) -> None:
        """Take away what it costs to put items in order: each is compared about `log n` times.

        Raises:
            RenderError: There is not so much left.
        """
        before = self.work
        self.charge_deeply(list(items))
        self.spend((before - self.work) * len(items).bit_length() // 2)


def effort(value: object) -> int:
    """Units of work to look at a value once, its items as a whole."""
    return size(value) // (CHARS_PER_UNIT if isinstance(value, str) else ITEMS_PER_UNIT)


def size(value: object) -> int:
    """Characters of a text, items of a list, 0 of anything else."""
    return len(value) if isinstance(value, COLLECTIONS) else 0


def check_size(value: object) -> None:
    """Refuse what no reply needs.

    Raises:
        RenderError: A text or list longer than `VALUE_CHARS_MAX`, a number of too many digits.
    """
    if size(value) > VALUE_CHARS_MAX:
        refuse_length(size(value))
    if isinstance(value, int) and value.bit_length() > INT_BITS_MAX:
        raise RenderError("the template makes a number with too many digits")


def refuse_length(length: int) -> None:
    """Refuse a text or list that would become too long, before it is made.

    Raises:
        RenderError: `length` is above `VALUE_CHARS_MAX`.
    """
    if length > VALUE_CHARS_MAX:
        raise RenderError(f"the template makes something longer than {VALUE_CHARS_MAX:,}")
