"""The rule files of simulated accounts: what is answered, and under which manners."""

from __future__ import annotations

from dataclasses import dataclass

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

LATER_S = {**WAITS_S, "look": 0.0}
"""How long the second answer waits at least, where something goes on later."""

SHOP = "shop.example"
"""Who knows what is looked up."""

FETCHING_RULES = f"""
  - name: look
    when: {{text: {{regex: '^look (?P<token>[a-z]+[0-9]+)'}}}}
    do:
      - count: everyone.heard
      - reply: 'q1 r{{{{ match.token }}}}-1'
      - fetch: {{url: 'https://{SHOP}/{{{{ match.token }}}}', as: found, timeout: 20s}}
        on_error: [reply: 'q1 r{{{{ match.token }}}}-2']
      - reply: 'q1 r{{{{ match.token }}}}-{{{{ found.number }}}}'
"""
"""The shop knows the number of the second answer; where it fails, it is known without it."""

SPARE, WORKSHOP, PARTING = "spare", "workshop", "parting"
"""Groups in which nobody talks: people come and go, the name changes, the account leaves."""

ERRAND_RULES = f"""
  - name: picture
    when: {{chat: private, type: image}}
    do: [forward: filehelper]
  - name: newcomer
    on: friend_request
    do: [accept, {{remark: 'n {{{{ sender.nickname }}}}'}}]
  - name: top
    when: {{chat: private, text: {{starts_with: errand pin}}}}
    do: [pin, {{pin: false}}]
  - name: recall
    when: {{chat: private, text: {{starts_with: errand recall}}}}
    do: [recall]
  - name: invite
    when: {{chat: private, text: {{starts_with: errand invite}}}}
    do: [invite: {SPARE}]
  - name: remove
    when: {{group: {SPARE}, text: {{starts_with: errand remove}}}}
    silent: true
    do: [remove]
  - name: rename
    when: {{chat: group, from_me: true, text: {{starts_with: errand rename}}}}
    silent: true
    do: [rename: {WORKSHOP}]
  - name: leave
    when: {{chat: group, from_me: true, text: {{starts_with: errand leave}}}}
    silent: true
    do: [leave]
"""
"""None of it is an answer; what is done in private chats stands between the answers."""

OFFICE_RULES = f"""
  - name: show
    when: {{chat: private, text: {{regex: '^errand show (?P<number>[0-9]+)'}}}}
    do: [reply: {{image: 'https://{SHOP}/show{{{{ match.number }}}}.jpg'}}]
  - name: big
    when: {{chat: private, text: {{regex: '^errand big (?P<number>[0-9]+)'}}}}
    do: [reply: {{file: 'https://{SHOP}/big{{{{ match.number }}}}.zip'}}]
  - name: keep
    when: {{chat: private, type: voice}}
    do: [keep]
  - name: sure
    when: {{group: {WORKSHOP}, text: {{starts_with: errand sure}}}}
    do:
      - ask: [{{save: ok, prompt: really?, accept: {{regex: '^errand yes'}}}}]
        expires: 30m
  - name: tick
    on: schedule
    every: 2m
    do:
      - count: everyone.ticks
      - send: {{to: filehelper, text: 'tick {{{{ memory.everyone.ticks }}}}'}}
  - name: hello
    on: login
    do: [send: {{to: filehelper, text: 'hello from {{{{ me.name }}}}'}}]
"""
"""What else an office asks for: files of the shop, voices that are kept, a question in a group.
Each time of the schedule is counted, and told."""

OFFICE_TESTS = """
tests:
  - name: one
    steps: [{from: ann, says: q1 t1, expect: {reply: q1 rt1-1}}]
"""
"""Looked at before an edit is put to use."""

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

FETCHING = Manners(
    f"limits: {{{AT_ONCE}, {ALL}, max_wait: off}}",
    max_wait_s=float("inf"),
    rules=FETCHING_RULES,
    settle_s=300.0,
)

ERRANDS = Manners(f"limits: {{{AT_ONCE}, {ALL}}}", rules=ERRAND_RULES)

OFFICES = (
    Manners(
        f"limits: {{{AT_ONCE}, {ALL}}}\n{OFFICE_TESTS}",
        rules=ERRAND_RULES + OFFICE_RULES,
        settle_s=300.0,  # a listener that was throttled last rests for two minutes
    ),
    Manners(
        f"limits: {{delay: off, per_chat: off, per_account: 30/1m, {ALONE}}}\n{OFFICE_TESTS}",
        per_account=(30, 60.0),
        rules=ERRAND_RULES + OFFICE_RULES,
        settle_s=600.0,
    ),
)
"""Everything at once: errands, schedules, files, edits that fail their tests. In the second one
many texts wait."""
