"""What one seed holds in store: rules, people, talk, weather and how often the daemon is cut off.

Everything is drawn here, before the run, from the seed alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random
from typing import Literal

DAY_S = 86_400.0

RULES = """
rules:
  - name: two
    when: {text: {regex: 'q2 (?P<token>[a-z]+[0-9]+)'}}
    do:
      - count: everyone.heard
      - reply: 'q1 r{{ match.token }}-1'
      - reply: 'q1 r{{ match.token }}-2'
  - name: one
    when: {text: {regex: 'q1 (?P<token>[a-z]+[0-9]+)'}}
    do:
      - count: everyone.heard
      - reply: 'q1 r{{ match.token }}-1'
  - name: group two
    when: {chat: group, mentioned: true, text: {regex: 'q2 (?P<token>[a-z]+[0-9]+)'}}
    do:
      - reply: 'q1 r{{ match.token }}-1'
      - reply: 'q1 r{{ match.token }}-2'
      - count: everyone.heard
  - name: group one
    when: {chat: group, mentioned: true, text: {regex: 'q1 (?P<token>[a-z]+[0-9]+)'}}
    do:
      - reply: 'q1 r{{ match.token }}-1'
      - count: everyone.heard
"""
"""Each reply names the message it answers, and would itself be answered if anybody took it for a
message of a friend. Each message that is answered is counted."""

REPLIES_MAX = 2

SAME = "the same as ever"
"""What is said again and again, where a scenario is about that."""

SAME_RULE = f"""
  - name: same
    when: {{text: {{regex: '^same '}}}}
    reply: {SAME}
"""

WAITS_S = {"wait": 20.0, "later": 90.0}
"""How long the second answer to a line that begins so waits."""

WAITING_RULES = """
  - name: wait
    when: {text: {regex: '^wait (?P<token>[a-z]+[0-9]+)'}}
    do:
      - count: everyone.heard
      - reply: 'q1 r{{ match.token }}-1'
      - wait: 20s
      - reply: 'q1 r{{ match.token }}-2'
  - name: later
    when: {text: {regex: '^later (?P<token>[a-z]+[0-9]+)'}}
    do:
      - later: {in: 90s, do: [{reply: 'q1 r{{ match.token }}-2'}]}
      - count: everyone.heard
      - reply: 'q1 r{{ match.token }}-1'
"""

ASKING_RULES = """
  - name: ask
    when: {text: {regex: '^ask (?P<token>[a-z]+[0-9]+)'}}
    do:
      - count: everyone.heard
      - ask: [{save: ok, prompt: 'q1 r{{ match.token }}-1', accept: {regex: '^yes '}}]
        expires: 1d
      - count: everyone.heard
      - reply: "q1 r{{ answers.ok | replace('yes ', '') }}-1"
"""
"""Who is asked answers by a line of his own; both are counted."""


@dataclass(frozen=True, slots=True)
class Manners:
    """The `limits` of a rule file, and what the judge has to hold the daemon to.

    Args:
        text: As the rule file has them.
        per_chat: Texts and seconds; None for no bound.
        per_account: The same for all chats together.
        delay_s: The longest human-looking delay.
        handover_s: For so long nothing is answered where the owner wrote.
        max_age_s: What is older is not answered, but for what `catch_up` says.
        catch_up: What is, of that which waited longer for a daemon to listen.
        loop: So many answers in so many seconds mute a talk for so many.
        per_day: Texts that may leave in 24 hours.
        collect_s: A burst is answered once, so long after its last message.
        same_text_s: For so long a text is not said again in a chat.
        max_wait_s: A text that can not leave for so long is given up.
        rules: More rules than those of every scenario.
        settle_s: So long after all that was written a line of good weather is answered at once.
    """

    text: str
    per_chat: tuple[int, float] | None = None
    per_account: tuple[int, float] | None = None
    delay_s: float = 0.0
    handover_s: float = 0.0
    max_age_s: float | None = None
    catch_up: str = "all"
    loop: tuple[int, float, float] | None = None
    per_day: int | None = None
    collect_s: float = 0.0
    same_text_s: float = 0.0
    max_wait_s: float = 600.0
    rules: str = ""
    settle_s: float = 0.0


ALL = "per_day: off, loop: off, max_age: off, catch_up: all"
"""Everything that is heard is answered, however late and however often."""

ALONE = f"handover: off, {ALL}"
"""Also where the owner writes."""

MANNERS = (
    Manners(f"limits: {{delay: off, per_chat: off, per_account: off, {ALONE}}}"),
    Manners(f"limits: {{delay: off, per_chat: off, per_account: off, {ALONE}}}"),
    Manners(f"limits: {{delay: off, per_chat: off, per_account: off, {ALL}}}", handover_s=600.0),
    Manners(f"limits: {{delay: 1s..3s, {ALONE}}}", (1, 3.0), (20, 60.0), 3.0),
    Manners(f"limits: {{delay: 1s..3s, {ALL}}}", (1, 3.0), (20, 60.0), 3.0, handover_s=600.0),
    Manners(f"limits: {{delay: off, per_chat: 2/5s, per_account: off, {ALONE}}}", (2, 5.0)),
    Manners(
        f"limits: {{delay: 2s..20s, per_chat: off, per_account: 30/1m, {ALONE}}}",
        None,
        (30, 60.0),
        20.0,
    ),
)

AT_ONCE = "delay: off, per_chat: off, per_account: off, handover: off"

STRICT = (
    Manners(
        f"limits: {{{AT_ONCE}, per_day: off, loop: off, max_age: 3m, catch_up: none}}",
        max_age_s=180.0,
        catch_up="none",
    ),
    Manners(
        f"limits: {{{AT_ONCE}, per_day: off, loop: off, max_age: 3m, catch_up: last}}",
        max_age_s=180.0,
        catch_up="last",
    ),
    Manners(
        f"limits: {{{AT_ONCE}, per_day: off, loop: {{replies: 3, within: 30s, mute: 2m}},"
        " max_age: off, catch_up: all}",
        loop=(3, 30.0, 120.0),
        settle_s=120.0,
    ),
    Manners(
        f"limits: {{{AT_ONCE}, per_day: 20, loop: off, max_age: off, catch_up: all}}", per_day=20
    ),
    Manners(f"limits: {{{AT_ONCE}, {ALL}, collect: 4s}}", collect_s=4.0),
    Manners(f"limits: {{{AT_ONCE}, {ALL}, same_text: 1m}}", same_text_s=60.0, rules=SAME_RULE),
    Manners(
        f"limits: {{delay: off, per_chat: 1/15s, per_account: off, {ALONE}, max_wait: 1m}}",
        per_chat=(1, 15.0),
        max_wait_s=60.0,
        settle_s=60.0,
    ),
    Manners(
        f"limits: {{{AT_ONCE}, {ALL}, max_wait: off}}",
        max_wait_s=float("inf"),
        rules=WAITING_RULES,
        settle_s=WAITS_S["later"],
    ),
    Manners(f"limits: {{{AT_ONCE}, {ALL}}}", rules=ASKING_RULES),
)
"""Most keep something back, some go on later. What must and must not be said under each is in
`manners.py`."""

STRICT_SHARE = 0.4
"""Which share of the seeds is about one of them."""

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

    @property
    def is_clock_steady(self) -> bool:
        """Whether nobody sets the clock of the daemon's machine."""
        return not any(event.kind == "clock" for event in self.events)

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
    friends = tuple(Chat(f"friend{n}") for n in range(rng.randint(1, 5)))
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
    manners = rng.choice(MANNERS)
    strict = Random(f"{seed} strict")  # drawn apart, so that all else stays as it was
    if strict.random() < STRICT_SHARE:
        manners = strict.choice(STRICT)
    lines.sort(key=lambda line: line.at_s)
    if manners.rules == SAME_RULE:
        lines = [_same(line) for line in lines]
    elif manners.rules == WAITING_RULES:
        lines = [_waiting(line, strict) for line in lines]
    elif manners.rules == ASKING_RULES:
        lines, events = _asking(lines), []  # of what a login has lost nobody knows any more
    return Scenario(
        seed=seed,
        manners=manners,
        chats=chats,
        episodes=episodes,
        lines=tuple(lines),
        events=tuple(sorted(events, key=lambda event: event.at_s)),
        mood=rng.choice(MOODS),
        lag_s=rng.choice([0.0, 0.02, 0.3, 2.0]),
        echo=rng.random() < 0.3,
        calm_lead_s=rng.choice([0.0, 20.0, 55.0]),
    )


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


def _same(line: Line) -> Line:
    """What nobody would have answered asks for the same as ever."""
    if line.replies or line.author == "me" or line.chat.members:
        return line
    return replace(line, text=f"same {line.token}")


def _waiting(line: Line, rng: Random) -> Line:
    """What has two answers in a private chat gets the second one later."""
    if line.replies < 2 or line.chat.members:
        return line
    return replace(line, text=f"{rng.choice([*WAITS_S])} {line.token}")


def _asking(lines: list[Line]) -> list[Line]:
    """All that friends write is a question to be asked, and the answer to it, in turn."""
    by_friend = dict.fromkeys((line.talk for line in lines), 0)
    left = Counter(line.talk for line in lines)
    found = []
    for line in lines:
        if line.author == "me" or line.chat.members:
            found.append(line)
            continue
        number, by_friend[line.talk] = by_friend[line.talk], by_friend[line.talk] + 1
        left[line.talk] -= 1
        if number % 2 or left[line.talk]:  # the last of them would be left without an answer
            text = f"yes {line.token}" if number % 2 else f"ask {line.token}"
            found.append(replace(line, text=text, replies=1))
    return found


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
