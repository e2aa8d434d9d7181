"""The memory of a replay: what it remembers itself, laid over what was remembered before.

A decision reads a snapshot; this one is changed in place between two decisions, for a hundred
thousand of them would make as many copies. It must not know rules or where memory is stored.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from responder.memory import (
    TIMES_KEPT_MAX,
    Claimed,
    Heard,
    Kept,
    Memory,
    Met,
    Muted,
    OwnerWrote,
    Replied,
    Said,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.memory import Change, Times

K = TypeVar("K")
V = TypeVar("V")


class _Laid(Mapping[K, V]):
    """New values over old ones."""

    def __init__(self, below: Mapping[K, V]) -> None:
        self._below = below
        self.new: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        found = self.new.get(key)
        return self._below[key] if found is None else found

    def get(self, key: K, default: Any = None) -> Any:  # noqa: ANN401 - as of any mapping
        """The new value, else the old one, else what was given."""
        found = self.new.get(key)
        return self._below.get(key, default) if found is None else found

    def __iter__(self) -> Iterator[K]:
        yield from dict.fromkeys([*self.new, *self._below])

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Untouched(Mapping[K, V]):
    """What is stored, without what has changed since: what that was before, nobody knows.

    Args:
        below: What is stored now.
        touched: Keys of what has changed.
    """

    def __init__(self, below: Mapping[K, V], touched: frozenset[K]) -> None:
        self._below = below
        self._touched = touched

    def __getitem__(self, key: K) -> V:
        if key in self._touched:
            raise KeyError(key)
        return self._below[key]

    def __iter__(self) -> Iterator[K]:
        return (key for key in self._below if key not in self._touched)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Ledger:
    """What is remembered, as a replay goes on.

    Args:
        before: What was remembered at its beginning.
    """

    def __init__(self, before: Memory) -> None:
        self._claims = _Laid(before.claims)
        self._values = _Laid(before.values)
        self._totals = _Laid(before.totals)
        self._met = _Laid(before.met)
        self._owner = _Laid(before.owner_wrote_s)
        self._heard = _Laid(before.heard)
        self._replied = _Laid(before.replied)
        self._said = _Laid(before.said_s)
        self._muted = _Laid(before.muted_until_s)
        self.memory = Memory(
            claims=self._claims,
            values=self._values,
            totals=self._totals,
            met=self._met,
            owner_wrote_s=self._owner,
            heard=self._heard,
            replied=self._replied,
            said_s=self._said,
            muted_until_s=self._muted,
        )

    def apply(self, changes: Iterable[Change]) -> None:
        """Remember what a decision changes; it must not be read any more."""
        for change in changes:
            match change:
                case Met(person_id, at_s):
                    self._met.new[person_id] = at_s
                case Claimed(rule, scope, at_s):
                    _add(self._claims, (rule, scope), at_s)
                case Replied(talk, at_s):
                    _add(self._replied, talk, at_s)
                case Heard(chat_id, text, sender_id, at_s):
                    heard = (*self._heard.get((chat_id, text), ()), (sender_id, at_s))
                    self._heard.new[chat_id, text] = heard[-TIMES_KEPT_MAX:]
                case OwnerWrote(chat_id, at_s):
                    self._owner.new[chat_id] = at_s
                case Said(chat_id, text, at_s):
                    self._said.new[chat_id, text] = at_s
                case Muted(talk, until_s):
                    self._muted.new[talk] = until_s
                case Kept():
                    self._keep(change)

    def _keep(self, change: Kept) -> None:
        key = change.owner, change.name
        cells = dict(self._values.get(key) or {})
        before = len(cells)
        if change.cell is None:
            cells.pop(change.entry, None)
        else:
            cells[change.entry] = change.cell
        self._values.new[key] = cells
        if len(cells) != before:
            self._totals.new[""] = (self._totals.get("") or 0) + len(cells) - before

    def give_back(self, changes: Iterable[Change]) -> None:
        """Forget what was spent on an answer that never left, and that it was said."""
        for change in changes:
            match change:
                case Claimed(rule, scope, at_s):
                    times = list(self._claims.get((rule, scope), ()))
                    if at_s in times:
                        times.remove(at_s)
                        self._claims.new[rule, scope] = tuple(times)
                case Said(chat_id, text, _):
                    self._said.new[chat_id, text] = float("-inf")


def _add(laid: _Laid[K, Times], key: K, at_s: float) -> None:
    laid.new[key] = (*laid.get(key, ()), at_s)[-TIMES_KEPT_MAX:]
