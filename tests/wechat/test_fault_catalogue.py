"""The fault catalogue of the protocol reference has 48 rows; each is shown by a test or excused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests import test_deliver
from tests.wechat import (
    test_faults_login,
    test_faults_messages,
    test_faults_session,
    test_faults_transport,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ROWS = set(range(1, 49))

MODULES: tuple[ModuleType, ...] = (
    test_faults_login,
    test_faults_messages,
    test_faults_session,
    test_faults_transport,
)

SENDING: dict[int, tuple[Callable[..., object], ...]] = {
    17: (test_deliver.test_a_barred_account_falls_silent,),
    18: (test_deliver.test_a_refusal_ends_a_text_at_once,),
    19: (
        test_deliver.test_throttling_stops_the_whole_account_for_a_minute,
        test_deliver.test_throttling_again_doubles_the_pause,
    ),
    20: (test_deliver.test_a_success_without_an_id_is_one,),
    21: (test_deliver.test_a_lost_answer_is_asked_for_again,),
}
"""Rows about webwxsendmsg, or with a half about it, and what shows that half."""

NOT_YET = {
    43: "uploads: the client has none",
    44: "downloads: the client has none",
}
"""Rows about calls that this version does not make."""

_NAME = re.compile(r"test_rows?_((?:\d\d_)+)")


def rows_shown() -> set[int]:
    """Rows that a test is named after."""
    names = [name for module in MODULES for name in dir(module)]
    found = [match[1] for name in names if (match := _NAME.match(name))]
    return {int(number) for numbers in found for number in numbers.strip("_").split("_")}


def test_every_row_has_a_test_or_a_reason() -> None:
    """No row is forgotten, and no excuse outlives the test that makes it unnecessary."""
    shown = rows_shown() | SENDING.keys()
    assert shown | NOT_YET.keys() == ROWS
    assert shown & NOT_YET.keys() == set()
