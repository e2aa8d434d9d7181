"""Carrying out the actions of a run: each gives texts, changes to memory or something that waits.

It knows actions; it must not know rules, conditions, or how an effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from responder.memory import Muted
from responder.rules.asking import BITS, ERROR, Filling, error_view, request_of
from responder.rules.claims import Per
from responder.rules.deeds import DeedAction, deed_of
from responder.rules.dialogue import with_choices
from responder.rules.draws import draw
from responder.rules.failing import FAILURES, PASSED_MAX, PASSES_MAX, FailedError, PassError
from responder.rules.looping import LoopError, items_of
from responder.rules.manners import muted_by_rule
from responder.rules.paths import OTHERWISE, THEN, word_of
from responder.rules.recipients import RecipientError, recipient
from responder.rules.requests import FetchFailure, Why
from responder.rules.ruleset import (
    AlertAction,
    AskAction,
    CancelAction,
    EachAction,
    FetchAction,
    IfAction,
    LaterAction,
    MuteAction,
    PassAction,
    ReplyAction,
    SendAction,
    StoreAction,
    WaitAction,
)
from responder.rules.saluting import salute
from responder.rules.steps import FINENESS, LATER, ON_ERROR, OWNERS, Passed, Reply
from responder.rules.storing import Around, carry_out
from responder.rules.table import Table
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
from responder.sources import FromFile, label, source_to_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from responder.memory import Change, Kept, Memory
    from responder.models import Chat
    from responder.rules.ruleset import Action, Given
    from responder.rules.storing import Fill
    from responder.rules.subject import Subject
    from responder.rules.table import Value
    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.template import Template
    from responder.rules.waiting import Turn

STORE_UNITS = 50
"""Units of work to store one value: a query of the journal, and a row that is written."""


ROUND_UNITS = 20
"""Units of work for each turn of a loop, apart from its texts."""


@dataclass(frozen=True, slots=True)
class _List:
    """A list of actions where it stands.

    Args:
        part: `do` or `on_error`.
        label: The place of the list, for places of its actions.
        actions: Its actions.
        path: To it.
        loops: The items of each loop around it.
        goes_on: Whether something follows it.
    """

    part: str
    label: str
    actions: Sequence[Action]
    path: tuple[int, ...] = ()
    loops: tuple[tuple[Value, ...], ...] = ()
    goes_on: bool = False


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
        passes: Texts for the rules to look at, so far.
        handled: Whether an action has failed that says itself what is done then.
    """

    run: Run
    subject: Subject
    views: Mapping[str, object]
    memory: Memory
    speechless: bool = False
    replies: list[Reply] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    passes: list[Passed] = field(default_factory=list)
    handled: bool = False

    def do(self, part: str, actions: Sequence[Action], path: tuple[int, ...] = (0,)) -> str | None:
        """Carry out a list of actions from some place on, up to a pause or the first that fails.

        What was done before it stands.

        Args:
            part: `do` or `on_error`.
            actions: The list.
            path: Where to begin, perhaps inside of one of them.

        Returns:
            Why it fails; None if none does.
        """
        loops = self.run.loops if len(path) > 1 else ()
        try:
            self._list(_List(part, part, actions), path, loops)
        except FailedError as error:
            return str(error)
        return None

    def _list(
        self, here: _List, path: tuple[int, ...], loops: tuple[tuple[Value, ...], ...] = ()
    ) -> bool:
        """Carry out what is left of a list; whether it came to its end, and did not stop to wait.

        Args:
            here: The list.
            path: Where to begin in it.
            loops: The items of loops that were begun before, those inside of it alone.
        """
        first, *rest = path
        for index in range(first, len(here.actions)):
            action = here.actions[index]
            try:
                if not (rest and index == first):
                    goes_on = self._one(here, index, action)
                else:
                    goes_on = self._inside(here, index, action, tuple(rest), loops)
            except FAILURES as error:
                place = f"{here.label}[{index + 1}].{word_of(action)}"
                failure = FetchFailure(Why.INVALID, str(error))
                raise FailedError(self.failed(action, place, failure)) from error
            if not goes_on:
                return False
        return True

    def _one(self, here: _List, index: int, action: Action) -> bool:
        """Carry out one action from its beginning; whether the next one may follow."""
        place = f"{here.label}[{index + 1}].{word_of(action)}"
        goes_on = True
        is_last = index + 1 == len(here.actions)
        match action:
            case WaitAction():
                if is_last and not here.goes_on:
                    return True
                self._wait(action, place, self._at(here, index + 1))
                return False
            case AskAction() | FetchAction():
                run = self._at(here, index)
                if isinstance(action, AskAction):
                    self.ask(action, place, run, 0)
                else:
                    self._fetch(action, place, run)
                return False
            case LaterAction():
                self._later(action, place, self._at(here, index, 0))
            case IfAction():
                holds = action.condition.holds(
                    self.views, self._draw(place), work=self.subject.writing
                )
                branch = THEN if holds else OTHERWISE
                goes_on = self._inside(here, index, action, (branch, 0), ())
            case ReplyAction(parts=(_, *_)):
                goes_on = self._parts(here, index, action, 0)
            case EachAction():
                items = items_of(self._given(action.items, place))
                goes_on = not items or self._inside(here, index, action, (0, 0), (items,))
            case _:
                self._act(action, place)
        return goes_on

    def _inside(
        self,
        here: _List,
        index: int,
        action: Action,
        rest: tuple[int, ...],
        loops: tuple[tuple[Value, ...], ...],
    ) -> bool:
        """Carry out what is left inside of an action; whether the next one may follow it."""
        label, at = f"{here.label}[{index + 1}]", (*here.path, index)
        goes_on = here.goes_on or index + 1 < len(here.actions)
        match action:
            case LaterAction(actions=actions):  # a run of its own, which ends with it
                self._list(
                    _List(here.part, f"{label}.{LATER}", actions, at, here.loops), rest, loops
                )
                return False
            case IfAction():
                branch, *rest_ = rest
                actions = action.then if branch == THEN else action.otherwise
                word = "then" if branch == THEN else "else"
                found = _List(
                    here.part, f"{label}.{word}", actions, (*at, branch), here.loops, goes_on
                )
                return self._list(found, tuple(rest_), loops)
            case ReplyAction():
                return self._parts(here, index, action, rest[0])
            case EachAction() if loops:
                return self._each(here, index, action, rest, loops)
        msg = "there is nothing inside of it any more"
        raise LoopError(msg)

    def _each(
        self,
        here: _List,
        index: int,
        action: EachAction,
        rest: tuple[int, ...],
        loops: tuple[tuple[Value, ...], ...],
    ) -> bool:
        """Carry out what is left of a loop; whether the next action may follow it."""
        items, *inner = loops
        first, *path = rest
        goes_on = here.goes_on or index + 1 < len(here.actions)
        for number in range(first, len(items)):
            self.subject.writing.spend(ROUND_UNITS)
            self.views = {**self.views, action.name: items[number]}
            found = _List(
                here.part,
                f"{here.label}[{index + 1}].each[{number + 1}].do",
                action.actions,
                (*here.path, index, number),
                (*here.loops, items),
                goes_on or number + 1 < len(items),
            )
            begun = number == first
            if not self._list(found, tuple(path) if begun else (0,), tuple(inner) if begun else ()):
                return False
        self.views = {name: one for name, one in self.views.items() if name != action.name}
        return True

    def _parts(self, here: _List, index: int, action: ReplyAction, first: int) -> bool:
        """Say what is left of an answer in parts; whether the next action may follow."""
        for number in range(first, len(action.parts)):
            place = f"{here.label}[{index + 1}].reply.parts[{number + 1}]"
            text = self._text((action.parts[number],), place)
            text = text if number else salute(action, text, self.subject.event)
            self.replies.append(Reply(text, self.run.rule, place))
            if action.pause is not None and number + 1 < len(action.parts):
                self._wait(WaitAction(action.pause), place, self._at(here, index, number + 1))
                return False
        return True

    def _at(self, here: _List, *rest: int) -> Run:
        """This run, standing somewhere else."""
        return replace(self.run, path=(*here.path, *rest), part=here.part, loops=here.loops)

    def _given(self, given: Given, place: str) -> object:
        """A value or a list of them with all templates filled in."""
        fill = self._fill(place)
        if isinstance(given, tuple):
            return tuple(fill(one) if isinstance(one, ValueTemplate) else one for one in given)
        return fill(given) if isinstance(given, ValueTemplate) else given

    def failed(self, action: Action, place: str, failure: FetchFailure) -> str:
        """All that went wrong, once an action that has failed did what it says for that case."""
        error = f"{place}: {failure.words}"
        if self.handled:
            return error
        self.know_error(failure, place)
        if not isinstance(action, FetchAction) or not action.on_error:
            return error
        self.handled = True
        second = self.do(f"{place}.{ON_ERROR}", action.on_error)
        return error if second is None else f"{error}; then {second}"

    def know_error(self, failure: FetchFailure, place: str = "") -> None:
        """Let templates know why something failed, unless they know already."""
        if not any(name == ERROR for name, _ in self.run.given):
            self.give(ERROR, error_view(failure, place))

    def give(self, name: str, value: Value) -> None:
        """Let templates know something from now on."""
        given = (*((one, held) for one, held in self.run.given if one != name), (name, value))
        self.run = replace(self.run, given=given)
        self.views = {**self.views, name: value}

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
                self._message(action, place, None)
            case SendAction():
                self._send(action, place)
            case AlertAction():
                text = self._text(action.texts, place)
                self.replies.append(Reply(text, self.run.rule, place, OWNERS, alert=True))
            case DeedAction():
                it = deed_of(action, self.subject.event, self.subject.find, self._fill(place))
                rule, deed, content = self.run.rule, it.deed, it.content
                self.replies.append(
                    Reply(it.text, rule, place, it.chat, deed=deed, content=content)
                )
            case MuteAction():
                self._mute(action)
            case StoreAction():
                self._store(action, place)
            case PassAction():
                self._pass(action, place)
            case CancelAction():
                self._cancel(action, place)

    def _wait(self, action: WaitAction, place: str, run: Run) -> None:
        """Let what is left go on after a pause."""
        span = action.span
        share = self._number(FINENESS, place) / FINENESS
        now_s = self.subject.now_s
        due_s = now_s + span.low_s + (span.high_s - span.low_s) * share
        key = self._key(place)
        self._put(Waiting(key, run, self.subject.event, Cause.WAIT, place, now_s, due_s))

    def _fetch(self, action: FetchAction, place: str, run: Run) -> None:
        """Let what is left go on with what another computer answers."""
        subject = self.subject
        filling = Filling(self.views, lambda name: self._draw(f"{place} {name}"), subject.writing)
        request = request_of(action, filling, lambda name: self._number(2**BITS, f"{place} {name}"))
        self._put(
            Waiting(
                *(self._key(place), run, subject.event, Cause.FETCH, place),
                *(subject.now_s, subject.now_s + action.timeout_s),
                request=request,
            )
        )

    def _later(self, action: LaterAction, place: str, run: Run) -> None:
        """Let what stands inside be done later."""
        subject, fill = self.subject, self._fill(place)
        key = self._key(place)
        if action.id is not None:
            key = later_key(subject.event, str(fill(action.id)), action.per)
        now = moment(subject.now_s, subject.zone)
        if action.after is not None:
            due_s = subject.now_s + after_s_of(str(fill(action.after)))
        else:
            due_s = at_s_of(str(fill(action.at)) if action.at is not None else "", now)
        self._put(
            Waiting(key, run, subject.event, Cause.LATER, place, subject.now_s, due_s, action.skips)
        )

    def _key(self, place: str) -> str:
        """What is unique to one action of one run."""
        run = self.run
        return " ".join((run.event_id, run.rule, *run.via, place))

    def _put(self, waiting: Waiting) -> None:
        waits = applied(self.subject.waits, self.turns)
        if waiting.key not in waits and is_full(waits, waiting.event):
            raise WaitError("too much waits already")
        self.turns.append(Put(waiting))

    def _message(self, action: ReplyAction | SendAction, place: str, chat: Chat | None) -> None:
        """Say one of the texts, and show files behind it."""
        if action.texts:
            text = salute(action, self._text(action.texts, place), self.subject.event)
            self.replies.append(Reply(text, self.run.rule, place, chat))
        for show in action.shows:
            here = f"{place}.{show.deed}"
            path = show.paths[self._number(len(show.paths), here)]
            source, text = source_to_text(FromFile(path)), label(show.deed, path)
            self.replies.append(
                Reply(text, self.run.rule, here, chat, deed=show.deed, content=source)
            )

    def _send(self, action: SendAction, place: str) -> None:
        name = self._text((action.name,), f"{place}.to")
        chat = recipient(self.subject.find, action.kind, name)
        if self.speechless and chat.id == self.subject.event.chat.id:
            raise RecipientError("a silent rule writes nothing in the chat of the message")
        self._message(action, place, chat)

    def _cancel(self, action: CancelAction, place: str) -> None:
        fill = self._fill(place)
        for name in (str(fill(one)) for one in action.ids):
            for per in (Per.SENDER, Per.CHAT):
                self.turns.append(Drop(later_key(self.subject.event, name, per)))

    def _pass(self, action: PassAction, place: str) -> None:
        run = self.run
        if len(run.via) >= PASSED_MAX:
            raise PassError(f"this text was passed on {PASSED_MAX} times already")
        if len(self.passes) >= PASSES_MAX:
            raise PassError(f"{PASSES_MAX} texts were passed on already")
        text = self._text(action.texts, place)
        self.passes.append(Passed(text, (*run.via, f"{run.rule} {place}")))

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
        # One rule may answer several texts that one message led to.
        place = " ".join((*run.via, place))
        return draw(
            count, seed=self.subject.seed, event_id=run.event_id, rule=run.rule, place=place
        )
