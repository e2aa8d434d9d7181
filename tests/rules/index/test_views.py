"""What of a text stays when it is folded."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responder.rules.index.views import keeps_han, steady
from responder.rules.needs import How
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.text.folding import Folding, FoldStep

MY_NAMES = ("小店", "店")
PIECES = (
    *"价格微笑小店aA1, ，。\u3000\u2005@[]<>/:)(",
    *(
        "[微笑]",
        "[Smile]",
        "［微笑］",
        "/::)",
        "@小店 ",
        "@小店\u2005",
        "價",
        "１",
        "Ａ",
        "é",
        "e\u0301",
    ),
    *("か\u3099", "\ufe0f", "😀", "㍿", "﨑", '<span class="emoji emoji1f604"></span>', "\n", "ﾊﾟ"),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("how", "text", "found"),
    [
        (How.RAW_PART, "价格", (How.PART, "价格")),
        (How.RAW_PART, "价", (How.PART, "价")),
        (How.RAW_PART, "订单abc", (How.PART, "订单")),
        (How.RAW_PART, "a价b多少钱", (How.PART, "多少钱")),
        (How.RAW_PART, "a价", None),
        (How.RAW_PART, "abc", None),
        (How.RAW_START, "价格", (How.START, "价格")),
        (How.RAW_START, "价a格", (How.START, "价")),
        (How.RAW_START, "/查", None),
        (How.RAW_WHOLE, "价格", (How.WHOLE, "价格")),
        (How.RAW_WHOLE, "价格a", None),
        (How.CASELESS_PART, "价格", None),
        (How.PART, "价格", None),
    ],
)
def test_han_is_steady(how: How, text: str, found: tuple[How, str] | None) -> None:
    """Han characters are looked for in the folded text, other ones alone where they stand."""
    assert steady(how, text, Folding()) == found


def test_what_folding_changes_is_not_steady() -> None:
    """With traditional characters folded to simplified ones, only those are looked for."""
    folding = Folding(frozenset({FoldStep.TRADITIONAL}))
    assert steady(How.RAW_PART, "價格", folding) is None
    assert steady(How.RAW_PART, "价格", folding) == (How.PART, "价格")
    assert steady(How.RAW_PART, "價格", Folding()) == (How.PART, "價格")


@pytest.mark.parametrize(
    "text", ["@小店 价格", "[微笑]", "［微笑］", "/::)", '<span class="emoji">']
)
def test_mentions_and_pictures_are_not_kept(text: str) -> None:
    """Where there may be one, the text has to be looked at as it was written."""
    assert not keeps_han(text, text)


def test_a_cut_text_is_not_kept() -> None:
    """What folding made too long may have lost its end."""
    assert keeps_han("价格", "价格")
    assert not keeps_han("价格", "价" * TEXT_CHARS_MAX)


@given(
    st.sets(st.sampled_from(list(FoldStep))),
    TEXTS,
    st.sampled_from([How.RAW_WHOLE, How.RAW_START, How.RAW_PART]),
    st.data(),
)
@settings(max_examples=800)
def test_the_folded_text_has_what_is_steady(
    steps: set[FoldStep], text: str, how: How, data: st.DataObject
) -> None:
    """Whatever steps are on: a text that has a literal has the steady one when it is folded."""
    begin = 0 if how is not How.RAW_PART else data.draw(st.integers(0, len(text)))
    end = len(text) if how is How.RAW_WHOLE else data.draw(st.integers(begin, len(text)))
    folding = Folding(frozenset(steps))
    found = steady(how, text[begin:end], folding)
    folded = folding.fold(text, MY_NAMES)[:TEXT_CHARS_MAX]
    if found is not None and keeps_han(text, folded):
        instead, part = found
        assert {
            How.WHOLE: folded == part,
            How.START: folded.startswith(part),
            How.PART: part in folded,
        }[instead]
