"""An index over the rules of a file: for a message, the few rules that may take it.

Whole texts, beginnings and names are looked up in dictionaries; the parts that any rule asks for
are found in one pass over the text. What it gives is never too little: the rules themselves then
say whether they take the message. It must not know rules or conditions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from responder.rules.index.choice import CASELESS, LEANING, RAW, Chooser, Place
from responder.rules.index.finding import finder
from responder.rules.index.lists import Lists
from responder.rules.index.views import keeps_han
from responder.rules.needs import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from responder.rules.index.choice import Mark
    from responder.rules.index.entries import Entry, State
    from responder.rules.index.finding import Find, FindEach
    from responder.rules.index.lists import Numbers
    from responder.rules.needs import Key
    from responder.rules.subject import Subject
    from responder.rules.text.folding import Folding

KEYS_AT_ONCE = 1_000
"""Keys that are looked through together: it keeps other threads waiting for a millisecond."""

_NAMES = frozenset({How.SENDER, How.GROUP})
_LOOKED_UP = (Place.WHOLE, Place.START, Place.NAME)


@dataclass(frozen=True, slots=True)
class Index:
    """The rules of one file by what they need. Each text that a rule is listed under has a mark.

    Args:
        always: By kind of event, kind of chat and author, the rules that are candidates whatever
            the text is. Where there is no entry, no rule takes such an event.
        alone: By the mark, the rules that need nothing else.
        paired: By the mark, those that need another mark too, by that.
        find: Finds the marks of a text.
        find_each: Finds those of several.
        names: Marks of names.
        raw: Whether the text as it was written is looked at besides the folded one.
        leaning: Whether it is where folding may have broken what was side by side.
        caseless: Whether the same without the difference of capital letters is.
    """

    always: Mapping[State, Numbers]
    alone: Sequence[Numbers] = field(repr=False)
    paired: Mapping[Mark, Mapping[Mark, Numbers]] = field(repr=False)
    find: Find = field(repr=False)
    find_each: FindEach = field(repr=False)
    names: Mapping[str, Mark] = field(repr=False)
    raw: bool
    leaning: bool
    caseless: bool

    @classmethod
    def build(cls, entries: Iterable[Entry], folding: Folding | None = None) -> Index:
        """An index over rules.

        Args:
            entries: One for each, in the order of the file; they are numbered from 0.
            folding: Of the rule file; where nobody knows it, two texts have to be looked at.
        """
        chooser = Chooser(folding)
        gates = []
        for needs, gate in entries:
            chooser.add(needs)
            gates.append(gate)
        always: dict[State, list[int]] = {
            state: [] for gate in set(gates) for state in gate.states()
        }
        lists = Lists()
        for number, (listing, gate) in enumerate(zip(chooser.listings(), gates, strict=True)):
            lists.add(number, listing)
            first, _ = listing
            if first is None:
                for state in gate.states():
                    always[state].append(number)
        marks = lists.marks()
        views = reduce(or_, {chooser.views[mark] for mark in marks}, 0)
        known = chooser.marks
        # The parts come first, for the automaton numbers them from 0; sorted, they take a
        # third less time to build.
        parts = sorted([text for text, mark in known[Place.PART].items() if mark in marks])
        order = [known[Place.PART][text] for text in parts]
        order += [mark for place in _LOOKED_UP for mark in known[place].values() if mark in marks]
        places = dict(zip(order, range(len(order)), strict=True))
        wholes, starts, names = (
            {text: places[mark] for text, mark in known[place].items() if mark in places}
            for place in _LOOKED_UP
        )
        finds = finder(parts, wholes, starts)
        return cls(
            always={state: tuple(rules) for state, rules in always.items()},
            alone=lists.alone(order),
            paired=lists.paired(places),
            find=finds.find,
            find_each=finds.find_each,
            names=names,
            raw=bool(views & RAW),
            leaning=bool(views & LEANING),
            caseless=bool(views & CASELESS),
        )

    def candidates(self, subject: Subject) -> Sequence[int]:
        """The rules that may take an event, in the order of the file.

        Args:
            subject: The event, prepared.

        Returns:
            Numbers of rules, ascending. Every rule whose conditions all hold is among them.
        """
        event = subject.event
        always = self.always.get((event.kind, event.chat.kind, event.from_me))
        if always is None:
            return ()
        folded = subject.folded
        found = self.find(folded)
        text = subject.text
        if (
            (self.raw or self.leaning)
            and text != folded
            and (self.raw or not keeps_han(text, folded))
        ):
            found += self.find(text)
        if self.caseless:
            caseless = text.casefold()
            if caseless != folded:
                found += self.find(caseless)
        names = self.names
        if names:
            found += [names[name] for name in subject.senders if name in names]
            found += [names[name] for name in subject.groups if name in names]
        return self._rules(set(found), always) if found else always

    def others(self, keys: Sequence[tuple[int, Key]]) -> dict[int, list[Numbers]]:
        """The other rules that stand under anything in a key of a rule, whatever else they need.

        Args:
            keys: What some rules ask for, each with the number of its rule.

        Returns:
            By the number of the rule. A list may have that rule itself too, and one without any
            other rule is missing.
        """
        found: dict[int, list[Numbers]] = {}
        alone, paired = self.alone, self.paired
        for number, mark in self._marks_in(keys):
            rules = alone[mark]
            if len(rules) > 1 or (rules and rules[0] != number):
                found.setdefault(number, []).append(rules)
            if mark in paired:
                found.setdefault(number, []).extend(paired[mark].values())
        return found

    def _marks_in(self, keys: Sequence[tuple[int, Key]]) -> Iterator[tuple[int, Mark]]:
        """Each mark in such keys, with the number of the rule."""
        for first in range(0, len(keys), KEYS_AT_ONCE):
            some = keys[first : first + KEYS_AT_ONCE]
            texts = ["" if how in _NAMES else text for _, (how, text) in some]
            for place, mark in self.find_each(texts):
                yield some[place][0], mark
            for number, (how, text) in some:
                if how in _NAMES and text in self.names:
                    yield number, self.names[text]

    def _rules(self, found: set[Mark], always: Numbers) -> Sequence[int]:
        """The rules listed under any of the marks."""
        alone, paired = self.alone, self.paired
        if len(found) == 1 and not always:
            return alone[found.pop()]  # Whoever is paired misses the other one.
        rules = set(always)
        for mark in found:
            rules.update(alone[mark])
            if mark in paired:
                partners = paired[mark]
                for other in partners.keys() & found:
                    rules.update(partners[other])
        return sorted(rules)
