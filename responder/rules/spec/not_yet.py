"""Words of the rule language that this version does not have.

They are refused as "not available in this version", not as unknown, and never ignored. A word
leaves this module when its meaning arrives.
"""

from __future__ import annotations

FILE = frozenset({"include", "lists", "tables", "fold", "defaults", "tests"})

LIMITS = frozenset(
    {
        *("per_day", "handover", "quiet", "loop", "same_text"),
        *("collect", "max_age", "catch_up", "max_wait"),
    }
)

RULE = frozenset(
    {
        *("shadow", "cooldown", "limit", "on_error", "continue", "rules", "delay"),
        *("every", "cron", "at", "jitter", "missed"),
    }
)
"""Keys of a rule; the last ones belong to `on: schedule`."""

EVENTS = frozenset(
    {
        *("friend_request", "member_joined", "member_left", "notice", "recalled"),
        *("red_packet", "transfer", "pat", "login", "schedule"),
    }
)

WHEN = frozenset(
    {
        *("command", "owner", "time", "memory", "first_contact", "owner_silent"),
        *("repeated", "chance", "if", "any", "all", "not"),
    }
)

TEXT = frozenset(
    {
        *("contains_all", "words", "starts_with", "ends_with", "in", "fuzzy"),
        *("longer_than", "shorter_than", "without", "list"),
    }
)

NAMES = frozenset({"list"})

ACTIONS = frozenset(
    {
        *("send", "forward", "fetch", "set", "count", "push", "drop"),
        *("if", "then", "else", "each", "as", "do"),
        *("ask", "later", "cancel", "wait", "pass", "alert"),
        *("accept", "remark", "pin", "invite", "remove", "rename", "leave"),
        *("recall", "mute", "unmute"),
    }
)

NAMES_OF_TEMPLATES = frozenset(
    {
        *("args", "answers", "memory", "lists", "tables"),
        *("at", "dice", "duration", "json", "mask", "money", "pick", "shuffle"),
    }
)
"""Values, functions and filters of templates."""

MATCH = frozenset({"value", "rest"})
"""Members of `match`."""
