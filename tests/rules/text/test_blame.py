"""Where a pattern is wrong."""

from __future__ import annotations

import pytest

from responder.rules.text import blame
from responder.rules.text.blame import TRIES_MAX, offset_in
from responder.rules.text.patterns import PatternError, compile_pattern
from responder.rules.text.programs import ProgramError, compiled


@pytest.mark.parametrize(
    ("source", "piece"),
    [
        ("a(b(c)", "(b"),
        (r"\((a[(])(b", "(b"),
        ("(a)b)c", ")c"),
        ("a(?=b)", "(?="),
        (r"(a)\1", r"\1"),
        ("x*y(*)", "*)"),
        ("a[bc", "[bc"),
        ("a{2}b{2000}", "{2000}"),
        (r"\d\p{Foo}", r"\p{Foo}"),
        ("(?P<a>x)(?P<a>y)", "a>y"),
        ("(?P<value>x)", "value"),
        (r"(?P<a>x)\(?P(?P=a)", "(?P=a)"),
        (r"a\bb\C", r"\C"),
        (r"价\b", r"\b"),
    ],
)
def test_the_piece_that_is_refused_is_found(source: str, piece: str) -> None:
    """Not the first that looks like it, but the one that can not be run."""
    with pytest.raises(PatternError) as caught:
        compile_pattern(source)
    assert source[caught.value.at :].startswith(piece)


def test_where_nobody_knows_it_is_the_pattern() -> None:
    """A complaint that names nothing of the pattern blames all of it."""
    assert offset_in("abc", "something else: xyz") == 0
    assert offset_in("abc", "no reason") == 0
    assert offset_in("a", "missing ): a") == offset_in("a", "unexpected ): a") == 0


def test_tries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern of a thousand like pieces is not compiled a thousand times."""
    tries: list[str] = []

    def refusing(source: str) -> object:
        tries.append(source)
        return compiled(source)

    monkeypatch.setattr(blame, "compiled", refusing)
    assert offset_in("a*" * 1_000, "no argument for repetition operator: *") == 0
    assert len(tries) == TRIES_MAX
    with pytest.raises(ProgramError):
        compiled("(")
