"""The rule files and messages that measurements use."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.bench.corpus import (
    MESSAGE_CHARS,
    RARE,
    SHARES,
    Kind,
    Made,
    made_rules,
    messages,
    rule_file,
    stuffed,
)
from tests.rules.rulekit import tree

FORMS = (r"{0}\s*(?P<id>\d{{4,}})", r"我叫(\w+){0}", r"{0}.*{1}", r"({0}|{1})怎么卖")


def _takes(made: Made, text: str) -> bool:
    """What the condition of a rule means, said once more."""
    if made.kind is Kind.EQUALS:
        return text in made.words
    if made.kind is Kind.STARTS_WITH:
        return text.startswith(made.words[0])
    if made.kind is Kind.CONTAINS:
        return any(word in text for word in made.words)
    return re.search(FORMS[made.form].format(*made.words), text) is not None


def test_same_arguments_give_the_same_text() -> None:
    """Figures of two days can be compared; another seed is another file."""
    assert rule_file(50, seed=3) == rule_file(50, seed=3)
    assert messages(50, 20, seed=3) == messages(50, 20, seed=3)
    assert rule_file(50, seed=3) != rule_file(50, seed=4)


def test_larger_file_begins_like_a_smaller_one() -> None:
    """Sizes differ in nothing but size."""
    assert rule_file(60).startswith(rule_file(50))


def test_shares_of_conditions() -> None:
    """The mix is the one that the figures are promised for."""
    counts = Counter(made.kind for made in made_rules(4_000, 1))
    for kind, share in SHARES.items():
        assert counts[kind] / 4_000 == pytest.approx(share, abs=0.03)


def test_file_is_yaml_of_so_many_rules() -> None:
    """Every text survives being written, with and without the younger key."""
    for prefixes in (True, False):
        text = rule_file(300, prefixes=prefixes)
        assert tree(text).line == 1
        assert text.count("- name: ") == 300
        assert ("starts_with" in text) is prefixes


def test_seven_of_ten_messages_match_nothing() -> None:
    """The others match the rules they were made for."""
    known = made_rules(300, 1)
    texts = messages(300, 1_000)
    matching = sum(any(_takes(made, text) for made in known) for text in texts)
    assert matching / len(texts) == pytest.approx(0.3, abs=0.05)


def test_messages_are_of_usual_length() -> None:
    """Ten to five hundred characters."""
    lengths = [len(text) for text in messages(300, 1_000)]
    assert MESSAGE_CHARS[0] <= min(lengths)
    assert max(lengths) <= MESSAGE_CHARS[1]


def test_every_word_has_a_rare_character() -> None:
    """That is why ordinary text matches nothing."""
    rare = set(RARE)
    assert all(rare.intersection(word) for made in made_rules(500, 1) for word in made.words)


def test_stuffed_message_matches_at_its_end_alone() -> None:
    """It names many rules in vain before the one that has it."""
    known = made_rules(300, 1)
    text = stuffed(300)
    assert len(text) == MESSAGE_CHARS[1]
    taking = [made for made in known if _takes(made, text)]
    assert all(made.kind is not Kind.REGEX or made.form == 2 for made in taking)
    assert any(made.kind is Kind.CONTAINS for made in taking)
    named = sum(made.words[0] in text for made in known if made.kind is Kind.REGEX)
    assert named > 20
