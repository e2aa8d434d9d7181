"""The rules of a file as a tree, each with its place and its name.

It knows nesting and names; it must not know what rules do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.compiling.naming import default_name, free_name
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Mapping, Position, Scalar, Sequence, position, spelled
from responder.rules.spec.head import HeadSpec
from responder.rules.spec.validate import check_rule, rule_nodes, rules_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as Listed

    from responder.rules.reading.nodes import Node, Place, Step
    from responder.rules.reading.report import Report
    from responder.rules.spec.rule import RuleSpec

RULE_DEPTH_MAX = 10
"""Levels of rules in rules: a child has the conditions of all its parents, more nobody reads."""


GONE = Scalar("", Position(1, 1))
"""Stands for the rules of a file that was let go."""


@dataclass(slots=True)
class Site:
    """One rule where it stands.

    Args:
        report: Of its file.
        path: To the rule in that file.
        node: The rule as it was read; `GONE` once the file is let go.
        place: Where it begins.
        within: Name of the innermost rule around it that has one from its author, and how many
            steps of the path lead there; None without one.
        children: The rules in it, in order.
        name: Unique over all files; a default one is known once the rule is checked.
        named: Whether its author gave it.
    """

    report: Report
    path: tuple[Step, ...]
    node: Node
    place: Place
    within: tuple[str, int] | None = None
    children: tuple[Site, ...] = ()
    name: str = ""
    named: bool = False

    @property
    def line(self) -> int:
        """The line where it begins, 1-based; asked of every rule."""
        place = self.place
        return place[0] if isinstance(place, tuple) else place.line + 1

    @property
    def groups(self) -> bool:
        """Whether it was written to hold other rules, right or wrong."""
        return isinstance(self.node, Mapping) and "rules" in self.node.values

    def warn(self, message: str, hint: str) -> None:
        """Note a warning about the rule as a whole, which may be gone by now."""
        name, steps = (self.name, len(self.path)) if self.named else self.within or (None, 0)
        at, field = position(self.place), spelled(self.path[steps:])
        self.report.warn_at(at, message, hint, rule=name, field=field)


def flat(roots: Iterable[Site]) -> list[Site]:
    """Rules with those in them, a parent before its children."""
    found: list[Site] = []
    for root in roots:
        found.append(root)
        if root.children:
            found += flat(root.children)
    return found


def sites_of(report: Report) -> list[Site]:
    """The rules of a file, nested ones too, unchecked."""
    return [_site(report, ("rules", index), node) for index, node in enumerate(rule_nodes(report))]


def _site(
    report: Report, path: tuple[Step, ...], node: Node, around: Site | None = None, depth: int = 1
) -> Site:
    site = Site(report, path, node, node.place)
    if around is not None:
        site.within = (around.name, len(around.path)) if around.named else around.within
    if type(node) is not Mapping:
        return site
    given = node.values.get("name")
    if type(given) is Scalar and not given.is_nothing:
        site.name, site.named = given.text, True
    if "rules" not in node.values:
        return site
    if depth >= RULE_DEPTH_MAX:
        message = f"expected at most {RULE_DEPTH_MAX} levels of rules in rules, got more"
        report.key_fault((*path, "rules"), message)
        return site
    site.children = tuple(
        [
            _site(report, (*path, "rules", index), child, site, depth + 1)
            for index, child in enumerate(rules_in(report, path, node))
        ]
    )
    return site


@dataclass(slots=True)
class Names:
    """The names of the rules of all files, while they are given.

    Args:
        taken: Those that are not free.
    """

    taken: set[str] = field(default_factory=set)
    _counts: dict[str, int] = field(default_factory=dict)

    def checked(self, site: Site) -> RuleSpec | None:
        """Check one rule, not those in it, and give it a default name if it has none.

        Nobody keeps what was checked: with 10,000 rules it would take more memory than the rules.

        Returns:
            None if it has a fault, which its report then has.
        """
        spec = check_rule(site.report, site.path, site.node)
        if spec is not None and not site.name:
            self.name(site, () if spec.when is None else spec.when.shown)
        return spec

    def name(self, site: Site, words: Listed[str]) -> None:
        """Give a rule a default name.

        Args:
            site: The rule, which has no fault and no name.
            words: Its texts or commands.
        """
        site.name = free_name(default_name(words, site.path), self.taken, self._counts)
        self.taken.add(site.name)


def name_sites(sites: Iterable[Site]) -> Names:
    """Take the names that authors gave; the same name twice is a fault.

    A default name makes way for all of these and for earlier default ones: ` (2)`.

    Args:
        sites: All rules, nested ones too.
    """
    first: dict[str, Site] = {}
    for site in sites:
        if site.named and first.setdefault(site.name, site) is not site:
            _complain_of_name(site, first[site.name])
    return Names(set(first))


def _complain_of_name(site: Site, first: Site) -> None:
    line = first.report.line((*first.path, "name"))
    where = "" if first.report is site.report else f" of {first.report.source.path}"
    message = f"expected a name of its own, got {quote(site.name)} again"
    hint = f"the other one is in line {line}{where}"
    site.report.fault((*site.path, "name"), message, hint)


def check_any(main: Report, sites: Iterable[Iterable[Site]], *, sure: bool = True) -> None:
    """Demand `rules:` in the main file, unless an included file has some.

    Args:
        main: The report of the main file.
        sites: The rules of each file.
        sure: Whether it is known what the main file includes.
    """
    if main.unread or not sure or any(sites):
        return
    if isinstance(main.root, Mapping) and main.root.key("rules") is None:
        known = {*HeadSpec.key_names(), "tests"}
        if any(
            key.text not in known and isinstance(value, Sequence)
            for key, value in main.root.entries
        ):
            return  # the rules stand under a key of another name, which is a fault of its own
        hint = "write `rules:` and below it each rule, which begins with -"
        main.fault((), "expected `rules:`, got a file without it", hint)
