"""The garbage collector while a rule file is loaded, and after."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from responder import heap

if TYPE_CHECKING:
    from collections.abc import Iterator


class Ring:
    """Something that only the collector can free."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_collector_rests_and_goes_on() -> None:
    """It is off inside, on again after, even when loading fails."""
    with heap.resting():
        assert not gc.isenabled()
        with heap.resting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="broken"), heap.resting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_collector_that_was_off_stays_off() -> None:
    """Whoever turned it off before has the last word."""
    gc.disable()
    with heap.resting():
        pass
    assert not gc.isenabled()


def test_what_lives_is_out_of_sight() -> None:
    """A full collection does not look at it any more."""
    heap.settle()
    assert gc.get_freeze_count() > 0


def test_what_was_settled_and_is_dead_is_swept() -> None:
    """An old rule set does not outlive a sweep, even if it holds itself."""
    ring = Ring()
    gone = weakref.ref(ring)
    heap.settle()
    del ring
    gc.collect()
    heap.settle()
    assert gone() is not None
    heap.sweep()
    assert gone() is None
    assert gc.get_freeze_count() > 0
