"""The fault catalogue of the protocol reference has 48 rows; each is shown by a test or excused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.wechat import (
    test_faults_login,
    test_faults_messages,
    test_faults_session,
    test_faults_transport,
)

if TYPE_CHECKING:
    from types import ModuleType

ROWS = set(range(1, 49))

MODULES: tuple[ModuleType, ...] = (
    test_faults_login,
    test_faults_messages,
    test_faults_session,
    test_faults_transport,
)

ELSEWHERE = {
    16: "accepting friend requests: the client does not call webwxverifyuser yet",
    18: "a send refused by 1201 or 1204: shown where sending is",
    20: "a send accepted without an id: shown where sending is",
    21: "a send whose answer was lost: shown where sending is",
    43: "uploads: the client has none yet",
    44: "downloads: the client has none yet",
}
"""Rows that no test here shows, each with its reason."""

_NAME = re.compile(r"test_rows?_((?:\d\d_)+)")


def rows_shown() -> set[int]:
    """Rows that a test is named after."""
    names = [name for module in MODULES for name in dir(module)]
    found = [match[1] for name in names if (match := _NAME.match(name))]
    return {int(number) for numbers in found for number in numbers.strip("_").split("_")}


def test_every_row_has_a_test_or_a_reason() -> None:
    """No row is forgotten, and no excuse outlives the test that makes it unnecessary."""
    assert rows_shown() | ELSEWHERE.keys() == ROWS
    assert rows_shown() & ELSEWHERE.keys() == set()
