"""What the console may do to a daemon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.console.console import Console
from responder.errors import NoRulesError

if TYPE_CHECKING:
    from responder.console.desk import Page
    from tests.console.kit import Shop


async def test_it_gives_the_commands_of_the_control_socket(shop: Shop) -> None:
    """With their arguments, and with their refusals."""
    await shop.room.desk.do("rollback", to="abc")
    assert shop.given == [("rollback", {"to": "abc"})]
    with pytest.raises(NoRulesError):
        await shop.room.desk.do("reload")


def test_the_console_is_what_a_daemon_expects() -> None:
    """Nothing more is known of it there."""
    page: type[Page] = Console
    assert page is Console
