"""A recorded conversation as a test of the rules that decided it, without who took part in it.

What the test expects is what these rules do with the redacted words, where that is what they did
then. It must not know journals or files.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import TYPE_CHECKING

from responder.models import MESSAGES, ChatKind, Deed, MessageType
from responder.replay.past import JOINED
from responder.replay.redaction import Redaction
from responder.rules.draws import Pinned
from responder.rules.spec.expectation import NOTHING
from responder.rules.trial.expected import Expected, Happened
from responder.rules.trial.run import run_trial
from responder.rules.trial.stage import ME, Said, Stage
from responder.rules.trial.trial import Spot, Step, Trial
from responder.sources import FromFile, FromMessage, source_of_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from responder.models import Event
    from responder.replay.past import Past
    from responder.rules.draws import Seed
    from responder.rules.ruleset import RuleSet
    from responder.rules.trial.judge import Course

PICKS_MAX = 12
"""Answers of a list among which the one that was given is looked for."""

AGE_S = 5.0
"""A message that was so old when it came in says so; less is the way through the network."""

_SHORT_S = 60.0
_NOWHERE = Spot("", 0, 0)
_ANYTHING = Expected()
_KINDS = {ChatKind.FILEHELPER: "filehelper", ChatKind.OFFICIAL: "official"}


@dataclass(frozen=True, slots=True)
class Pins:
    """How chance goes in one step; None where it does not matter."""

    pick: int | None = None
    chance: bool | None = None

    def seed(self, name: str) -> Seed:
        """Of the step, in a test of this name."""
        if self.pick is None and self.chance is None:
            return name
        return Pinned(name, self.pick, self.chance)


@dataclass(frozen=True, slots=True)
class Case:
    """A test, and how well it tells what happened.

    Args:
        lines: Of YAML, an entry under `tests:`.
        faithful: Whether each message that was asked for leads to what it led to then.
        kept: Names in it that are those of real people.
    """

    lines: tuple[str, ...]
    faithful: bool
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """One step: the message as it was and as it is told, and what was said to it then."""

    past: Past
    said: Said
    wanted: bool
    wait_s: float
    age_s: float
    then: tuple[str, ...]


def case_of(
    rule_set: RuleSet, pasts: Sequence[Past], wanted: frozenset[str], kept: frozenset[str]
) -> Case:
    """A test of some messages of one chat.

    Args:
        rule_set: That decided them.
        pasts: In the order in which they came in; those before the first wanted one are told for
            what they left behind.
        wanted: Ids of the messages of which the test expects what they led to.
        kept: Names that stay as they are, for rules ask for them.
    """
    redaction = Redaction(kept)
    folder = posixpath.dirname(rule_set.path)
    told = [*_told(pasts, wanted, redaction)]
    name = f"记录 {datetime.fromtimestamp(pasts[0].arrived_s, rule_set.zone):%Y-%m-%d %H:%M:%S}"
    start_s = float(int(pasts[0].arrived_s))
    pins: list[Pins] = []
    faithful = True
    for number, one in enumerate(told):
        fitting = Pins()
        if one.wanted:
            fitting, fits = _fitting(rule_set, name, start_s, told[: number + 1], pins)
            faithful = faithful and fits
        pins.append(fitting)
    courses = _played(rule_set, name, start_s, told, pins)
    names = {one.sender for each in told for one in [each.said]} | {
        name for each in told for name in (each.said.group, each.said.to)
    }
    moment = datetime.fromtimestamp(start_s, rule_set.zone)
    return Case(
        tuple(_lines(name, moment, told, pins, courses, folder=folder)),
        faithful,
        tuple(sorted(names & kept)),
    )


def _told(pasts: Sequence[Past], wanted: frozenset[str], redaction: Redaction) -> list[_Told]:
    for past in pasts:
        _learn(past.event, redaction)
    before_s = pasts[0].arrived_s  # less than a second after the test begins
    told = []
    for past in pasts:
        event = past.event
        age_s = past.arrived_s - event.time_s
        told.append(
            _Told(
                past,
                _said(event, redaction),
                event.id in wanted and past.outcome != JOINED,
                past.arrived_s - before_s,
                age_s if age_s >= AGE_S else 0.0,
                tuple(redaction.text(text.text) for text in past.texts),
            )
        )
        before_s = past.arrived_s
    return told


def _learn(event: Event, redaction: Redaction) -> None:
    """Find out who is in a conversation, before anything of it is told."""
    for mine in (event.me.name, event.me.nickname, *event.my_names):
        redaction.alias(mine, ME)
    if not event.from_me:
        sender = event.sender
        new = redaction.name(sender.name, "客户")
        for name in (sender.nickname, sender.remark, sender.alias, sender.display_name):
            redaction.alias(name, new)
    if event.group is not None:
        redaction.name(event.group.name, "群")
    elif event.from_me and event.chat.kind is ChatKind.PRIVATE:
        redaction.name(event.chat.name, "客户")


def _said(event: Event, redaction: Redaction) -> Said:
    in_group = event.group is not None
    return Said(
        sender="" if event.from_me else redaction.name(event.sender.name, "客户"),
        text=redaction.text(event.text) if event.text or event.type is MessageType.TEXT else None,
        to=redaction.name(event.chat.name, "客户") if event.from_me and not in_group else "",
        group=redaction.name(event.group.name, "群") if event.group is not None else "",
        kind=ChatKind.PRIVATE if in_group else event.chat.kind,
        mention=event.mentioned if in_group and not event.from_me else None,
        type=event.type,
        title=redaction.text(event.title),
        url="https://example.com/" if event.url else "",
        from_me=event.from_me,
    )


def _fitting(
    rule_set: RuleSet, name: str, start_s: float, told: Sequence[_Told], pins: Sequence[Pins]
) -> tuple[Pins, bool]:
    """How chance must go in the last step for what happened then; and whether it then does."""
    last = told[-1]
    tries = product((None, *range(1, PICKS_MAX + 1)), (None, True, False))
    rule_fits: Pins | None = None
    for pick, chance in tries:
        one = Pins(pick, chance)
        courses = _played(rule_set, name, start_s, told, [*pins, one])
        if len(courses) < len(told):
            break
        course = courses[-1]
        decided = course.last
        rule = None if decided is None else decided.decision.rule
        if course.failed or (rule or "") != last.past.rule:
            continue
        if tuple(sent.text for sent in course.sent) == last.then:
            return one, True
        if rule_fits is None and len(course.sent) == len(last.then):
            rule_fits = one  # its words tell the time, or were kept back when they were to leave
    return (Pins(), False) if rule_fits is None else (rule_fits, True)


def _played(
    rule_set: RuleSet, name: str, start_s: float, told: Sequence[_Told], pins: Sequence[Pins]
) -> list[Course]:
    """What the rules do in each message; none for the last ones where a reply fails before."""
    steps: list[Step] = []
    places = []
    for number, one in enumerate(told):
        seed = pins[number].seed(name)
        if wait_s := _wait_s(one.wait_s):
            steps.append(Step(len(steps) + 1, _NOWHERE, "", name, wait_s=wait_s))
        event = Stage().event(one.said)
        places.append(len(steps))
        # An expectation that asserts nothing, but lets the end of a burst be waited for.
        expected = _ANYTHING if one.wanted else None
        steps.append(
            Step(
                len(steps) + 1,
                _NOWHERE,
                "",
                seed,
                event,
                age_s=float(int(one.age_s)),
                expected=expected,
            )
        )
    courses: list[Course] = []
    run_trial(
        rule_set, Trial(name, _NOWHERE, start_s, tuple(steps), find=Stage().find), courses.append
    )
    return [courses[place] for place in places if place < len(courses)]


def _wait_s(wait_s: float) -> float:
    """As it is written: whole milliseconds of a short wait, whole seconds of a long one."""
    return round(wait_s, 3) if wait_s < _SHORT_S else float(int(wait_s))


def _lines(
    name: str,
    moment: datetime,
    told: Sequence[_Told],
    pins: Sequence[Pins],
    courses: Sequence[Course],
    *,
    folder: str,
) -> Iterator[str]:
    yield f"- name: {_text(name)}"
    yield f"  at: {moment:%Y-%m-%d %H:%M:%S}"
    yield "  steps:"
    for one, pin, course in zip(told, pins, courses, strict=False):
        if wait_s := _wait_s(one.wait_s):
            yield f"    - {{wait: {_duration(wait_s)}}}"
        step = _step(one, pin)
        if one.wanted:
            step["expect"] = _expected(course, folder)
        yield f"    - {_flow(step)}"


def _step(one: _Told, pin: Pins) -> dict[str, object]:
    said = one.said
    step: dict[str, object] = {}
    if said.kind in _KINDS:
        step["chat"] = _Bare(_KINDS[said.kind])
    if said.from_me and said.kind is not ChatKind.FILEHELPER:
        step["from_me"] = True
    told: dict[str, object] = {
        "from": said.sender,
        "to": said.to if said.kind is ChatKind.PRIVATE else "",
        "group": said.group,
        "mention": said.mention or None,
        "type": None if said.type is MessageType.TEXT else _Bare(said.type.value),
        "says": said.text,
        "title": said.title,
        "url": said.url,
        "age": _Bare(_duration(float(int(one.age_s)))) if one.age_s else None,
        "pick": pin.pick,
        "chance": None if pin.chance is None else _Bare("always" if pin.chance else "never"),
    }
    return step | {key: value for key, value in told.items() if value not in {None, ""}}


def _expected(course: Course, folder: str) -> object:
    decided = course.last
    rule = None if decided is None else decided.decision.rule
    replies = [_happens(sent, folder) for sent in course.sent]
    if rule is None:
        return _Bare(NOTHING)
    if not replies:
        return {"rule": rule, "reply": _Bare(NOTHING)}
    bare = len(replies) == 1 and not {"reply", "send", "alert"}.isdisjoint(replies[0])
    return {"rule": rule, **replies[0]} if bare else {"rule": rule, "do": replies}


def _happens(sent: Happened, folder: str) -> dict[str, object]:
    """One thing that was done, as a test says it."""
    chat = sent.chat
    where: object = "" if chat is None else chat.name
    if chat is not None and chat.kind is ChatKind.GROUP and sent.deed is not Deed.INVITE:
        where = {"group": chat.name}
    if sent.deed is Deed.TEXT:
        words = _words(sent.text)
        if sent.alert:
            return {"alert": words}
        return {"reply": words} if chat is None else {"send": {"to": where, "text": words}}
    if sent.deed in MESSAGES:
        source = source_of_text(sent.content)
        if isinstance(source, FromMessage):
            return {"forward": where}
        if isinstance(source, FromFile):
            file = posixpath.relpath(source.path, folder or ".")
        else:
            file = source.url
        shown: dict[str, object] = {sent.deed.value: file}
        return {"reply": shown} if chat is None else {"send": {"to": where, **shown}}
    takes: dict[Deed, object] = {Deed.INVITE: where, Deed.UNPIN: False}
    takes |= dict.fromkeys((Deed.REMARK, Deed.RENAME), sent.content)
    word = Deed.PIN if sent.deed is Deed.UNPIN else sent.deed
    return {word.value: takes.get(sent.deed, True)}


def _words(text: str) -> object:
    return {"equals": text} if text == NOTHING else text


class _Bare(str):
    """A word that is written without quotes."""

    __slots__ = ()


def _flow(value: object) -> str:
    """A value as YAML on one line."""
    match value:
        case _Bare():
            return str(value)
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)


def _text(text: str) -> str:
    """A text in double quotes: JSON is YAML, as long as what can not be shown is escaped."""
    return "".join(
        char if char.isprintable() else json.dumps(char)[1:-1]
        for char in json.dumps(text, ensure_ascii=False)
    )


def _duration(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole}s" if whole == seconds else f"{round(seconds * 1000)}ms"
