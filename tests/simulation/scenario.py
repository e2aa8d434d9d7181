"""What one seed holds in store: rules, people, talk, weather and how often the daemon is cut off.

Everything is drawn here, before the run, from the seed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Literal

from tests.simulation import office
from tests.simulation.asking import asked_for, may_be_missed
from tests.simulation.errands import KINDS, OFFICE_KINDS, Errand, errands
from tests.simulation.rulefiles import (
    ASKING_RULES,
    ERRANDS,
    FETCHING,
    MANNERS,
    OFFICES,
    REPLIES_MAX,
    STRICT,
    Manners,
)

DAY_S = 86_400.0

STRICT_SHARE = 0.4
"""Which share of the seeds is about one of them."""

LATER_FROM = 1_000
"""The first seed that may be about looking things up or running errands; those before it are as
they were when the defects were sought in them."""

LATER_SHARE = 0.4

NEWER_FROM = 10_000
"""The first seed whose lives may be longer, and which may be about an office."""

OFFICE_SHARE = 0.7

STORMY_SHARE = 0.6
"""Of offices, those with weather of their own."""

FLOOD_SHARE = 0.2
"""Of the episodes of an office, those in which a flood comes."""

VISIBLE = ("saved", "recent", "unlisted")
"""Which calls tell of a group; of an unlisted one only a look-up does, and it may fail."""

PASSER = "passer"
"""Writes in groups whose lists of members do not have them."""

Mood = Literal["none", "rare", "often", "storm"]
MOODS: tuple[Mood, ...] = ("none", "rare", *("often",) * 5, *("storm",) * 3)


@dataclass(frozen=True, slots=True)
class Chat:
    """Where somebody writes: a friend, or a group with its members.

    Args:
        name: Unique.
        members: Of a group.
        visibility: Which calls of the service tell of it.
    """

    name: str
    members: tuple[str, ...] = ()
    visibility: str = "saved"


@dataclass(frozen=True, slots=True)
class Line:
    """Something somebody writes.

    Args:
        at_s: Virtual seconds.
        token: Unique.
        chat: Where.
        author: Who; `me` is the owner on the phone.
        text: What.
        mention: Whether the account is mentioned.
        replies: How many texts must answer it.
    """

    at_s: float
    token: str
    chat: Chat
    author: str
    text: str
    mention: bool
    replies: int

    @property
    def talk(self) -> tuple[str, str]:
        """Chat and author."""
        return self.chat.name, self.author

    def answers(self) -> list[str]:
        """The texts that must answer it, in order."""
        return self.any_answers()[: self.replies]

    def any_answers(self) -> list[str]:
        """The texts that could answer it."""
        return [f"q1 r{self.token}-{n}" for n in range(1, REPLIES_MAX + 1)]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to the service.

    Args:
        at_s: Virtual seconds.
        kind: `faults`, `expire`, `down`, `up`, `phone`, `again`, `clock`, or a setting.
        value: Its text: of the faults, the code, `on`, how many messages come again, seconds, or
            the setting's value.
    """

    at_s: float
    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Episode:
    """A time in which things happen; between two of them the daemon mostly rests.

    Args:
        begin_s: Virtual seconds.
        end_s: The same.
        stays: Whether the daemon is left running until the next one.
    """

    begin_s: float
    end_s: float
    stays: bool


@dataclass(frozen=True, slots=True)
class Scenario:
    """All of it.

    Args:
        seed: Whence.
        manners: Of the rule file.
        chats: Who can write.
        episodes: When things happen.
        lines: What is written, in order.
        events: What happens to the service, in order.
        mood: How often the daemon is cut off.
        lag_s: How long a request or an answer is on its way at most.
        echo: Whether own texts come back.
        calm_lead_s: How long before the last fault the last life begins.
        errands: What else is asked for, in order.
        batch: How many messages the service gives at once.
    """

    seed: int
    manners: Manners
    chats: tuple[Chat, ...]
    episodes: tuple[Episode, ...]
    lines: tuple[Line, ...]
    events: tuple[Event, ...]
    mood: Mood
    lag_s: float
    echo: bool
    calm_lead_s: float
    errands: tuple[Errand, ...] = ()
    batch: int = 50

    @property
    def is_clock_steady(self) -> bool:
        """Whether nobody sets the clock of the daemon's machine."""
        return not any(event.kind == "clock" for event in self.events)

    @property
    def is_later(self) -> bool:
        """Whether it is about looking things up or running errands."""
        return self.manners in {FETCHING, ERRANDS, *OFFICES}

    @property
    def is_newer(self) -> bool:
        """Whether it may be about an office."""
        return self.seed >= NEWER_FROM

    @property
    def is_office(self) -> bool:
        """Whether it is."""
        return self.manners in OFFICES

    @property
    def clock_slow_s(self) -> float:
        """How far the clock of the daemon's machine is behind at most."""
        steps = (float(event.value) for event in self.events if event.kind == "clock")
        return -min(accumulate(steps, initial=0.0))


FAULTS = (
    "webwxsendmsg:reset*{n}!after",
    "webwxsendmsg:reset*{n}",
    "webwxsendmsg:silence*{n}!after",
    "webwxsendmsg:silence*1",
    "webwxsendmsg:delay=40*{n}!after",
    "webwxsendmsg:delay=5*{n}",
    "webwxsendmsg:status=502*{n}!after",
    "webwxsendmsg:status=502*{n}",
    "webwxsendmsg:truncate=30*{n}!after",
    "webwxsendmsg:html*{n}!after",
    "webwxsendmsg:malformed*{n}!after",
    "webwxsendmsg:cut=10*{n}!after",
    "webwxsendmsg:ret=1205*1",
    "webwxsendmsg:ret=-1*{n}",
    "webwxsync:reset*{n}",
    "webwxsync:reset*{n}!after",
    "webwxsync:truncate=200*{n}",
    "webwxsync:cut=100*{n}",
    "webwxsync:status=502*{n}",
    "webwxsync:duplicate=list*{n}",
    "webwxsync:duplicate=next*{n}",
    "webwxsync:omit=SyncCheckKey*{n}",
    "webwxsync:ret=-1*{m}",
    "webwxsync:silence*1",
    "webwxsync:delay=10*{n}",
    "synccheck:reset*{n}",
    "synccheck:malformed*{n}",
    "synccheck:status=502*{m}",
    "synccheck:selector=2*{m}",
    "synccheck:selector=0*{n}",
    "webwxgetcontact:status=500*{n}",
    "webwxbatchgetcontact:status=500*{n}",
    "webwxbatchgetcontact:reset*{n}",
    "*:reset*{n}!after",
    "*:delay=3*{m}",
    "*:close*{m}",
)


WEATHER = [*["again"] * 6, "down", "throttle", "phone"]
"""What else may happen."""

LOGIN_FAULTS = (
    "jslogin:status=502*{n}",
    "jslogin:reset*{n}",
    "login:status=502*{n}",
    "login:reset*{n}",
    "webwxnewloginpage:status=502*{n}",
    "webwxnewloginpage:reset!after",
    "webwxinit:status=502*{n}",
    "webwxinit:ret=-1*{n}",
    "webwxinit:truncate=50*{n}",
    "webwxstatusnotify:reset*{n}",
    "webwxgetcontact:status=500*{n}",
    "webwxbatchgetcontact:reset*{n}",
    "webwxpushloginurl:status=502*{n}",
    "webwxpushloginurl:ret=1",
)
"""What may go wrong while a login is made."""


def draw(seed: int, days: float) -> Scenario:
    """The scenario of a seed."""
    rng = Random(f"{seed} scenario")
    strict = Random(f"{seed} strict")  # drawn apart, so that all else stays as it was
    later, newer = Random(f"{seed} later"), Random(f"{seed} newer")
    is_office = seed >= NEWER_FROM and newer.random() < OFFICE_SHARE
    friends = _friends(rng, newer, many=is_office)
    groups = tuple(
        Chat(
            f"group{n}",
            (*(f.name for f in friends[: rng.randint(1, 5)]), "stranger"),
            rng.choice(VISIBLE),
        )
        for n in range(rng.randint(0, 2))
    )
    chats = friends + groups
    episodes = _episodes(rng, days * DAY_S)
    lines: list[Line] = []
    events: list[Event] = []
    weather = rng.choice(["calm", "light", "light", "heavy"])
    steps = rng.random() < 0.15
    for episode in episodes:
        lines += _talk(rng, episode, chats, len(lines))
        events += _weather(rng, episode, weather)
        if steps:
            at_s = rng.uniform(episode.begin_s, episode.end_s)
            events.append(Event(at_s, "clock", rng.choice(["-3600", "-5", "5", "3600"])))
    manners = _manners(seed, rng.choice(MANNERS), strict, later)
    if is_office:
        manners = newer.choice(OFFICES)
        lines += _floods(newer, episodes, chats, len(lines))
        events += _office_weather(newer, episodes)
    spans = [(episode.begin_s, episode.end_s) for episode in episodes]
    lines.sort(key=lambda line: line.at_s)
    if manners.rules == ASKING_RULES:
        events = []  # of what a login has lost nobody knows any more
        lines = [line for line in lines if not may_be_missed(line, episodes)]
    return Scenario(
        seed=seed,
        manners=manners,
        chats=chats,
        episodes=episodes,
        lines=tuple(asked_for(lines, manners, strict, later)),
        events=tuple(sorted(events, key=lambda event: event.at_s)),
        mood=rng.choice(MOODS),
        lag_s=rng.choice([0.0, 0.02, 0.3, 2.0]),
        echo=rng.random() < 0.3,
        calm_lead_s=rng.choice([0.0, 20.0, 55.0]),
        errands=_errands(manners, newer if is_office else later, spans, [f.name for f in friends]),
        batch=newer.choice([50, office.BATCH]) if is_office else 50,
    )


def _friends(rng: Random, newer: Random, *, many: bool) -> tuple[Chat, ...]:
    count = rng.randint(1, 5)
    if many:
        count = newer.choice([count, office.FRIENDS_MAX])
    return tuple(Chat(f"friend{n}") for n in range(count))


def _manners(seed: int, manners: Manners, strict: Random, later: Random) -> Manners:
    """Those of an account without an office, or others in their place."""
    if strict.random() < STRICT_SHARE:
        manners = strict.choice(STRICT)
    if seed >= LATER_FROM and later.random() < LATER_SHARE:
        manners = later.choice([FETCHING, ERRANDS])
    return manners


def _errands(
    manners: Manners, rng: Random, spans: list[tuple[float, float]], friends: list[str]
) -> tuple[Errand, ...]:
    if manners is ERRANDS:
        return errands(rng, spans, friends, KINDS)
    return errands(rng, spans, friends, OFFICE_KINDS) if manners in OFFICES else ()


def _office_weather(rng: Random, episodes: tuple[Episode, ...]) -> list[Event]:
    if rng.random() > STORMY_SHARE:
        return []
    return [
        Event(*happening)
        for episode in episodes
        for happening in office.weather(rng, episode.begin_s, episode.end_s)
    ]


def _episodes(rng: Random, whole_s: float) -> tuple[Episode, ...]:
    count = max(1, round(6 * whole_s / DAY_S))
    begins = sorted(rng.uniform(1.0, whole_s) for _ in range(count))
    episodes = []
    for begin_s, next_s in zip(begins, [*begins[1:], whole_s], strict=True):
        end_s = min(
            begin_s + rng.choice([60.0] * 10 + [180.0] * 5 + [300.0] * 4 + [4_000.0]), next_s
        )
        episodes.append(Episode(begin_s, end_s, stays=rng.random() < 0.1))
    return tuple(episodes)


def _talk(rng: Random, episode: Episode, chats: tuple[Chat, ...], before: int) -> list[Line]:
    lines: list[Line] = []
    length_s = episode.end_s - episode.begin_s
    for _ in range(rng.choice([1, 2, 3, 5])):
        begin_s = episode.begin_s + rng.random() * 0.8 * length_s
        gap_s = rng.choice([0.0, 0.0, 0.5, 3.0])
        for n in range(rng.choice([1, 2, 3, 8, 20, 50])):
            token = f"t{before + len(lines)}"
            at_s = begin_s + n * gap_s
            if at_s >= episode.end_s:
                break
            lines.append(_line(rng, at_s, token, rng.choice(chats)))
    return lines


def _floods(
    rng: Random, episodes: tuple[Episode, ...], chats: tuple[Chat, ...], before: int
) -> list[Line]:
    """Now and then everybody writes at once."""
    lines: list[Line] = []
    for episode in episodes:
        if rng.random() < FLOOD_SHARE:
            at_s = rng.uniform(episode.begin_s, episode.end_s)
            numbers = range(before + len(lines), before + len(lines) + office.FLOOD)
            lines += [_line(rng, at_s, f"t{n}", rng.choice(chats)) for n in numbers]
    return lines


def _line(rng: Random, at_s: float, token: str, chat: Chat) -> Line:
    author = rng.choice((*chat.members, PASSER)) if chat.members else chat.name
    replies = rng.choice([0, 0, 1, 1, 1, 2])
    mention = bool(chat.members) and rng.random() < 0.8
    text = f"q{replies} {token}" if replies else f"nothing {token}"
    if rng.random() < 0.05:
        return Line(at_s, token, chat, "me", text, mention=False, replies=0)
    if chat.members and not mention:
        replies = 0
    return Line(at_s, token, chat, author, text, mention, replies)


def probe(number: int, chat: Chat, at_s: float) -> Line:
    """A line for good weather, which must be answered."""
    author = chat.members[0] if chat.members else chat.name
    token, mention = f"p{number}", bool(chat.members)
    return Line(at_s, token, chat, author, f"q1 {token}", mention=mention, replies=1)


def _weather(rng: Random, episode: Episode, weather: str) -> list[Event]:
    count = {"calm": 0, "light": rng.choice([0, 1, 2]), "heavy": rng.choice([2, 4, 8])}[weather]
    events: list[Event] = []
    for _ in range(count):
        at_s = rng.uniform(episode.begin_s, episode.end_s)
        match rng.choice(["faults"] * 16 + ["expire"] * 3 + WEATHER):
            case "faults":
                text = rng.choice(FAULTS).format(n=rng.choice([1, 2, 3]), m=rng.choice([1, 5, 25]))
                events.append(Event(at_s, "faults", text))
            case "expire":
                events.append(Event(at_s, "expire", rng.choice(["1100", "1101", "1102"])))
                if rng.random() < 0.5:
                    text = rng.choice(LOGIN_FAULTS).format(n=rng.choice([1, 2, 3]))
                    events.append(Event(at_s, "faults", text))
            case "down":
                length_s = rng.choice([1.0, 20.0, 120.0, 900.0])
                events += [Event(at_s, "down"), Event(at_s + length_s, "up")]
            case "again":
                events.append(Event(at_s, "again", rng.choice(["1", "5", "50"])))
            case "phone":
                length_s = rng.choice([20.0, 400.0, 4_000.0])
                ends = rng.choice(["1100", "1101"])
                events += [Event(at_s, "phone", "off"), Event(at_s, "expire", ends)]
                events.append(Event(at_s + length_s, "phone", "on"))
            case _:
                limit = rng.choice(["5", "20"])
                events += [
                    Event(at_s, "sends_per_minute", limit),
                    Event(at_s + 120.0, "sends_per_minute", "0"),
                ]
    return events
