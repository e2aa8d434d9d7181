"""What the names in a template refer to."""

from __future__ import annotations

from itertools import starmap

import pytest

from responder.rules.table import Table
from responder.rules.templates.complaints import TemplateFaults
from responder.rules.templates.references import LISTED_MAX, unknown_name
from responder.rules.templates.template import compile_template
from responder.rules.templates.words import (
    TEXT,
    Shape,
    names_of_rule,
    shape_of_answers,
    shape_of_stored,
)
from tests.rules.templates.kit import KNOWN, complaint, hint


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ match.x }}", 'expected something that match has, got "x"'),
        ("{{ args.town }}", 'expected something that args has, got "town"'),
        ("{{ lists.vips | join }}", 'expected something that lists has, got "vips"'),
        ("{{ tables.faq.价 }}", 'expected something that tables.faq has, got "价"'),
        ("{{ tables.fqa }}", 'expected something that tables has, got "fqa"'),
        ("{{ tables['fqa'] }}", 'expected something that tables has, got "fqa"'),
        ("{{ args.city.nix }}", 'expected something that args.city has, got "nix"'),
        ("{{ now.local }}", 'expected something that now has, got "local"'),
        ("{{ pick }}", "expected pick(…), got pick without its brackets"),
        ("{{ dice | upper }}", "expected dice(…), got dice without its brackets"),
        ("{{ sender | nix }}", 'expected a known filter, got "nix"'),
        ("{{ lists.vip | map('nix') }}", 'expected a known filter, got "nix"'),
        ("{{ lists.vip | select('nix') }}", 'expected a known test, got "nix"'),
        ("{{ lists.vip | selectattr('a', 'nix') }}", 'expected a known test, got "nix"'),
        ("{{ 1 is nix }}", 'expected a known test, got "nix"'),
        ("{{ money(5) }}", 'expected a call of a method or function, got a call of "money"'),
        ("{{ nix(5) }}", 'expected a call of a method or function, got a call of "nix"'),
        ("{{ answers() }}", 'expected a call of a method or function, got a call of "answers"'),
        ("{{ match.id | replace('a') }}", "expected replace(old, new), got 1 argument"),
        ("{{ match.id | upper(1, 2) }}", "expected upper(), got 2 arguments"),
        ("{{ 5 | money(sing='¥') }}", "expected money(sign=…, digits=…), got an argument"),
        ("{{ 5 | money(1, 2, 3) }}", "expected money(sign=…, digits=…), got 3 arguments"),
        ("{{ pick() }}", "expected pick(value), got 0 arguments"),
        ("{{ at(sender, me) }}", "expected at(member), got 2 arguments"),
        ("{{ 5 | money(sign='a', sign='b') }}", "expected each argument once"),
        ("{{ 5 | money(*lists.vip) }}", "expected arguments one by one, got * or **"),
        ("{{ 5 | money(**vars.price) }}", "expected arguments one by one, got * or **"),
        ("{{ now | plus(1) }}", "expected plus(weeks=…, days=…, hours=…"),
        ("{{ now | minus(1) }}", "expected minus(weeks=…, days=…"),
    ],
)
def test_what_refers_to_nothing_is_found(source: str, message: str) -> None:
    """Before any message comes."""
    assert complaint(source).startswith(message)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ lists.vipp | join }}", 'did you mean "vip"?'),
        ("{{ lists.zzz | join }}", "lists has vip, jokes"),
        ("{{ 5 | mony }}", 'did you mean "money"?'),
        ("{{ lists.vip | random }}", "here it is pick"),
        ("{{ now | strftime('%Y') }}", "here it is date"),
        ("{{ money(5) }}", "it is a filter: write x | money"),
        ("{{ 5 | money(sing='¥') }}", 'did you mean "sign"?'),
        ("{{ now.hours }}", 'did you mean "hour"?'),
        ("{{ now | days_untill('2027-01-01') }}", 'did you mean "days_until"?'),
        ("{{ keyword }}", 'did you mean "match.keyword"?'),
        ("{{ city }}", 'did you mean "args.city"?'),
        ("{{ nickname }}", 'did you mean "sender.nickname"?'),
    ],
)
def test_the_way_out_is_named(source: str, words: str) -> None:
    """The word that was probably meant, in this language."""
    assert hint(source) == words


@pytest.mark.parametrize(
    "source",
    [
        "{{ lists.vip | map('upper') | select('ne', 'x') | join }}",
        "{{ tables.faq.get('x', 'y') }}{{ tables.faq.items() | list | length }}",
        "{{ range(1, 5, 2) | sum }}{{ dice(1, 6) }}{{ now | plus(days=1, hours=2) }}",
        "{{ now | minus(hours=1) }}{{ lists.vip | map(attribute='0') | join }}",
        "{{ match.value.price }}{{ match.value.anything.at.all }}",
        "{{ args.get('city', '?') }}{{ args.days + 1 }}",
        "{{ message.text.strip().upper() }}",
    ],
)
def test_what_is_there_is_not_complained_about(source: str) -> None:
    """Methods, functions with any number of arguments, values nobody knows before."""
    assert compile_template(source, KNOWN).source == source


def test_rule_without_a_command_has_no_arguments() -> None:
    """The way out says where arguments come from."""
    known = names_of_rule((), Table(), in_groups=False)
    words = unknown_name("args", known, set())
    assert words is not None
    assert "a rule without a command" in words[0]
    assert words[1] == "arguments come from `command: /word {name}`"
    assert unknown_name("sender", known, set()) is None
    assert unknown_name("x", known, {"x"}) is None


def test_file_without_vars_is_told_where_they_stand() -> None:
    """Somebody who asks for the first one has none to mistype."""
    known = names_of_rule((), Table(), in_groups=False)
    with pytest.raises(TemplateFaults) as caught:
        compile_template("{{ vars.shop }}", known)
    (only,) = caught.value.complaints
    assert only.hint == "write it under `vars:` at the top of the file"


def test_answers_are_known_where_a_rule_asks() -> None:
    """And nowhere else."""
    found = unknown_name("answers", KNOWN, set())
    assert found is not None
    assert found[0] == 'expected a name that is known here, got "answers"'
    asking = {**KNOWN, "answers": shape_of_answers(["day"])}
    assert unknown_name("answers", asking, set()) is None


def test_what_no_rule_stores_is_unknown() -> None:
    """A slip of the finger is found, and where nothing is stored at all the way out is said."""
    slip = "{{ memory.sender.visit }}"
    assert complaint(slip) == 'expected something that memory.sender has, got "visit"'
    assert hint(slip) == 'did you mean "visits"?'
    nothing = names_of_rule((), Table(), in_groups=False, memory=shape_of_stored({}))
    with pytest.raises(TemplateFaults) as caught:
        compile_template("{{ memory.chat.x }}", nothing)
    (only,) = caught.value.complaints
    assert only.hint == "no rule stores it: `do: [{count: chat.NAME}, …]` would"
    anything = names_of_rule((), Table(), in_groups=False)
    compile_template("{{ memory.chat.x }}", anything)


def test_hints_about_large_tables_are_short() -> None:
    """Of 100,000 keys a line has room for some."""
    table = Table({f"key{number}": 1 for number in range(100_000)})
    known = names_of_rule((), table, in_groups=False)
    with pytest.raises(TemplateFaults) as caught:
        compile_template("{{ vars.北京 }}", known)
    (only,) = caught.value.complaints
    assert only.hint.endswith(", …")
    assert only.hint.count(",") == LISTED_MAX


def test_arguments_of_every_filter_can_be_spelled() -> None:
    """A call with far too many arguments names what the filter takes, whichever it is."""
    from responder.rules.templates.filters import FILTERS  # noqa: PLC0415 - of this test alone

    calls = starmap("{{{{ 1 | {}({}) }}}}".format, ((n, "1, " * 101 + "1") for n in FILTERS))
    for name, call in zip(FILTERS, calls, strict=True):
        if name not in {"map", "select", "reject", "selectattr", "rejectattr"}:
            assert complaint(call).startswith(f"expected {FILTERS[name].name}(")


def test_chain_of_names_without_end_is_refused() -> None:
    """It is looked at step by step, not by a function that calls itself."""
    assert "levels of nesting" in complaint("{{ sender" + ".a" * 4_000 + " }}")


@pytest.mark.parametrize(
    ("source", "way"),
    [
        ("{{ match.value }}", "it comes from a table"),
        ("{{ match.group(1) }}", "write match.NAME or match[1]"),
        ("{{ match[id] }}", "a word in brackets has quotes: write ['id']"),
        ("{{ message.content }}", 'did you mean "message.text"?'),
        ("{{ message.from }}", 'did you mean "sender.name"?'),
        ("{{ now.strftime('%Y') }}", "write now | date('%Y-%m-%d')"),
        ("{{ now() }}", "it is no function: write now alone"),
        ("{{ len(match.id) }}", "it is a filter: write x | length"),
        ("{{ lookup('x') }}", "known here: at, "),
        ("{{ chat.players }}", 'did you mean "memory.chat.players"?'),
        ("{{ room }}", 'did you mean "answers.room"?'),
        ("{{ now | date('YYYY-MM-DD HH:mm') }}", "write %Y-%m-%d %H:%M"),
        ("{{ now | date('today') }}", "as in %Y-%m-%d"),
    ],
)
def test_the_words_of_others_lead_to_ours(source: str, way: str) -> None:
    """What other languages and bots call things is answered with what it is called here."""
    stored = Shape({"chat": Shape({"players": None}), "sender": Shape({}), "everyone": Shape({})})
    known = names_of_rule(["0", "1", "id"], {}, in_groups=True, memory=stored)
    with pytest.raises(TemplateFaults) as caught:
        compile_template(source, {**known, "answers": Shape({"room": TEXT})})
    assert way in caught.value.complaints[0].hint
