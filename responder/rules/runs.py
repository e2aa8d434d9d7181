"""Runs: what a rule does after it has matched, step by step.

A run is plain data (rule-set hash, event, rule, path in `do`, local values), so that it can be
stored between two steps and taken up by another process. It must not know conditions, or how an
effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from responder.memory import Muted
from responder.models import Chat, ChatKind
from responder.rules.captures import NOTHING
from responder.rules.draws import draw
from responder.rules.manners import muted_by_rule
from responder.rules.recipients import FILEHELPER, RecipientError, recipient
from responder.rules.ruleset import AcceptAction, AlertAction, MuteAction, ReplyAction, SendAction
from responder.rules.storing import Around, StoreError, carry_out
from responder.rules.templates.budget import RenderError
from responder.rules.templates.remembered import memory_view
from responder.rules.templates.views import scene
from responder.rules.templates.worth import ValueTemplate
from responder.rules.work import SpentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from responder.memory import Change, Kept, Memory
    from responder.models import Event
    from responder.rules.captures import Captures
    from responder.rules.ruleset import Action, Rule, RuleSet, StoreAction
    from responder.rules.storing import Fill
    from responder.rules.subject import Subject
    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.template import Template

OWNERS = Chat(FILEHELPER, ChatKind.FILEHELPER, FILEHELPER)
"""The owner's own chat."""

ACCEPTED = "[accept]"
"""Stands for the acceptance of a friend request where texts stand."""

DO, ON_ERROR, USAGE = "do", "on_error", "usage"
"""The parts of a rule that write replies."""

STORE_UNITS = 50
"""Units of work to store one value: a query of the journal, and a row that is written."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where the actions of one rule stand for one event; all of it can be written as JSON.

    Args:
        rule_set: Hash of the rule set that began it.
        event_id: What is answered.
        rule: Name of the rule.
        path: Indexes into `do` that lead to the next action.
        values: Local values; in this version what the conditions found.
    """

    rule_set: str
    event_id: str
    rule: str
    path: tuple[int, ...] = (0,)
    values: Captures = NOTHING


@dataclass(frozen=True, slots=True)
class Reply:
    """A text to send.

    Args:
        text: Plain text, never blank.
        rule: Name of the rule that wrote it.
        place: Where in the rule, e.g. `do[1].reply`; with event and rule it names the reply.
        chat: Where to, if the rule names the chat; None: to that of the event.
        alert: Whether it tells the owner what he has to know.
        accepts: Whether it accepts the friend request that the event is; its text only says so.
    """

    text: str
    rule: str
    place: str
    chat: Chat | None = None
    alert: bool = False
    accepts: bool = False

    def is_elsewhere(self, event: Event) -> bool:
        """Whether it goes to another chat than that of the event."""
        return self.chat is not None and self.chat.id != event.chat.id


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a run gave.

    Args:
        effects: To be carried out, in order.
        run: What is left, waiting for an answer; None when the run is over.
        changes: To memory, in order.
        error: Why the actions of `do` ended early; effects and changes before it stand, and behind
            them those of `on_error`.
    """

    effects: tuple[Reply, ...] = ()
    run: Run | None = None
    changes: tuple[Change, ...] = ()
    error: str | None = None


def start(rule_set: RuleSet, rule: Rule, event: Event, captures: Captures) -> Run:
    """The run of a rule that has matched, before its first action."""
    return Run(rule_set.hash, event.id, rule.name, values=captures)


def step(rule_set: RuleSet, run: Run, subject: Subject) -> Step:
    """Advance a run to its next effect that needs an answer, or to its end.

    No action of this version needs one, so every run ends with its first step.

    Args:
        rule_set: The one that began the run, or a later one that still has the rule.
        run: Where it stands.
        subject: What is answered, and everything else that is not in the rule set or the run.

    Returns:
        Effects and what is left. A run whose rule is gone ends with an error.
    """
    rule = rule_set.by_name.get(run.rule)
    if rule is None:
        return Step(error=f'there is no rule "{run.rule}" any more')
    if run.values.usage:
        return Step() if rule.silent else Step((Reply(run.values.usage, rule.name, USAGE),))
    if not rule.actions:
        return Step()
    views = scene(
        subject.views,
        run.values,
        names=rule_set.names,
        lists=rule_set.lists,
        tables=rule_set.tables,
    )
    doer = _Doer(run, subject, views, subject.memory, speechless=rule.speechless)
    error = doer.do(DO, rule.actions, first=run.path[0])
    if error is not None and rule.on_error:
        second = doer.do(ON_ERROR, rule.on_error)
        error = error if second is None else f"{error}; then {second}"
    return Step(tuple(doer.replies), changes=tuple(doer.changes), error=error)


@dataclass(slots=True)
class _Doer:
    """Carries out the actions of one run.

    Args:
        run: Where it stands.
        subject: What is answered.
        views: What templates see.
        memory: As the actions so far have left it.
        speechless: Whether nothing may be written in the chat of the event.
        replies: Written so far.
        changes: To memory, so far.
    """

    run: Run
    subject: Subject
    views: Mapping[str, object]
    memory: Memory
    speechless: bool = False
    replies: list[Reply] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def do(self, part: str, actions: Sequence[Action], *, first: int = 0) -> str | None:
        """Carry out a list of actions up to the first that fails; why it does, None if none does.

        What was done before it stands.
        """
        for index in range(first, len(actions)):
            action, place = actions[index], f"{part}[{index + 1}]"
            place = f"{place}.{_word(action)}"
            try:
                if isinstance(action, ReplyAction):
                    self._reply(action, place)
                elif isinstance(action, SendAction):
                    self._send(action, place)
                elif isinstance(action, AlertAction):
                    text = self._text(action.texts, place)
                    self.replies.append(Reply(text, self.run.rule, place, OWNERS, alert=True))
                elif isinstance(action, AcceptAction):
                    self.replies.append(Reply(ACCEPTED, self.run.rule, place, accepts=True))
                elif isinstance(action, MuteAction):
                    self._mute(action)
                else:
                    self._store(action, place)
            except (RenderError, RecipientError, StoreError, SpentError) as error:
                return f"{place}: {error}"
        return None

    def _reply(self, action: ReplyAction, place: str) -> None:
        self.replies.append(Reply(self._text(action.texts, place), self.run.rule, place))

    def _send(self, action: SendAction, place: str) -> None:
        name = self._text((action.name,), f"{place}.to")
        chat = recipient(self.subject.find, action.kind, name)
        if self.speechless and chat.id == self.subject.event.chat.id:
            raise RecipientError("a silent rule writes nothing in the chat of the message")
        self.replies.append(Reply(self._text(action.texts, place), self.run.rule, place, chat))

    def _mute(self, action: MuteAction) -> None:
        subject = self.subject
        key = muted_by_rule(subject.event, whole_chat=action.whole_chat)
        self.changes.append(Muted(key, subject.now_s + (action.for_s or 0.0)))

    def _text(self, texts: tuple[Template, ...], place: str) -> str:
        template = texts[self._number(len(texts), place)]
        return template.render(self.views, self._draw(place), self.subject.writing)

    def _store(self, action: StoreAction, place: str) -> None:
        """Store what an action says, path by path: a later one sees what an earlier one did."""
        subject = self.subject
        for number in range(len(action.changes)):
            subject.writing.spend(STORE_UNITS)
            inside = f"{place}[{number + 1}]"
            around = Around(self.memory, subject.event, subject.now_s, self._fill(inside))
            self._keep(carry_out(action, number, around))

    def _keep(self, changes: tuple[Kept, ...]) -> None:
        if not changes:
            return
        subject = self.subject
        self.changes += changes
        self.memory = self.memory.applied(changes)
        stored = memory_view(self.memory, subject.event, subject.now_s, subject.kinds)
        self.views = {**self.views, "memory": stored}

    def _fill(self, place: str) -> Fill:
        """What fills in the templates of one path; each has draws of its own."""
        filled = count()

        def fill(template: Template | ValueTemplate) -> object:
            draws = self._draw(f"{place} {next(filled)}")
            if isinstance(template, ValueTemplate):
                return template.value(self.views, draws, self.subject.writing)
            return template.render(self.views, draws, self.subject.writing)

        return fill

    def _draw(self, place: str) -> Draw:
        """The draws of one template, each keyed by its own place in it."""
        return lambda count, inside: self._number(count, f"{place} {inside}")

    def _number(self, count: int, place: str) -> int:
        run = self.run
        return draw(
            count, seed=self.subject.seed, event_id=run.event_id, rule=run.rule, place=place
        )


def _word(action: Action) -> str:
    """The key that an action is written under."""
    match action:
        case ReplyAction():
            return "reply"
        case SendAction():
            return "send"
        case AlertAction():
            return "alert"
        case AcceptAction():
            return "accept"
        case MuteAction(for_s=for_s):
            return "unmute" if for_s is None else "mute"
    return action.verb
