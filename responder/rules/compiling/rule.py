"""From the checked spec of one rule to a compiled rule.

It knows what the keys mean together, and defaults. It must not know YAML or files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.models import ChatKind, EventKind
from responder.rules.compiling.text import names_condition, text_condition
from responder.rules.conditions.conditions import (
    AuthorCondition,
    ChatCondition,
    EventCondition,
    MentionCondition,
    SwitchedOff,
    TypeCondition,
)
from responder.rules.reading.cells import quote
from responder.rules.ruleset import Check, Considered, ReplyAction, Rule
from responder.rules.spec.when import ChatWord, WhenSpec
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.words import NAMES, names_of_rule
from responder.rules.text.patterns import PatternCompiler

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from responder.rules.conditions.conditions import Condition, TextCondition
    from responder.rules.reading.report import Report
    from responder.rules.ruleset import Action
    from responder.rules.spec.rule import RuleSpec
    from responder.rules.spec.when import NamesSpec
    from responder.rules.table import Table
    from responder.rules.templates.words import Known

_KINDS = {
    ChatWord.PRIVATE: (ChatKind.PRIVATE,),
    ChatWord.GROUP: (ChatKind.GROUP,),
    ChatWord.FILEHELPER: (ChatKind.FILEHELPER,),
    ChatWord.OFFICIAL: (ChatKind.OFFICIAL,),
    ChatWord.ANY: (ChatKind.PRIVATE, ChatKind.GROUP),
}
"""What each word of `chat` takes; special accounts are in none of them."""

_OWNERS_OWN = frozenset({ChatKind.FILEHELPER})
"""Where only the owner writes."""


_LIKE_TEMPLATE = re.compile(
    rf"(?<!{{)(?:{{|\uff5b+)\s*(?:{'|'.join(NAMES)})\b[^{{}}\uff5b\uff5d]{{0,40}}[}}\uff5d]"
)
"""A value of templates in one brace, or in those of a Chinese input method."""


@dataclass(frozen=True, slots=True)
class RuleCompiler:
    """Compiles the rules of one file.

    Args:
        report: Takes the faults.
        names: `vars` of the file.
        patterns: Compiles the patterns of all rules.
    """

    report: Report
    names: Table
    patterns: PatternCompiler = field(default_factory=PatternCompiler)

    def compile(self, index: int, spec: RuleSpec, name: str) -> Rule:
        """One rule; usable only if the report has no fault afterwards."""
        path = ("rules", index)
        when = spec.when or WhenSpec()
        kinds = _kinds(when)
        text = text_condition(self.report, path, when, self.names, self.patterns)
        conditions = list(self._conditions(path, spec, when, kinds))
        captures = () if text is None else text.gives
        known = names_of_rule(captures, self.names, in_groups=ChatKind.GROUP in kinds)
        return Rule(
            name=name,
            line=self.report.line(path),
            enabled=spec.enabled,
            checks=tuple(Check(one, _failure(name, one)) for one in conditions),
            text=text,
            otherwise=Considered(name) if text is None else _failure(name, text),
            actions=tuple(self._actions(path, spec, known)),
        )

    def inspect(self, index: int, spec: RuleSpec) -> None:
        """Look for more faults in what is left of a faulty rule.

        Only what does not depend on the faulty keys is looked at: without `when` nobody knows what
        `match` has, or whether there is a `group`.
        """
        path = ("rules", index)
        text = None
        if spec.when is not None:
            text = text_condition(self.report, path, spec.when, self.names, self.patterns)
        known = names_of_rule(() if text is None else text.gives, self.names, in_groups=True)
        if spec.when is None:
            known["match"] = None
        for place, answer in self._answers(path, spec):
            self._reply(place, answer, known)

    def _conditions(
        self, path: tuple[str, int], spec: RuleSpec, when: WhenSpec, kinds: frozenset[ChatKind]
    ) -> Iterator[Condition]:
        self._check_sense(path, when, kinds)
        if not spec.enabled:
            yield SwitchedOff()
        yield EventCondition(EventKind(spec.on.value))
        yield ChatCondition(kinds)
        yield _author(when.from_me, kinds)
        if when.type is not None:
            yield TypeCondition(frozenset(when.type))
        if when.mentioned is not None:
            yield MentionCondition(when.mentioned)
        if when.group is not None:
            yield self._names((*path, "when", "group"), when.group)
        if when.sender is not None:
            yield self._names((*path, "when", "sender"), when.sender)

    def _names(self, path: tuple[str | int, ...], spec: NamesSpec) -> Condition:
        return names_condition(self.report, path, spec, self.names, self.patterns)

    def _check_sense(
        self, path: tuple[str, int], when: WhenSpec, kinds: frozenset[ChatKind]
    ) -> None:
        """Refuse conditions that can not hold together."""
        hint = "say `chat: group`, or leave `chat` out"
        if ChatKind.GROUP not in kinds:
            if when.group is not None:
                message = "expected a rule that takes group messages, got one that does not"
                self.report.key_fault((*path, "when", "group"), message, hint)
            if when.mentioned:
                message = "expected a rule that takes group messages, where mentions are"
                self.report.key_fault((*path, "when", "mentioned"), message, hint)
        if when.from_me is False and kinds <= _OWNERS_OWN:
            message = "expected true, got false: in filehelper only the owner writes"
            self.report.fault((*path, "when", "from_me"), message)

    def _actions(
        self, path: tuple[str, int], spec: RuleSpec, known: Mapping[str, Known]
    ) -> Iterator[Action]:
        self._check_answer(path, spec)
        for place, answer in self._answers(path, spec):
            yield self._reply(place, answer, known)

    def _answers(
        self, path: tuple[str, int], spec: RuleSpec
    ) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
        """Where the texts of each answer stand, and the texts."""
        if spec.reply is not None:
            yield (*path, "reply"), spec.reply
        for place, action in enumerate(spec.do or ()):
            yield (*path, "do", place, "reply"), action.reply

    def _check_answer(self, path: tuple[str, int], spec: RuleSpec) -> None:
        """Demand exactly one of `reply`, `do` and `silent: true`."""
        if spec.silent and (spec.reply is not None or spec.do is not None):
            key = "reply" if spec.reply is not None else "do"
            message = "expected no answer in a silent rule, got one"
            self.report.key_fault((*path, key), message, "leave out `silent` or the answer")
        elif spec.reply is not None and spec.do is not None:
            message = "expected reply or do, got both"
            hint = "`reply: text` is short for `do: [{reply: text}]`"
            self.report.key_fault((*path, "do"), message, hint)
        elif spec.reply is None and spec.do is None and not spec.silent:
            message = "expected reply, do or `silent: true`, got none of them"
            self.report.fault(path, message, "say what to answer, e.g. `reply: 您好`")

    def _reply(
        self, path: tuple[str | int, ...], texts: tuple[str, ...], known: Mapping[str, Known]
    ) -> ReplyAction:
        return ReplyAction(
            tuple(self._template((*path, place), text, known) for place, text in enumerate(texts))
        )

    def _template(
        self, path: tuple[str | int, ...], text: str, known: Mapping[str, Known]
    ) -> Template:
        if not text.strip():
            hint = "a rule that is not to answer says `silent: true`"
            self.report.fault(path, "expected a text, got only blanks", hint)
        if found := _LIKE_TEMPLATE.search(text):
            message = f"this is sent as it is, braces and all: {quote(found.group())}"
            self.report.warn(path, message, "values are written {{ sender.name }}")
        try:
            return compile_template(text, known)
        except TemplateFaults as error:
            for one in error.complaints:
                self.report.fault(path, one.message, one.hint, line=one.line)
            return Template(text)


def _kinds(when: WhenSpec) -> frozenset[ChatKind]:
    """The kinds of chat a rule takes; naming a group or a mention says that groups are meant."""
    words = when.chat
    if words is None:
        in_group = when.group is not None or when.mentioned
        words = (ChatWord.GROUP if in_group else ChatWord.PRIVATE,)
    return frozenset(kind for one in words for kind in _KINDS[one])


def _author(from_me: bool | None, kinds: frozenset[ChatKind]) -> AuthorCondition:  # noqa: FBT001 - the key's value, which None is too
    if from_me is True:
        return AuthorCondition(kinds, frozenset())
    owner_in = _OWNERS_OWN if from_me is None else frozenset[ChatKind]()
    return AuthorCondition(kinds & owner_in, kinds - _OWNERS_OWN)


def _failure(name: str, condition: Condition | TextCondition) -> Considered:
    return Considered(name, condition.key, condition.reason)
