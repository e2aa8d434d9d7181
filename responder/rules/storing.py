"""Carries out the actions that store something: `set`, `count`, `push`, `drop`.

Pure: what is stored comes in as a snapshot, and what changes goes out. Strangers write much of what
is stored, so all of it has bounds; at a bound the action fails and says so. It must not know
runs, or where memory is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, TypeAlias

from responder.errors import ResponderError
from responder.memory import Cell, Kept
from responder.rules.stored import LIST_ITEMS_MAX, Verb, owner_of, shown
from responder.rules.templates.budget import RenderError
from responder.rules.templates.values import as_number, as_text, kind
from responder.rules.templates.views import VIEWS, clean
from responder.rules.templates.worth import ValueTemplate

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.memory import Memory, Single, Stored
    from responder.models import Event
    from responder.rules.actions import Given, StoreAction, Target
    from responder.rules.templates.template import Template

TEXT_CHARS_MAX = 1_000
"""Longest text that is stored: half of the longest message."""

LIST_CHARS_MAX = 4_000
"""Characters of all texts of a list: with it, a stored value has some kilobytes at most."""

ENTRIES_MAX = 1_000
"""Entries under one name, of one person, one chat, or everybody: two large groups of people. More
could not be put in order within the work of one reply."""

ENTRY_CHARS_MAX = 100
"""Longest name of an entry: names of people have at most 32 characters."""

CELLS_MAX = 100_000
"""Stored values altogether. One has mostly a few bytes, so that is some megabytes; if strangers
fill all of them with the longest lists, it is less than two gigabytes."""

NUMBER_MAX = 10**15
"""Largest number that is counted to, and smallest below zero: all digits of it can be trusted."""

Fill: TypeAlias = "Callable[[Template | ValueTemplate], object]"
"""Fills a template in: an entry gives a text, a value anything."""


class StoreError(ResponderError):
    """Something could not be stored; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Around:
    """What an action is carried out with.

    Args:
        memory: What is stored before it.
        event: Whose sender and chat are meant.
        now_s: Unix seconds.
        fill: Fills templates in.
    """

    memory: Memory
    event: Event
    now_s: float
    fill: Fill


def carry_out(action: StoreAction, number: int, around: Around) -> tuple[Kept, ...]:
    """The changes of one of the paths of an action.

    Args:
        action: What to do.
        number: Which of its paths, from 0; a later one sees what an earlier one has stored.
        around: What else is needed.

    Raises:
        StoreError: It can not be done, or there is no room for it.
        RenderError: A template gives nothing that can be stored.
        SpentError: There is not so much work left.
    """
    target, given = action.changes[number]
    place, fill = _Place.of(target, around), around.fill
    if action.verb is Verb.DROP:
        return place.dropped(None if given is None else _list_of(given, fill))
    if action.verb is Verb.SET:
        return place.put(_worth(given, fill), action.expires_s, renew=True)
    if action.verb is Verb.COUNT:
        return place.put(place.counted(_worth(given, fill)), action.expires_s)
    items = place.pushed(_list_of(given, fill), unique=action.unique, keep=action.keep)
    return place.put(items, action.expires_s)


def unfit(given: Given) -> str:
    """Why something the rule file says can never be stored; `""` where it can.

    What a template gives is only known when it is filled in.

    Args:
        given: One value, or all of a list.
    """
    parts = given if isinstance(given, tuple) else (given,)
    try:
        fixed = tuple(_single(one) for one in parts if not isinstance(one, ValueTemplate))
    except RenderError as error:
        return str(error)
    return _excess(fixed)


def _excess(value: Stored) -> str:
    """What a value has too much of to be stored; `""` where it fits."""
    texts = value if isinstance(value, tuple) else (value,)
    lengths = [len(one) for one in texts if isinstance(one, str)]
    if lengths and max(lengths) > TEXT_CHARS_MAX:
        return f"a stored text has at most {TEXT_CHARS_MAX:,} characters, got {max(lengths):,}"
    if len(texts) > LIST_ITEMS_MAX or sum(lengths) > LIST_CHARS_MAX:
        return f"a stored list has at most {LIST_ITEMS_MAX} items and {LIST_CHARS_MAX:,} characters"
    return ""


@dataclass(frozen=True, slots=True)
class _Place:
    """One place where something may be stored.

    Args:
        spelled: Its path, with its entry filled in.
        owner: Whose it is.
        name: Under which name.
        entry: Which of the values under it.
        memory: What is stored before.
        now_s: Unix seconds.
    """

    spelled: str
    owner: str
    name: str
    entry: str
    memory: Memory
    now_s: float

    @classmethod
    def of(cls, target: Target, around: Around) -> _Place:
        """The place that a target means where something happens."""
        path = target.path
        entry = path.entry if target.entry is None else str(around.fill(target.entry))
        spelled = str(path._replace(entry=entry))
        if len(entry) > ENTRY_CHARS_MAX:
            many = f"{len(entry):,} characters"
            raise StoreError(
                f"an entry of {path.scope}.{path.name} has at most {ENTRY_CHARS_MAX} characters"
                f" in its name, got {many}"
            )
        owner = owner_of(path.scope, around.event)
        return cls(spelled, owner, path.name, entry, around.memory, around.now_s)

    def dropped(self, items: tuple[Single, ...] | None) -> tuple[Kept, ...]:
        """The changes that drop all that is here, or some items of the list that is here."""
        cells = self.memory.values.get((self.owner, self.name), {})
        if items is not None:
            before = self._before()
            if before is None:
                return ()
            unwanted = {shown(one) for one in items}
            left = tuple(one for one in self._list(before.value) if shown(one) not in unwanted)
            return self._changed(Cell(left, before.until_s) if left else None)
        gone = [self.entry] if self.entry else list(cells)
        return tuple(Kept(self.owner, self.name, entry, None) for entry in gone if entry in cells)

    def counted(self, amount: Stored) -> Stored:
        """The number that is here, and so much more."""
        before = self._before()
        try:
            more = as_number(amount, "count")
        except RenderError as error:
            raise StoreError(f"{self.spelled}: {error}") from None
        try:
            found = 0 if before is None else as_number(before.value, "count")
        except RenderError:
            raise StoreError(f"{self.spelled} is no number, and can not be counted") from None
        total = found + more
        if abs(total) > NUMBER_MAX:
            raise StoreError(f"{self.spelled} would be a number with too many digits")
        return total

    def pushed(
        self, items: tuple[Single, ...], *, unique: bool, keep: int | None
    ) -> tuple[Single, ...]:
        """The list that is here with more items at its end."""
        before = self._before()
        found = [] if before is None else list(self._list(before.value))
        known = {shown(one) for one in found}
        for item in items:
            if not (unique and shown(item) in known):
                known.add(shown(item))
                found.append(item)
        kept = found if keep is None else found[-keep:]
        if len(kept) > LIST_ITEMS_MAX:
            raise StoreError(
                f"{self.spelled} has {LIST_ITEMS_MAX} items, and no more are kept:"
                " with `keep` the oldest would go"
            )
        return tuple(kept)

    def put(
        self, value: Stored, expires_s: float | None, *, renew: bool = False
    ) -> tuple[Kept, ...]:
        """The changes that store a value here.

        Args:
            value: What is stored.
            expires_s: After so many seconds it ends.
            renew: Whether without `expires_s` it never ends; otherwise it ends as the value before.
        """
        before = self._before()
        self._check(value)
        if before is None:
            self._make_room()
        until_s = None if before is None or renew else before.until_s
        if expires_s is not None:
            until_s = self.now_s + expires_s
        return self._changed(Cell(value, until_s) if value != () else None)

    def _changed(self, cell: Cell | None) -> tuple[Kept, ...]:
        """What is stored here from now on; nothing is written where that was so before."""
        if repr(cell) == repr(self._before()):  # 1 and true are equal, and not the same
            return ()
        return (Kept(self.owner, self.name, self.entry, cell),)

    def _before(self) -> Cell | None:
        """What is here and has not ended."""
        cell = self.memory.values.get((self.owner, self.name), {}).get(self.entry)
        return cell if cell is not None and cell.lives(self.now_s) else None

    def _list(self, value: Stored) -> tuple[Single, ...]:
        if not isinstance(value, tuple):
            raise StoreError(f"{self.spelled} is no list")
        return value

    def _check(self, value: Stored) -> None:
        """Refuse what is too long."""
        if reason := _excess(value):
            raise StoreError(f"{self.spelled}: {reason}")

    def _make_room(self) -> None:
        """Refuse one value more than there is room for."""
        cells = self.memory.values.get((self.owner, self.name), {})
        if self.entry in cells:
            return  # that of a value that has ended
        if sum(one.lives(self.now_s) for one in cells.values()) >= ENTRIES_MAX:
            raise StoreError(
                f"{self.spelled}: there are {ENTRIES_MAX:,} entries already, and no more are kept"
            )
        if self.memory.totals.get("", 0) >= CELLS_MAX:
            raise StoreError(
                f"{self.spelled}: {CELLS_MAX:,} values are stored, and no more are kept:"
                " `drop` some, or let them end with `expires`"
            )


def _worth(given: Given, fill: Fill) -> Stored:
    """The value that an action gives."""
    if isinstance(given, tuple):
        return tuple(_single(fill(one) if isinstance(one, ValueTemplate) else one) for one in given)
    value = fill(given) if isinstance(given, ValueTemplate) else given
    if isinstance(value, list | tuple | range):
        return tuple(_single(item) for item in value)
    return _single(value)


def _list_of(given: Given, fill: Fill) -> tuple[Single, ...]:
    """The values that an action gives, one or several."""
    worth = _worth(given, fill)
    return worth if isinstance(worth, tuple) else (worth,)


def _single(value: object) -> Single:
    """A value that can stand by itself or in a list.

    Raises:
        RenderError: It is none, such as a mapping.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and not isfinite(value):
        raise RenderError(f"{value} is no number that can be stored")
    if isinstance(value, int | float):
        if abs(value) > NUMBER_MAX:
            raise RenderError("a number with too many digits can not be stored")
        return value
    if isinstance(value, VIEWS):
        return as_text(value)
    if value is None:
        raise RenderError("the value is empty (null): what is to be forgotten is dropped")
    raise RenderError(f"a text, a number or a list of these can be stored, not {kind(value)}")
