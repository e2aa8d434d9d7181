"""The sync key: the service's opaque cursor into the account's events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from responder.wechat.protocol.wire import as_dict, as_int, as_list


@dataclass(frozen=True, slots=True)
class SyncKey:
    """Ordered pairs of key and value; empty means "none was given".

    An error answer carries an empty key, which must never replace a good one: see `or_keep`.
    """

    pairs: tuple[tuple[int, int], ...] = ()

    def __bool__(self) -> bool:
        """False for the empty key of an error answer."""
        return bool(self.pairs)

    def or_keep(self, old: SyncKey) -> SyncKey:
        """This key if it says anything, otherwise `old`."""
        return self if self.pairs else old

    def as_wire(self) -> dict[str, Any]:
        """The object that webwxsync wants back."""
        pairs = [{"Key": key, "Val": val} for key, val in self.pairs]
        return {"Count": len(pairs), "List": pairs}

    def as_query(self) -> str:
        """The form that synccheck wants, `1_712340011|2_712340015`, not percent-encoded."""
        return "|".join(f"{key}_{val}" for key, val in self.pairs)

    @classmethod
    def from_wire(cls, raw: object) -> SyncKey:
        """Read `{"Count": n, "List": [...]}`; anything else is the empty key.

        A `Count` of 0 empties it even beside a filled list: that is how errors look.
        """
        entry = as_dict(raw)
        if "Count" in entry and as_int(entry["Count"]) <= 0:
            return cls()
        items = [as_dict(item) for item in as_list(entry.get("List"))]
        return cls(tuple((as_int(i.get("Key")), as_int(i.get("Val"))) for i in items if i))


NO_KEY = SyncKey()
"""What an error answer carries."""
