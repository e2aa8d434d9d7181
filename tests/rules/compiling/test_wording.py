"""Texts and patterns of conditions as they are compared."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.compiling import wording as module
from responder.rules.compiling.context import Context
from responder.rules.compiling.wording import Wording, filled, patterns, plain_words, wording
from responder.rules.spec.wanted import FromList, FromTable
from responder.rules.subject import TEXT_CHARS_MAX
from responder.rules.table import Table
from responder.rules.text.patterns import compile_pattern
from tests.rules.rulekit import fault, report, rules

PATH = ("rules", 0, "when", "text", "contains")


def _context(lists: dict[str, tuple[str, ...]] | None = None) -> Context:
    tables = {"faq": Table({"b": 1, "AA": 2, "aa": 3, "ab": 4})}
    names = Table({"shop": "小店"})
    gathered = report("rules: [{when: {text: {contains: x}}}]")
    return Context(gathered, names=names, lists=lists or {}, tables=tables)


def test_first_of_equal_texts_keeps_its_spelling() -> None:
    """`ＡＢ` and `ab` are one text."""
    found = wording(_context(), PATH, ("ＡＢ", "ab", "c"), exact=False)
    assert found.spelled == {"ab": "ＡＢ", "c": "c"}
    assert found.places["ab"] == (*PATH, 0)
    assert wording(_context(), PATH, ("A", "a"), exact=True).spelled == {"A": "A", "a": "a"}


def test_list_stands_in_its_place() -> None:
    """What stands before a list counts before it."""
    context = _context({"vip": ("x", "y")})
    found = wording(context, PATH, ("a", FromList("vip"), "b"), exact=False)
    assert list(found.spelled) == ["a", "x", "y", "b"]
    assert context.used == {"vip"}


def test_table_has_its_longest_keywords_first() -> None:
    """Of equally long ones the earlier row; of equal ones the first row's value."""
    context = _context()
    found = wording(context, PATH, (FromTable("faq"),), exact=False)
    assert found == Wording({"aa": "AA", "ab": "ab", "b": "b"}, {"aa": 2, "ab": 4, "b": 1})
    assert context.used == {"faq"}


@pytest.mark.parametrize(
    ("item", "message", "hint"),
    [
        (FromList("vpi"), 'expected the name of a list, got "vpi"', 'did you mean "vip"?'),
        (FromTable("faqs"), 'expected the name of a table, got "faqs"', 'did you mean "faq"?'),
        (FromList("zzz"), 'expected the name of a list, got "zzz"', "known here: vip"),
        (FromList("faq"), "expected the name of a list", "faq is a table: write {table: faq}"),
        (FromTable("vip"), "expected the name of a table", "vip is a list: write {list: vip}"),
    ],
)
def test_unknown_names_are_faults(item: FromList | FromTable, message: str, hint: str) -> None:
    """A slip of the finger is found, with what was meant."""
    context = _context({"vip": ("x",)})
    assert wording(context, PATH, (item,), exact=False).spelled == {}
    (found,) = context.report.faults
    assert found.message.startswith(message)
    assert found.hint == hint


def test_unknown_table_still_has_values() -> None:
    """Its rule is not blamed again for a template that asks for `match.value`."""
    assert wording(_context(), PATH, (FromTable("x"),), exact=False).values == {}


def test_file_without_lists_is_told_how_to_name_one() -> None:
    """There is nothing similar to offer."""
    context = _context()
    wording(context, PATH, (FromList("vip"),), exact=False)
    assert context.report.faults[0].hint == "name it in `lists:` at the top of the file"


def test_blank_texts_are_faults_that_name_their_list() -> None:
    """A blank text would be in every message."""
    context = _context({"vip": ("x", " ")})
    wording(context, PATH, (FromList("vip"),), exact=False)
    (found,) = context.report.faults
    assert found.message == ("expected a text that is not blank, got a blank one in the list vip")
    assert found.hint == "it would be in every text"


def test_text_longer_than_any_message_is_a_fault() -> None:
    """A condition that could never hold is refused."""
    assert "characters, got 4,001" in fault(
        f"rules: [{{when: {'x' * (TEXT_CHARS_MAX + 1)}, reply: a}}]"
    )


def test_vars_are_filled_in() -> None:
    """A text without braces is not looked at, one with a mistake is a fault and none."""
    context = _context()
    assert filled(context, PATH, "a") == "a"
    assert filled(context, PATH, "{{ vars.shop }}!") == "小店!"
    assert filled(context, PATH, "{{ vars.x }}") is None
    assert [one.message for one in context.report.faults] == [
        'expected something that vars has, got "x"'
    ]


def test_patterns_that_can_be_used() -> None:
    """One that can not is a fault, and the others are kept."""
    context = _context()
    assert patterns(context, PATH, ("a", "(", "b")) == (compile_pattern("a"), compile_pattern("b"))
    (found,) = context.report.faults
    assert found.message.startswith("expected a pattern RE2 can run")


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{text: ' '}", "when.text: expected a text that is not blank, got a blank one"),
        ("{text: {contains: '\u3000'}}", "when.text.contains: expected a text that is not blank"),
        ("{sender: ''}", "when.sender: expected a text that is not blank, got a blank one"),
        ("{text: {regex: '('}}", "when.text.regex: expected a pattern RE2 can run"),
        ("{text: '{{ vars.x }}'}", 'when.text: expected something that vars has, got "x"'),
        ("{text: '{{ sender }}'}", 'when.text: expected a name that is known here, got "sender"'),
        ("{text: '{{ 1 / 0 }}'}", "when.text: expected a text, got a failure: the template fails"),
        ("{text: '{{ 1'}", "when.text: expected }} for this {{, got the end of the text"),
        ("{sender: {list: vip}}", 'when.sender.list: expected the name of a list, got "vip"'),
    ],
)
def test_faults_stand_at_the_text(when: str, message: str) -> None:
    """Blank texts, broken patterns, unknown vars and lists are found when the file is read."""
    assert message in fault(f"rules:\n- when: {when}\n  reply: a")


@pytest.mark.parametrize(
    "when", ["[价格，多少]", "{text: {contains: [价格、多少]}}", "{sender: [a，b]}"]
)
def test_commas_of_the_input_method_are_warned_of(when: str) -> None:
    """A list of one text with a full-width comma was meant to be a list of two."""
    (warning,) = rules(f"rules: [{{when: {when}, reply: a}}]").warnings
    assert re.search("one (text|name), comma and all", warning.message)


@pytest.mark.parametrize("when", ["你好，请问", "['你好，请问']", "[你好，请问, 在吗]"])
def test_commas_inside_of_texts_are_not_warned_of(when: str) -> None:
    """A comma in a sentence is one."""
    assert rules(f"rules: [{{when: {when}, reply: a}}]").warnings == ()


@pytest.mark.parametrize(
    "items",
    [
        ("价格", "报价"),
        ("ok", "第1个、好吗"),
    ],
)
def test_plain_texts_are_taken_as_they_are(items: tuple[str, ...]) -> None:
    """Where folding changes nothing, the texts of the file are those that are compared."""
    assert plain_words(_context(), items) == items


@pytest.mark.parametrize(
    "items",
    [
        ("VIP",),
        ("a b",),
        ("a", "a"),
        ("a", ""),
        ("价格，报价",),
        ("{{ vars.shop }}",),
        (FromList("vip"),),
        ("a" * (TEXT_CHARS_MAX + 1),),
    ],
)
def test_other_texts_are_looked_at_one_by_one(items: tuple[str | FromList, ...]) -> None:
    """Whatever is folded, filled in, refused or warned of is left to `wording`."""
    assert plain_words(_context(), items) is None


@given(
    st.lists(st.text("aB价，、 /{é", max_size=4), min_size=1, max_size=4).map(tuple), st.booleans()
)
def test_the_quick_look_says_what_the_long_one_says(items: tuple[str, ...], exact: bool) -> None:  # noqa: FBT001 - drawn
    """What it passes comes out the same of `wording`, which then has nothing to note."""
    context = _context()
    words = plain_words(context, items)
    found = wording(context, PATH, items, exact=exact)
    if words is not None:
        assert [*found.spelled.items()] == [(word, word) for word in words]
        assert not context.report.faults
        assert not context.report.warnings


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("[Hello, ＨＥＬＬＯ]", '"ＨＥＬＬＯ" in line 6 is the same as "Hello" in line 6'),
        (
            "[价格, {list: words}]",
            '"价格" in the list words is the same as "价格" in line 6',
        ),
        (
            "[{list: words}, {list: more}]",
            '"abc" in the list more is the same as "ABC" in the list words',
        ),
        ("{in: faq}", '"hi" in the table faq is the same as "HI" in the table faq'),
    ],
)
def test_texts_that_are_the_same_once_folded_are_warned_of(when: str, said: str) -> None:
    """The later one never counts; both are named with their places, within and across lists."""
    head = "lists:\n  words: [ABC, 价格]\n  more: [abc]\ntables: {faq: {HI: a, hi: b}}\n"
    uses = (
        "- {when: {text: [{list: words}]}, reply: a}\n- {when: {text: [{list: more}]}, reply: a}\n"
    )
    uses += "- {when: {text: {in: faq}}, reply: a}\n"
    (warning, *more) = rules(f"{head}rules:\n- when: {{text: {when}}}\n  reply: a\n{uses}").warnings
    if when.startswith("["):
        warning = next(one for one in (warning, *more) if "faq" not in one.message)
    assert warning.message == said


@pytest.mark.parametrize(
    "when",
    [
        "{text: {equals: [Hello, HELLO], exact: true}}",
        "{sender: [Bob, bob, {list: names}]}",
        "{text: [Hello, hallo]}",
    ],
)
def test_texts_that_differ_are_not_warned_of(when: str) -> None:
    """Neither where folding is off, nor names, which are compared as they are."""
    text = f"lists: {{names: [BOB]}}\nrules:\n- {{when: {when}, reply: a}}\n"
    text += "- {when: {sender: {list: names}}, reply: a}\n"
    assert [one.message for one in rules(text).warnings if "the same" in one.message] == []


def test_such_warnings_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of nothing else is told so often enough."""
    monkeypatch.setattr(module, "SAME_MAX", 2)
    words = ", ".join(f"a{number}, A{number}" for number in range(9))
    found = rules(f"rules: [{{when: {{text: [{words}]}}, reply: a}}]").warnings
    assert len(found) == 2
