"""Rules from spreadsheets and keyword files: they load, and answer as their entries say."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook  # type: ignore[import-untyped]  # it ships no types

from responder.errors import RuleFileError
from responder.rules.importing import (
    Became,
    Imported,
    UnknownFormError,
    import_keywords,
    import_table,
)
from tests.rules.rulekit import rules, says, texts

FAQ = """\
问题,答案
价格|多少钱,3500 元
你们周末几点开门营业呢请问,9 点到 18 点
价格,4000 元
,没有问题
地址,
"""


def table(text: str = FAQ) -> Imported:
    """What becomes of a CSV file."""
    return import_table("faq.csv", text.encode())


def keywords(entries: object) -> Imported:
    """What becomes of a keyword file."""
    return import_keywords("keyword.json", json.dumps({"keyword": entries}).encode())


def became(found: Imported) -> list[str]:
    """In the order of the entries."""
    return [one.became.value for one in found.entries]


def test_rows_become_rules() -> None:
    """Short questions are contained, long ones alike; what can not be says why and where."""
    found = table()
    assert became(found) == ["converted", "approximated", *["not convertible"] * 3]
    made = rules(found.text)
    assert texts(made, says("请问多少钱？")) == ["3500 元"]
    assert texts(made, says("你们周末几点开门营业呢？请问")) == ["9 点到 18 点"]
    assert texts(made, says("地址")) == []
    assert [(one.place, one.why) for one in found.entries[2:]] == [
        ("row 4", "the question stands in row 2 already, which would always win"),
        ("row 5", "it has no question"),
        ("row 6", "it has no answer that is a text"),
    ]


@pytest.mark.parametrize("head", ["answer,Question", "备注,回复,关键词", "a,q"])
def test_columns_are_known_by_their_names(head: str) -> None:
    """In any order, among others, in both languages."""
    row = "?,九点,几点" if head.count(",") > 1 else "九点,几点"
    assert texts(rules(table(f"{head}\n{row}\n").text), says("几点")) == ["九点"]


def test_two_columns_without_names_are_a_pair() -> None:
    """That is said; anything else is refused with what is expected."""
    found = table("几点,九点\n地址,人民路\n")
    assert texts(rules(found.text), says("地址")) == ["人民路"]
    assert len(found.remarks) == 2
    for wrong in ("a,b,c\n", "问题,别的\n", ""):
        with pytest.raises(UnknownFormError, match="expected"):
            table(wrong)
    with pytest.raises(RuleFileError):
        import_table("faq.xlsx", b"no sheet")


def test_keywords_are_whole_messages() -> None:
    """As they were; what is sent as a picture or file is not convertible."""
    found = keywords({"你好": "您好", "图": "https://a/b.png", "网址": "https://a/", "n": 7})
    assert became(found) == ["converted", "not convertible", "converted", "not convertible"]
    made = rules(found.text)
    assert texts(made, says("你好")) == ["您好"]
    assert texts(made, says("你好吗")) == []
    assert texts(made, says("网址")) == ["https://a/"]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"keyword": 7}', b"\xff", b"{}", b"[" * 99_999])
def test_what_is_no_keyword_file_is_refused(data: bytes) -> None:
    """With an example of one."""
    with pytest.raises(UnknownFormError, match=r"keyword\.json: expected"):
        import_keywords("keyword.json", data)


def test_an_answer_is_sent_as_it_is() -> None:
    """Braces of a template are none, and neither quotes nor colons of YAML count."""
    for answer in ("{{ sender.name }}", "{% if x %}", "{# #}", 'a: "b" # c', "two\nlines", "yes"):
        found = keywords({"x": answer})
        assert became(found) == ["converted"], answer
        assert texts(rules(found.text), says("x")) == [answer]


def test_what_would_be_a_fault_is_no_rule() -> None:
    """The fault is told instead."""
    (one,) = keywords({"x" * 5000: "y"}).entries
    assert one.became in Became
    (two,) = keywords({"x": "y" * 100_000}).entries
    assert two.became is Became.REFUSED
    assert two.why


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=4))
def test_whatever_comes_out_loads(entries: dict[str, str]) -> None:
    """And every entry has an end."""
    found = keywords(entries)
    assert len(found.entries) == len(entries)
    if found.text:
        assert len(rules(found.text).rules) == found.count(Became.CONVERTED)


def test_a_formula_without_a_result_says_so() -> None:
    """A program that is no spreadsheet has written it; it is no text that could be sent."""
    book = Workbook()
    for row in (["问题", "答案"], ["价格", "=1+1"], ["=A2", "x"], ["地址", 3500]):
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    found = import_table("faq.xlsx", data.getvalue())
    assert became(found) == ["not convertible", "not convertible", "converted"]
    assert "has no result in the file" in found.entries[0].why
    assert [one.what for one in found.entries] == ["价格", "=", "地址"]


def test_a_keyword_that_stands_there_twice_is_told() -> None:
    """The last answer holds, as in the program it comes from."""
    found = import_keywords("keyword.json", b'{"keyword": {"a": "x", "a": "y"}}')
    assert texts(rules(found.text), says("a")) == ["y"]
    assert 'twice the last answer is taken: "a"' in found.remarks[-1]


def test_json_that_is_nested_too_deeply_is_refused() -> None:
    """In words of ours."""
    with pytest.raises(UnknownFormError, match="it is nested too deeply"):
        import_keywords("keyword.json", b"[" * 100_000)
