"""Faults as data and as readable blocks."""

from __future__ import annotations

import dataclasses

import pytest

from responder.errors import ResponderError, RuleFileError
from responder.rules.reading.faults import (
    FAULTS_MAX,
    FAULTS_SHOWN_MAX,
    Fault,
    RuleFaults,
    did_you_mean,
    way_out,
)


def _fault(line: int = 3, column: int = 5, message: str = "expected a, got b") -> Fault:
    return Fault(line, column, "rules.yaml", "报价", "when.text", message, "try c", "    when: b")


def test_block_names_place_rule_field_line_and_way_out() -> None:
    """A block has headline, source line, caret and hint."""
    assert str(_fault()) == (
        'rules.yaml:3:5: rule "报价": when.text: expected a, got b\n'
        "        when: b\n"
        "        ^\n"
        "  try c"
    )


def test_block_leaves_out_what_is_not_known() -> None:
    """Without rule, field, line and hint only place and message are left."""
    assert str(Fault(1, 1, "r.yaml", None, "", "expected rules")) == "r.yaml:1:1: expected rules"


def test_name_of_a_rule_can_not_break_the_headline() -> None:
    """A line end in a name is escaped."""
    assert "\n" not in Fault(1, 1, "r", "a\nb", "name", "expected a name").headline


def test_error_reports_in_the_order_of_the_file() -> None:
    """Faults are sorted by place, and one found twice is reported once."""
    late, early = _fault(line=9), _fault(line=2)
    error = RuleFaults([late, early, late])
    assert error.details == (early, late)
    assert error.faults == (str(early), str(late))


def test_error_is_a_rule_file_error() -> None:
    """Callers catch the error of the tree and print it."""
    error = RuleFaults([_fault()])
    assert isinstance(error, RuleFileError)
    assert isinstance(error, ResponderError)
    assert str(error) == str(_fault())


def test_error_shows_a_bounded_number() -> None:
    """A hopeless file prints so many faults and counts the rest; the data has all of them."""
    error = RuleFaults(_fault(line=line) for line in range(1, FAULTS_SHOWN_MAX + 8))
    assert len(error.faults) == FAULTS_SHOWN_MAX + 1
    assert error.faults[-1] == "… and 7 more faults"
    assert len(error.details) == FAULTS_SHOWN_MAX + 7


@pytest.mark.parametrize(
    ("word", "meant"),
    [("contain", "contains"), ("CONTAINS", "contains"), ("regx", "regex")],
)
def test_similar_word_is_suggested(word: str, meant: str) -> None:
    """A slip of the finger or of the shift key finds the word that was meant."""
    assert did_you_mean(word, ["equals", "contains", "regex"]) == f'did you mean "{meant}"?'


@pytest.mark.parametrize("word", ["", "xyz", "c" * 10_000])
def test_nothing_similar_suggests_nothing(word: str) -> None:
    """An unrelated or endless word gets no suggestion."""
    assert did_you_mean(word, ["equals", "contains"]) == ""


def test_way_out_lists_the_words_when_none_is_similar() -> None:
    """Without a suggestion the right words are listed."""
    assert way_out("zzz", ["a", "b"]) == "known here: a, b"
    assert way_out("zzz", []) == ""
    assert way_out("equal", ["equals"]) == 'did you mean "equals"?'


def test_faults_of_one_place_in_and_outside_of_named_rules() -> None:
    """An alias can put one fault into a rule with a name and into one without."""
    unnamed = dataclasses.replace(_fault(), rule=None)
    assert RuleFaults([_fault(), unnamed]).details == (_fault(), unnamed)


def test_count_says_when_it_may_be_more() -> None:
    """Where looking ended at the bound, the count is a lower one."""
    error = RuleFaults(_fault(line=line) for line in range(1, FAULTS_MAX + 1))
    assert error.faults[-1] == f"… and at least {FAULTS_MAX - FAULTS_SHOWN_MAX} more faults"


def test_files_are_reported_in_their_order() -> None:
    """Faults are sorted by file first, then by place."""
    third = dataclasses.replace(_fault(line=1), order=2, file="a.yaml")
    first = dataclasses.replace(_fault(line=9), order=0, file="z.yaml")
    second = dataclasses.replace(_fault(line=1), order=1, file="m.yaml")
    assert RuleFaults([third, first, second]).details == (first, second, third)
