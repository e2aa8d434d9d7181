"""An index over rules."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from responder.models import ChatKind, EventKind
from responder.rules.index.choice import SHARED_MIN
from responder.rules.index.entries import OPEN, SHUT, Entry, Gate
from responder.rules.index.index import Index
from responder.rules.needs import How
from responder.rules.subject import TEXT_CHARS_MAX, Subject, subject_of
from responder.rules.text.folding import Folding, FoldStep
from responder.rules.text.nested import HEAD_CHARS_MAX
from tests.rules.index.indexkit import any_of, entry, part, taking
from tests.rules.rulekit import ANN, BOB, CLIENTS, says

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.needs import Key

CASES = 20_000
"""How many random messages are looked up in random indexes."""

PIECES = (
    *(
        "价",
        "格",
        "价格",
        "微",
        "笑",
        "小店",
        "a",
        "A",
        "ab",
        "1",
        "１",
        " ",
        "，",
        "價",
        "é",
        "<",
        "",
    ),
    *("[微笑]", "[Smile]", "/::)", "@小店 ", "@小店", "e\u0301", "店", "b"),
    *("價", "價", "價格"),
)
GATES = (
    *(OPEN, OPEN, OPEN, SHUT),
    Gate(frozenset({EventKind.MESSAGE}), frozenset({ChatKind.PRIVATE}), frozenset()),
    Gate(frozenset({EventKind.MESSAGE}), frozenset({ChatKind.GROUP}), frozenset({ChatKind.GROUP})),
)


def _said(text: str, **kwargs: object) -> Subject:
    return subject_of(says(text, **kwargs))  # type: ignore[arg-type]  # as `says` takes them


def _found(index: Index, text: str) -> list[int]:
    return list(index.candidates(_said(text)))


def test_each_way_of_having_a_text_is_found() -> None:
    """Whole texts, beginnings and parts, folded or as they were written, and names."""
    index = Index.build(
        [
            entry(any_of(How.WHOLE, "价格")),
            entry(any_of(How.START, "价格")),
            entry(part("格")),
            entry(any_of(How.RAW_WHOLE, "VIP")),
            entry(any_of(How.RAW_START, "VIP")),
            entry(any_of(How.RAW_PART, "VI")),
            entry(any_of(How.CASELESS_PART, "vi")),
            entry(any_of(How.SENDER, "Bob")),
            entry(any_of(How.GROUP, "客户群")),
        ],
        Folding(),
    )
    assert _found(index, "价格") == [0, 1, 2]
    assert _found(index, "价格表") == [1, 2]
    assert _found(index, "VIP") == [3, 4, 5, 6]
    assert _found(index, "a VIP") == [5, 6]
    assert _found(index, "vip") == [6]
    assert list(index.candidates(_said("好", sender=BOB))) == [7]
    assert list(index.candidates(_said("好", group=CLIENTS))) == [8]


@pytest.mark.parametrize("text", ["ſs", "STRASSE", "straße", "ﬂuss", "ẞ"])
def test_letters_without_capitals_are_more_than_small_ones(text: str) -> None:
    """What has other letters instead of capitals is found too, where nothing is folded."""
    index = Index.build([entry(any_of(How.CASELESS_PART, "ss"))], Folding(frozenset()))
    assert list(index.candidates(subject_of(says(text), Folding(frozenset())))) == [0]


def test_candidates_stand_in_the_order_of_the_file() -> None:
    """Rules without needs take their places among the others."""
    index = Index.build([entry(part("b")), entry(), entry(part("a")), entry(part("b", "c"))])
    assert _found(index, "ab") == [0, 1, 2, 3]
    assert _found(index, "a") == [1, 2]
    assert _found(index, "好") == [1]


def test_a_rule_is_a_candidate_once() -> None:
    """However many of its words a message has."""
    index = Index.build([entry(part("a", "b", "ab"))])
    assert _found(index, "abab") == [0]


def test_events_that_no_rule_takes_are_not_looked_at() -> None:
    """The kind of chat decides before the text does."""
    private = GATES[4]
    index = Index.build([entry(part("价格"), gate=private), entry(gate=private)])
    assert _found(index, "价格") == [0, 1]
    assert list(index.candidates(_said("价格", group=CLIENTS))) == []
    assert list(index.candidates(_said("价格", from_me=True))) == []
    assert list(Index.build([]).candidates(_said("价格"))) == []


def test_rules_without_needs_are_parted_by_gate() -> None:
    """In a private chat the rules for groups are no candidates."""
    index = Index.build([entry(gate=GATES[4]), entry(gate=GATES[5]), entry(gate=SHUT), entry()])
    assert _found(index, "好") == [0, 3]
    assert list(index.candidates(_said("好", group=CLIENTS))) == [1, 3]


def test_shared_words_do_not_make_candidates() -> None:
    """Of a hundred rules with one word in common only the one with the other word is looked at."""
    rules = [entry(part("多少钱"), part(f"{number}号")) for number in range(100, 200)]
    lonely = entry(part("多少钱"))
    index = Index.build([*rules, lonely])
    assert _found(index, "150号多少钱") == [50, 100]
    assert _found(index, "多少钱") == [100]
    assert _found(index, "150号") == [50]


def test_shared_words_by_one_sender() -> None:
    """A name may be the other half of a pair."""
    common = [
        entry(part("多少钱"), any_of(How.SENDER, "小明" if even else "Bob")) for even in (1, 0)
    ]
    index = Index.build(common * SHARED_MIN)
    assert list(index.candidates(_said("多少钱", sender=ANN))) == list(range(0, 16, 2))
    assert list(index.candidates(_said("多少钱", sender=BOB))) == list(range(1, 16, 2))


def test_a_message_of_nested_keywords_is_bounded() -> None:
    """Keywords within keywords are looked for only so far, so a place has only so many."""
    nested = [entry(part("a" * length)) for length in range(1, 200)]
    index = Index.build(nested)
    hits = index.find("a" * TEXT_CHARS_MAX)
    assert len(hits) <= TEXT_CHARS_MAX * HEAD_CHARS_MAX
    assert _found(index, "a" * 300) == list(range(199))
    assert _found(index, "aa") == [0, 1]


def test_a_message_of_all_keywords_is_answered() -> None:
    """A message stuffed with keywords finds all their rules, in order."""
    words = [f"词{number}号" for number in range(100)]
    index = Index.build([entry(part(word)) for word in words])
    assert _found(index, "".join(reversed(words))) == list(range(100))


@pytest.mark.parametrize("text", ["\ud83d价格", "价格\udfff", "\x00价格\x01"])
def test_no_message_makes_it_fail(text: str) -> None:
    """Halves of surrogate pairs and control characters are looked at like others."""
    index = Index.build([entry(part("价格")), entry(any_of(How.CASELESS_PART, "x"))])
    subject = _said("")
    broken = Subject(subject.event, text, text, subject.senders, subject.groups)
    assert list(index.candidates(broken)) == [0]


def test_what_folding_cuts_off_is_still_found() -> None:
    """A literal of a pattern at the end of a text that folding lengthened too far is not lost."""
    index = Index.build([entry(any_of(How.RAW_PART, "价格"))], Folding())
    text = "㍿" * (TEXT_CHARS_MAX - 2) + "价格"
    subject = subject_of(says(text), Folding())
    assert "价格" not in subject.folded
    assert list(index.candidates(subject)) == [0]


def test_the_plain_text_alone_is_looked_at_where_that_is_enough() -> None:
    """Patterns of Han characters are found in the folded text, so there is one pass, not two."""
    index = Index.build([entry(any_of(How.RAW_PART, "价格"))], Folding())
    assert index.leaning
    assert not index.raw
    seen = _Seen()
    object.__setattr__(index, "find", seen)
    index.candidates(subject_of(says("Ａ价格")))
    index.candidates(subject_of(says("[Smile]")))
    assert seen == ["a价格", "[微笑]", "[Smile]"]


class _Seen(list[str]):
    """Remembers the texts that are looked at."""

    def __call__(self, text: str) -> list[int]:
        """Finds nothing."""
        self.append(text)
        return []


def test_index_has_all_that_the_plain_loop_has() -> None:
    """On 20,000 random messages no rule is missing whose needs are met, whatever steps fold."""
    rng = random.Random(3)
    for _ in range(CASES // 40):
        folding = Folding(frozenset(step for step in FoldStep if rng.random() < 0.7))
        entries = [_entry(rng, folding) for _ in range(rng.randint(1, 12))]
        entries *= rng.choice([1, 1, SHARED_MIN])
        index = Index.build(entries, rng.choice([folding, folding, None]))
        for _ in range(40):
            subject = subject_of(_message(rng, entries), folding)
            found = index.candidates(subject)
            assert list(found) == sorted(set(found))
            assert set(taking(entries, subject)) <= set(found), (entries, subject.text, folding)


def _entry(rng: random.Random, folding: Folding) -> Entry:
    clauses = (
        tuple(_key(rng, folding) for _ in range(rng.choice([0, 1, 1, 1, 2, 3])))
        for _ in range(rng.choice([0, 1, 1, 2, 3]))
    )
    return entry(*clauses, gate=rng.choice(GATES))


def _key(rng: random.Random, folding: Folding) -> Key:
    how = rng.choice(list(How))
    if how in {How.SENDER, How.GROUP}:
        return (how, rng.choice(["小明", "客户群", "老王"]))
    text = _text(rng)
    if how in {How.WHOLE, How.START, How.PART}:
        return (how, folding.fold(text))
    return (how, text.casefold() if how is How.CASELESS_PART else text)


def _message(rng: random.Random, entries: list[Entry]) -> Event:
    """A message that often has what a rule needs."""
    text = _text(rng)
    for clause in rng.choice(entries).needs:
        if clause and rng.random() < 0.7:
            wanted = rng.choice(clause)[1]
            text = rng.choice([text + wanted, wanted + text, wanted])
    group = CLIENTS if rng.random() < 0.3 else None
    return says(text, group=group, mentioned=rng.random() < 0.5, from_me=rng.random() < 0.2)


def _text(rng: random.Random) -> str:
    return "".join(rng.choices(PIECES, k=rng.randint(0, 4)))


def _others(entries: list[Entry], *numbers: int) -> dict[int, set[int]]:
    """What stands under the first key of each clause of some rules."""
    keys = [(number, clause[0]) for number in numbers for clause in entries[number].needs]
    found = Index.build(entries, Folding()).others(keys)
    return {number: set().union(*lists) for number, lists in found.items()}


def test_others_stand_in_what_a_rule_asks_for() -> None:
    """Rules of which a part is in the text; one that finds only itself is not there."""
    entries = [entry(part("价格")), entry(part("价格表")), entry(part("退")), entry(part("价格"))]
    assert _others(entries, 1, 2) == {1: {0, 3}}
    assert _others(entries, 0) == {0: {0, 3}}
    assert _others(entries[:3], 0, 1) == {1: {0}}


def test_others_are_told_by_whole_names() -> None:
    """A name is found as such alone, and is no text in which parts could stand."""
    bob, bobby = (any_of(How.SENDER, name) for name in ("Bob", "Bobby"))
    entries = [entry(bob), entry(bobby), entry(bob), entry(part("Bob"))]
    assert _others(entries, 0, 1, 2, 3) == {0: {0, 2}, 2: {0, 2}}
    assert _others(entries[1:], 0, 2) == {}


def test_others_may_need_something_else_too() -> None:
    """Those that are listed under two keys are found by the first, whatever the second is."""
    pairs = [entry(part("甲乙"), part(second)) for second in ("丙丁", "戊己") for _ in range(4)]
    common = [entry(part(second)) for second in ("丙丁", "戊己") for _ in range(20)]
    entries = [*pairs, *common, entry(part("甲乙庚"))]
    assert _others(entries, 48) == {48: {*range(8)}}


def test_others_of_more_keys_than_are_looked_up_at_once() -> None:
    """None is left out where one part ends and the next begins."""
    entries = [entry(part(f"甲{n % 1_500}乙")) for n in range(3_000)]
    found = _others(entries, *range(3_000))
    assert found == {n: {n % 1_500, n % 1_500 + 1_500} for n in range(3_000)}
