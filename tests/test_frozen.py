"""Frozen classes of which there are ten thousands."""

from __future__ import annotations

import dataclasses
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from responder.frozen import frozen


@frozen
class Pair:
    """A pair, and what it is made of besides."""

    left: int
    right: str = "r"
    both: str = field(init=False, repr=False, compare=False)
    key = "pair"

    def __post_init__(self) -> None:
        object.__setattr__(self, "both", self.shown())

    def shown(self) -> str:
        """Both, as text."""
        return f"{self.left}{self.right}"


def test_it_is_made_as_any_dataclass() -> None:
    """By place or by name, with defaults, and with what it works out itself."""
    assert Pair(1, "a") == Pair(left=1, right="a")
    assert (Pair(1).right, Pair(1).both, Pair(1).key) == ("r", "1r", "pair")
    assert repr(Pair(1)) == "Pair(left=1, right='r')"
    assert len({Pair(1), Pair(1, "r"), Pair(2)}) == 2
    assert type(Pair(1)) is Pair
    with pytest.raises(TypeError):
        Pair()  # type: ignore[call-arg]  # that is the point


def test_nobody_changes_it() -> None:
    """Neither a field nor anything else can be set once it is made."""
    pair = Pair(1)
    with pytest.raises(FrozenInstanceError):
        pair.left = 2  # type: ignore[misc]  # that is the point
    with pytest.raises(FrozenInstanceError):
        del pair.left
    assert not hasattr(pair, "__dict__")
    assert pair == Pair(1)


@dataclass(frozen=True, slots=True)
class Marked:
    """An ordinary base."""

    mark: int = field(default=0, kw_only=True)


@frozen
class Triple(Marked):
    """One with what its base has."""

    left: int
    right: str = "r"
    last: int = 3


def test_it_has_what_its_base_has() -> None:
    """A field that is given by its name alone stays one."""
    one = Triple(1, mark=2)
    assert repr(one) == "Triple(mark=2, left=1, right='r', last=3)"
    assert dataclasses.replace(one, mark=0) == Triple(1) != one
    with pytest.raises(FrozenInstanceError):
        one.mark = 3  # type: ignore[misc]  # that is the point
    with pytest.raises(TypeError):
        Triple(1, "r", 3, 2)  # type: ignore[call-arg]  # that is the point
    assert not hasattr(one, "__dict__")


def test_another_is_made_from_one() -> None:
    """What is worked out follows what was changed."""
    other = dataclasses.replace(Pair(1), left=2)
    assert (other, other.both) == (Pair(2), "2r")
