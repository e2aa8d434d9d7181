"""Long texts as several messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.splitting import split

FAMILY = "👩‍👩‍👧‍👦"
PIECES = [*"ab 。.!\n\t中", "e\u0301", FAMILY, "🇨🇳", "\u200d"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=100).map("".join)


@given(TEXTS.filter(str.strip), st.integers(1, 50))
def test_nothing_but_blanks_is_lost(text: str, chars_max: int) -> None:
    """The messages together say what the text says, and none is blank or too long."""
    parts = split(text, chars_max)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() for part in parts)
    assert all(len(part) <= chars_max for part in parts)


@given(TEXTS.filter(str.strip))
def test_a_text_that_fits_is_left_alone(text: str) -> None:
    """Not even its blanks change; the same without a bound."""
    assert split(text, len(text)) == (text,)
    assert split(text, None) == (text,)


@pytest.mark.parametrize(
    ("text", "chars_max", "parts"),
    [
        ("第一行。还有\n第二行\n第三行", 12, ("第一行。还有\n第二行", "第三行")),
        ("第一句。第二句！第三句", 9, ("第一句。第二句！", "第三句")),
        ("It costs 3.50. Come in and see it", 20, ("It costs 3.50.", "Come in and see it")),
        ("他说：“好。”然后走了", 7, ("他说：“好。”", "然后走了")),
        ("一二三四五六七", 3, ("一二三", "四五六", "七")),
        ("缩进\n    保留的行", 4, ("缩进", "    ", "保留的行")[::2]),
    ],
)
def test_the_cut_is_where_a_person_would_cut(
    text: str, chars_max: int, parts: tuple[str, ...]
) -> None:
    """At a line end, else at the end of a sentence, else anywhere between characters."""
    assert split(text, chars_max) == parts


def test_what_looks_like_one_character_is_not_cut() -> None:
    """A family of four is seven code points, a flag two, an accented letter perhaps two."""
    assert split(f"abc{FAMILY}", 9) == ("abc", FAMILY)
    assert split("ab🇨🇳", 3) == ("ab", "🇨🇳")
    assert split("abe\u0301", 3) == ("ab", "e\u0301")


def test_an_endless_character_is_cut_all_the_same() -> None:
    """A letter with more accents than a message holds does not stop the rest."""
    text = "e" + "\u0301" * 10 + "x"
    assert split(text, 4) == (text[:4], text[4:8], text[8:])


def test_a_short_first_line_is_not_sent_alone() -> None:
    """A line end in the first half of a message is no reason to cut there."""
    assert split("嗨\n" + "长" * 12, 10) == ("嗨\n" + "长" * 8, "长" * 4)
