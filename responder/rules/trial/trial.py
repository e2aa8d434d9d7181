"""A compiled test: who there is, what is said when, and what is expected.

It knows the shape alone; it must not know how a test is written or carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from responder.models import find_nobody

if TYPE_CHECKING:
    from responder.memory import Kept
    from responder.models import Event, Find
    from responder.rules.draws import Seed
    from responder.rules.trial.answers import Line
    from responder.rules.trial.expected import Expected


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a rule file.

    Args:
        file: Path as the user gave it.
        line: 1-based.
        column: 1-based, in characters.
        source_line: The line, without its end.
    """

    file: str
    line: int
    column: int
    source_line: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a test.

    Args:
        number: Which of the test's steps, from 1.
        spot: Where it stands.
        label: What happens, in words: `小明: 你好`.
        seed: Of every draw in it.
        event: What somebody writes, without time; None if only time passes.
        age_s: How long ago it was written, seconds.
        wait_s: How long it is waited, seconds.
        restarts: Whether the program stands still meanwhile, and starts again then.
        expected: What it must lead to; None if that does not matter.
    """

    number: int
    spot: Spot
    label: str
    seed: Seed
    event: Event | None = None
    age_s: float = 0.0
    wait_s: float = 0.0
    restarts: bool = False
    expected: Expected | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One test.

    Args:
        name: Unique in its file; it seeds every draw.
        spot: Where it stands.
        start_s: When its clock begins, Unix seconds.
        steps: In order.
        stored: What is stored when it begins.
        find: Finds the chats that rules write to.
        fetches: What is answered in place of other computers.
    """

    name: str
    spot: Spot
    start_s: float
    steps: tuple[Step, ...]
    stored: tuple[Kept, ...] = ()
    find: Find = find_nobody
    fetches: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a test went another way than expected.

    Args:
        step: In which step; the steps behind it were not carried out.
        expected: In words.
        got: In words.
        why: Why each expected rule had no part in it, a sentence each.
        near: Where no rule was expected by name and none has it: those that came near, and why not.
        rule: Which rule has the message; None if none has.
        replies: What was replied, in order.
        wanted: The whole text that the only reply should have been; None if that was not asked.
    """

    step: Step
    expected: str
    got: str
    why: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    rule: str | None = None
    replies: tuple[str, ...] = ()
    wanted: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """How a test ended; it passed if there is no failure."""

    trial: Trial
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether everything went as expected."""
        return self.failure is None
