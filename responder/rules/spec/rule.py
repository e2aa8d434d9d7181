"""A rule: the keys and the kinds of value they take.

It must not know what they mean together; `compiling` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import (
    BeforeValidator,
    Field,
)

from responder.rules.spec.action import DEEDS, Actions, Message
from responder.rules.spec.claims import CooldownOrOff, LimitsOrOff, Otherwise
from responder.rules.spec.fields import (
    DelayOrOff,
    Flag,
    Name,
    Shorthand,
    as_items,
    meant_words,
    read_word,
    word_schema,
)
from responder.rules.spec.later import Missed
from responder.rules.spec.scheduling import At, Cron, Every, Jitter
from responder.rules.spec.section import Section
from responder.rules.spec.wanted import WANTED
from responder.rules.spec.when import WhenSpec


class EventWord(StrEnum):
    """Words of the key `on` that this version has."""

    MESSAGE = "message"
    FRIEND_REQUEST = "friend_request"
    MEMBER_JOINED = "member_joined"
    MEMBER_LEFT = "member_left"
    NOTICE = "notice"
    RECALLED = "recalled"
    PAT = "pat"
    RED_PACKET = "red_packet"
    TRANSFER = "transfer"
    LOGIN = "login"
    SCHEDULE = "schedule"


_EVENTS = meant_words(
    {
        "friend_request": (
            *("friend", "friends", "add_friend", "new_friend", "friend_add", "好友请求"),
            *("加好友", "好友申请"),
        ),
        "member_joined": (
            "join",
            "joined",
            "member_join",
            "new_member",
            "group_join",
            "入群",
            "进群",
        ),
        "member_left": ("leave", "left", "member_leave", "group_leave", "退群"),
        "recalled": ("recall", "revoke", "revoked", "撤回"),
        "pat": ("tickle", "poke", "nudge", "拍一拍"),
        "red_packet": ("redpacket", "hongbao", "red_envelope", "红包"),
        "transfer": ("money", "payment", "转账"),
        "schedule": ("cron", "timer", "time", "interval", "scheduled", "定时"),
        "login": ("start", "startup", "ready", "online", "登录"),
        "notice": ("system", "notify"),
        "message": ("text", "msg", "消息"),
    }
)
"""What authors write for the words of `on`."""


class RuleSpec(Section):
    """One rule."""

    expects: ClassVar[str] = "a rule: a mapping such as `when: text` and `reply: text`"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("keyword", "keywords", "contains"), "when: {text: {contains: …}}"),
        **dict.fromkeys(("answer", "answers", "response", "replies", "then"), "reply"),
        **dict.fromkeys(("condition", "conditions", "match", "trigger"), "when"),
        **dict.fromkeys(("action", "actions", "steps"), "do"),
        **dict.fromkeys(("event", "events"), "on"),
        **dict.fromkeys(("ignore", "mute", "quiet"), "silent"),
        **dict.fromkeys(("children", "subrules", "routes"), "rules"),
        **dict.fromkeys(("title", "id", "alias"), "name"),
    }

    hints: ClassVar[dict[str, str]] = {
        deed: f"it belongs into `do`, as in `do: [{{{deed}: …}}, {{reply: …}}]`"
        for deed in DEEDS
        if deed != "reply"
    } | {
        "if": "a condition is `when: {if: …}`, a choice `do: [{if: …, then: […]}]`",
        "else": "what counts otherwise is a rule below this one, or `do: [{if: …, else: […]}]`",
        **dict.fromkeys(
            ("priority", "order", "weight"), "the first rule that matches counts: move it up"
        ),
    }

    name: Name | None = None
    enabled: Flag = True
    shadow: Flag = False
    on: Annotated[EventWord, read_word(EventWord, _EVENTS), word_schema(EventWord)] | None = None
    every: Every | None = None
    cron: Cron | None = None
    at: At | None = None
    jitter: Jitter | None = None
    missed: Annotated[Missed, read_word(Missed), word_schema(Missed)] | None = None
    when: Annotated[WhenSpec, Shorthand("text", WANTED)] | None = None
    delay: DelayOrOff = None
    cooldown: CooldownOrOff | None = None
    limit: LimitsOrOff | None = None
    otherwise: Otherwise | None = None
    reply: Message | None = None
    do: Actions | None = None
    on_error: Actions | None = None
    silent: Flag = False
    proceeds: Annotated[Flag | None, Field(alias="continue")] = None
    rules: Annotated[tuple["RuleSpec", ...], BeforeValidator(as_items)] | None = None
    """Nested rules; `validate` takes them out and checks them one by one."""
