"""Folding of texts."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.text.emoji import fold_emoji
from responder.rules.text.folding import (
    DEFAULT_STEPS,
    Folding,
    FoldStep,
    fold_case,
    fold_mention,
    fold_space,
    fold_width,
)

NAMES = ("小店客服", "小店")

ordinary = st.text(
    st.one_of(
        st.sampled_from("abAB 价格，？！（）。：；、@小店[]微笑/:)\u3000\u2005Ａ１é\t"),
        st.characters(),
    ),
    max_size=40,
)
"""Texts with everything that a step may change."""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("@小店\u2005价格", "价格"),
        ("@小店 价格", "价格"),
        ("价格@小店", "价格"),
        ("价格 @小店\u2005多少", "价格 多少"),
        ("@小店客服\u2005价格", "价格"),
        ("@小店\u2005@小店客服 价格", "价格"),
        ("@小店们 价格", "@小店们 价格"),
        ("@Bob 价格", "@Bob 价格"),
        ("价格@@小店", "价格@"),
        ("@小店\n价格", "价格"),
        ("a@b.c", "a@b.c"),
        ("@", "@"),
        ("小店", "小店"),
    ],
)
def test_mention_of_me_is_removed_however_it_ends(text: str, left: str) -> None:
    """U+2005, a blank and the end of the text end a mention; longer names are somebody else's."""
    assert fold_mention(text, NAMES) == left


def test_longest_of_my_names_is_meant() -> None:
    """A blank in a name does not end it."""
    assert fold_mention("@小店 客服 价格", ("小店 客服", "小店")) == "价格"


def test_steps_build_on_one_another() -> None:
    """A character for compatibility is an ordinary one before it is simplified; 。 stays itself."""
    assert Folding(frozenset({FoldStep.WIDTH, FoldStep.TRADITIONAL})).fold("\uf900") == "岂"
    assert Folding().fold("好。Ａ") == "好。a"
    assert Folding().fold("\uf900") == "豈"


def test_mention_without_names_stays() -> None:
    """Where I have no name nothing is removed, and an empty name is none."""
    assert fold_mention("@小店 价格", ()) == "@小店 价格"
    assert fold_mention("@ 价格", ("",)) == "@ 价格"


def test_width() -> None:
    """Full-width letters and digits are the ordinary ones."""
    assert fold_width("ＡＢＣ１２３") == "ABC123"


def test_case() -> None:
    """Capital and small letters are the same, in German too."""
    assert fold_case("Straße") == fold_case("STRASSE")


def test_space() -> None:
    """Blanks of every kind count as one, and none at the ends."""
    assert fold_space(" \u3000价格\t\n 表 ") == "价格 表"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("@小店\u2005 ＡＢＣ１２３ ", "abc123"),
        ("[Smile] OK", "[微笑] ok"),
        ("你好，在吗？", "你好,在吗?"),
        (" 你好  吗", "你好 吗"),
        ("價格", "價格"),
        ("", ""),
        (" ", ""),
    ],
)
def test_default_steps_together(text: str, folded: str) -> None:
    """Width, case, blanks, pictures and mentions are folded unless the file says otherwise."""
    assert Folding.default().fold(text, NAMES) == folded


def test_steps_on_request() -> None:
    """Traditional characters and marks are folded only where the file asks for it."""
    every = Folding(frozenset(FoldStep))
    assert every.fold("價格，是 多少？") == "价格是 多少"
    assert Folding(DEFAULT_STEPS | {FoldStep.TRADITIONAL}).fold("價格？") == "价格?"


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (FoldStep.WIDTH, "ａ，"),
        (FoldStep.CASE, "A"),
        (FoldStep.SPACE, " a  b"),
        (FoldStep.EMOJI, "[Smile]"),
        (FoldStep.MENTION, "@小店 a"),
    ],
)
def test_each_step_can_be_switched_off(step: FoldStep, text: str) -> None:
    """Without its step a difference stays."""
    assert Folding(frozenset()).fold(text, NAMES) == text
    assert Folding(frozenset({step})).fold(text, NAMES) != text
    without = Folding(DEFAULT_STEPS - {step}).fold(text, NAMES)
    assert without != Folding().fold(text, NAMES)


@given(ordinary)
def test_short_cut_gives_what_the_steps_give(text: str) -> None:
    """A text that looks folded is taken as it is, and it is so."""
    steps = fold_space(fold_case(fold_width(fold_emoji(fold_mention(text, NAMES)))))
    assert Folding().fold(text, NAMES) == steps


@given(st.text(max_size=80))
def test_spelling_does_not_matter_twice(text: str) -> None:
    """Blanks around a text and its case never change the folded form."""
    fold = Folding().fold
    assert fold(f"  {text}\u3000") == fold(text)
    assert fold_case(fold_case(text)) == fold_case(text)


@pytest.mark.parametrize("steps", [DEFAULT_STEPS, frozenset(FoldStep)], ids=["default", "every"])
@given(text=st.text("ab价格，A ", max_size=5), beside=st.text("ab价格，A ", max_size=5))
def test_part_of_a_text_folds_to_a_part(steps: frozenset[FoldStep], text: str, beside: str) -> None:
    """What an author finds in a message with his eyes is found in the folded message."""
    fold = Folding(steps).fold
    assert fold(text) in fold(f"价{text}价{beside}")


def test_mentions_alone_can_be_taken_out() -> None:
    """What is shown to a template keeps its spelling, and a mention where that step is off."""
    assert Folding().without_mentions("@小店 ＡＢＣ", NAMES) == "ＡＢＣ"
    assert Folding(frozenset()).without_mentions("@小店 Ａ", NAMES) == "@小店 Ａ"


def test_foldings_of_the_same_steps_are_equal() -> None:
    """Conditions that fold alike can be compared."""
    assert Folding() == Folding(DEFAULT_STEPS)
    assert Folding() != Folding(frozenset())


@given(st.lists(ordinary, max_size=3), st.frozensets(st.sampled_from(FoldStep)))
def test_words_that_are_kept_fold_to_themselves(
    words: list[str], steps: frozenset[FoldStep]
) -> None:
    """What the quick look at several words passes, no step changes."""
    folding = Folding(steps)
    if folding.keeps("".join(words)):
        assert [folding.fold(word, NAMES) for word in words] == words


def test_ordinary_words_are_kept() -> None:
    """The quick look knows the words of most rules, and no others."""
    assert Folding().keeps("价格ok第1个")
    for word in ("VIP", "a b", "，", "[微笑]"):
        assert not Folding().keeps(f"价格{word}")
    assert not Folding(frozenset({FoldStep.TRADITIONAL})).keeps("價格")


def test_mention_of_a_name_with_full_width_signs_is_taken_out() -> None:
    """The name is looked for as it was written, before any other step changes the text."""
    text = "@小店（总店）\u2005价格"
    assert Folding().fold(text, ("小店（总店）",)) == "价格"
    assert Folding().fold("@小店！ 价格？", ("小店！",)) == "价格?"
    assert Folding().fold("@小店（总）\u2005价格", ("小店(总)",)) != "价格"


def test_long_runs_of_marks_are_folded_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """To put marks in order takes the square of their number, so no run is longer than thirty."""
    sizes: list[int] = []

    class Counting:
        """Normalises, and notes how much."""

        @staticmethod
        def normalize(form: str, text: str) -> str:
            """As Python does."""
            sizes.append(len(text))
            return unicodedata.normalize(form, text)  # type: ignore[arg-type]  # a form

    monkeypatch.setattr("responder.rules.text.folding.unicodedata", Counting)
    fold_width("a" + "\u0301\u0323" * 2_000)
    assert max(sizes) <= 31
    assert sum(sizes) == 4_001


def test_short_runs_of_marks_are_not_cut() -> None:
    """However long the text is, what belongs to one letter is put in order as a whole."""
    text = "x" * 300 + "a\u0301\u0301\u0323" + "x" * 300
    assert fold_width(text) == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    "text", [" a b", "a b ", "a  b", " A b", "a B ", "A  b", "a，  b", "Ａ  b "]
)
def test_blanks_are_folded_wherever_they_stand(text: str) -> None:
    """In front, behind and between, whether another step changes the text too or none does."""
    assert Folding().fold(text).replace(",", "") == "a b"
    assert " ".join(text.split()) == Folding(frozenset({FoldStep.SPACE})).fold(text)
    assert Folding(DEFAULT_STEPS - {FoldStep.SPACE}).fold(text).count(" ") == text.count(" ")


@given(st.text("aé\u0301\u0323價Ａ，ｶﾞ\u1100\u1161 !", max_size=300))
def test_pieces_fold_to_what_the_whole_folds_to(text: str) -> None:
    """Where no run of marks and signs is so long that it is cut."""
    if re.search(r"\W{30}", text) is None:
        assert fold_width(text) == unicodedata.normalize("NFKC", text)


@given(st.text("@小店客服 x\u2005", max_size=30))
def test_mentions_are_found_one_by_one(text: str) -> None:
    """As a search from mention to mention finds them."""
    names, rest, parts = ("小店客服", "小店"), text, []
    while "@" in rest:
        before, _, after = rest.partition("@")
        name = next(
            (n for n in names if after.startswith(n) and (after[len(n) :][:1].strip() == "")), None
        )
        parts.append(before + ("@" if name is None else ""))
        rest = after if name is None else after[len(name) + 1 :]
    assert fold_mention(text, names) == "".join(parts) + rest
