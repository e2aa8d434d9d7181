"""What a campaign has done so far: sums over its seeds, kept in a file so that it can go on."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.simulation.history import History


@dataclass(slots=True)
class Figures:
    """Sums.

    Args:
        seeds: Played.
        lives: Of the daemon, begun.
        crashes: Lives that were cut off; the others were stopped.
        messages: Written by somebody.
        delivered: Texts that arrived.
        ends: How texts ended.
        places: How often the daemon was cut off at each place.
        failed: Seeds that violated an invariant, as the arguments that repeat them.
    """

    seeds: int = 0
    lives: int = 0
    crashes: int = 0
    messages: int = 0
    delivered: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, history: History, failed: str = "") -> Figures:
        """The figures of one seed.

        Args:
            history: What happened.
            failed: What repeats it if it violated an invariant.
        """
        return cls(
            seeds=1,
            lives=len(history.cuts),
            crashes=sum(bool(cut.places) for cut in history.cuts),
            messages=len(history.said),
            delivered=len(history.sent),
            ends=Counter(end.state for end in history.ends),
            places=Counter(place for cut in history.cuts for place in set(cut.places)),
            failed=[failed] if failed else [],
        )

    @classmethod
    def read(cls, path: Path) -> Figures:
        """Those of an earlier campaign; none if there is no file."""
        if not path.exists():
            return cls()
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        ends, places = Counter(document.pop("ends")), Counter(document.pop("places"))
        return cls(**document, ends=ends, places=places)

    def write(self, path: Path) -> None:
        """Keep them."""
        document = {name: getattr(self, name) for name in self.__slots__}
        path.write_text(json.dumps(document, indent=1, sort_keys=True), "utf-8")

    def add(self, other: Figures) -> None:
        """Those of more seeds."""
        self.seeds += other.seeds
        self.lives += other.lives
        self.crashes += other.crashes
        self.messages += other.messages
        self.delivered += other.delivered
        self.ends += other.ends
        self.places += other.places
        self.failed += other.failed

    def line(self, sites: Iterable[str]) -> str:
        """All of it in one line."""
        known = list(sites)
        hit = sum(place in self.places for place in known)
        ends = ", ".join(f"{count:,} {state}" for state, count in sorted(self.ends.items()))
        return (
            f"{self.seeds:,} seeds, {self.lives:,} lives, {self.crashes:,} crashes,"
            f" {self.messages:,} messages, {self.delivered:,} replies delivered ({ends}),"
            f" {hit}/{len(known)} places hit, {len(self.failed)} seeds failed"
        )

    def missed(self, sites: Iterable[str]) -> list[str]:
        """Places where the daemon was never cut off."""
        return [place for place in sites if place not in self.places]
