"""RE2's programs."""

from __future__ import annotations

import pytest
import re2  # type: ignore[import-untyped]  # it ships no types
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text import programs
from responder.rules.text.programs import ProgramError, compiled


def test_a_program_knows_its_groups() -> None:
    """Instructions, groups and names are RE2's own."""
    program = compiled("(a)(?P<id>b)?")
    assert program.groups == 2
    assert program.names == {"id": 2}
    assert program.steps > 4


def test_find_gives_places_in_bytes() -> None:
    """The leftmost match and its groups; -1 for a group that took no part."""
    program = compiled("(价)(格)?")
    assert program.find("您价".encode()) == [(3, 6), (3, 6), (-1, -1)]
    assert program.find("价格".encode()) == [(0, 6), (0, 3), (3, 6)]
    assert program.find(b"") is None


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("(", "missing ): ("),
        ("(?=a)", "invalid perl operator: (?="),
        ("(a{100}){100}", "invalid repetition size: {100}"),
        ("\ud800", "half of a surrogate pair"),
    ],
)
def test_refusals_are_those_of_re2(source: str, complaint: str) -> None:
    """What RE2 can not run it says why."""
    with pytest.raises(ProgramError) as caught:
        compiled(source)
    assert str(caught.value) == complaint


@given(st.text(alphabet="ab价", max_size=8))
def test_both_ways_find_the_same(text: str) -> None:
    """The engine asked directly and the library's search agree on every match and group."""
    program = programs._Compiled("(a)?(价|b)(?P<more>b*)", programs._OPTIONS)
    data = text.encode()
    assert programs._direct(program)(data) == programs._by_search(program)(data)


def test_an_engine_that_moved_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should the library keep its engine elsewhere, its search is used."""
    assert programs._is_direct()
    monkeypatch.setattr(re2, "_Anchor", None)
    assert not programs._is_direct()
    monkeypatch.undo()
    monkeypatch.setattr(programs, "_Compiled", lambda *_: None)
    assert not programs._is_direct()


def test_a_program_may_use_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the engine a program finds just as well."""
    monkeypatch.setattr(programs, "_finder", programs._by_search)
    program = compiled("(价)(格)?")
    assert program.find("您价".encode()) == [(3, 6), (3, 6), (-1, -1)]
    assert program.find(b"a") is None
