"""Filters that make texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.table import Table
from responder.rules.templates.budget import RenderError
from responder.rules.templates.text_filters import JSON_DEPTH_MAX, MENTION_END
from tests.rules.templates.kit import render, unchecked


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ 'abc' | capitalize }}", "Abc"),
        ("{{ 'ABC' | lower }}{{ 'abc' | upper }}", "abcABC"),
        ("{{ 'ab cd' | title }}", "Ab Cd"),
        ("{{ 'aba' | replace('a', 'c') }}", "cbc"),
        ("{{ 5 | string ~ 5 | string }}", "55"),
        ("{{ ' a ' | trim }}", "a"),
        ("{{ 'abcdef' | truncate(4) }}|{{ 'abc' | truncate(4) }}", "abc…|abc"),
        ("{{ 'abc' | truncate(0) }}", "…"),
        ("{{ 'abcdef' | truncate(4, '..') }}", "ab.."),
        ("{{ '价 a/b' | urlencode }}", "%E4%BB%B7%20a%2Fb"),
        ("{{ 'a\\nb\\n\\nc' | indent(2) }}", "a\n  b\n\n  c"),
        ("-{{ 'a\\nb' | indent(1, first=true) }}", "- a\n b"),
        ("{{ '你好，world! 再见' | wordcount }}", "5"),
        ("{{ '' | wordcount }}", "0"),
    ],
)
def test_texts_are_changed(source: str, text: str) -> None:
    """Each filter does what its name says."""
    assert render(source) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13800000000", "138****0000"),
        ("310101199001011234", "310***********1234"),
        ("小明", "小*"),
        ("王小明", "王**"),
        ("欧阳小明", "欧**明"),
        ("王", "*"),
        ("1234567", "1*****7"),
    ],
)
def test_masks_show_what_is_usual(text: str, masked: str) -> None:
    """A phone number shows three and four digits, a name its first character."""
    assert unchecked("{{ t | mask }}", t=text) == masked


@given(st.text(max_size=40), st.none() | st.integers(-5, 50), st.none() | st.integers(-5, 50))
def test_masks_always_hide_something(text: str, start: int | None, end: int | None) -> None:
    """Whatever is to be shown, a mask has stars, and is as long as the text."""
    masked = unchecked("{{ t | mask(a, b) }}", t=text, a=start, b=end)
    assert len(masked) == len(text)
    assert not text or "*" in masked


def test_mention_has_the_name_that_the_group_sees() -> None:
    """The remark is the owner's own note: it is never written into a group."""
    assert render("{{ at(sender) }}!") == f"@Ming{MENTION_END}!"
    assert render("{{ sender | at }}!") == render("{{ at('Ming') }}!")


def test_mention_of_nobody_is_an_error() -> None:
    """Rather no reply than one with a private remark."""
    with pytest.raises(RenderError, match="no name in this group"):
        unchecked("{{ at(s) }}", s=_nameless())
    with pytest.raises(RenderError, match="prints a value that is empty"):
        render("{{ at(none) }}")


def _nameless() -> object:
    from responder.models import Person  # noqa: PLC0415 - of this test alone
    from responder.rules.templates.views import person  # noqa: PLC0415 - as above

    return person(Person("x", "张三欠钱", remark="张三欠钱"))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ vars.price | json }}", '{"标准":3500}'),
        ("{{ [1, 2.5, true, none, 'a\"b'] | json }}", '[1,2.5,true,null,"a\\"b"]'),
        ("{{ sender | json }} {{ now | json }}", '"小明" "2026-11-24 10:00"'),
        ("{{ tables.teas | json }}", None),
        ("{{ {1: 'a'} | json }}", '{"1":"a"}'),
        ("{{ vars.items | json }}", '["a","b"]'),
    ],
)
def test_json_is_compact(source: str, text: str | None) -> None:
    """Views are texts, Chinese is kept, and any reader of JSON can read it."""
    given_text = render(source)
    if text is None:
        assert json.loads(given_text)["红茶"] == {"name": "红茶", "price": 8}
    else:
        assert given_text == text


def test_json_has_bounds() -> None:
    """Neither depth nor length nor numbers without end."""
    deep: object = "x"
    for _ in range(JSON_DEPTH_MAX + 1):
        deep = (deep,)
    with pytest.raises(RenderError, match="json writes at most"):
        unchecked("{{ x | json }}", x=deep)
    with pytest.raises(RenderError, match="infinite"):
        unchecked("{{ x | json }}", x=[float("inf")])
    with pytest.raises(RenderError, match="longer than"):
        unchecked("{{ x | json }}", x=["\0" * 10_000])
    with pytest.raises(RenderError, match=r"longer than|too much"):
        unchecked("{{ x | json }}", x=Table({str(n): "x" for n in range(100_000)}))
    with pytest.raises(RenderError, match="prints a list or mapping"):
        unchecked("{{ x | json }}", x=[range(3)])


@pytest.mark.parametrize(
    "source",
    [
        "{{ ('a' * 10000) | replace('a', 'b' * 10000) }}",
        "{{ ('a' * 10000) | replace('', 'b' * 10000) }}",
        "{{ ('a\\n' * 5000) | indent(10**9) }}",
        "{{ 'a' | indent(10**9) }}",
    ],
)
def test_growing_filters_are_refused_before_they_grow(source: str) -> None:
    """The length of the result is known before the result."""
    with pytest.raises(RenderError, match="longer than"):
        render(source)
