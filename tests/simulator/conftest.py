"""Fixtures of the simulator's tests. A test that uses `sim` runs in virtual time."""

from __future__ import annotations

from functools import partial
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import trio
import trio.testing

from tests.simulator.driver import Driver, virtual_simulator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from responder.simulator.simulator import Simulator

HERE = Path(__file__).parent


def run_in_virtual_time(function: Callable[[], Awaitable[Any]], **kwargs: Any) -> Any:  # noqa: ANN401 - whatever a test takes
    """Run with a clock that jumps as soon as everybody waits."""
    kwargs["clock"] = trio.testing.MockClock(autojump_threshold=0)
    return trio.run(partial(function), **kwargs)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every async test that uses `sim` the clock above, without naming it in each."""
    for item in items:
        if not isinstance(item, pytest.Function) or HERE not in item.path.parents:
            continue
        if "sim" in item.fixturenames and iscoroutinefunction(item.function):
            item.add_marker(pytest.mark.trio(run=run_in_virtual_time))


@pytest.fixture
def sim() -> Simulator:
    """A simulator in virtual time, with one friend, one official account and one group."""
    simulator = virtual_simulator()
    simulator.add_contacts([{"name": "小明"}, {"name": "新闻", "kind": "official"}])
    simulator.add_groups([{"name": "客户群", "members": ["小明", "路人"]}])
    return simulator


@pytest.fixture
async def driver(sim: Simulator) -> AsyncIterator[Driver]:
    """A client that has not asked for anything yet."""
    driver = Driver(sim)
    async with driver.http:
        yield driver


@pytest.fixture
async def online(driver: Driver) -> Driver:
    """A client that is logged in and has fetched the notice that follows."""
    await driver.log_in()
    await driver.sync_all()
    return driver
