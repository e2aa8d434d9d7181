"""The schema of the account-wide manners."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from responder.models import CatchUp, Daily, Limits, Loop, Rate, Span
from responder.rules.durations import duration
from responder.rules.spec.limits import COLLECT_S_MAX, LimitsSpec
from tests.rules.rulekit import tree

KEYS = LimitsSpec.key_names()
FIELDS = {
    one.name.removesuffix("_s").removesuffix("_chars"): one.name
    for one in dataclasses.fields(Limits)
}
"""Of the models, by their names without units."""


def limits(text: str) -> Limits:
    """What some limits mean."""
    return LimitsSpec.model_validate(tree(text)).limits


def test_defaults_are_those_of_the_models() -> None:
    """A file without limits has the manners that the models define."""
    assert LimitsSpec().limits == Limits()


def test_every_limit_has_its_key() -> None:
    """In the order of the models, without their units."""
    assert list(KEYS) == list(FIELDS)


@pytest.mark.parametrize("key", KEYS)
def test_each_may_be_off(key: str) -> None:
    """Then there is none of it, and all others are as they were."""
    off = dict.fromkeys([FIELDS[key]], CatchUp.NONE if key == "catch_up" else None)
    changed = dataclasses.replace(Limits(), **off)
    assert limits(f"{{{key}: off}}") == changed


def test_values_are_read() -> None:
    """Each in its own spelling."""
    text = """{
        delay: 2s, per_chat: 1/5s, per_account: 10/min, per_day: 200, handover: 5m,
        quiet: "23:00-07:30", loop: {replies: 3, within: 30s, mute: 1h}, same_text: 60s,
        collect: 2500ms, max_age: 2m, catch_up: all, max_wait: 90s}"""
    assert limits(text) == Limits(
        delay=Span(2, 2),
        per_chat=Rate(1, 5),
        per_account=Rate(10, 60),
        per_day=200,
        handover_s=300,
        quiet=Daily(23 * 60, 7 * 60 + 30),
        loop=Loop(3, 30, 3600),
        same_text_s=60,
        collect_s=2.5,
        max_age_s=120,
        catch_up=CatchUp.ALL,
        max_wait_s=90,
    )


def test_loop_fills_in_what_is_not_said() -> None:
    """One number of it may be changed alone."""
    assert limits("{loop: {mute: 1h}}").loop == Loop(5, 60, 3600)


@pytest.mark.parametrize("word", [one.value for one in CatchUp])
def test_words_of_catch_up(word: str) -> None:
    """Those of the models."""
    assert limits(f"{{catch_up: {word}}}").catch_up == word


@given(st.integers(1, 10**5))
def test_collect_is_bounded(ms: int) -> None:
    """Whoever asks waits a minute for the end of his burst at most."""
    text = f"{{collect: {ms}ms}}"
    if ms / 1000 <= COLLECT_S_MAX:
        assert limits(text).collect_s == pytest.approx(ms / 1000)
    else:
        with pytest.raises(ValidationError, match=f"at most {duration(COLLECT_S_MAX)}"):
            limits(text)
