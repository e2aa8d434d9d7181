"""Carrying out the actions of a run, in order, up to a pause or the first that fails.

It knows which actions hold others or wait; it must not know rules, conditions, or how an effect is
carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.rules.acting import act, message_of, say_part
from responder.rules.actions import (
    AskAction,
    EachAction,
    FetchAction,
    IfAction,
    LaterAction,
    ReplyAction,
    SendAction,
    WaitAction,
)
from responder.rules.asking import BITS, Filling, request_of
from responder.rules.dialogue import with_choices
from responder.rules.failing import FAILURES, FailedError, FetchError
from responder.rules.looping import LoopError, items_of
from responder.rules.paths import OTHERWISE, THEN
from responder.rules.requests import FetchFailure, Why
from responder.rules.steps import FINENESS, LATER, ON_ERROR
from responder.rules.templates.moments import moment
from responder.rules.timing import after_s_of, at_s_of
from responder.rules.underway import UnderWay
from responder.rules.waiting import Cause, Run, Waiting, ask_key, later_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.errors import ResponderError
    from responder.models import Span
    from responder.rules.actions import Action
    from responder.rules.table import Value

_ONLY = "do[1]."
"""How the place of an action begins that is the only one of its rule."""

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
class Doer(UnderWay):
    """Carries out the actions of one run.

    Args:
        handled: Whether an action has failed that says itself what is done then.
        excused: Whether what it says was done to the end.
        failing: Why the action at which the run stands has failed; None if it has not.
        brief: Whether its rule has one action, written without `do`.
    """

    handled: bool = False
    excused: bool = False
    failing: ResponderError | None = None
    brief: bool = False

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
                if rest and index == first:
                    goes_on = self._inside(here, index, action, tuple(rest), loops)
                else:
                    self._fail()
                    goes_on = self._one(here, index, action)
            except (*FAILURES, FailedError) as error:
                place = f"{here.label}[{index + 1}].{action.verb}"
                raise FailedError(self._instead(action, place, error)) from error
            if not goes_on:
                return False
        return True

    def _one(self, here: _List, index: int, action: Action) -> bool:
        """Carry out one action from its beginning; whether the next one may follow."""
        place = f"{here.label}[{index + 1}].{action.verb}"
        goes_on = True
        is_last = index + 1 == len(here.actions)
        match action:
            case WaitAction():
                if is_last and not here.goes_on:
                    return True
                self._wait(action.span, place, self._at(here, index + 1))
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
                    self.views, self.draw(place), work=self.subject.writing
                )
                branch = THEN if holds else OTHERWISE
                goes_on = self._inside(here, index, action, (branch, 0), ())
            case ReplyAction() | SendAction() if message_of(action).parts:
                goes_on = self._parts(here, index, action, 0)
            case EachAction():
                items = items_of(self.given(action.items, place))
                goes_on = not items or self._inside(here, index, action, (0, 0), (items,))
            case _:
                act(self, action, place)
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
            case ReplyAction() | SendAction():
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

    def _parts(self, here: _List, index: int, action: ReplyAction | SendAction, first: int) -> bool:
        """Say what is left of an answer in parts; whether the next action may follow."""
        message = message_of(action)
        for number in range(first, len(message.parts)):
            place = say_part(self, action, f"{here.label}[{index + 1}].{action.verb}", number)
            if message.pause is not None and number + 1 < len(message.parts):
                self._wait(message.pause, place, self._at(here, index, number + 1))
                return False
        return True

    def _at(self, here: _List, *rest: int) -> Run:
        """This run, standing somewhere else."""
        return replace(self.run, path=(*here.path, *rest), part=here.part, loops=here.loops)

    def _fail(self) -> None:
        """Fail where the run stands, if what it waited for has failed."""
        if self.failing is not None:
            failing, self.failing = self.failing, None
            raise failing

    def _instead(self, action: Action, place: str, error: Exception) -> str:
        """All that went wrong, once an action that has failed did what it says for that case."""
        if isinstance(error, FailedError):  # an action inside of it has, and knows better why
            words = str(error)
        else:
            failure = FetchFailure(Why.INVALID, str(error))
            failure = error.failure if isinstance(error, FetchError) else failure
            written = place.removeprefix(_ONLY) if self.brief else place
            words = f"{written}: {failure.words}"
            self.know_error(failure, written)
        if self.handled or not action.on_error:
            return words
        self.handled = True
        second = self.do(f"{place}.{ON_ERROR}", action.on_error)
        self.excused = second is None
        return words if second is None else f"{words}; then {second}"

    def ask(self, action: AskAction, place: str, run: Run, number: int, tries: int = 0) -> None:
        """Ask one question, and wait for its answer."""
        subject, question = self.subject, action.questions[number]
        texts = question.retry if tries and question.retry else question.prompts
        here = f"{place}[{number + 1}].{'retry' if tries and question.retry else 'prompt'}"
        # Of several texts each try draws anew.
        template = texts[self.number(len(texts), f"{here} {tries}" if tries else here)]
        text = template.render(self.views, self.draw(here), subject.writing)
        self.say(with_choices(text, question.choices), here)
        event, now_s = subject.event, subject.now_s
        key, due_s = ask_key(event, action.per), now_s + action.expires_s
        self.put(
            Waiting(key, run, event, Cause.ASK, place, now_s, due_s, question=number, tries=tries)
        )

    def _wait(self, span: Span, place: str, run: Run) -> None:
        """Let what is left go on after a pause."""
        share = self.number(FINENESS, place) / FINENESS
        now_s = self.subject.now_s
        due_s = now_s + span.low_s + (span.high_s - span.low_s) * share
        key = self.key(place)
        self.put(Waiting(key, run, self.subject.event, Cause.WAIT, place, now_s, due_s))

    def _fetch(self, action: FetchAction, place: str, run: Run) -> None:
        """Let what is left go on with what another computer answers."""
        subject = self.subject
        filling = Filling(self.views, lambda name: self.draw(f"{place} {name}"), subject.writing)
        request = request_of(action, filling, lambda name: self.number(2**BITS, f"{place} {name}"))
        self.put(
            Waiting(
                *(self.key(place), run, subject.event, Cause.FETCH, place),
                *(subject.now_s, subject.now_s + action.timeout_s),
                request=request,
            )
        )

    def _later(self, action: LaterAction, place: str, run: Run) -> None:
        """Let what stands inside be done later."""
        subject, fill = self.subject, self.fill(place)
        key = self.key(place)
        if action.id is not None:
            key = later_key(subject.event, str(fill(action.id)), action.per)
        now = moment(subject.now_s, subject.zone)
        if action.after is not None:
            due_s = subject.now_s + after_s_of(str(fill(action.after)))
        else:
            due_s = at_s_of(str(fill(action.at)) if action.at is not None else "", now)
        self.put(
            Waiting(key, run, subject.event, Cause.LATER, place, subject.now_s, due_s, action.skips)
        )
