"""Rules that live by an official calendar which is about to end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from responder.rules.conditions.notice import NOTICE_DAYS
from responder.rules.days import calendar_ends
from tests.rules.review.reviewkit import said, warned

ENDS = calendar_ends()
NEAR = ENDS - timedelta(days=NOTICE_DAYS)
WORKDAYS = "{time: {days: workdays}}"


def _file(*whens: str) -> str:
    rules = "".join(f"- {{name: r{n}, when: {w}, reply: a}}\n" for n, w in enumerate(whens))
    return f"timezone: Asia/Shanghai\nrules:\n{rules}"


def test_the_notice_says_when_it_ends_and_what_then() -> None:
    """Once in a file, at the first rule that asks for it."""
    (only,) = warned(_file("a", f"{{text: b, {WORKDAYS[1:]}", WORKDAYS), today=NEAR)
    assert (only.rule, only.field, only.line) == ("r1", "when.time", 4)
    assert only.message == (
        f"the calendar of work days and holidays ends on {ENDS};"
        " after it Monday to Friday count as work days"
    )
    assert only.hint == "a newer version of this program knows the next year"


def test_after_its_end() -> None:
    """The notice says that it has ended."""
    (only,) = said(_file(WORKDAYS), today=ENDS + timedelta(days=1))
    assert f" ended on {ENDS}" in only


def test_inside_of_another_condition_the_rule_is_named() -> None:
    """The place is the rule."""
    (only,) = warned(_file("{not: {time: {days: holidays}}}"), today=NEAR)
    assert (only.rule, only.field) == ("r0", "")


@pytest.mark.parametrize(
    ("when", "today"),
    [
        (WORKDAYS, NEAR - timedelta(days=1)),
        (WORKDAYS, None),
        ("{time: {days: mon-fri}}", NEAR),
        ("a", date.max),
    ],
)
def test_nothing_is_said(when: str, today: date | None) -> None:
    """While it lasts, when nobody asks, and where no rule needs it."""
    assert said(_file(when), today=today) == []
