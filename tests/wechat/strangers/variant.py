"""Every choice that the protocol leaves to a server; a seed makes one server of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Literal, get_args, get_type_hints

Fault = tuple[str, str]
"""Name of a call, and what goes wrong with one of its answers."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One server. The first choice of each field is the most usual one."""

    # HTTP
    framing: Literal["length", "chunked", "close", "http 1.0"]
    packing: Literal["identity", "gzip", "deflate", "raw deflate"]
    header_case: Literal["as usual", "lower", "UPPER"]
    json_type: Literal["text/plain", "application/json; charset=utf-8", "text/html", "none"]
    # JSON
    json_form: Literal["pretty", "compact", "mark", "blanks", "escaped", "sorted"]
    types: Literal["right", "numbers as text", "ids as numbers"]
    empties: Literal["kept", "left out", "null"]
    unknown_fields: Literal[False, True]
    # Login
    uuid_form: Literal["padded", "bare"]
    polls: Literal[
        "waiting scanned",
        "at once",
        "twice scanned",
        "expired first",
        "cancelled first",
        "error first",
    ]
    script: Literal["one line", "lines", "spaced"]
    avatar: Literal["as usual", "none", "bare", "big"]
    redirect: Literal[
        "same", "localhost", "other port", "wx2.qq.com", "wx8.qq.com", "web.wechat.com"
    ]
    page: Literal["one line", "lines", "turned", "declared", "characters"]
    page_status: Literal["by version", "200", "301"]
    cookies: Literal["host", "domain", "both", "old", "late", "attributes"]
    # Contacts
    ids: Literal["long", "short", "mixed"]
    recent: Literal["contacts", "names", "none"]
    listing: Literal["whole", "pages", "refused", "endless"]
    details: Literal["whole", "partial", "refused", "never"]
    # Listening
    keys: Literal["few", "many", "plain"]
    check_key: Literal["same", "missing", "other"]
    selector: Literal["2", "1", "3", "4", "5", "6", "7"]
    check_form: Literal["as usual", "ended", "spaced", "lines"]
    ids_of_messages: Literal["both", "short", "new only", "text only"]
    batch: Literal[50, 1, 3]
    again: Literal["never", "next", "twice"]
    idle: Literal["held", "hollow", "sticky"]
    echo: Literal[False, True]
    sent_id: Literal["text", "number", "none"]
    # Ends of a login in the middle of everything
    ending: Literal["none", "check 1100", "check 1101", "sync 1100", "sync 1101", "send 1100"]
    second_login: Literal["asked", "refused", "broken"]


Barred = Literal["", "page 1203", "no cookies", "init 1203", "init 1102", "check 1102"]
"""Where and how an account is refused; `""` is not at all."""

FAULTS: dict[str, tuple[str, ...]] = {
    "jslogin": ("502", "empty", "html", "reset", "code 400"),
    "login": ("502", "empty", "html", "reset", "code 500", "malformed"),
    "webwxnewloginpage": ("502", "html", "reset"),
    "webwxinit": ("502", "empty", "html", "reset", "ret -1", "cut", "redirect"),
    "webwxstatusnotify": ("502", "ret -1", "reset", "empty"),
    "webwxgetcontact": ("502", "empty", "reset", "ret -1", "cut", "html"),
    "webwxbatchgetcontact": ("502", "empty", "reset", "ret -1", "ret 1205", "cut"),
    "synccheck": (
        *("502", "503", "empty", "html", "reset", "malformed", "redirect", "404", "silence"),
        *("ret -1", "ret 1205", "no answer"),
    ),
    "webwxsync": ("502", "empty", "html", "reset", "lost", "ret -1", "cut", "redirect", "no key"),
    "webwxsendmsg": (
        "502",
        "empty",
        "reset",
        "lost",
        "ret -1",
        "ret -2",
        "ret 1205",
        "cut",
        "html",
    ),
    "webwxuploadmedia": ("502", "empty", "reset", "lost", "ret -1", "cut"),
    "webwxsendmsgimg": ("502", "empty", "reset", "lost", "ret -1", "cut"),
    "webwxsendappmsg": ("502", "empty", "reset", "lost", "ret 1205", "cut"),
    "webwxgetmsgimg": ("502", "reset", "cut"),
    "webwxverifyuser": ("ret -14", "502", "ret -1"),
}
"""What goes wrong in life, by call. `lost`, `empty`, `cut` and `html` strike after the effect."""


ROUND = 7
"""So many servers in a row make every choice: no field has more."""


def draw(seed: int) -> Variant:
    """The server of a seed."""
    rng = Random(seed // ROUND)
    choices: dict[str, Any] = {}
    for name, hint in get_type_hints(Variant).items():
        options = get_args(hint)
        shuffled = rng.sample(options, len(options))
        choices[name] = shuffled[seed % ROUND % len(options)]
    return Variant(**choices)


def draw_faults(seed: int, count: int) -> list[Fault]:
    """What goes wrong at it, in the order of the calls."""
    rng = Random(f"faults {seed}")
    drawn = []
    for _ in range(count):
        call = rng.choice(sorted(FAULTS))
        drawn.append((call, rng.choice(FAULTS[call])))
    return drawn
