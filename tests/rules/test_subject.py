"""An event prepared for matching."""

from __future__ import annotations

from responder.models import Group, Person
from responder.rules.subject import NAME_CHARS_MAX, TEXT_CHARS_MAX, subject_of, text_of
from responder.rules.work import Work
from tests.hang import must_end
from tests.rules.rulekit import CLIENTS, says


def test_subject_has_both_forms() -> None:
    """The text as written for patterns, the folded one without my mention for comparing."""
    subject = subject_of(says("@小店\u2005 ＯＫ ", mentioned=True))
    assert subject.text == "@小店\u2005 ＯＫ "
    assert subject.folded == "ok"


def test_a_call_in_private_is_taken_out_without_being_told() -> None:
    """Nobody else can be meant; a command and what stands beside a keyword are read without it."""
    subject = subject_of(says("@小店 /A B"))
    assert subject.folded == "/a b"
    assert [word.text for word in subject.words.first(3)] == ["/A", "B"]
    assert subject.spelling.behind("/a") == "B"


def test_a_call_for_somebody_else_stays() -> None:
    """`@小店 二号` calls another member: what was not found to mention me is not taken out."""
    subject = subject_of(says("@小店 二号\u2005价格", group=CLIENTS))
    assert subject.folded.startswith("@小店 二号")


def test_text_is_bounded() -> None:
    """Only so much of a message is looked at."""
    assert text_of(says("x" * 100_000)) == "x" * TEXT_CHARS_MAX


def test_half_surrogates_are_replaced() -> None:
    """Broken emoji can not make an encoder fail later."""
    assert text_of(says("a\ud83db")) == "a\ufffdb"
    assert text_of(says("\ud83d\ude00")) == "😀"


def test_worst_text_is_prepared_quickly() -> None:
    """Combining marks, which make NFKC slow, take a fraction of a second (generous here)."""
    with must_end():
        subject_of(says("\u0301" * (TEXT_CHARS_MAX // 2) + "\u0323" * (TEXT_CHARS_MAX // 2)))
        subject_of(says("\ufdfa" * TEXT_CHARS_MAX))
        subject_of(says("@" * TEXT_CHARS_MAX))


def test_folded_text_is_bounded_too() -> None:
    """A character that folding makes eighteen of can not multiply the work of every rule."""
    assert len(subject_of(says("\ufdfa" * TEXT_CHARS_MAX)).folded) == TEXT_CHARS_MAX


def test_names_are_bounded_and_encodable() -> None:
    """A stranger's endless or broken name is as harmless as such a text."""
    known_as = frozenset({"x" * 100_000, "\ud800"})
    subject = subject_of(says("a", sender=Person("p", "p", known_as=known_as)))
    assert subject.senders == {"x" * NAME_CHARS_MAX, "\ufffd"}
    assert subject.groups == frozenset()
    group = Group("g", "g", known_as=frozenset({"\udc00"}))
    assert subject_of(says("a", group=group)).groups == {"\ufffd"}


def test_what_rules_share_is_made_once() -> None:
    """The bytes, words, spelling and views of a message, whoever pays."""
    subject = subject_of(says("/a Ｂ"))
    spelling, words, views = subject.spelling, subject.words, subject.views
    other = subject.paid_by(Work(1))
    assert other.spelling is spelling is subject.spelling
    assert other.words is words
    assert other.views is views
    assert (other.deciding, subject.deciding) == (Work(1), Work())
    assert (subject.encoded, subject.length) == ("/a Ｂ".encode(), 4)
