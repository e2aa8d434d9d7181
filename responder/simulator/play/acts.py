"""What the buttons of the page do: each is a request to the control interface, made of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from responder.errors import SettingError
from responder.simulator.control import event, people, phone, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.simulator.world import Call

    Act = Callable[[Call, dict[str, str]], str]

FORM_BYTES_MAX = 64 * 1024

TYPES = ("text", "image", "voice", "video", "sticker", "location", "card", "link", "file")
"""Kinds of message that can be written on the page."""


def act(call: Call) -> str:
    """Do what a form asks for.

    Returns:
        Permanent id of the chat to be shown then; `""` if it says nothing of that.

    Raises:
        SettingError: It can not be done, and why.
    """
    fields = dict(parse_qsl(_body(call), keep_blank_values=True))
    found = ACTS.get(fields.get("act", ""))
    if found is None:
        raise SettingError(f"act must be one of {', '.join(ACTS)}")
    return found(call, fields)


def _body(call: Call) -> str:
    if len(call.request.body) > FORM_BYTES_MAX:
        raise SettingError(f"a form has at most {FORM_BYTES_MAX} bytes")
    return call.request.body.decode("utf-8", "replace")


def _say(call: Call, fields: dict[str, str]) -> str:
    chat, kind = fields.get("chat", ""), fields.get("type", "text")
    in_group = chat in call.world.book.rooms
    body: dict[str, object] = {"from": fields.get("from", "") or chat, "type": kind}
    if fields.get("text"):
        body["text"] = fields["text"]
    if kind == "text" and not fields.get("text", "").strip():
        raise SettingError("write something first")
    if in_group:
        body["group"] = chat
        if fields.get("mention") and kind == "text":
            body["mention"] = True
    elif body["from"] == "me":
        body["to"] = chat
    say.say(call, body)
    return chat


def _recall(call: Call, fields: dict[str, str]) -> str:
    event.event(call, {"kind": "recalled", "msg_id": fields.get("id", "")})
    return fields.get("chat", "")


def _pat(call: Call, fields: dict[str, str]) -> str:
    chat = fields.get("chat", "")
    who = fields.get("from", "") or chat
    body = {"kind": "pat", "from": who}
    event.event(call, {**body, "group": chat} if chat in call.world.book.rooms else body)
    return chat


def _join(call: Call, fields: dict[str, str]) -> str:
    chat = fields.get("chat", "")
    body = {"kind": "member_joined", "group": chat, "name": fields.get("name", ""), "how": "qr"}
    event.event(call, body)
    return chat


def _leave(call: Call, fields: dict[str, str]) -> str:
    chat = fields.get("chat", "")
    event.event(call, {"kind": "member_left", "group": chat, "name": fields.get("from", "")})
    return chat


def _friend(call: Call, fields: dict[str, str]) -> str:
    added = people.add_contacts(call, {"contacts": [{"name": fields.get("name", "").strip()}]})
    call.world.touch()
    return str(added["contacts"][0]["id"])


def _ask_friend(call: Call, fields: dict[str, str]) -> str:
    event.event(call, {"kind": "friend_request", "name": fields.get("name", "").strip()})
    return fields.get("chat", "")


def _group(call: Call, fields: dict[str, str]) -> str:
    text = fields.get("members", "").replace("，", ",").replace("、", ",")
    members = [name for name in map(str.strip, text.split(",")) if name]
    name = fields.get("name", "").strip()
    added = people.add_groups(call, {"groups": [{"name": name, "members": members}]})
    call.world.touch()
    return str(added["groups"][0]["id"])


def _scan(call: Call, fields: dict[str, str]) -> str:
    phone.scan(call, {"uuid": fields.get("uuid", "")})
    return fields.get("chat", "")


def _confirm(call: Call, fields: dict[str, str]) -> str:
    phone.confirm(call, {"uuid": fields.get("uuid", "")})
    return fields.get("chat", "")


def _cancel(call: Call, fields: dict[str, str]) -> str:
    phone.cancel(call, {"uuid": fields.get("uuid", "")})
    return fields.get("chat", "")


def _expire(call: Call, fields: dict[str, str]) -> str:
    phone.expire(call, {})
    return fields.get("chat", "")


ACTS: dict[str, Act] = {
    "say": _say,
    "recall": _recall,
    "pat": _pat,
    "join": _join,
    "leave": _leave,
    "friend": _friend,
    "ask_friend": _ask_friend,
    "group": _group,
    "scan": _scan,
    "confirm": _confirm,
    "cancel": _cancel,
    "expire": _expire,
}
