"""The account-wide manners, `limits`: the keys and the kinds of value they take.

It must not know what they mean; `manners` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import Annotated, ClassVar, TypeAlias

from pydantic import AfterValidator, PlainValidator, WithJsonSchema

from responder.models import CatchUp, Daily, Limits, Loop
from responder.rules.durations import duration
from responder.rules.reading.nodes import Sequence
from responder.rules.spec.fields import (
    DelayOrOff,
    RateOrOff,
    digits_schema,
    read_word,
    refuse,
    word_schema,
)
from responder.rules.spec.section import Section
from responder.rules.spec.spans import OrOff, SomeTime, whole_number
from responder.rules.spec.times import no_ends, read_window

COLLECT_S_MAX = 60.0
"""Longest `collect`, seconds: whoever asks does not wait longer for the answer to begin."""

TEXTS_MAX = 100_000
"""Largest `per_day`; the service stops an account long before."""

REPLIES_MAX = 1_000
"""Largest number of `replies` in `loop`."""

SPLIT_MIN, SPLIT_MAX = 50, 10_000
"""Bounds of `split`, characters: shorter messages are a flood, longer ones the service cuts."""

DEFAULTS = Limits()
LOOP = DEFAULTS.loop or Loop(5, 60.0, 300.0)


def _quiet(node: object) -> Daily:
    if isinstance(node, Sequence):
        hint = "further hours are those of a rule: `when: {time: …}` with `silent: true`"
        no_ends(node)
        refuse("one window such as 23:00-07:00", node, hint)
    window = read_window(node)
    return Daily(window.start_min, window.end_min)


def _collect(seconds: float) -> float:
    if seconds > COLLECT_S_MAX:
        refuse(
            f"at most {duration(COLLECT_S_MAX)}", duration(seconds), "it is the pause in a burst"
        )
    return seconds


TimeOrOff: TypeAlias = Annotated[SomeTime, OrOff()]


class LoopSpec(Section):
    """When a talk is taken for one of two machines."""

    expects: ClassVar[str] = "a mapping such as {replies: 5, within: 1m, mute: 5m}, or off"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("reply", "times", "count", "messages", "max"), "replies"),
        **dict.fromkeys(("per", "in", "window"), "within"),
        **dict.fromkeys(("for", "silence", "pause"), "mute"),
    }

    replies: Annotated[
        int,
        whole_number(2, REPLIES_MAX, "replies"),
        WithJsonSchema(digits_schema(2, REPLIES_MAX)),
    ] = LOOP.replies
    within: SomeTime = LOOP.within_s
    mute: SomeTime = LOOP.mute_s


class LimitsSpec(Section):
    """The account-wide manners."""

    expects: ClassVar[str] = "a mapping of limits"
    meant: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("per_minute", "rate", "account"), "per_account"),
        **dict.fromkeys(("daily", "day", "limit"), "per_day"),
        **dict.fromkeys(("quiet_hours", "do_not_disturb", "night"), "quiet"),
        **dict.fromkeys(("takeover", "owner"), "handover"),
        **dict.fromkeys(("burst", "debounce", "merge"), "collect"),
        **dict.fromkeys(("repeat", "duplicate", "same"), "same_text"),
        **dict.fromkeys(("length", "max_length", "chars"), "split"),
        **dict.fromkeys(("expire", "expires", "timeout"), "max_wait"),
    }

    delay: DelayOrOff = DEFAULTS.delay
    per_chat: RateOrOff = DEFAULTS.per_chat
    per_account: RateOrOff = DEFAULTS.per_account
    per_day: (
        Annotated[
            int,
            whole_number(1, TEXTS_MAX, "texts"),
            WithJsonSchema(digits_schema(1, TEXTS_MAX)),
            OrOff(),
        ]
        | None
    ) = DEFAULTS.per_day
    handover: TimeOrOff | None = DEFAULTS.handover_s
    quiet: (
        Annotated[Daily, PlainValidator(_quiet), WithJsonSchema({"type": "string"}), OrOff()] | None
    ) = DEFAULTS.quiet
    loop: Annotated[LoopSpec, OrOff()] | None = LoopSpec()
    same_text: TimeOrOff | None = DEFAULTS.same_text_s
    collect: Annotated[SomeTime, AfterValidator(_collect), OrOff()] | None = DEFAULTS.collect_s
    max_age: TimeOrOff | None = DEFAULTS.max_age_s
    catch_up: Annotated[CatchUp, read_word(CatchUp), word_schema(CatchUp), OrOff()] | None = (
        DEFAULTS.catch_up
    )
    max_wait: TimeOrOff | None = DEFAULTS.max_wait_s
    split: (
        Annotated[
            int,
            whole_number(SPLIT_MIN, SPLIT_MAX, "characters"),
            WithJsonSchema(digits_schema(SPLIT_MIN, SPLIT_MAX)),
            OrOff(),
        ]
        | None
    ) = DEFAULTS.split_chars

    @property
    def limits(self) -> Limits:
        """What they mean."""
        loop = self.loop
        return Limits(
            delay=self.delay,
            per_chat=self.per_chat,
            per_account=self.per_account,
            per_day=self.per_day,
            handover_s=self.handover,
            quiet=self.quiet,
            loop=None if loop is None else Loop(loop.replies, loop.within, loop.mute),
            same_text_s=self.same_text,
            collect_s=self.collect,
            max_age_s=self.max_age,
            catch_up=self.catch_up or CatchUp.NONE,
            max_wait_s=self.max_wait,
            split_chars=self.split,
        )
