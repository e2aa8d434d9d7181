"""The page to play the friends, and the page of the phone: what each shows, and where it is.

Plain forms do everything; a little JavaScript lets a page follow what happens.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

import jinja2

from responder.errors import SettingError
from responder.simulator.answer import Answer, Hold, Outcome
from responder.simulator.logins import PENDING
from responder.simulator.play.acts import TYPES, act
from responder.simulator.play.talk import chat_of, chats, lines, visible
from responder.simulator.play.visitors import SAFE, page, refusal
from responder.simulator.play.words import Words, language_of

if TYPE_CHECKING:
    from responder.simulator.logins import Login
    from responder.simulator.world import Call

PLAY = "/_play/"
NEWS_S = 20.0
"""So long a question for news is held."""

STATIC = {
    "page.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})
"""Kinds of picture a browser is given; anything else a stranger's client sent is not shown."""


def play(call: Call) -> Outcome:
    """Answer a request below `/_play/`."""
    refused = refusal(call.request)
    if refused is not None:
        return refused
    topic = call.request.path.removeprefix(PLAY)
    if call.request.method == "POST":
        return _act(call) if topic == "act" else page("", 404)
    if topic == "news":
        return _news(call)
    if topic.startswith("picture/"):
        return _picture(call, topic.removeprefix("picture/"))
    if topic in STATIC:
        return Answer(200, (("Content-Type", STATIC[topic]), *SAFE), _static(topic))
    return page("", 404)


def play_page(call: Call, fault: str = "", status: int = 200, chat: str | None = None) -> Answer:
    """The page: the login, the chats, and one of them.

    Args:
        call: Its query names the chat; the first one is shown if it names none.
        fault: What can not be done, as a sentence.
        status: Of the answer.
        chat: In place of that of the query.
    """
    world = call.world
    known = chats(world)
    wanted = call.request.query.get("chat", "") if chat is None else chat
    shown = chat_of(world, wanted) or (known[0] if known else None)
    for login in world.logins.listed():
        login.age_out(call.now)
    values = {
        "account": world.account.name,
        "online": world.sessions.live is not None,
        "logins": [one for one in world.logins.listed() if one.state in PENDING][-1:],
        "auto": world.logins.auto,
        "chats": known,
        "shown": shown,
        "lines": () if shown is None else lines(world, shown.id),
        "types": TYPES,
        "violations": len(world.violations.listed()),
        "sent": world.outbox.total,
        "version": world.version,
        "writer": call.request.query.get("as", ""),
        "fault": fault,
    }
    return _drawn(call, "play", values, status)


def phone_page(call: Call, login: Login) -> Answer:
    """Buttons that scan, confirm and cancel one login."""
    return _drawn(call, "phone", {"login": login, "open": login.state in PENDING})


def _act(call: Call) -> Answer:
    try:
        chat = act(call)
    except SettingError as error:
        return play_page(call, str(error), 400)
    same = dict(parse_qsl(call.request.body.decode("utf-8", "replace")))
    to = f"/?{urlencode({'chat': chat, 'as': same.get('from', '')})}" if chat else "/"
    return Answer(303, (("Location", to), *SAFE))


def _news(call: Call) -> Outcome:
    """The state's number, as soon as it is another one than that which was seen."""
    seen, until, world = call.request.query.get("seen", ""), call.now + NEWS_S, call.world

    def again(now: float) -> Outcome:
        if str(world.version) != seen or now >= until:
            return Answer(200, (("Content-Type", "text/plain"), *SAFE), str(world.version).encode())
        return Hold(until, again)

    return again(call.now)


def _picture(call: Call, msg_id: str) -> Answer:
    medium = call.world.media.of_message(msg_id)
    if medium is None or medium.content_type not in PICTURE_TYPES:
        return page("", 404)
    return Answer(200, (("Content-Type", medium.content_type), *SAFE), medium.data)


def _drawn(call: Call, name: str, values: dict[str, Any], status: int = 200) -> Answer:
    words = Words(language_of(call.request.headers.get("accept-language", "")))
    text = _ink().get_template(f"{name}.html").render(values, t=words)
    return page(text, status)


@cache
def _static(name: str) -> bytes:
    return files(__package__).joinpath("static", name).read_bytes()


@cache
def _ink() -> jinja2.Environment:
    ink = jinja2.Environment(
        loader=jinja2.PackageLoader("responder.simulator.play"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ink.filters["visible"] = visible
    return ink
