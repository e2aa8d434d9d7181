"""From the checked specs of rules to compiled rules.

It knows what the keys of a rule mean together, what a nested rule inherits, and defaults. It must
not know YAML or files, or the single conditions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.models import ChatKind, EventKind
from responder.rules.actions import ReplyAction
from responder.rules.compiling.actions import (
    ActionCompiler,
    answers,
    asked,
    every_deed,
    is_marked,
    of_do,
    of_on_error,
    says,
)
from responder.rules.compiling.claims import KEYS, check_claims, claims_of, says_claims
from responder.rules.compiling.fetching import with_error
from responder.rules.compiling.forms import Mold, words_of
from responder.rules.compiling.oddities import nothing_odd
from responder.rules.compiling.text import text_condition
from responder.rules.compiling.timed import (
    NOBODYS,
    check_nobodys,
    check_schedule,
    names_of_nobodys,
    schedule_of,
)
from responder.rules.compiling.when import CompiledWhen, compile_when
from responder.rules.conditions.heads import EventCondition, SwitchedOff
from responder.rules.ruleset import Rule
from responder.rules.spec.action import ActionSpec
from responder.rules.spec.head import DefaultsSpec
from responder.rules.spec.rule import EventWord
from responder.rules.spec.validate import sound_part
from responder.rules.spec.when import WhenSpec, shown
from responder.rules.templates.template import plain_templates
from responder.rules.templates.words import UNKNOWN_FINDS, names_of_rule, shape_of_answers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from responder.models import Span
    from responder.rules.actions import Action
    from responder.rules.claims import Claim
    from responder.rules.compiling.context import Context
    from responder.rules.compiling.forms import Form, Words
    from responder.rules.compiling.sites import Names, Site
    from responder.rules.conditions.condition import Condition
    from responder.rules.reading.nodes import Step
    from responder.rules.spec.rule import RuleSpec
    from responder.rules.templates.words import Known

_EVENTS = {word: EventCondition(EventKind(word.value)) for word in EventWord}
_OFF = SwitchedOff()
_MESSAGE = EventWord.MESSAGE
_IN_GROUPS = frozenset({EventWord.MEMBER_JOINED, EventWord.MEMBER_LEFT})
_IN_PRIVATE = frozenset({EventWord.TRANSFER, EventWord.FRIEND_REQUEST})
_GROUP = ChatKind.GROUP
_OF_GROUPS = ("remove", "rename", "leave")
"""Actions that mean nothing but in a group."""

_TEXT = ("when", "text")
_NO_CONDITIONS = WhenSpec()
_NO_NAMES: Mapping[str, Known] = {}
"""Ten thousand rules share these."""


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

    molds: dict[Form, Mold] = field(default_factory=dict)
    """By form, a rule of it; large files have thousands of rules of a few forms."""

    actions: ActionCompiler = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "actions", ActionCompiler(self.context))
        object.__setattr__(self, "usual", claims_of(self.defaults, self.defaults))

    def compile(self, sites: Iterable[Site]) -> list[Rule]:
        """The rules in the order they are tried; usable only if the report has no fault then."""
        rules: list[Rule] = []
        report = self.context.report
        for site in sites:
            words = words_of(site.node)
            mold = None if words is None else self.molds.get(words.form)
            if words is not None and mold is not None:
                rules.append(self._like(mold, site, words))
                continue
            noted = len(report.faults) + len(report.warnings)
            when = self._branch(site, _NOTHING_AROUND, None, rules)
            quiet = noted == len(report.faults) + len(report.warnings)
            if words is not None and when is not None and quiet:
                self.molds[words.form] = Mold.of(rules[-1], when)
        return rules

    def _like(self, mold: Mold, site: Site, words: Words) -> Rule:
        """A rule that is what an earlier one is, but for its words."""
        if not site.name:
            self.names.name(site, () if words.text is None else shown(words.text))
        conditions, sure = mold.conditions, mold.when.sure
        if words.text is not None:
            faults = self.context.report.faults
            known = len(faults)
            text = text_condition(self.context, (*site.path, *_TEXT), words.text)
            conditions, sure = (*conditions[:-1], text), sure and len(faults) == known
        actions: tuple[Action, ...] = ()
        if words.reply is not None:
            texts = plain_templates(words.reply) if nothing_odd(words.reply) else None
            if texts is None:
                names = self._names_of_like(mold, conditions, sure=sure)
                actions = (self.actions.answer(site.path, words.reply, names),)
            else:
                actions = (ReplyAction(texts),)
        return mold.rule(words.name or site.name, site.line, conditions, actions)

    def _names_of_like(
        self, mold: Mold, conditions: tuple[Condition, ...], *, sure: bool
    ) -> Mapping[str, Known]:
        """The names that the templates of such a rule may use; they depend on what it finds."""
        when = mold.when
        last = conditions[-1:] if when.wants else ()
        key = tuple([one.gives for one in last]), sure
        if key not in mold.names:
            alike = CompiledWhen(when.kinds, when.from_me, (*when.wants[:-1], *last), sure=sure)
            mold.names[key] = self._known(alike, in_groups=_GROUP in when.kinds)
        return mold.names[key]

    def _branch(
        self, site: Site, around: _Around, parent: CompiledWhen | None, rules: list[Rule]
    ) -> CompiledWhen | None:
        """Add the children of a rule, which are tried first, and the rule itself.

        Returns:
            Its conditions; None if it is not added.
        """
        spec = self.names.checked(site)
        if spec is None or not around.known:
            self._inspect(site, spec)
            for child in site.children:
                self._branch(child, _UNKNOWN_AROUND, None, rules)
            return None
        inside = self._inside(site, spec, around)
        when = compile_when(
            self.context,
            (*site.path, "when"),
            spec.when or _NO_CONDITIONS,
            rule=site.name,
            parent=parent,
            chat=self.defaults.chat,
            on=inside.on,
        )
        for child in site.children:
            self._branch(child, inside, when, rules)
        answers_itself = self._answers_itself(site, spec)
        comes = answers_itself and inside.on is EventWord.SCHEDULE
        check_schedule(self.context.report, site.path, spec, comes=comes)
        if not answers_itself:
            return None
        self._check_place(site, spec, inside, when)
        rules.append(self._rule(site, spec, inside, when))
        return when

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
        if on in NOBODYS:
            check_nobodys(self.context.report, site.path, spec, on)
        for place, deed in every_deed((*of_do(spec), *of_on_error(spec))):
            if isinstance(deed, ActionSpec):
                self._check_deed((*site.path, *place), deed, on, when)
        if on in _IN_GROUPS and _GROUP not in when.kinds:
            hint = "say so under `when`: `chat: group`, or name the group with `group: 客户群`"
            message = f"expected a rule that takes groups, for {on} happens nowhere else"
            self.context.report.fault(site.path, message, hint)
        elif on in _IN_PRIVATE and not when.kinds - {_GROUP}:
            message = f"expected a rule that takes private chats, for {on} is told nowhere else"
            self.context.report.fault(site.path, message, "leave out the group")

    def _check_deed(
        self, path: tuple[Step, ...], deed: ActionSpec, on: EventWord, when: CompiledWhen
    ) -> None:
        """Refuse an action that can not be done where the rule looks."""
        report = self.context.report
        if on is not EventWord.FRIEND_REQUEST and deed.accept:
            message = "expected accept in a rule with `on: friend_request`, got another rule"
            report.fault(path, message)
        if on in NOBODYS:  # which has no chat at all
            return
        word = next((word for word in _OF_GROUPS if getattr(deed, word) is not None), None)
        if word is not None and _GROUP not in when.kinds:
            message = f"expected {word} in a rule that takes groups, got one that does not"
            hint = "say so under `when`: `chat: group`, or name the group with `group: 客户群`"
            report.key_fault((*path, word), message, hint)
        if deed.remark is not None and ChatKind.PRIVATE not in when.kinds:
            message = "expected remark in a rule that takes private chats, got one that does not"
            hint = "a remark is given where its bearer writes in private"
            report.key_fault((*path, "remark"), message, hint)

    def _rule(self, site: Site, spec: RuleSpec, merged: _Around, when: CompiledWhen) -> Rule:
        do, on_error = of_do(spec), of_on_error(spec)
        # Most rules of a large file answer with plain texts, for which no name matters.
        marked = any(is_marked(deed) for _, deed in (*do, *on_error))
        known = self._known(when, in_groups=_GROUP in when.kinds) if marked else _NO_NAMES
        if marked and merged.on in NOBODYS:
            known = names_of_nobodys(known)
        names = asked((*do, *on_error)) if marked else ()
        if names:
            known = {**known, "answers": shape_of_answers(names)}
        return Rule(
            spec.name or site.name,
            site.report.source.path,
            site.line,
            _conditions(merged, when),
            self.actions.compile(site.path, do, known),
            self.actions.compile(site.path, on_error, with_error(known)) if on_error else (),
            proceeds=bool(self.defaults.proceeds if spec.proceeds is None else spec.proceeds),
            shadow=merged.shadow,
            claims=self._claims(site, spec),
            delay=spec.delay if "delay" in spec.model_fields_set else self.delay,
            enabled=merged.enabled,
            speechless=spec.silent,
            schedule=schedule_of(spec) if merged.on is EventWord.SCHEDULE else None,
            brief=spec.reply is not None,
        )

    def _claims(self, site: Site, spec: RuleSpec) -> tuple[Claim, ...]:
        """How often a rule answers; a silent one never does."""
        if not says_claims(spec):
            return self.usual if answers(spec) else ()
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
        known = with_error(known)
        for deeds in (of_do(spec), of_on_error(spec)):
            self.actions.compile(site.path, deeds, known)

    def _answers_itself(self, site: Site, spec: RuleSpec) -> bool:
        """Whether a rule does something itself; demands exactly one of the ways to say what."""
        report, path = self.context.report, site.path
        if spec.silent and answers(spec):
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
        places = [place for place, deed in every_deed(of_do(spec)) if says(deed)]
        if spec.do is not None:
            places += [place for place, deed in every_deed(of_on_error(spec)) if says(deed)]
        for place in places:
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


def _conditions(merged: _Around, when: CompiledWhen) -> tuple[Condition, ...]:
    event = _EVENTS[merged.on or _MESSAGE]
    return (event, *when.conditions) if merged.enabled else (_OFF, event, *when.conditions)
