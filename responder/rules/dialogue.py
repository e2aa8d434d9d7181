"""What an answer in a dialogue says: whether it is one, and which.

It knows questions; it must not know how a dialogue goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import MessageType
from responder.rules.captures import NOTHING
from responder.rules.subject import names_of_me

if TYPE_CHECKING:
    from collections.abc import Sequence

    from responder.rules.actions import AskAction, Question
    from responder.rules.subject import Subject
    from responder.rules.waiting import Waiting

ANSWER_CHARS_MAX = 1_000
"""Of an answer that is kept: as of a stored text."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said to a question.

    Args:
        answer: What was answered; None: that is no answer.
        stops: Whether the dialogue is to end.
    """

    answer: str | None = None
    stops: bool = False


def hear(ask: AskAction, waiting: Waiting, said: Subject) -> Heard:
    """Take what was written for an answer.

    Args:
        ask: The questions.
        waiting: Which of them is open.
        said: What was written.
    """
    if said.event.type is not MessageType.TEXT:
        return Heard()
    if said.folded in {said.folding.fold(word, ()) for word in ask.stop}:
        return Heard(stops=True)
    return Heard(_answer(ask.questions[waiting.question], said))


def with_choices(text: str, choices: Sequence[str]) -> str:
    """A question with what may be chosen, numbered, a line each."""
    lines = [f"{number}. {choice}" for number, choice in enumerate(choices, 1)]
    return "\n".join([text, *lines])


def _answer(question: Question, said: Subject) -> str | None:
    words = said.folding.without_mentions(said.text, names_of_me(said.event)).strip()
    if not words or len(words) > ANSWER_CHARS_MAX:
        return None
    if question.choices:
        return _chosen(question.choices, said)
    if question.accept is not None and question.accept.match(said, NOTHING) is None:
        return None
    return words


def _chosen(choices: Sequence[str], said: Subject) -> str | None:
    for number, choice in enumerate(choices, 1):
        if said.folded in {str(number), said.folding.fold(choice, ())}:
            return choice
    return None
