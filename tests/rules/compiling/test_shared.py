"""What all files of a rule file name together."""

from __future__ import annotations

import pytest

from responder.rules.compiling.shared import Shared, shared_of
from responder.rules.load import load
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.reader import read_tree
from responder.rules.reading.report import Report
from responder.rules.reading.source import read_source
from responder.rules.spec.validate import check_head
from responder.rules.table import Table, UnknownTable
from tests.shelf import Shelf


def shared(files: dict[str, str], *paths: str) -> tuple[Shared, list[str]]:
    """What the files at some paths share, and the faults of all."""
    shelf = Shelf(files)
    reports: list[Report] = []
    for order, path in enumerate(paths):
        source = read_source(path, shelf.read(path), order)
        known = reports[0].faults if reports else []
        reports.append(Report(source, read_tree(source), known))
    heads = [check_head(report) for report in reports]
    found = shared_of(reports, heads, shelf)
    return found, [fault.headline for fault in reports[0].faults]


def test_files_share_their_names() -> None:
    """Each rule may use what any file has named."""
    found, faults = shared(
        {
            "a.yaml": "vars: {shop: 小店}\nlists: {vip: [小明]}",
            "b.yaml": "vars: {phone: 1}\ntables: {faq: {价格: 3500}}",
        },
        "a.yaml",
        "b.yaml",
    )
    assert found == Shared(
        Table({"shop": "小店", "phone": 1}), {"vip": ("小明",)}, {"faq": Table({"价格": 3500})}
    )
    assert faults == []


def test_tables_stand_beside_the_file_that_names_them() -> None:
    """The path of a table file is relative to its rule file, in whatever folder that is."""
    found, faults = shared(
        {"shop/a.yaml": "tables: {faq: {file: data/faq.csv}}", "shop/data/faq.csv": "k,v\na,b\n"},
        "shop/a.yaml",
    )
    assert (found.tables, faults) == ({"faq": Table({"a": "b"})}, [])


def test_faulty_table_is_empty_and_blamed() -> None:
    """Its own file and line are named, and other tables are read all the same."""
    found, faults = shared(
        {"a.yaml": "tables: {faq: {file: f.csv}, more: {a: b}}", "f.csv": "k,v\na,b\na,c\n"},
        "a.yaml",
    )
    assert found.tables == {"faq": Table(), "more": Table({"a": "b"})}
    assert [fault.partition(" ")[0] for fault in faults] == ["f.csv:3:1:"]


def test_faulty_entries_hide_no_other() -> None:
    """Of a faulty list or table the name is known, and the one beside it is read all the same."""
    found, faults = shared(
        {"a.yaml": "lists: {vip: [[a]], old: [b]}\ntables: {faq: [a], more: {file: f.csv}}"},
        "a.yaml",
    )
    assert found.lists == {"vip": (), "old": ("b",)}
    assert isinstance(found.tables["faq"], UnknownTable)
    assert not isinstance(found.tables, UnknownTable)
    places = [fault.partition(" ")[2].partition(":")[0] for fault in faults]
    assert places == ["lists.vip[1]", "tables.faq", "tables.more.file"]


def test_a_name_that_is_none_leaves_nobody_sure() -> None:
    """Which name was meant nobody can say."""
    found, _ = shared({"a.yaml": "lists: {' ': [a], old: [b]}"}, "a.yaml")
    assert isinstance(found.lists, UnknownTable)


def test_a_misspelled_section_keeps_its_names() -> None:
    """What stands under `list:` is not missed under `lists`; anything else is."""
    found, faults = shared({"a.yaml": "list: {vip: [a]}\nnix: 1"}, "a.yaml")
    assert found.lists == {"vip": ()}
    assert isinstance(found.names, UnknownTable)
    assert len(faults) == 2


def test_missing_table_is_blamed_where_it_is_named() -> None:
    """A file that is not there is a fault of the line that asks for it."""
    _, faults = shared({"a.yaml": "tables: {faq: {file: f.csv}}"}, "a.yaml")
    reason = "expected a file that can be read: f.csv: No such file or directory"
    assert faults == [f"a.yaml:1:22: tables.faq.file: {reason}"]


def test_a_pattern_names_no_table() -> None:
    """Several files are several tables."""
    with_pattern = Shelf({"a.yaml": "tables: {faq: {file: '*.csv'}}", "b.csv": "k,v\na,b\n"})
    with pytest.raises(RuleFaults) as caught:
        load("a.yaml", with_pattern)
    assert "each file is a table of its own, and named as a whole" in str(caught.value)


def test_faulty_names_are_not_known() -> None:
    """Nobody may say that a name is missing then; those of other sections are as they are."""
    found, faults = shared({"a.yaml": "vars: [a]\nlists: {vip: [小明]}"}, "a.yaml")
    assert isinstance(found.names, UnknownTable)
    assert found.lists == {"vip": ("小明",)}
    assert len(faults) == 1


def test_faulty_head_still_shares_its_vars() -> None:
    """A mistake elsewhere in the head does not make every `vars.x` a mistake too."""
    found, faults = shared({"a.yaml": "vars: {shop: 小店}\ntimezone: Nowhere/Town"}, "a.yaml")
    assert found.names == Table({"shop": "小店"})
    assert len(faults) == 1


@pytest.mark.parametrize("unknown", ["", "listts: {a: [b]}\n"])
def test_a_section_without_anything_in_it_names_nothing(unknown: str) -> None:
    """Then names that are asked for are missed; what may belong under it is another matter."""
    found, faults = shared({"a.yaml": f"vars:\nlists:\n{unknown}"}, "a.yaml")
    sections = (found.names, found.lists)
    assert [isinstance(one, UnknownTable) for one in sections] == [bool(unknown)] * 2
    assert faults


def test_an_empty_include_hides_no_name() -> None:
    """Nothing is included, so nothing is unknown."""
    found, _ = shared({"a.yaml": "include:\nrules: [{reply: a}]"}, "a.yaml")
    assert not isinstance(found.names, UnknownTable)


def test_what_was_taken_out_of_a_section_may_have_named_anything() -> None:
    """A line that is no YAML leaves nothing under its key."""
    with pytest.raises(RuleFaults) as caught:
        load("a.yaml", Shelf({"a.yaml": 'vars:\n  *shop\nrules: [{reply: "{{ vars.shop }}"}]'}))
    assert all("vars has" not in fault.message for fault in caught.value.details)


def test_a_table_that_is_called_nearly_so_is_named() -> None:
    """The program looks at the files beside it."""
    files = {
        "b/a.yaml": "tables: {faq: {file: t/faqs.csv}}\nrules: [{reply: a}]",
        "b/t/faq.csv": "k,v\n",
    }
    with pytest.raises(RuleFaults) as caught:
        load("b/a.yaml", Shelf(files))
    assert caught.value.details[0].hint == 'did you mean "faq.csv"?'
