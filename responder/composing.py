"""Composing what is sent: replies as texts, each with its identity for life and its time.

It must not know why anything is said, nor how it is delivered.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from responder.models import ChatKind, Outgoing
from responder.pace import reply_delay_s
from responder.rules.manners import is_owners
from responder.wechat.protocol.codes import FILEHELPER
from responder.wechat.protocol.send import next_client_msg_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from responder.models import Event
    from responder.rules.decision import Decision
    from responder.rules.ruleset import RuleSet


class Composer:
    """Composes the texts of one account.

    Args:
        now: Unix seconds.
        rng: Draws the human-looking part of delays.
        last_id: The greatest ClientMsgId given so far; `""` if none was.
    """

    def __init__(self, *, now: Callable[[], float], rng: Random, last_id: str) -> None:
        self._now = now
        self._rng = rng
        self._last_id = last_id

    def texts(self, event: Event, decision: Decision, rule_set: RuleSet) -> tuple[Outgoing, ...]:
        """What a decision says, cut where it is too long for one message.

        Args:
            event: What is answered.
            decision: By these rules.
            rule_set: They say how long a text waits before it may leave.
        """
        now_s = self._now()
        outgoing = []
        for reply in decision.replies:
            rule = rule_set.by_name.get(reply.rule)
            delay = rule_set.limits.delay if rule is None else rule.delay
            delay = None if reply.alert else delay
            chat = reply.chat or event.chat
            for text in reply.messages(rule_set.limits):
                client_msg_id = self._next_id(now_s)
                delay_s = reply_delay_s(delay, len(text), self._rng.random())
                outgoing.append(
                    Outgoing(
                        client_msg_id=client_msg_id,
                        chat_id=chat.id,
                        chat_name=chat.name,
                        text=text,
                        event_id=event.id,
                        rule=reply.rule,
                        not_before_s=now_s + delay_s,
                        created_s=now_s,
                        to_owner=is_owners(event) or chat.kind is ChatKind.FILEHELPER,
                        elsewhere=reply.is_elsewhere(event),
                        deed=reply.deed,
                        content=reply.content,
                    )
                )
        return tuple(outgoing)

    def to_owner(self, text: str) -> Outgoing:
        """Something no rule says, in the owner's own chat with the file helper, at once."""
        now_s = self._now()
        return Outgoing(
            client_msg_id=self._next_id(now_s),
            chat_id=FILEHELPER,
            chat_name=FILEHELPER,
            text=text,
            event_id="",
            rule="",
            not_before_s=now_s,
            created_s=now_s,
            to_owner=True,
        )

    def again(self, text: Outgoing) -> Outgoing:
        """A text that has ended, once more: with an identity of its own, to leave at once."""
        now_s = self._now()
        return replace(
            text,
            client_msg_id=self._next_id(now_s),
            not_before_s=now_s,
            created_s=now_s,
            login_id="",
            received_s=None,
        )

    def _next_id(self, now_s: float) -> str:
        self._last_id = next_client_msg_id(self._last_id, int(now_s * 1000))
        return self._last_id
