"""From the checked specs of actions to compiled ones.

It knows what the keys of an action mean together; it must not know conditions, or what a rule means
as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from responder.models import ChatKind
from responder.models import Deed as Deed_
from responder.rules.actions import (
    AlertAction,
    DeedAction,
    EachAction,
    IfAction,
    MuteAction,
    PassAction,
    ReplyAction,
    SendAction,
    WaitAction,
)
from responder.rules.compiling.choosing import ACTION_LEVELS_MAX, choice, inner_names, items
from responder.rules.compiling.fetching import fetch_action, with_error
from responder.rules.compiling.media import shows_of
from responder.rules.compiling.oddities import odd_answer, odd_picture
from responder.rules.compiling.running import ask_action, cancel_action, later_action
from responder.rules.compiling.storing import store_action
from responder.rules.deeds import FORWARD, too_long
from responder.rules.reading.nodes import Sequence, locate
from responder.rules.spec.action import ActionSpec
from responder.rules.spec.media import MessageSpec
from responder.rules.spec.muting import Whom
from responder.rules.steps import DO, LATER, ON_ERROR, ON_TIMEOUT
from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.words import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from responder.rules.actions import Action, AskAction, LaterAction
    from responder.rules.compiling.context import Context
    from responder.rules.compiling.oddities import Odd
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.action import LaterSpec
    from responder.rules.spec.rule import RuleSpec
    from responder.rules.spec.sending import SendSpec
    from responder.rules.templates.words import Known

REPLY = ("reply",)

THEN, ELSE, EACH = "then", "else", "each"

_HOLDING = frozenset({THEN, ELSE, DO, ON_TIMEOUT, ON_ERROR})
"""Keys that hold actions."""

What: TypeAlias = "tuple[str, ...] | MessageSpec | ActionSpec"
"""The texts of an answer, a whole answer, or another action."""

_MARKS = frozenset("{$%\\")
"""What no text goes without that is a template, or looks like one to whoever knows others."""

Deed: TypeAlias = "tuple[tuple[Step, ...], What]"
"""Where an action stands in its rule, and what it is."""


@dataclass(frozen=True, slots=True)
class ActionCompiler:
    """Compiles the actions of one file.

    Args:
        context: What its rules share; its report takes the faults.
    """

    context: Context

    def compile(
        self, path: tuple[Step, ...], deeds: Iterable[Deed], known: Mapping[str, Known]
    ) -> tuple[Action, ...]:
        """The actions of a list; usable only if the report has no fault then.

        Args:
            path: To what the places of the actions count from.
            deeds: The list.
            known: The names that templates may use.
        """
        actions: list[Action] = []
        for place, deed in deeds:
            action = self._action(path, place, deed, known)
            if action is None:
                continue
            if isinstance(deed, ActionSpec):
                here = (*path, *place)
                action = replace(action, on_error=self._on_error(here, deed, known))
                if deed.fetch is not None and deed.fetch.as_:
                    known = {**known, deed.fetch.as_: None}
            actions.append(action)
        return tuple(actions)

    def _action(
        self,
        path: tuple[Step, ...],
        place: tuple[Step, ...],
        deed: What,
        known: Mapping[str, Known],
    ) -> Action | None:
        """One action without what is done if it fails; None if the report has a fault then."""
        if isinstance(deed, tuple):
            return ReplyAction(self._templates(path, place, deed, known))
        if isinstance(deed, MessageSpec):
            return self._message(path, place, deed, known)
        if deed.reply is not None:
            return self._action(path, (*place, *REPLY), deed.reply, known)
        here = (*path, *place)
        found = (
            self._telling(path, place, deed, known)
            or self._waiting(here, deed, known)
            or self._choosing(here, deed, known)
        )
        if found is None and (verb := deed.verb) is not None:
            return store_action(self.context, here, verb, deed, known)
        return found

    def _on_error(
        self, path: tuple[Step, ...], deed: ActionSpec, known: Mapping[str, Known]
    ) -> tuple[Action, ...]:
        """What is done if an action fails."""
        if not deed.on_error:
            return ()
        deeds = deeds_in((ON_ERROR,), deed.on_error)
        self._refuse_waits(path, deeds, "after an error")
        return self.compile(path, deeds, with_error(known))

    def answer(
        self, path: tuple[Step, ...], texts: tuple[str, ...], known: Mapping[str, Known]
    ) -> ReplyAction:
        """What stands under `reply` in a rule, if it is texts alone; arguments as above."""
        return ReplyAction(self._templates(path, REPLY, texts, known))

    def _telling(
        self,
        path: tuple[Step, ...],
        place: tuple[Step, ...],
        deed: ActionSpec,
        known: Mapping[str, Known],
    ) -> Action | None:
        """An action for or about other people."""
        if deed.send is not None:
            return self._send(path, (*place, "send"), deed.send, known)
        if deed.alert is not None:
            return AlertAction(self._templates(path, (*place, "alert"), deed.alert, known))
        if deed.accept:
            return DeedAction("accept")
        for word in deed.deeds():
            return self._deed(path, (*place, word), word, deed, known)
        if deed.mute is not None:
            return MuteAction(deed.mute.for_, deed.mute.per is Whom.CHAT)
        return None if deed.unmute is None else MuteAction(None, deed.unmute is Whom.CHAT)

    def _deed(
        self,
        path: tuple[Step, ...],
        place: tuple[Step, ...],
        word: str,
        spec: ActionSpec,
        known: Mapping[str, Known],
    ) -> DeedAction:
        """An action that is no text."""
        kind, value = None, getattr(spec, word)
        if word == FORWARD:
            kind, value = value
            place = (*place, "group") if kind is ChatKind.GROUP else place
        elif word == Deed_.INVITE:
            kind = ChatKind.GROUP
        verb = spec.verb_of(word)
        if not isinstance(value, str):
            return DeedAction(verb, None, kind)
        text = self._template(path, place, value, known)
        if kind is None and (excess := too_long(Deed_(verb), self._said(text))):
            hint = "a Chinese character has three bytes" if word == Deed_.RENAME else ""
            self.context.report.fault((*path, *place), f"expected {excess}", hint)
        return DeedAction(verb, text, kind)

    def _said(self, text: Template) -> str:
        """What a text comes to where no message decides it; otherwise nothing."""
        if not text.marked:
            return text.source.strip()
        names = self.context.names
        try:
            compile_template(text.source, {"vars": shape_of(names)})
            return text.render({"vars": names})
        except (TemplateFaults, RenderError):
            return ""

    def _waiting(
        self, path: tuple[Step, ...], deed: ActionSpec, known: Mapping[str, Known]
    ) -> Action | None:
        """An action that lets something wait, or be waited for no more."""
        if deed.wait is not None:
            return WaitAction(deed.wait)
        if deed.later is not None:
            return self._later((*path, LATER), deed.later, known)
        if deed.ask is not None:
            return self._ask(path, deed, known)
        if deed.cancel is not None:
            return cancel_action(self.context, (*path, "cancel"), deed.cancel, known)
        if deed.fetch is not None:
            return fetch_action(self.context, (*path, "fetch"), deed.fetch, known)
        return None

    def _refuse_waits(self, path: tuple[Step, ...], deeds: Iterable[Deed], when: str) -> None:
        for place, deed in every_deed(deeds):
            if not isinstance(deed, ActionSpec):
                continue
            if deed.wait or deed.later or deed.ask or deed.fetch:
                message = f"expected nothing that waits {when}"
                self.context.report.fault((*path, *place), message)

    def _choosing(
        self, path: tuple[Step, ...], deed: ActionSpec, known: Mapping[str, Known]
    ) -> Action | None:
        """An action that chooses, repeats, or leaves the choice to the rules."""
        if deed.pass_ is not None:
            return PassAction(self._templates((), (*path, "pass"), deed.pass_, known))
        if deed.if_ is None and deed.each is None:
            return None
        if sum(step in _HOLDING for step in path) > ACTION_LEVELS_MAX:
            message = f"expected at most {ACTION_LEVELS_MAX} levels of actions in actions, got more"
            self.context.report.fault(path, message)
            return None
        if deed.if_ is not None:
            condition = choice(self.context, (*path, "if"), deed.if_, known)
            then = self.compile(path, deeds_in((THEN,), deed.then or ()), known)
            otherwise = self.compile(path, deeds_in((ELSE,), deed.otherwise or ()), known)
            return None if condition is None else IfAction(condition, then, otherwise)
        spec, name = deed.each or (), deed.as_ or ""
        gone_through = items(self.context, (*path, EACH), spec, known)
        inner = inner_names(self.context, (*path, "as"), name, spec, known)
        return EachAction(
            gone_through, name, self.compile(path, deeds_in((DO,), deed.do or ()), inner)
        )

    def _ask(
        self, path: tuple[Step, ...], spec: ActionSpec, known: Mapping[str, Known]
    ) -> AskAction:
        deeds = deeds_in((ON_TIMEOUT,), spec.on_timeout or ())
        self._refuse_waits(path, deeds, "when time is out")
        return ask_action(self.context, path, spec, self.compile(path, deeds, known), known)

    def _message(
        self,
        path: tuple[Step, ...],
        place: tuple[Step, ...],
        spec: MessageSpec,
        known: Mapping[str, Known],
    ) -> ReplyAction:
        """An answer that is more than a text."""
        if spec.parts is not None:
            parts = self._templates(path, (*place, "parts"), spec.parts, known)
            return ReplyAction((), (), parts, spec.pause, spec.mention)
        texts = self._templates(path, (*place, "text"), spec.text or (), known)
        shows = shows_of(self.context, (*path, *place), spec, known)
        return ReplyAction(texts, shows, mention=spec.mention)

    def _later(
        self, path: tuple[Step, ...], spec: LaterSpec, known: Mapping[str, Known]
    ) -> LaterAction:
        inside = self.compile(path, deeds_in((DO,), spec.do or ()), known)
        return later_action(self.context, path, spec, inside, known)

    def _send(
        self,
        path: tuple[Step, ...],
        place: tuple[Step, ...],
        spec: SendSpec,
        known: Mapping[str, Known],
    ) -> SendAction:
        kind, name = spec.to
        to = (*place, "to", "group") if kind is ChatKind.GROUP else (*place, "to")
        there = self._template(path, to, name, known)
        return SendAction(kind, there, self._message(path, place, spec, known))

    def _templates(
        self,
        rule: tuple[Step, ...],
        place: tuple[Step, ...],
        texts: tuple[str, ...],
        known: Mapping[str, Known],
    ) -> tuple[Template, ...]:
        """One of several texts is picked, and a fault in one is told with its place."""
        if len(texts) == 1 and (odd := odd_picture(texts[0])):
            self._warn_of_picture((*rule, *place), odd)
        return tuple(
            [self._template(rule, (*place, index), text, known) for index, text in enumerate(texts)]
        )

    def _warn_of_picture(self, path: tuple[Step, ...], odd: Odd) -> None:
        """Warn of `[微笑]` where it is a list, and written in one line."""
        report = self.context.report
        node, _ = locate(report.root, path)
        lines = report.source.lines
        if isinstance(node, Sequence) and lines[node.line - 1][node.column - 1 :].startswith("["):
            report.warn(path, *odd)

    def _template(
        self, rule: tuple[Step, ...], place: tuple[Step, ...], text: str, known: Mapping[str, Known]
    ) -> Template:
        report = self.context.report
        if not text or text.isspace():
            is_answer = "reply" in place
            hint = "a rule that is not to answer says `silent: true`" if is_answer else ""
            report.fault((*rule, *place), "expected a text, got only blanks", hint)
        if odd := odd_answer(text, known):
            report.warn((*rule, *place), *odd)
        try:
            return compile_template(text, known)
        except TemplateFaults as error:
            for one in error.complaints:
                report.fault((*rule, *place), one.message, one.hint, offset=one.at)
            return Template(text)


def of_do(spec: RuleSpec) -> list[Deed]:
    """What a rule does."""
    deeds = [] if spec.do is None else deeds_in((DO,), spec.do)
    return deeds if spec.reply is None else [(REPLY, spec.reply), *deeds]


def of_on_error(spec: RuleSpec) -> list[Deed]:
    """What a rule does when that fails."""
    return [] if spec.on_error is None else deeds_in((ON_ERROR,), spec.on_error)


def deeds_in(part: tuple[Step, ...], actions: tuple[ActionSpec, ...]) -> list[Deed]:
    """The actions of a list, each with its place."""
    return [
        ((*part, index), one)
        if one.reply is None or one.on_error
        else ((*part, index, *REPLY), one.reply)
        for index, one in enumerate(actions)
    ]


def every_deed(deeds: Iterable[Deed]) -> Iterator[Deed]:
    """All actions, those inside of others too."""
    for place, deed in deeds:
        yield place, deed
        if not isinstance(deed, ActionSpec):
            continue
        if deed.later is not None:
            yield from every_deed(deeds_in((*place, LATER, DO), deed.later.do or ()))
        for part, inner in (
            (ON_TIMEOUT, deed.on_timeout),
            (ON_ERROR, deed.on_error),
            (THEN, deed.then),
            (ELSE, deed.otherwise),
            (DO, deed.do),
        ):
            if inner:
                yield from every_deed(deeds_in((*place, part), inner))


def is_marked(deed: What) -> bool:
    """Whether it may have templates."""
    if isinstance(deed, ActionSpec):
        return True
    if isinstance(deed, tuple):
        return not _MARKS.isdisjoint("".join(deed))
    files = (file for _, named in deed.media() for file in named)
    return not _MARKS.isdisjoint("".join((*(deed.text or ()), *(deed.parts or ()), *files)))


def answers(spec: RuleSpec) -> bool:
    """Whether anything of a rule is an answer."""
    if spec.reply is not None:
        return True
    deeds = every_deed((*of_do(spec), *of_on_error(spec)))
    return any(says(deed) for _, deed in deeds)


def says(deed: What) -> bool:
    """Whether an action itself writes to the chat."""
    if not isinstance(deed, ActionSpec):
        return True
    return any(one is not None for one in (deed.reply, deed.ask, deed.pass_))


def asked(deeds: Iterable[Deed]) -> list[str]:
    """The names of all answers."""
    asks = (deed.ask for _, deed in every_deed(deeds) if isinstance(deed, ActionSpec))
    return [question.save or "" for ask in asks for question in ask or ()]
