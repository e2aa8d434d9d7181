"""The form of a rule, and its words.

Of the thousands of rules in a large file most differ in nothing but their words: their name, their
texts or patterns, what they answer. Everything else is their form, and what comes of a form is
found out once. It knows the most usual keys; it must not know what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from responder.rules.reading.nodes import Mapping, Scalar
from responder.rules.ruleset import Rule
from responder.rules.spec.plain import looks_of, section_look_of
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.when import WhenSpec

if TYPE_CHECKING:
    from collections.abc import Mapping as Mapping_

    from responder.rules.actions import Action
    from responder.rules.compiling.when import CompiledWhen
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Node
    from responder.rules.spec.plain import Look
    from responder.rules.templates.words import Known

_Part: TypeAlias = "str | tuple[str, str, bool]"
Form: TypeAlias = "tuple[_Part, ...]"
"""The keys of a rule in the order of the file; of those that hold no words, what they say too."""

_KEYS = frozenset({"enabled", "shadow", "delay", "cooldown", "otherwise", "silent", "continue"})
"""Keys of a rule that may be part of a form, where a single value stands under them."""

_CONDITIONS = frozenset({"chat", "mentioned", "from_me"})
"""Conditions that may be; each of them is tried before the text."""

_LOOKS: dict[str, Look] = {
    "name": looks_of(RuleSpec)["name"].look,
    "reply": looks_of(RuleSpec)["reply"].look,
    "when": lambda node: node,  # taken apart like the rule
}
_TEXT: dict[str, Look] = {"text": section_look_of(WhenSpec, "text").said}
"""Keys that hold words, with a quick look at what stands there."""


@dataclass(slots=True)
class Words:
    """What a rule says, apart from its form. Nobody changes it.

    Args:
        form: What it has in common with others.
        name: The one its author gave it.
        text: What it asks of a text, by key; None if it asks nothing.
        reply: Its answers; None if it has none.
    """

    form: Form
    name: str | None
    text: dict[str, Any] | None
    reply: tuple[str, ...] | None


class Mold(NamedTuple):
    """What the rules of a form have in common, if nothing was to be said about the first.

    Args:
        when: The conditions of that rule.
        conditions: The same with the event; what it asks of a text is the last of them.
        file: Where it stands.
        rest: What a rule has besides, in the order of its fields.
        names: What templates may use, by what the conditions of a rule give.
    """

    when: CompiledWhen
    conditions: tuple[Condition, ...]
    file: str
    rest: tuple[Any, ...]
    names: dict[object, Mapping_[str, Known]]

    @classmethod
    def of(cls, rule: Rule, when: CompiledWhen) -> Mold:
        """The mold of a rule."""
        rest = [getattr(rule, one.name) for one in fields(rule) if one.name not in _OWN]
        return cls(when, rule.conditions, rule.file, tuple(rest), {})

    def rule(
        self, name: str, line: int, conditions: tuple[Condition, ...], actions: tuple[Action, ...]
    ) -> Rule:
        """A rule that differs only in these."""
        return Rule(name, self.file, line, conditions, actions, *self.rest)


_OWN = frozenset({"name", "file", "line", "conditions", "actions"})
"""The first fields of a rule, in this order."""


def words_of(node: Node) -> Words | None:
    """The words of a rule; None where its form is rare, or only the schema can tell its words.

    Args:
        node: The rule as it was read.
    """
    form: list[_Part] = []
    words: dict[str, Any] = {}
    if not isinstance(node, Mapping) or not _take(node.values, _LOOKS, _KEYS, form, words):
        return None
    when = words.get("when")
    if when is not None:
        conditions = when.values if isinstance(when, Mapping) else {"text": when}
        if not conditions or not _take(conditions, _TEXT, _CONDITIONS, form, words):
            return None
    return Words(tuple(form), words.get("name"), words.get("text"), words.get("reply"))


def _take(
    values: dict[str, Node],
    looks: dict[str, Look],
    plain: frozenset[str],
    form: list[_Part],
    words: dict[str, Any],
) -> bool:
    """Add what stands under some keys to a form, and to the words; False where that can not be."""
    for key, node in values.items():
        look = looks.get(key)
        if look is not None:
            words[key] = found = look(node)
            if found is None:
                return False
            form.append(key)
        elif key in plain and isinstance(node, Scalar):
            form.append((key, node.text, node.plain))
        else:
            return False
    return True
