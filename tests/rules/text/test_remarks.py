"""Remarks on patterns that RE2 accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules.text.remarks import burden_of, has_stray_edge
from responder.rules.text.syntax import tokens_of

if TYPE_CHECKING:
    from responder.rules.text.tokens import Token


def _tokens(source: str) -> tuple[Token, ...]:
    found = tokens_of(source)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "source",
    [
        r"\b价格\b",
        r"价格\b",
        r"\b价格",
        r"\b(价格|报价)\b",
        r"(\p{Han}+)\b",
        r"\b[一-龥]",
        r"\w*\b价",
        r"\B价格",
        r"价格+\b",
        r"，\b\w+",
    ],
)
def test_an_edge_beside_han_is_stray(source: str) -> None:
    r"""Han characters have no edges for RE2, so `\b` beside them can not mean what it says."""
    assert has_stray_edge(_tokens(source))


@pytest.mark.parametrize(
    "source",
    [
        r"\bhi\b",
        r"\b\d+\b",
        r"\b\w+\b",
        r"\b(VIP|svip)\b",
        r"\bVIP\b客户",
        r"第\b3",
        r"\b[a-z]+",
        r"价格",
        r"\b",
        r"价?\b",
        r" \b",
    ],
)
def test_an_edge_beside_latin_is_right(source: str) -> None:
    r"""Beside Latin letters and digits `\b` means what it does everywhere."""
    assert not has_stray_edge(_tokens(source))


@pytest.mark.parametrize("source", [r"^\d{6}$", r"\A\w+\z", r"^(?:\d+|\w)"])
def test_what_is_tied_to_the_beginning_costs_little(source: str) -> None:
    """RE2 gives such a pattern up at the first character."""
    assert not burden_of(_tokens(source))


@pytest.mark.parametrize("source", [r"^\d+|\w", r"\d+$", r"(?m)^\d", r"(^\d)"])
def test_what_may_begin_anywhere_costs_something(source: str) -> None:
    """One way that is not tied to the beginning of the text is enough."""
    assert burden_of(_tokens(source))


def test_reasons_of_a_burden() -> None:
    """The author hears what is missing, and of a gap if there is one."""
    plain = burden_of(_tokens(r"\d{6,}"))
    assert "letter by letter" in plain
    assert "gap" not in plain
    assert burden_of(_tokens(r"\d+.*\d+")) == f"{plain}, and it has a gap of any length"
    assert burden_of(()) == plain
