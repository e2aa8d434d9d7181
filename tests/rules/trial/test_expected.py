"""What a step must lead to: whether things fit, and how it is said."""

from __future__ import annotations

import pytest

from responder.rules.text.patterns import compile_pattern
from responder.rules.trial.expected import ANYTHING, Expected, Happened, Wanted, Words, listed

HI = Happened("问好", "您好，小明！")


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (Words(equals="您好，小明！"), True),
        (Words(equals="您好"), False),
        (Words(contains=("再见", "小明")), True),
        (Words(contains=("再见", "小红")), False),
        (Words(contains_all=("您好", "小明")), True),
        (Words(contains_all=("您好", "小红")), False),
        (Words(patterns=(compile_pattern("^您.{2}"),)), True),
        (Words(patterns=(compile_pattern("^小"), compile_pattern("！$"))), True),
        (Words(patterns=(compile_pattern("^小"),)), False),
        (Words(one_of=("x", "您好，小明！")), True),
        (Words(one_of=("x", "您好")), False),
        (Words(contains=("小明",), contains_all=("再见",)), False),
        (ANYTHING, True),
    ],
    ids=str,
)
def test_words_fit_letter_by_letter(words: Words, *, fits: bool) -> None:
    """All that was asked must hold; of a list one is enough but for `contains_all`."""
    assert words.fit(HI.text) is fits


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (Words(equals="a"), '"a"'),
        (Words(one_of=("a", "b")), 'one of "a", "b"'),
        (Words(contains=("a", "b", "c")), 'a text with "a", "b" or "c"'),
        (Words(contains_all=("a", "b")), 'a text with "a" and "b"'),
        (Words(patterns=(compile_pattern("^a"),)), 'a text that fits "^a"'),
        (Words(equals="a", contains=("b",)), '"a", and a text with "b"'),
    ],
    ids=str,
)
def test_words_are_said_plainly(words: Words, said: str) -> None:
    """As they stand behind "expected"."""
    assert str(words) == said


def test_long_lists_are_cut() -> None:
    """Five are named, the rest is counted."""
    many = [str(number) for number in range(8)]
    assert listed(many) == '"0", "1", "2", "3", "4" and 3 more'
    assert listed(many, "or") == '"0", "1", "2", "3", "4" or 3 more'
    assert listed(["a"], "or") == '"a"'


def test_one_reply_of_one_rule() -> None:
    """The rule must be the one that wrote it."""
    expected = Expected(rule="问好", replies=(Wanted("问好", Words(contains=("小明",))),))
    assert expected.fit(["问好"], [HI])
    assert not expected.fit(["其他"], [Happened("其他", HI.text)])
    assert not expected.fit(["问好"], [])
    assert not expected.fit(["问好"], [HI, HI])
    assert str(expected) == 'rule "问好" to reply a text with "小明"'


def test_several_replies_in_order() -> None:
    """Each in its place, and no more than these."""
    a, b = Happened("r", "a"), Happened("s", "b")
    expected = Expected(replies=(Wanted(None, Words(equals="a")), Wanted("s")))
    assert expected.fit(["r", "s"], [a, b])
    assert not expected.fit(["r", "s"], [b, a])
    assert not expected.fit(["r", "s"], [a, b, b])
    assert not expected.fit(["r"], [a, Happened("r", "b")])
    assert expected.rules == ("s",)
    assert str(expected) == '"a", then any reply from rule "s"'


def test_the_rule_alone() -> None:
    """Whatever it replies, even nothing."""
    expected = Expected(rule="问好")
    assert expected.fit(["其他", "问好"], [HI])
    assert expected.fit(["问好"], [])
    assert not expected.fit([], [])
    assert str(expected) == 'rule "问好" to have it'


def test_nothing() -> None:
    """No reply, whoever has it; or a certain rule that says nothing; or no rule at all."""
    nothing = Expected(replies=())
    assert nothing.fit(["广告"], [])
    assert not nothing.fit(["问好"], [HI])
    silent = Expected(rule="广告", replies=())
    assert silent.fit(["广告"], [])
    assert not silent.fit([], [])
    nobody = Expected(no_rule=True)
    assert nobody.fit([], [])
    assert not nobody.fit(["广告"], [])
    assert [str(nothing), str(silent), str(nobody)] == [
        "nothing",
        'rule "广告" to have it and reply nothing',
        "no rule to have it",
    ]
    assert str(Expected(no_rule=True, replies=())) == "no rule to have it and reply nothing"
