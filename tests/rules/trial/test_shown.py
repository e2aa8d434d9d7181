"""A failed test as lines for a person, and as a fault with its place."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.trial.shown import Kind, as_fault, failed, lines_of
from responder.rules.trial.trial import Failure, Result, Spot, Step, Trial
from tests.rules.trial.trialkit import played, shop

SPOT = Spot("rules.yaml", 7, 9, "  - {from: 小明, says: 你好}")
STEP = Step(2, SPOT, '小明 says "你好"', "t")


def result(
    wanted: str, got: str, *, why: tuple[str, ...] = (), near: tuple[str, ...] = ()
) -> Result:
    """A test that failed on its second step."""
    expected, happened = f'"{wanted}"', f'"{got}"'
    failure = Failure(STEP, expected, happened, why, near, wanted=wanted, replies=(got,))
    return Result(Trial("问好", Spot("rules.yaml", 5, 5), 0.0, (STEP,)), failure)


def shown(one: Result) -> list[str]:
    """The lines of a failed test."""
    return [line.text for line in lines_of(one)]


def test_where_what_expected_and_got() -> None:
    """An editor finds the step by the first line, a person reads the others."""
    assert shown(result("您好", "再见", why=("rule a rests",), near=("rule b: chat: x",))) == [
        'rules.yaml:7:9: test "问好", step 2: 小明 says "你好"',
        '    expected: "您好"',
        '         got: "再见"',
        "     because: rule a rests",
        "        near: rule b: chat: x",
    ]
    kinds = [line.kind for line in lines_of(result("您好", "再见"))]
    assert kinds == [Kind.WHERE, Kind.EXPECTED, Kind.GOT]


def test_nothing_is_said_twice() -> None:
    """What happened may say why, and then that is enough."""
    why = ("rule a fails", "rule b rests")
    one = result("您好", "nothing, for rule a fails", why=why)
    assert [line for line in shown(one) if "rule a fails" in line] == shown(one)[2:3]
    assert shown(one)[-1] == "     because: rule b rests"
    assert as_fault(one).hint == "rule b rests"


def test_long_texts_are_shown_where_they_part() -> None:
    """With a caret below the first letter that differs."""
    lines = shown(result("a" * 100 + "b" + "c" * 9, "a" * 100 + "x" + "c" * 9))
    wanted, got, caret = lines[-3:]
    assert wanted.endswith("…" + "a" * 30 + "b" + "c" * 9)
    assert got.endswith("…" + "a" * 30 + "x" + "c" * 9)
    assert wanted[caret.index("^")] == "b"


def test_several_lines_are_set_against_each_other() -> None:
    """From the last line in common on, with the signs everybody knows."""
    lines = shown(result("a\nb\nc\nd", "a\nb\nx\nd"))
    assert lines[-5:] == [
        "    Line by line, from line 2 (- expected, + got):",
        "        b",
        "      - c",
        "      + x",
        "        d",
    ]


def test_a_reply_of_a_hundred_lines_does_not_flood() -> None:
    """Only so many lines are compared."""
    many = "\n".join(map(str, range(1_000)))
    assert len(shown(result(many, many.replace("\n", "\nx")))) < 80


@given(st.text(max_size=150), st.text(max_size=150))
def test_any_two_texts_can_be_shown(wanted: str, got: str) -> None:
    """No control character reaches the terminal, and every line is one line."""
    for line in shown(result(wanted, got))[3:]:
        assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_a_failed_test_is_a_fault_of_its_file() -> None:
    """With place, source line, and one sentence for expected and got."""
    fault = as_fault(result("您好", "再见", why=("rule a rests",)))
    assert fault.headline == ('rules.yaml:7:9: test "问好", step 2: expected "您好", got "再见"')
    assert (fault.hint, fault.source_line) == ("rule a rests", SPOT.source_line)


def test_all_failed_tests_of_a_file() -> None:
    """Those that passed are not among them."""
    made = shop(
        "- {name: good, steps: [{from: x, says: 你好, expect: 您好！}]}\n"
        "- {name: bad, steps: [{from: x, says: 你好, expect: z}]}\n"
    )
    (fault,) = failed(made, made.trials)
    assert fault.field == 'test "bad", step 1'


def test_a_test_that_passed_has_nothing_to_show() -> None:
    """Whoever asks has not looked."""
    with pytest.raises(ValueError, match="nothing to show"):
        list(lines_of(played("[{from: a, says: 你好, expect: 您好！}]")))
