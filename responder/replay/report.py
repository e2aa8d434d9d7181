"""What a replay found, rule by rule: numbers, contacts, examples, and what nobody can know.

It must not know terminals or JSON.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from responder.replay.compared import DIFFERENT, Compared, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

NOBODY = "(no rule)"
"""Group of what no rule has, before or after."""


@dataclass(slots=True)
class OfRule:
    """Differences in which one rule has a part.

    Args:
        rule: Its name.
        kinds: How many of each kind.
        contacts: Id of a chat to how many.
        found: The differences themselves, or the first of each kind.
    """

    rule: str
    kinds: Counter[Kind] = field(default_factory=Counter)
    contacts: Counter[str] = field(default_factory=Counter)
    found: list[Compared] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    """Everything a replay found.

    Args:
        kept_max: Differences of each rule and kind that are kept as examples; None is all.
        messages: Recorded events that were compared.
        first_s: When the first of them came in, Unix seconds; None if there is none.
        last_s: Likewise the last.
        kinds: How many of each kind.
        rules: By the name of the rule that answers now, else of the one that did.
        names: Id of a chat to what it is called.
        others: Answered with the same words by another rule: how many.
        unknown: Why nobody can tell, to how many.
        sets: Hash of the rules that decided then, to messages and differences.
        paused: Messages that came while the owner had paused all answers.
        unsent: Texts that were decided then and never left.
        unreadable: Events that could not be read.
        forgotten: Stored values of which nobody knows what they were before.
        watching: Rules in shadow, to how what they would have done differs from what was done.
    """

    kept_max: int | None = None
    messages: int = 0
    first_s: float | None = None
    last_s: float | None = None
    kinds: Counter[Kind] = field(default_factory=Counter)
    rules: dict[str, OfRule] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    others: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    sets: dict[str, list[int]] = field(default_factory=dict)
    paused: int = 0
    unsent: int = 0
    unreadable: int = 0
    forgotten: int = 0
    watching: dict[str, Counter[Kind]] = field(default_factory=dict)

    @property
    def differences(self) -> int:
        """How many messages would be answered otherwise."""
        return sum(self.kinds[kind] for kind in DIFFERENT)

    def add(self, found: Iterable[Compared]) -> None:
        """Take in what was compared."""
        for one in found:
            self._add(one)

    def watch(self, one: Compared) -> None:
        """Take in what a rule in shadow would have done."""
        self.watching.setdefault(one.rule, Counter())[one.kind] += 1

    def _add(self, one: Compared) -> None:
        past = one.past
        self.messages += 1
        at_s = past.arrived_s
        if self.first_s is None or at_s < self.first_s:
            self.first_s = at_s
        if self.last_s is None or at_s > self.last_s:
            self.last_s = at_s
        self.kinds[one.kind] += 1
        different = one.kind in DIFFERENT
        if past.rule_set:
            counts = self.sets.get(past.rule_set)
            if counts is None:
                counts = self.sets[past.rule_set] = [0, 0]
            counts[0] += 1
            counts[1] += different
        if one.kind is Kind.UNKNOWN:
            self.unknown[one.why or "its words were not kept"] += 1
        self.paused += past.withheld == "paused"
        if past.texts:
            self.unsent += sum(text.never_left_s is not None for text in past.texts)
        if different:
            self._differs(one)
        elif one.now and [text.rule for text in one.now] != [text.rule for text in past.texts]:
            self.others += 1

    def _differs(self, one: Compared) -> None:
        name = rule_of(one)
        group = self.rules.get(name)
        if group is None:
            group = self.rules[name] = OfRule(name)
        group.kinds[one.kind] += 1
        chat = one.past.event.chat
        group.contacts[chat.id] += 1
        self.names[chat.id] = chat.name
        if self.kept_max is None or group.kinds[one.kind] <= self.kept_max:
            group.found.append(one)


def rule_of(one: Compared) -> str:
    """The rule that a difference belongs to.

    Of the first text that is another one it is the rule that writes it now, else the one that did.
    """
    then, now = one.past.texts, one.now
    pairs = zip_longest(then, now)
    at = next(
        (i for i, (a, b) in enumerate(pairs) if a is None or b is None or a.text != b.text), 0
    )
    texts = now if at < len(now) else then
    return texts[at].rule if texts else NOBODY
