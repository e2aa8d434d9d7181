"""What the account-wide manners mean together."""

from __future__ import annotations

import pytest

from responder.rules.compiling.limits import SILENCES_NOTED_MAX
from tests.rules.rulekit import fault, rules


@pytest.mark.parametrize(
    ("limits", "wrong"),
    [
        ("collect: 20s, max_age: 20s", True),
        ("collect: 19s, max_age: 20s", False),
        ("collect: 60s, max_age: off", False),
        ("max_age: 1s", False),
    ],
)
def test_nobody_waits_until_he_is_too_old(limits: str, *, wrong: bool) -> None:
    """A burst that waits as long as messages may be old would never be answered."""
    text = f"limits: {{{limits}}}\nrules: [{{when: a, reply: b}}]"
    if wrong:
        assert "limits.collect: expected less than max_age" in fault(text)
    else:
        assert rules(text).warnings == ()


@pytest.mark.parametrize(
    ("head", "count"), [("", 1), ("timezone: Asia/Shanghai\n", 0)], ids=["machine", "zone"]
)
def test_quiet_hours_need_a_time_zone(head: str, count: int) -> None:
    """As conditions on the time do; said once for all of them."""
    text = 'limits: {quiet: "23:00-07:00"}\nrules: [{when: {time: 09:00-18:00}, reply: b}]'
    fields = [one.field for one in rules(f"{head}{text}").warnings]
    assert fields == ["limits.quiet"] * count


def noted(limits: str, silent: str = "5m", count: int = 1) -> list[str]:
    """What is said of rules that ask for the owner's silence."""
    asked = "".join(
        f"\n  - {{name: r{n}, when: {{text: a{n}, owner_silent: {silent}}}, reply: b}}"
        for n in range(count)
    )
    found = rules(f"limits: {{{limits}}}\nrules:{asked}").warnings
    return [f"{one.field}: {one.message} ({one.hint})" for one in found]


def test_silence_shorter_than_the_handover_is_noted() -> None:
    """The rule would not answer as soon as it says."""
    (only,) = noted("per_day: 500")
    assert only == (
        "when.owner_silent: no rule answers for 10m after the owner wrote, so 5m come too soon"
        " (say `limits: {handover: 5m}`, or off)"
    )
    assert noted("handover: 5m") == []
    assert noted("handover: off") == []
    assert noted("per_day: 500", "10m") == []


def test_silences_are_not_noted_without_end() -> None:
    """A thousand rules have one cure."""
    assert len(noted("per_day: 500", count=SILENCES_NOTED_MAX + 5)) == SILENCES_NOTED_MAX
