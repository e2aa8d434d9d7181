"""Names of somebody who is forgotten, masked in what others wrote."""

from __future__ import annotations

import pytest

from responder.journal.masking import MASK, Masking, _without


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("问小明吧", f"问{MASK}吧"),
        ("小明小明", f"{MASK}{MASK}"),
        ("Bob, Bobby and bob", f"{MASK}, Bobby and bob"),
        ("Bob说", f"{MASK}说"),
        ('{"text":"\\u5c0f\\u660e"}', f'{{"text":"{MASK}"}}'),
        ("\\uff0cBob \\nBob", f"\\uff0c{MASK} \\n{MASK}"),
        ("小明明", MASK),
        ("你好", "你好"),
    ],
)
def test_a_name_is_masked_where_it_stands(text: str, masked: str) -> None:
    """As it is or as JSON has it, the longest first; one of Latin letters in no longer word."""
    masking = Masking({"小明", "小明明", "Bob", "明", ""})
    assert masking.text(text) == masked
    assert masking.is_in(text) is (text != masked)


def test_without_names_nothing_is_masked() -> None:
    """Also where all of them are too short."""
    assert Masking({"明"}).text("明") == "明"
    assert not Masking(()).is_in("x")


def test_words_are_masked_inside_of_values() -> None:
    """Whole messages, in lists too; short ones are anybody's."""
    words = {"请给我便宜一点"}
    assert _without(["他说请给我便宜一点", 3, "便宜"], words) == [f"他说{MASK}", 3, "便宜"]
    assert _without("请给我便宜一点", words) == MASK
    assert _without([True], words) == [True]
