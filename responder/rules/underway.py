"""A run while its actions are carried out: what they see, and what has come of them so far.

It must not know actions, rules or conditions, or how an effect is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from responder.rules.asking import ERROR, error_view
from responder.rules.draws import draw
from responder.rules.steps import Reply
from responder.rules.table import Table
from responder.rules.templates.remembered import memory_view
from responder.rules.templates.worth import ValueTemplate
from responder.rules.timing import WaitError
from responder.rules.waiting import Put, applied, is_full

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.memory import Change, Kept, Memory
    from responder.rules.actions import Given
    from responder.rules.requests import FetchFailure
    from responder.rules.steps import Passed
    from responder.rules.storing import Fill
    from responder.rules.subject import Subject
    from responder.rules.table import Value
    from responder.rules.templates.rendering import Draw
    from responder.rules.templates.template import Template
    from responder.rules.waiting import Run, Turn, Waiting


@dataclass(slots=True)
class UnderWay:
    """A run whose actions are carried out.

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

    def say(self, text: str, place: str) -> None:
        """Say something in the chat of the event."""
        self.replies.append(Reply(text, self.run.rule, place))

    def learn(self, name: str, answer: str) -> None:
        """Know an answer from now on."""
        answers = (*((one, text) for one, text in self.run.answers if one != name), (name, answer))
        self.run = replace(self.run, answers=answers)
        self.views = {**self.views, "answers": Table(dict(answers))}

    def give(self, name: str, value: Value) -> None:
        """Let templates know something from now on."""
        given = (*((one, held) for one, held in self.run.given if one != name), (name, value))
        self.run = replace(self.run, given=given)
        self.views = {**self.views, name: value}

    def know_error(self, failure: FetchFailure, place: str = "") -> None:
        """Let templates know why something failed, unless they know already."""
        if not any(name == ERROR for name, _ in self.run.given):
            self.give(ERROR, error_view(failure, place))

    def keep(self, changes: tuple[Kept, ...]) -> None:
        """Store something, which the next actions see."""
        if not changes:
            return
        subject = self.subject
        self.changes += changes
        self.memory = self.memory.applied(changes)
        stored = memory_view(self.memory, subject.event, subject.now_s, subject.kinds)
        self.views = {**self.views, "memory": stored}

    def put(self, waiting: Waiting) -> None:
        """Let something wait.

        Raises:
            WaitError: Too much does already.
        """
        waits = applied(self.subject.waits, self.turns)
        if waiting.key not in waits and is_full(waits, waiting.event):
            raise WaitError("too much waits already")
        self.turns.append(Put(waiting))

    def key(self, place: str) -> str:
        """What is unique to one action of one run."""
        run = self.run
        return " ".join((run.event_id, run.rule, *run.via, place))

    def text(self, texts: tuple[Template, ...], place: str) -> str:
        """One of some texts, filled in."""
        template = texts[self.number(len(texts), place)]
        return template.render(self.views, self.draw(place), self.subject.writing)

    def given(self, given: Given, place: str) -> object:
        """A value or a list of them with all templates filled in."""
        fill = self.fill(place)
        if isinstance(given, tuple):
            return tuple(fill(one) if isinstance(one, ValueTemplate) else one for one in given)
        return fill(given) if isinstance(given, ValueTemplate) else given

    def fill(self, place: str) -> Fill:
        """What fills in the templates of one path; each has draws of its own."""
        filled = count()

        def fill(template: Template | ValueTemplate) -> object:
            draws = self.draw(f"{place} {next(filled)}")
            if isinstance(template, ValueTemplate):
                return template.value(self.views, draws, self.subject.writing)
            return template.render(self.views, draws, self.subject.writing)

        return fill

    def draw(self, place: str) -> Draw:
        """The draws of one template, each keyed by its own place in it."""
        return lambda count, inside: self.number(count, f"{place} {inside}")

    def number(self, count: int, place: str) -> int:
        """A draw below `count`, keyed by its place."""
        run = self.run
        # One rule may answer several texts that one message led to.
        place = " ".join((*run.via, place))
        return draw(
            count, seed=self.subject.seed, event_id=run.event_id, rule=run.rule, place=place
        )
