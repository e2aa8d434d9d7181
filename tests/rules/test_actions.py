"""The compiled actions of a rule."""

from __future__ import annotations

from responder.rules.actions import every
from tests.rules.rulekit import rules


def test_every_action_is_found_wherever_it_stands() -> None:
    """In branches, loops, delays, conversations, and in what is done when one of them fails."""
    (rule,) = rules("""
        rules:
          - name: a
            do:
              - if: now.hour < 12
                then: [{reply: 一}]
                else: [{each: [甲], as: who, do: [{later: {in: 5m, do: [{alert: x}]}}]}]
                on_error: [{count: sender.n}]
              - ask: [{save: day, prompt: 哪天？}]
                on_timeout: [{send: {to: 老王, text: x}, on_error: [{mute: 5m}, {unmute: chat}]}]
    """).rules
    words = [action.verb for action in every(rule.actions)]
    assert words == [
        *("if", "count", "reply", "each", "later", "alert"),
        *("ask", "send", "mute", "unmute"),
    ]
