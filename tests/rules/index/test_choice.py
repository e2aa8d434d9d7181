"""By which of its needs a rule is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules.index.choice import (
    CASELESS,
    LEANING,
    PAIRS_MAX,
    RAW,
    SHARED_MIN,
    Chooser,
    Place,
)
from responder.rules.needs import How
from responder.rules.text.folding import Folding
from responder.rules.text.nested import HEAD_CHARS_MAX
from tests.rules.index.indexkit import any_of, part

if TYPE_CHECKING:
    from responder.rules.index.choice import Listing, Marks
    from responder.rules.needs import Clause, Needs


def _chosen(*rules: Needs, folding: Folding | None = None) -> tuple[Chooser, list[Listing]]:
    chooser = Chooser(folding)
    for needs in rules:
        chooser.add(needs)
    return chooser, list(chooser.listings())


def _texts(chooser: Chooser, marks: Marks | None) -> set[str]:
    texts = {mark: text for known in chooser.marks for text, mark in known.items()}
    return {texts[mark] for mark in marks or ()}


def _first(*clauses: Clause) -> set[str]:
    """What a single rule is listed under."""
    chooser, ((first, _),) = _chosen(clauses)
    return _texts(chooser, first)


def test_every_alternative_is_listed() -> None:
    """A rule that is content with one of three words stands under each."""
    assert _first(part("价格", "报价", "多少钱")) == {"价格", "报价", "多少钱"}


def test_the_rarest_clause_is_chosen() -> None:
    """Longer is rarer than shorter, one word than several, the whole than a part."""
    assert _first(part("价"), part("多少钱")) == {"多少钱"}
    assert _first(part("价格", "报价"), part("优惠")) == {"优惠"}
    assert _first(part("价格"), any_of(How.WHOLE, "价格")) == {"价格"}
    assert _first(part("价格"), any_of(How.START, "请问")) == {"请问"}
    assert _first(any_of(How.SENDER, "老王"), part("价")) == {"老王"}
    assert _first(any_of(How.SENDER, "老王"), part("多少钱")) == {"多少钱"}


def test_what_many_rules_ask_for_is_common() -> None:
    """Of two words of one length the one that no other rule has is chosen."""
    common = [(part("请问"), part(f"第{number}")) for number in "一二三"]
    chooser, listings = _chosen(*common)
    assert [_texts(chooser, first) for first, _ in listings] == [{"第一"}, {"第二"}, {"第三"}]


def test_rules_without_needs_are_listed_nowhere() -> None:
    """Nothing known says always; a clause without alternatives says never."""
    _, listings = _chosen((), ((),), (part(""),), (any_of(How.START, ""),))
    assert listings == [(None, None), ((), None), (None, None), (None, None)]
    _, ((first, _),) = _chosen((any_of(How.WHOLE, ""),))
    assert first == (0,)


def test_shared_words_are_paired() -> None:
    """Where many rules have one word, a second one tells them apart, if they have it."""
    _, listings = _chosen(*[(part("多少钱一斤"), part("号")) for _ in range(SHARED_MIN - 1)])
    assert all(second is None for _, second in listings)
    _, listings = _chosen(*[(part("多少钱一斤"),)] * SHARED_MIN)
    assert all(second is None for _, second in listings)
    chooser, listings = _chosen(*[(part("多少钱一斤"), part("号")) for _ in range(SHARED_MIN)])
    assert all(_texts(chooser, first) == {"多少钱一斤"} for first, _ in listings)
    assert all(_texts(chooser, second) == {"号"} for _, second in listings)


def test_pairs_are_bounded() -> None:
    """Two long lists of words are not multiplied."""
    many = part(*(f"第{number:03}种水果" for number in range(PAIRS_MAX)))
    _, listings = _chosen(*[(many, part("斤", "两"))] * SHARED_MIN)
    assert all(second is None for _, second in listings)


def test_a_key_is_no_partner_of_its_own() -> None:
    """Two clauses with a common key are not a pair: that key alone meets both."""
    rule = part("多少钱一斤", "怎么卖"), part("多少钱一斤", "价")
    _, listings = _chosen(*[rule] * SHARED_MIN)
    assert all(second is None for _, second in listings)


def test_literals_are_cut() -> None:
    """The beginning of a long literal is looked for, a whole text is not cut."""
    long = "长" * 100
    assert _first(part(long)) == {long[:HEAD_CHARS_MAX]}
    assert _first(any_of(How.START, long)) == {long[:HEAD_CHARS_MAX]}
    assert _first(any_of(How.WHOLE, long)) == {long}


@pytest.mark.parametrize(
    ("how", "text", "folding", "place", "view"),
    [
        (How.PART, "价格", Folding(), Place.PART, 0),
        (How.WHOLE, "价格", Folding(), Place.WHOLE, 0),
        (How.RAW_PART, "价格", Folding(), Place.PART, LEANING),
        (How.RAW_PART, "价格", None, Place.PART, RAW),
        (How.RAW_PART, "VIP", Folding(), Place.PART, RAW),
        (How.RAW_WHOLE, "价格", Folding(), Place.WHOLE, LEANING),
        (How.RAW_START, "/help", Folding(), Place.START, RAW),
        (How.CASELESS_PART, "vip", Folding(), Place.PART, CASELESS),
        (How.SENDER, "老王", Folding(), Place.NAME, 0),
        (How.GROUP, "客户群", Folding(), Place.NAME, 0),
    ],
)
def test_views(how: How, text: str, folding: Folding | None, place: Place, view: int) -> None:
    """Each key says where it is looked up, and which texts have to be looked at for it."""
    chooser, _ = _chosen((any_of(how, text),), folding=folding)
    assert {where: list(known) for where, known in enumerate(chooser.marks) if known} == {
        place: [text]
    }
    assert chooser.views == [view]


def test_views_share_what_is_looked_for() -> None:
    """A text that is asked for in several ways has one mark, which knows all of them."""
    chooser, _ = _chosen((part("vip"),), (any_of(How.CASELESS_PART, "vip"),))
    assert [len(known) for known in chooser.marks if known] == [1]
    assert chooser.views == [CASELESS]
