"""From the checked specs of rules to compiled rules.

It knows what the keys of a rule mean together, what a nested rule inherits, and defaults. It must
not know YAML or files, or the single conditions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from responder.models import ChatKind, EventKind
from responder.rules.compiling.claims import KEYS, check_claims, claims_of, says_claims
from responder.rules.compiling.running import ask_action, cancel_action, later_action
from responder.rules.compiling.storing import store_action
from responder.rules.compiling.when import compile_when
from responder.rules.conditions.heads import EventCondition, SwitchedOff
from responder.rules.reading.cells import quote
from responder.rules.ruleset import (
    AcceptAction,
    AlertAction,
    MuteAction,
    ReplyAction,
    Rule,
    SendAction,
    WaitAction,
)
from responder.rules.runs import DO, LATER, ON_ERROR, ON_TIMEOUT
from responder.rules.spec.head import DefaultsSpec
from responder.rules.spec.muting import Whom
from responder.rules.spec.rule import EventWord
from responder.rules.spec.validate import sound_part
from responder.rules.spec.when import WhenSpec
from responder.rules.templates.complaints import like_template
from responder.rules.templates.template import Template, TemplateFaults, compile_template
from responder.rules.templates.words import UNKNOWN_FINDS, names_of_rule, shape_of_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from responder.models import Span
    from responder.rules.claims import Claim
    from responder.rules.compiling.context import Context
    from responder.rules.compiling.sites import Names, Site
    from responder.rules.compiling.when import CompiledWhen
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.ruleset import Action, AskAction, LaterAction
    from responder.rules.spec.rule import ActionSpec, LaterSpec, RuleSpec
    from responder.rules.spec.sending import SendSpec
    from responder.rules.templates.words import Known

_EVENTS = {word: EventCondition(EventKind(word.value)) for word in EventWord}
_OFF = SwitchedOff()
_MESSAGE = EventWord.MESSAGE
_IN_GROUPS = frozenset({EventWord.MEMBER_JOINED, EventWord.MEMBER_LEFT})
_IN_PRIVATE = frozenset({EventWord.TRANSFER, EventWord.FRIEND_REQUEST})
_GROUP = ChatKind.GROUP
_NO_CONDITIONS = WhenSpec()
_NO_NAMES: Mapping[str, Known] = {}
"""Ten thousand rules share these."""

_REPLY = ("reply",)

_Deed: TypeAlias = "tuple[tuple[Step, ...], tuple[str, ...] | ActionSpec]"
"""Where an action stands in its rule, and the texts of an answer, or what else it is."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a rule has from the rules around it, besides their conditions.

    Args:
        on: Their event, None where none says one.
        enabled: Whether all of them are switched on.
        shadow: Whether one of them only says what it would do.
        known: Whether their conditions are known; not those of a faulty rule.
    """

    on: EventWord | None = None
    enabled: bool = True
    shadow: bool = False
    known: bool = True


_NOTHING_AROUND = _Around()
_UNKNOWN_AROUND = _Around(known=False)


@dataclass(frozen=True, slots=True)
class RuleCompiler:
    """Compiles the rules of one file.

    Args:
        context: What they share; its report takes the faults.
        names: Of the rules of all files.
        delay: Pause before a reply where a rule says none.
        defaults: What else counts where a rule says nothing.
    """

    context: Context
    names: Names
    delay: Span | None = None
    defaults: DefaultsSpec = field(default_factory=DefaultsSpec)
    usual: tuple[Claim, ...] = field(init=False)
    """Cooldown and limits of a rule that says nothing of them; 10,000 rules share them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "usual", claims_of(self.defaults, self.defaults))

    def compile(self, sites: Iterable[Site]) -> list[Rule]:
        """The rules in the order they are tried; usable only if the report has no fault then."""
        rules: list[Rule] = []
        for site in sites:
            self._branch(site, _NOTHING_AROUND, None, rules)
        return rules

    def _branch(
        self, site: Site, around: _Around, parent: CompiledWhen | None, rules: list[Rule]
    ) -> None:
        """Add the children of a rule, which are tried first, and the rule itself."""
        spec = self.names.checked(site)
        if spec is None or not around.known:
            self._inspect(site, spec)
            for child in site.children:
                self._branch(child, _UNKNOWN_AROUND, None, rules)
            return
        when = compile_when(
            self.context,
            (*site.path, "when"),
            spec.when or _NO_CONDITIONS,
            rule=site.name,
            parent=parent,
            chat=self.defaults.chat,
        )
        inside = self._inside(site, spec, around)
        for child in site.children:
            self._branch(child, inside, when, rules)
        if self._answers_itself(site, spec):
            self._check_place(site, spec, inside, when)
            rules.append(self._rule(site, spec, inside, when))

    def _inside(self, site: Site, spec: RuleSpec, around: _Around) -> _Around:
        """What the rules in a rule have from it; mostly it adds nothing."""
        if spec.on is None and spec.enabled and not spec.shadow:
            return around
        return _Around(
            self._event(site, spec, around),
            around.enabled and spec.enabled,
            around.shadow or spec.shadow,
        )

    def _check_place(self, site: Site, spec: RuleSpec, merged: _Around, when: CompiledWhen) -> None:
        """Refuse a rule for what never happens where it looks."""
        on = merged.on or _MESSAGE
        for place, deed in (*_of_do(spec), *_of_on_error(spec)):
            if on is not EventWord.FRIEND_REQUEST and not isinstance(deed, tuple) and deed.accept:
                message = "expected accept in a rule with `on: friend_request`, got another rule"
                self.context.report.fault((*site.path, *place), message)
        if on in _IN_GROUPS and _GROUP not in when.kinds:
            hint = "say so under `when`: `chat: group`, or name the group with `group: 客户群`"
            message = f"expected a rule that takes groups, for {on} happens nowhere else"
            self.context.report.fault(site.path, message, hint)
        elif on in _IN_PRIVATE and not when.kinds - {_GROUP}:
            message = f"expected a rule that takes private chats, for {on} is told nowhere else"
            self.context.report.fault(site.path, message, "leave out the group")

    def _rule(self, site: Site, spec: RuleSpec, merged: _Around, when: CompiledWhen) -> Rule:
        do, on_error = _of_do(spec), _of_on_error(spec)
        # Most rules of a large file answer with plain texts, for which no name matters.
        marked = any(_is_marked(deed) for _, deed in (*do, *on_error))
        known = self._known(when, in_groups=_GROUP in when.kinds) if marked else _NO_NAMES
        asked = _asked((*do, *on_error)) if marked else ()
        if asked:
            known = {**known, "answers": shape_of_answers(asked)}
        return Rule(
            spec.name or site.name,
            site.report.source.path,
            site.node.line,
            _conditions(merged, when),
            self._actions(site.path, do, known),
            self._actions(site.path, on_error, known) if on_error else (),
            proceeds=bool(self.defaults.proceeds if spec.proceeds is None else spec.proceeds),
            shadow=merged.shadow,
            claims=self._claims(site, spec),
            delay=spec.delay if "delay" in spec.model_fields_set else self.delay,
            enabled=merged.enabled,
            speechless=spec.silent,
        )

    def _claims(self, site: Site, spec: RuleSpec) -> tuple[Claim, ...]:
        """How often a rule answers; a silent one never does."""
        if not says_claims(spec):
            return self.usual if _answers(spec) else ()
        claims = claims_of(spec, self.defaults)
        check_claims(self.context.report, site.path, spec, claims)
        return claims

    def _known(self, when: CompiledWhen, *, in_groups: bool) -> dict[str, Known]:
        """The names that the templates of a rule may use; most rules share a few sets of them."""
        context = self.context
        plain = when.args is None and when.value is None
        key = when.gives, in_groups
        known = context.known.get(key) if plain else None
        if known is None:
            known = names_of_rule(
                when.gives,
                context.names,
                in_groups=in_groups,
                args=when.args,
                value=when.value,
                memory=context.stores.shape,
                lists=context.lists,
                tables=context.tables,
                used=context.used,
            )
            if plain:
                context.known[key] = known
        return known if when.sure else known | UNKNOWN_FINDS

    def _event(self, site: Site, spec: RuleSpec, around: _Around) -> EventWord | None:
        """The event of a rule, which is that of the rule around it."""
        if spec.on is None or around.on is None:
            return spec.on or around.on
        if len({spec.on, around.on}) > 1:
            message = f"expected the event of the rule around it, {around.on}, got {spec.on}"
            self.context.report.fault((*site.path, "on"), message, "leave it out, or move the rule")
        return around.on

    def _inspect(self, site: Site, sound: RuleSpec | None) -> None:
        """Look for more faults in what is left of a rule whose conditions nobody knows.

        Only what does not depend on faulty keys is looked at: without `when` nobody knows what
        `match` has, or whether there is a `group`.
        """
        spec = sound or sound_part(site.node)
        if spec is None:
            return
        path = (*site.path, "when")
        when = compile_when(self.context, path, spec.when or _NO_CONDITIONS, rule=site.name)
        known = self._known(when, in_groups=True)
        if spec.when is None or sound is not None:
            known = {**known, **UNKNOWN_FINDS}
        known = {**known, "answers": None}
        for answers in (_of_do(spec), _of_on_error(spec)):
            self._actions(site.path, answers, known)

    def _answers_itself(self, site: Site, spec: RuleSpec) -> bool:
        """Whether a rule does something itself; demands exactly one of the ways to say what."""
        report, path = self.context.report, site.path
        if spec.silent and _answers(spec):
            self._check_silence(site, spec)
        elif spec.reply is not None and spec.do is not None:
            message = "expected reply or do, got both"
            hint = "`reply: text` is short for `do: [{reply: text}]`"
            report.key_fault((*path, "do"), message, hint)
        elif spec.reply is None and spec.do is None and not spec.silent:
            if not site.groups:
                message = "expected reply, do or `silent: true`, got none of them"
                report.fault(path, message, "say what to answer, e.g. `reply: 您好`")
            self._check_group(site, spec)
            return False
        if spec.silent and spec.do is None and spec.on_error is not None:
            message = "expected no on_error in a silent rule: nothing of it can fail"
            report.key_fault((*path, "on_error"), message)
        return True

    def _check_silence(self, site: Site, spec: RuleSpec) -> None:
        """Point at the answers of a silent rule."""
        answers = [place for place, deed in _every(_of_do(spec)) if _says(deed)]
        if spec.do is not None:
            answers += [place for place, deed in _every(_of_on_error(spec)) if _says(deed)]
        for place in answers:
            message = "expected no answer in a silent rule, got one"
            hint = "leave out `silent` or the answer"
            self.context.report.key_fault((*site.path, *place), message, hint)

    def _check_group(self, site: Site, spec: RuleSpec) -> None:
        """Refuse what means nothing in a rule that only groups others."""
        useless = [key for key in KEYS if getattr(spec, key) is not None]
        useless += [] if spec.on_error is None else ["on_error"]
        useless += [] if spec.proceeds is None else ["continue"]
        for key in useless:
            if site.groups:
                message = f"expected {key} beside an answer, got a rule that has none of its own"
                hint = "say it in each of the rules inside"
                self.context.report.key_fault((*site.path, key), message, hint)

    def _actions(
        self, path: tuple[Step, ...], deeds: Iterable[_Deed], known: Mapping[str, Known]
    ) -> tuple[Action, ...]:
        actions: list[Action] = []
        for place, deed in deeds:
            if isinstance(deed, tuple):
                actions.append(ReplyAction(self._templates(path, place, deed, known)))
                continue
            found = self._telling(path, place, deed, known) or self._waiting(
                (*path, *place), deed, known
            )
            if found is not None:
                actions.append(found)
            elif (verb := deed.verb) is not None:
                actions.append(store_action(self.context, (*path, *place), verb, deed, known))
        return tuple(actions)

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
            return AcceptAction()
        if deed.mute is not None:
            return MuteAction(deed.mute.for_, deed.mute.per is Whom.CHAT)
        return None if deed.unmute is None else MuteAction(None, deed.unmute is Whom.CHAT)

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
        return None

    def _ask(
        self, path: tuple[Step, ...], spec: ActionSpec, known: Mapping[str, Known]
    ) -> AskAction:
        deeds = _deeds((ON_TIMEOUT,), spec.on_timeout or ())
        for place, deed in deeds:
            waits = None if isinstance(deed, tuple) else deed.wait or deed.later or deed.ask
            if waits is not None:
                message = "expected nothing that waits when time is out"
                self.context.report.fault((*path, *place), message)
        return ask_action(self.context, path, spec, self._actions(path, deeds, known), known)

    def _later(
        self, path: tuple[Step, ...], spec: LaterSpec, known: Mapping[str, Known]
    ) -> LaterAction:
        inside = self._actions(path, _deeds((DO,), spec.do or ()), known)
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
        texts = self._templates(path, (*place, "text"), spec.text, known)
        return SendAction(kind, self._template(path, to, name, known), texts)

    def _templates(
        self,
        rule: tuple[Step, ...],
        place: tuple[Step, ...],
        texts: tuple[str, ...],
        known: Mapping[str, Known],
    ) -> tuple[Template, ...]:
        """One of several texts is picked, and a fault in one is told with its place."""
        return tuple(
            [self._template(rule, (*place, index), text, known) for index, text in enumerate(texts)]
        )

    def _template(
        self, rule: tuple[Step, ...], place: tuple[Step, ...], text: str, known: Mapping[str, Known]
    ) -> Template:
        report = self.context.report
        if not text or text.isspace():
            hint = "a rule that is not to answer says `silent: true`"
            report.fault((*rule, *place), "expected a text, got only blanks", hint)
        if found := like_template(text):
            message = f"this is sent as it is, braces and all: {quote(found)}"
            report.warn((*rule, *place), message, "values are written {{ sender.name }}")
        try:
            return compile_template(text, known)
        except TemplateFaults as error:
            for one in error.complaints:
                report.fault((*rule, *place), one.message, one.hint, offset=one.at)
            return Template(text)


def _conditions(merged: _Around, when: CompiledWhen) -> tuple[Condition, ...]:
    event = _EVENTS[merged.on or _MESSAGE]
    return (event, *when.conditions) if merged.enabled else (_OFF, event, *when.conditions)


def _of_do(spec: RuleSpec) -> list[_Deed]:
    deeds = [] if spec.do is None else _deeds((DO,), spec.do)
    return deeds if spec.reply is None else [(_REPLY, spec.reply), *deeds]


def _of_on_error(spec: RuleSpec) -> list[_Deed]:
    return [] if spec.on_error is None else _deeds((ON_ERROR,), spec.on_error)


def _deeds(part: tuple[Step, ...], actions: tuple[ActionSpec, ...]) -> list[_Deed]:
    return [
        ((*part, index), one) if one.reply is None else ((*part, index, *_REPLY), one.reply)
        for index, one in enumerate(actions)
    ]


def _every(deeds: Iterable[_Deed]) -> Iterator[_Deed]:
    """All actions, those inside of others too."""
    for place, deed in deeds:
        yield place, deed
        if isinstance(deed, tuple):
            continue
        if deed.later is not None:
            yield from _every(_deeds((*place, LATER, DO), deed.later.do or ()))
        yield from _every(_deeds((*place, ON_TIMEOUT), deed.on_timeout or ()))


def _is_marked(deed: tuple[str, ...] | ActionSpec) -> bool:
    """Whether it may have templates."""
    return not isinstance(deed, tuple) or any("{" in text for text in deed)


def _answers(spec: RuleSpec) -> bool:
    """Whether anything of a rule is an answer."""
    if spec.reply is not None:
        return True
    deeds = _every((*_of_do(spec), *_of_on_error(spec)))
    return any(_says(deed) for _, deed in deeds)


def _says(deed: tuple[str, ...] | ActionSpec) -> bool:
    """Whether an action itself writes to the chat."""
    return isinstance(deed, tuple) or deed.ask is not None


def _asked(deeds: Iterable[_Deed]) -> list[str]:
    """The names of all answers."""
    asks = (deed.ask for _, deed in _every(deeds) if not isinstance(deed, tuple))
    return [question.save or "" for ask in asks for question in ask or ()]
