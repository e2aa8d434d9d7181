"""From the checked tests of one file to compiled ones, and what is wrong or useless about them.

It knows what the keys of a test mean together, and defaults. It must not know how a test is
carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from responder.models import WORDLESS, ChatKind, EventKind, MessageType
from responder.rules.compiling.naming import free_name
from responder.rules.compiling.timed import NOBODYS
from responder.rules.draws import Pinned
from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import locate
from responder.rules.scheduling import login_event
from responder.rules.spec.rule import EventWord
from responder.rules.spec.trial import FIRST_DAY, FIRST_HOUR, ChanceWord, PlaceWord
from responder.rules.trial.answers import lines_of
from responder.rules.trial.expecting import ExpectationCompiler
from responder.rules.trial.stage import Said, StageError
from responder.rules.trial.staging import stage_of, stored_of
from responder.rules.trial.trial import Spot, Step, Trial
from responder.rules.trial.wording import label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.models import Event
    from responder.rules.compiling.context import Context
    from responder.rules.draws import Seed
    from responder.rules.reading import nodes
    from responder.rules.ruleset import Rule
    from responder.rules.spec.trial import StepSpec, TrialSpec
    from responder.rules.trial.stage import Stage

FIRST_MOMENT = datetime.combine(datetime.fromisoformat(FIRST_DAY), FIRST_HOUR)

_KINDS = {
    None: ChatKind.PRIVATE,
    PlaceWord.PRIVATE: ChatKind.PRIVATE,
    PlaceWord.FILEHELPER: ChatKind.FILEHELPER,
    PlaceWord.OFFICIAL: ChatKind.OFFICIAL,
}

_BESIDE = {
    "wait": frozenset({"wait", "restart", "expect"}),
    "restart": frozenset({"wait", "restart", "expect"}),
    "on": frozenset({"on", "expect", "chance", "pick"}),
}
"""Keys of a step in which only time passes, or in which nobody writes, by what shows it."""


def compile_trials(
    context: Context, specs: Mapping[int, TrialSpec], rules: Mapping[str, Rule] | None
) -> tuple[Trial, ...]:
    """The tests of one file; usable only if the report has no fault afterwards.

    Args:
        context: Of the file that the tests stand in.
        specs: Place in the file's `tests`, from 0, to test.
        rules: Name to rule, of all files; None where faults keep rules from having their names.
    """
    expectations = ExpectationCompiler(context, rules)
    names = _names(context, specs)
    return tuple(
        TrialCompiler(context, expectations, ("tests", index), names[index]).compile(spec)
        for index, spec in specs.items()
    )


def _names(context: Context, specs: Mapping[int, TrialSpec]) -> dict[int, str]:
    """A name for every test; two that were given the same one are a fault."""
    names: dict[int, str] = {}
    first: dict[str, int] = {}
    for index, spec in specs.items():
        if spec.name is None:
            continue
        if spec.name in first:
            message = f"expected a name of its own, got {quote(spec.name)} again"
            line = context.report.line(("tests", first[spec.name], "name"))
            path = ("tests", index, "name")
            context.report.fault(path, message, f"the other one is in line {line}")
        names[index] = spec.name
        first.setdefault(spec.name, index)
    taken = set(first)
    counts: dict[str, int] = {}
    for index in specs:
        if index not in names:
            names[index] = free_name(f"test {index + 1}", taken, counts)
            taken.add(names[index])
    return names


@dataclass(frozen=True, slots=True)
class TrialCompiler:
    """Compiles one test.

    Args:
        context: Of its file.
        expectations: Compiles what its steps expect.
        path: To the test.
        name: What it is called.
    """

    context: Context
    expectations: ExpectationCompiler
    path: tuple[nodes.Step, ...]
    name: str

    def compile(self, spec: TrialSpec) -> Trial:
        """The test, as it is carried out."""
        stage = stage_of(self.context.report, self.path, spec)
        steps = tuple(
            self._step(stage, number, step, spec)
            for number, step in enumerate(spec.steps or (), start=1)
        )
        if not steps:
            hint = "write `steps:` and below it each step, which begins with -"
            self.context.report.fault(self.path, "expected `steps:`, got a test without", hint)
        elif all(step.expected is None for step in steps):
            hint = "say what a step leads to, e.g. `expect: 您好！` or `expect: nothing`"
            self.context.report.warn(
                self.path, "this test can not fail: no step has `expect`", hint
            )
        moment = spec.at or FIRST_MOMENT
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self.context.zone)
        stored = () if spec.memory is None else stored_of(self.context, self.path, spec, stage)
        return Trial(
            self.name,
            self._spot(self.path),
            moment.timestamp(),
            steps,
            stored,
            stage.find,
            lines_of(spec.fetches or {}),
        )

    def _step(self, stage: Stage, number: int, spec: StepSpec, trial: TrialSpec) -> Step:
        path = (*self.path, "steps", number - 1)
        said = _said(spec)
        event = None
        if spec.wait is not None or spec.restart:
            key, value = ("restart", "true") if spec.restart else ("wait", "5m")
            hint = f"write - {{{key}: {value}}} and below it the next step"
            self._check_alone(path, spec, key, hint)
        elif spec.on in NOBODYS:
            event = self._of_nobody(path, spec, stage)
        elif self._check_said(path, spec):
            event = self._event(path, stage, said)
        return Step(
            number,
            self._spot(path),
            label(said, spec.wait, restarts=bool(spec.restart)),
            self._seed(spec, trial),
            event,
            age_s=spec.age or 0.0,
            wait_s=spec.wait or 0.0,
            restarts=bool(spec.restart),
            expected=None
            if spec.expect is None
            else self.expectations.compile(
                (*path, "expect"),
                spec.expect,
                stage.find,
                written=event is not None and spec.on not in NOBODYS,
            ),
        )

    def _seed(self, step: StepSpec, trial: TrialSpec) -> Seed:
        """The test's name, with what the step or the test pins."""
        pick, chance = step.pick or trial.pick, step.chance or trial.chance
        if pick is None and chance is None:
            return self.name
        return Pinned(self.name, pick, None if chance is None else chance is ChanceWord.ALWAYS)

    def _of_nobody(
        self, path: tuple[nodes.Step, ...], spec: StepSpec, stage: Stage
    ) -> Event | None:
        """A login; schedules come by themselves."""
        if spec.on is EventWord.SCHEDULE:
            hint = "write - {wait: 1h, expect: …}: schedules come while time passes"
            message = "expected no schedule in a step, for they come by themselves"
            self.context.report.fault((*path, "on"), message, hint)
            return None
        self._check_alone(path, spec, "on", "write - {on: login, expect: …}")
        return login_event(f"of {self.name}", stage.myself, 0.0)

    def _check_alone(
        self, path: tuple[nodes.Step, ...], spec: StepSpec, what: str, hint: str
    ) -> None:
        """Nobody writes while time passes, or by a login."""
        fields = type(spec).model_fields
        keys = [fields[name].alias or name for name in fields if name in spec.model_fields_set]
        other = next((key for key in keys if key not in _BESIDE[what]), None)
        if other is not None:
            message = f"expected `{what}` in a step of its own, got `{other}` beside it"
            self.context.report.key_fault((*path, other), message, hint)

    def _check_said(self, path: tuple[nodes.Step, ...], spec: StepSpec) -> bool:
        """Whether the keys make one message; if not, the report says why."""
        report, mine = self.context.report, _is_mine(spec)
        if mine and spec.from_me is False:
            report.fault((*path, "from_me"), "expected true in the chat with the file helper")
        elif mine and spec.sender is not None:
            hint = "to whom I write is `to: NAME`, in which group is `group: NAME`"
            report.key_fault((*path, "from"), "expected no `from` where I write, got one", hint)
        elif not mine and spec.to is not None:
            hint = "what I write on the phone has `from_me: true`"
            report.key_fault((*path, "to"), "expected `to` only where I write", hint)
        elif not mine and spec.sender is None and not (_is_news(spec) and spec.group):
            hint = "as in {from: 小明, says: 你好}; time passes with {wait: 5m}"
            report.fault(path, "expected `from: NAME`, got a step without", hint)
        elif spec.group is not None and spec.chat is not None:
            report.key_fault((*path, "chat"), "expected group or chat, got both")
        elif spec.says is None and _needs_words(spec):
            hint = "a picture is `type: image`, a step in which nobody writes {wait: 5m}"
            report.fault(path, "expected `says: TEXT`, got a step without", hint)
        elif mine and not (spec.to or spec.group or spec.chat is PlaceWord.FILEHELPER):
            hint = "one of `to: NAME`, `group: NAME` and `chat: filehelper`"
            report.fault(path, "expected to whom I write, got a step without", hint)
        else:
            self._warn_of_type(path, spec)
            return True
        return False

    def _warn_of_type(self, path: tuple[nodes.Step, ...], spec: StepSpec) -> None:
        """Warn of what never comes in life, so that a test proves nothing by it."""
        report = self.context.report
        kind = spec.type or MessageType.TEXT
        if spec.type is not None and _is_news(spec) and spec.on is not EventWord.RECALLED:
            report.key_warn((*path, "type"), "what is no message has no type", "leave it out")
            return
        for key, said in (("says", spec.says), ("title", spec.title)):
            if said and kind in WORDLESS:
                message = f"no message of type {kind} has a text, so none like this ever comes"
                report.key_warn((*path, key), message, "leave it out, or let it be a step before")
        if spec.mention and kind is not MessageType.TEXT:
            message = "only a text mentions somebody, so no message like this ever comes"
            report.key_warn((*path, "mention"), message, "leave it out")

    def _event(self, path: tuple[nodes.Step, ...], stage: Stage, said: Said) -> Event | None:
        try:
            return stage.event(said)
        except StageError as error:
            self.context.report.fault((*path, error.key), error.message, error.hint)
            return None

    def _spot(self, path: tuple[nodes.Step, ...]) -> Spot:
        report = self.context.report
        at = locate(report.root, path)[0].at
        fault = report.source.fault(at, "")
        return Spot(fault.file, fault.line, fault.column, fault.source_line)


def _is_mine(spec: StepSpec) -> bool:
    """Whether I write it: nobody else does in the chat with the file helper."""
    return bool(spec.from_me) or spec.chat is PlaceWord.FILEHELPER


def _is_news(spec: StepSpec) -> bool:
    """Whether something happens that is no message."""
    return spec.on not in {None, EventWord.MESSAGE}


def _needs_words(spec: StepSpec) -> bool:
    """Whether what happens has words for certain."""
    if _is_news(spec):
        return spec.on is EventWord.NOTICE
    return spec.type in {None, MessageType.TEXT}


def _said(spec: StepSpec) -> Said:
    return Said(
        sender=spec.sender or "",
        text=spec.says,
        to=spec.to or "",
        group=spec.group or "",
        kind=_KINDS[spec.chat],
        mention=spec.mention,
        type=spec.type or MessageType.TEXT,
        title=spec.title or "",
        url=spec.url or "",
        from_me=_is_mine(spec),
        on=EventKind(spec.on or EventWord.MESSAGE),
    )
