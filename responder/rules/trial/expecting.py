"""From the checked `expect` of a step to what it compiles to.

It knows which rules there are; it must not know steps, people or how rules decide.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from responder.models import ChatKind, Deed
from responder.rules.compiling.storing import value_conditions
from responder.rules.deeds import FORWARD
from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.reading.files import beside
from responder.rules.recipients import RecipientError, recipient
from responder.rules.spec.deeds import WORDS
from responder.rules.spec.expectation import NOTHING
from responder.rules.steps import OWNERS
from responder.rules.stored import Scope
from responder.rules.text.patterns import PatternError
from responder.rules.trial.expected import ANYTHING, Expected, Wanted, Words
from responder.sources import FromAddress, FromFile, called, is_address, label, source_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.models import Find
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.ruleset import Rule
    from responder.rules.spec.expectation import ExpectSpec, HappensSpec, SentSpec, WordsSpec
    from responder.rules.spec.media import ShownSection
    from responder.rules.text.patterns import Pattern

NO_RULE = "none"
"""The word for no rule, unless a rule bears that name."""

SUGGESTIONS_MAX = 20
"""Unknown rule names of a file that get a "did you mean": each is compared with every name, which
takes some tenths of a second among 10,000."""


@dataclass(slots=True)
class ExpectationCompiler:
    """Compiles what the steps of one file expect.

    Args:
        context: Takes the faults, and compiles patterns.
        rules: Name to rule; None where faults keep rules from having their names.
        suggestions_left: Unknown names that may still be compared with all others.
    """

    context: Context
    rules: Mapping[str, Rule] | None
    suggestions_left: int = field(default=SUGGESTIONS_MAX)

    def compile(
        self, path: tuple[Step, ...], spec: ExpectSpec, find: Find, *, written: bool
    ) -> Expected:
        """What a step expects; usable only if the report has no fault afterwards.

        Args:
            path: To the key `expect`.
            spec: What stands there.
            find: Finds the chats on the stage of the test.
            written: Whether somebody writes in the step: whose values are meant otherwise?
        """
        no_rule = spec.rule == NO_RULE and NO_RULE not in (self.rules or ())
        rule = None if no_rule else spec.rule
        self._check_rule((*path, "rule"), rule)
        replies: tuple[Wanted, ...] | None = None
        said = [key for key in ("reply", "send", "alert", "do") if getattr(spec, key) is not None]
        if len(said) > 1:
            message = f"expected {' or '.join(said)}, got {' and '.join(said)}"
            hint = "several, in order, are `do: [{reply: a}, {send: {to: 老王, text: b}}]`"
            self.context.report.key_fault((*path, said[-1]), message, hint)
        elif spec.do is not None:
            replies = tuple(
                self._happens((*path, "do", place), one, rule, find)
                for place, one in enumerate(spec.do)
            )
        elif spec.alert is not None:
            replies = (self._told((*path, "alert"), spec.alert, rule),)
        elif spec.send is not None:
            replies = (self._sent((*path, "send"), spec.send, rule, find),)
        elif spec.reply is not None:
            here = (*path, "reply")
            shown = self._shown(here, spec.reply, rule)
            words = None if shown else self._words(here, spec.reply)
            replies = shown or (() if words is None else (Wanted(rule, words),))
        if no_rule and replies:
            message = f"expected no reply beside `rule: {NO_RULE}`, got one"
            self.context.report.fault(path, message, "who replies is a rule")
        stored = tuple(value_conditions(self.context, path, spec.memory or {}))
        for one in stored:
            if not written and one.path.scope is not Scope.EVERYONE:
                message = f"expected a path of everyone where nobody writes, got {one.path}"
                self.context.report.key_fault((*path, "memory", str(one.path)), message)
        return Expected(rule, no_rule=no_rule, replies=replies, stored=stored)

    def _told(self, path: tuple[Step, ...], spec: WordsSpec, rule: str | None) -> Wanted:
        """What the owner is told."""
        words = self._words(path, spec)
        if words is None:
            self.context.report.fault(path, f"expected a text, got {NOTHING}")
        return Wanted(rule, words or ANYTHING, OWNERS, alert=True)

    def _sent(self, path: tuple[Step, ...], spec: SentSpec, rule: str | None, find: Find) -> Wanted:
        """A text to another chat."""
        chat = None
        kind, name = spec.to
        try:
            chat = recipient(find, kind, name)
        except RecipientError as error:
            hint = "the test lists who there is"
            self.context.report.fault((*path, "to"), f"expected another name: {error}", hint)
        if shown := self._shown(path, spec, rule):
            if spec.text is not None:
                self._one_message((*path, "text"))
            return replace(shown[0], chat=chat)
        words = ANYTHING if spec.text is None else self._words((*path, "text"), spec.text)
        if words is None:
            self.context.report.fault((*path, "text"), f"expected a text, got {NOTHING}")
        return Wanted(rule, words or ANYTHING, chat)

    def _happens(
        self, path: tuple[Step, ...], spec: HappensSpec, rule: str | None, find: Find
    ) -> Wanted:
        """One of several things that happen."""
        self._check_rule((*path, "rule"), spec.rule)
        said = [
            key
            for key in ("reply", "send", "alert", "accept", *WORDS)
            if getattr(spec, key) is not None
        ]
        if len(said) > 1:
            hint = "begin each of them with - on a line of its own"
            message = f"expected {' or '.join(said)}, got {' and '.join(said)}"
            self.context.report.key_fault((*path, said[-1]), message, hint)
        if spec.accept:
            return Wanted(spec.rule or rule, deed=Deed.ACCEPT, what=label(Deed.ACCEPT))
        for word in spec.deeds():
            return self._deed((*path, word), word, spec, spec.rule or rule, find)
        if spec.alert is not None:
            return self._told((*path, "alert"), spec.alert, spec.rule or rule)
        if spec.send is not None:
            return self._sent((*path, "send"), spec.send, spec.rule or rule, find)
        words: Words | None = ANYTHING
        if spec.reply is not None:
            if shown := self._shown((*path, "reply"), spec.reply, spec.rule or rule):
                return shown[0]
            words = self._words((*path, "reply"), spec.reply)
        if words is None:
            hint = f"for nothing at all write `expect: {NOTHING}`"
            self.context.report.fault(path, f"expected what happens, got {NOTHING}", hint)
        return Wanted(spec.rule or rule, words or ANYTHING)

    def _deed(
        self, path: tuple[Step, ...], word: str, spec: HappensSpec, rule: str | None, find: Find
    ) -> Wanted:
        """Something that is no text."""
        value, chat = getattr(spec, word), None
        if word in {FORWARD, Deed.INVITE}:
            kind, name = value if word == FORWARD else (ChatKind.GROUP, value)
            try:
                chat = recipient(find, kind, name)
            except RecipientError as error:
                hint = "the test lists who there is"
                self.context.report.fault(path, f"expected another name: {error}", hint)
            done = None if word == FORWARD else Deed(word)
            return Wanted(rule, chat=chat, deed=done, what=f"[{word}] {name}")
        deed, content = Deed(spec.verb_of(word)), value if isinstance(value, str) else None
        return Wanted(rule, deed=deed, content=content, what=label(deed, content or ""))

    def _shown(
        self, path: tuple[Step, ...], spec: ShownSection, rule: str | None
    ) -> tuple[Wanted, ...]:
        """The one file that is sent; none if a text is."""
        shown = spec.shown()
        if not shown:
            return ()
        if len(spec.model_fields_set - {"to", "text"}) > 1:
            self._one_message((*path, shown[-1][0].value))
        deed, name = shown[0]
        source: FromFile | FromAddress = FromAddress(name)
        if not is_address(name):
            source = FromFile(beside(self.context.report.source.path, name))
        content = source_to_text(source)
        return (Wanted(rule, deed=deed, content=content, what=label(deed, called(source))),)

    def _one_message(self, path: tuple[Step, ...]) -> None:
        """Point at a second message where there can be one."""
        hint = "text and files are messages of their own: [菜单, {reply: {image: a.jpg}}]"
        self.context.report.key_fault(path, "expected one message, got several", hint)

    def _check_rule(self, path: tuple[Step, ...], name: str | None) -> None:
        """The rule must exist, and better be one that can have a part in anything."""
        if name is None or self.rules is None:
            return
        rule = self.rules.get(name)
        if rule is None:
            hint = "a rule without `name` is called after its text"
            if self.suggestions_left > 0:
                self.suggestions_left -= 1
                hint = did_you_mean(name, self.rules) or hint
            self.context.report.fault(path, f"expected the name of a rule, got {quote(name)}", hint)
        elif not rule.enabled:
            self._warn_of_rule(path, rule, "is switched off", "`enabled: false`")
        elif rule.shadow:
            self._warn_of_rule(path, rule, "only watches", "`shadow: true`")

    def _warn_of_rule(self, path: tuple[Step, ...], rule: Rule, what: str, cause: str) -> None:
        message = f"rule {quote(rule.name)} {what}, so this can never come true"
        self.context.report.warn(path, message, f"it has {cause} in line {rule.line}")

    def _words(self, path: tuple[Step, ...], spec: WordsSpec) -> Words | None:
        """What a reply must say; None for no reply."""
        if not spec.model_fields_set:
            return None
        return Words(
            equals=None if spec.equals is None else self._text((*path, "equals"), spec.equals),
            contains=self._texts((*path, "contains"), spec.contains),
            contains_all=self._texts((*path, "contains_all"), spec.contains_all),
            patterns=self._patterns((*path, "regex"), spec.regex),
            one_of=self._texts((*path, "one_of"), spec.one_of),
        )

    def _texts(
        self, path: tuple[Step, ...], texts: tuple[str, ...] | None
    ) -> tuple[str, ...] | None:
        if texts is None:
            return None
        return tuple(self._text((*path, place), text) for place, text in enumerate(texts))

    def _text(self, path: tuple[Step, ...], text: str) -> str:
        """A text as it is compared: replies have no blanks at their ends."""
        wanted = text.strip()
        if not wanted:
            hint = f"for no reply at all write {NOTHING}"
            self.context.report.fault(path, "expected a text, got only blanks", hint)
        if "{{" in wanted:
            message = "this is compared as it stands, braces and all: it is no template"
            self.context.report.warn(path, message, "write the text that shall come out")
        return wanted

    def _patterns(
        self, path: tuple[Step, ...], sources: tuple[str, ...] | None
    ) -> tuple[Pattern, ...] | None:
        if sources is None:
            return None
        compiled = []
        for place, source in enumerate(sources):
            try:
                compiled.append(self.context.patterns.compile(source))
            except PatternError as error:
                report = self.context.report
                report.fault((*path, place), str(error), error.hint, offset=error.at)
        return tuple(compiled)
