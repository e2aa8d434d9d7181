"""Carrying out the actions of a run: each gives texts, changes to memory or something that waits.

It knows actions; it must not know rules, conditions, or how an effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from responder.memory import Muted
from responder.models import Deed
from responder.rules.dialogue import with_choices
from responder.rules.draws import draw
from responder.rules.manners import muted_by_rule
from responder.rules.recipients import RecipientError, recipient
from responder.rules.ruleset import (
    AcceptAction,
    AlertAction,
    AskAction,
    CancelAction,
    LaterAction,
    MuteAction,
    ReplyAction,
    SendAction,
    StoreAction,
    WaitAction,
)
from responder.rules.steps import LATER, OWNERS, Reply, label
from responder.rules.storing import Around, StoreError, carry_out
from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.moments import moment
from responder.rules.templates.remembered import memory_view
from responder.rules.templates.worth import ValueTemplate
from responder.rules.timing import WaitError, after_s_of, at_s_of
from responder.rules.waiting import (
    Cause,
    Drop,
    Put,
    Run,
    Waiting,
    applied,
    ask_key,
    is_full,
    later_key,
)
from responder.rules.work import SpentError
from responder.sources import FromFile, source_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from responder.memory import Change, Kept, Memory
    from responder.models import Chat
    from responder.rules.ruleset import Action
    from responder.rules.storing import Fill
    from responder.rules.subject import Subject
    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.template import Template
    from responder.rules.waiting import Turn

FINENESS = 2**32
"""How finely the draw of a pause divides its span."""

STORE_UNITS = 50
"""Units of work to store one value: a query of the journal, and a row that is written."""


@dataclass(slots=True)
class Doer:
    """Carries out the actions of one run.

    Args:
        run: Where it stands.
        subject: What is answered.
        views: What templates see.
        memory: As the actions so far have left it.
        speechless: Whether nothing may be written in the chat of the event.
        replies: Written so far.
        changes: To memory, so far.
        turns: Of what waits, so far.
    """

    run: Run
    subject: Subject
    views: Mapping[str, object]
    memory: Memory
    speechless: bool = False
    replies: list[Reply] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)

    def do(
        self,
        part: str,
        actions: Sequence[Action],
        *,
        first: int = 0,
        outside: tuple[int, ...] = (),
    ) -> str | None:
        """Carry out a list of actions up to a pause, or to the first that fails.

        What was done before it stands.

        Args:
            part: `do` or `on_error`.
            actions: The list.
            first: Where to begin.
            outside: The path to the list; empty for that of the part itself.

        Returns:
            Why it fails; None if none does.
        """
        label = part + "".join(f"[{index + 1}].{LATER}" for index in outside)
        for index in range(first, len(actions)):
            action = actions[index]
            place = f"{label}[{index + 1}].{_word(action)}"
            try:
                match action:
                    case WaitAction():
                        if index + 1 < len(actions):
                            self._wait(action, place, self._at(part, (*outside, index + 1)))
                        return None
                    case AskAction():
                        self.ask(action, place, self._at(part, (*outside, index)), 0)
                        return None
                    case LaterAction():
                        self._later(action, place, self._at(part, (*outside, index, 0)))
                    case _:
                        self._act(action, place)
            except (RenderError, StoreError, RecipientError, SpentError, WaitError) as error:
                return f"{place}: {error}"
        return None

    def _at(self, part: str, path: tuple[int, ...]) -> Run:
        """This run, standing somewhere else."""
        return replace(self.run, path=path, part=part)

    def say(self, text: str, place: str) -> None:
        """Say something that is no template."""
        self.replies.append(Reply(text, self.run.rule, place))

    def learn(self, name: str, answer: str) -> None:
        """Know an answer from now on."""
        answers = (*((one, text) for one, text in self.run.answers if one != name), (name, answer))
        self.run = replace(self.run, answers=answers)
        self.views = {**self.views, "answers": Table(dict(answers))}

    def ask(self, action: AskAction, place: str, run: Run, number: int, tries: int = 0) -> None:
        """Ask one question, and wait for its answer."""
        subject, question = self.subject, action.questions[number]
        texts = question.retry if tries and question.retry else question.prompts
        here = f"{place}[{number + 1}].{'retry' if tries and question.retry else 'prompt'}"
        # Of several texts each try draws anew.
        template = texts[self._number(len(texts), f"{here} {tries}" if tries else here)]
        text = template.render(self.views, self._draw(here), subject.writing)
        self.say(with_choices(text, question.choices), here)
        event, now_s = subject.event, subject.now_s
        key, due_s = ask_key(event, action.per), now_s + action.expires_s
        self._put(
            Waiting(key, run, event, Cause.ASK, place, now_s, due_s, question=number, tries=tries)
        )

    def _act(self, action: Action, place: str) -> None:
        match action:
            case ReplyAction():
                self._reply(action, place)
            case SendAction():
                self._send(action, place)
            case AlertAction():
                text = self._text(action.texts, place)
                self.replies.append(Reply(text, self.run.rule, place, OWNERS, alert=True))
            case AcceptAction():
                self._deed(Deed.ACCEPT, self.subject.event.ticket, place)
            case MuteAction():
                self._mute(action)
            case StoreAction():
                self._store(action, place)
            case CancelAction():
                fill = self._fill(place)
                for one in action.ids:
                    self.turns.append(Drop(later_key(self.subject.event, str(fill(one)))))

    def _wait(self, action: WaitAction, place: str, run: Run) -> None:
        """Let what is left go on after a pause."""
        span = action.span
        share = self._number(FINENESS, place) / FINENESS
        now_s = self.subject.now_s
        due_s = now_s + span.low_s + (span.high_s - span.low_s) * share
        key = f"{run.event_id} {run.rule} {place}"
        self._put(Waiting(key, run, self.subject.event, Cause.WAIT, place, now_s, due_s))

    def _later(self, action: LaterAction, place: str, run: Run) -> None:
        """Let what stands inside be done later."""
        subject, fill = self.subject, self._fill(place)
        key = f"{run.event_id} {run.rule} {place}"
        if action.id is not None:
            key = later_key(subject.event, str(fill(action.id)))
        now = moment(subject.now_s, subject.zone)
        if action.after is not None:
            due_s = subject.now_s + after_s_of(str(fill(action.after)))
        else:
            due_s = at_s_of(str(fill(action.at)) if action.at is not None else "", now)
        self._put(
            Waiting(key, run, subject.event, Cause.LATER, place, subject.now_s, due_s, action.skips)
        )

    def _put(self, waiting: Waiting) -> None:
        waits = applied(self.subject.waits, self.turns)
        if waiting.key not in waits and is_full(waits, waiting.event):
            raise WaitError("too much waits already")
        self.turns.append(Put(waiting))

    def _reply(self, action: ReplyAction, place: str) -> None:
        self._message(action, place, None)

    def _message(self, action: ReplyAction | SendAction, place: str, chat: Chat | None) -> None:
        """Say one of the texts, and show files behind it."""
        if action.texts:
            self.replies.append(Reply(self._text(action.texts, place), self.run.rule, place, chat))
        for show in action.shows:
            here = f"{place}.{show.deed}"
            path = show.paths[self._number(len(show.paths), here)]
            self._deed(show.deed, source_to_text(FromFile(path)), here, path, chat)

    def _deed(
        self, deed: Deed, content: str, place: str, what: str = "", chat: Chat | None = None
    ) -> None:
        """Do something that is no text."""
        text = label(deed, what)
        self.replies.append(Reply(text, self.run.rule, place, chat, deed=deed, content=content))

    def _send(self, action: SendAction, place: str) -> None:
        name = self._text((action.name,), f"{place}.to")
        chat = recipient(self.subject.find, action.kind, name)
        if self.speechless and chat.id == self.subject.event.chat.id:
            raise RecipientError("a silent rule writes nothing in the chat of the message")
        self._message(action, place, chat)

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
