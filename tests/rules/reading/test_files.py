"""All files of one rule file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from responder.errors import EnvironmentFault
from responder.rules.load import load
from responder.rules.reading.faults import FAULTS_MAX, RuleFaults
from responder.rules.reading.files import (
    FILES_BYTES_MAX,
    FILES_MAX,
    Recorded,
    beside,
    check_names,
    read_files,
)
from responder.rules.reading.source import FILE_BYTES_MAX
from tests.shelf import Shelf, shelf

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN = "rules.yaml"
BROKEN = Path(__file__).parents[1] / "broken"


def _folders() -> list[str]:
    return sorted(path.name for path in BROKEN.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", _folders())
def test_broken_files_are_reported_word_for_word(name: str) -> None:
    """Where several files belong together, each fault names its own with place and way out."""
    folder = BROKEN / name
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".expected"]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    with pytest.raises(RuleFaults) as caught:
        load(MAIN, Shelf(contents))
    assert f"{caught.value}\n" == (folder / "message.expected").read_text("utf-8")


def _paths(texts: Mapping[str, str | bytes], main: str = MAIN) -> list[str]:
    """Paths of all files of a rule file that has no fault."""
    reports = read_files(main, Shelf(texts))
    assert reports[-1].faults == []
    return [report.source.path for report in reports]


def _headlines(texts: Mapping[str, str | bytes]) -> list[str]:
    """Everything wrong with the files, as it is reported."""
    try:
        reports = read_files(MAIN, Shelf(texts))
    except RuleFaults as error:
        return [fault.headline for fault in error.details]
    check_names(reports)
    return [fault.headline for fault in RuleFaults(reports[0].faults).details]


def test_a_file_alone() -> None:
    """Without `include` there is one file, and nothing is looked for."""
    files = Recorded(shelf("rules: [{reply: a}]"))
    (report,) = read_files(MAIN, files)
    assert report.source.path == MAIN
    assert (files.paths, files.patterns) == ([MAIN], [])


def test_included_files_come_sorted_and_before_the_main_file() -> None:
    """The last rule of the main file is often the one for everything else."""
    texts = {MAIN: "include: ['b/*.yaml', a.yaml]", "b/2.yaml": "a: 2", "b/1.yaml": "a: 3"}
    assert _paths({**texts, "a.yaml": "a: 1"}) == ["a.yaml", "b/1.yaml", "b/2.yaml", MAIN]


def test_names_are_relative_to_the_main_file() -> None:
    """Wherever the program was started, the files beside the rule file are meant."""
    texts = {"/etc/bot/rules.yaml": "include: '*.inc'", "/etc/bot/a.inc": "a: 1", "b.inc": "a: 1"}
    assert _paths(texts, "/etc/bot/rules.yaml") == ["/etc/bot/a.inc", "/etc/bot/rules.yaml"]


def test_absolute_names_and_folders_above() -> None:
    """Names may leave the folder; only texts are put together."""
    assert beside("bot/rules.yaml", "/srv/a.csv") == "/srv/a.csv"
    assert beside("bot/rules.yaml", "../a.csv") == "bot/../a.csv"
    assert beside("rules.yaml", "a.csv") == "a.csv"


def test_each_file_is_read_once_and_the_main_file_is_none_of_them() -> None:
    """Two patterns may meet one file, and one that meets the main file leaves it out."""
    texts = {MAIN: "include: ['*.yaml', ./a.yaml, a.yaml]", "a.yaml": "a: 1"}
    files = Recorded(Shelf({**texts, "./a.yaml": "a: 1"}))
    assert len(read_files(MAIN, files)) == 2
    assert files.paths.count(MAIN) == 1


def test_missing_file_is_a_fault_at_its_name() -> None:
    """A name without a file is most likely misspelled."""
    assert _headlines({MAIN: "include: [a.yaml, b.yaml]", "a.yaml": "a: 1"}) == [
        'rules.yaml:1:19: include[2]: expected the name of a file, got "b.yaml", which is none'
    ]


@pytest.mark.parametrize("pattern", ["rules.d/*.yaml", "?.yaml", "[ab].yaml"])
def test_pattern_that_meets_nothing_is_a_warning(pattern: str) -> None:
    """An empty folder is nothing wrong."""
    (report,) = read_files(MAIN, Shelf({MAIN: f"include: '{pattern}'"}))
    assert report.faults == []
    (warning,) = report.warnings
    assert warning.headline == f'rules.yaml:1:10: include: no file is called like "{pattern}"'


def test_tables_are_not_included() -> None:
    """A spreadsheet among the rule files is told with the way to name it, once for a pattern."""
    texts = {MAIN: "include: [t.csv, '*']", "a.yaml": "vars: {}", "t.csv": "k,v", "u.XLSX": "PK"}
    reports = read_files(MAIN, Shelf(texts))
    assert [report.source.path for report in reports] == ["a.yaml", MAIN]
    way = "a table is named at the top of a rule file: `tables: {t: {file: t.csv}}`"
    assert [(fault.headline, fault.hint) for fault in reports[-1].faults] == [
        (f'{MAIN}:1:{place}: expected the names of rule files, got a table: "t.csv"', hint)
        for place, hint in (
            ("11: include[1]", way),
            ("18: include[2]", f"let the pattern end with .yaml; {way}"),
        )
    ]


def test_a_folder_is_no_pattern() -> None:
    """What is named without an ending may be a folder, and then its files are meant."""
    (report,) = read_files(MAIN, Shelf({MAIN: "include: shops", "shops/a.yaml": "vars: {}"}))
    hint = "a name is relative to the folder of this file; of a folder, write shops/*.yaml"
    assert [fault.hint for fault in report.faults] == [hint]


def test_what_is_no_name_is_left_to_the_schema() -> None:
    """A value of another kind is refused elsewhere, once."""
    files = Recorded(shelf("include: [{a: b}, ~, '']"))
    assert read_files(MAIN, files)[0].faults == []
    assert files.patterns == []


@pytest.mark.parametrize("key", ["version", "timezone", "include", "fold", "defaults", "limits"])
def test_keys_of_the_main_file_in_another(key: str) -> None:
    """What holds for the account is said in one place."""
    texts = {MAIN: "include: a.yaml", "a.yaml": f"vars: {{}}\n{key}: 1"}
    expected = "expected vars, lists, tables, rules, tests in an included file"
    assert _headlines(texts) == [f"a.yaml:2:1: {key}: {expected}, got {key}"]


def test_other_keys_of_an_included_file_are_fine() -> None:
    """Rules, names and tests may stand in any file."""
    text = "vars: {}\nlists: {}\ntables: {}\nrules: []\ntests: []"
    assert _paths({MAIN: "include: a.yaml", "a.yaml": text}) == ["a.yaml", MAIN]


def test_faults_of_all_files_are_reported_by_file_then_place() -> None:
    """One look finds what is wrong everywhere; each fault names its file."""
    texts: Mapping[str, str | bytes] = {
        MAIN: "include: ['*.inc', gone]\nvars: {x: 1}",
        "b.inc": "vars: {x: 1, x: 2}",
        "a.inc": b"\tx",
        "c.inc": "vars: {y: 1}\nfold: 1",
        "d.inc": b"\xff",
    }
    assert [line.partition(" ")[0] for line in _headlines(texts)] == [
        *(
            "a.inc:1:1:",
            "b.inc:1:14:",
            "c.inc:2:1:",
            "d.inc:1:1:",
            "rules.yaml:1:20:",
            "rules.yaml:2:8:",
        )
    ]


def test_files_are_included_where_another_part_of_the_main_file_is_broken() -> None:
    """What is wrong in the files it includes is found all the same."""
    texts = {MAIN: "include: a.yaml\nvars: {a: b\nrules: []", "a.yaml": "vars: {x: 1, x: 2}"}
    assert [line.partition(" ")[0] for line in _headlines(texts)] == [
        *("a.yaml:1:14:", "rules.yaml:2:7:")
    ]


def test_what_a_broken_main_file_would_include_nobody_knows() -> None:
    """Nothing is included then."""
    files = Recorded(shelf("include: [*.yaml\nrules: []"))
    (main,) = read_files(MAIN, files)
    assert len(main.faults) == 1
    assert (files.paths, files.patterns) == ([MAIN], [])


def test_main_file_of_which_nothing_can_be_read() -> None:
    """It is all that is read."""
    with pytest.raises(RuleFaults):
        read_files(MAIN, shelf("[*.yaml"))


@pytest.mark.parametrize(
    ("named", "way"),
    [
        ("rules/prices.yaml", 'did you mean "price.yaml"?'),
        ("rules/PRICE.yml", 'did you mean "price.yaml"?'),
        ("rules/orders.yaml", "a name is relative to the folder of this file"),
        ("rule.yaml", "a name is relative to the folder of this file"),
    ],
)
def test_a_file_that_is_called_nearly_so_is_named(named: str, way: str) -> None:
    """One in the same folder, and never the main file; that names end alike says nothing."""
    texts = {MAIN: f"include: {named}", "rules/price.yaml": "a: 1", "rules/shop.yaml": "a: 2"}
    (only,) = read_files(MAIN, Shelf(texts))[-1].faults
    assert only.hint == way


def test_a_folder_too_large_to_look_through_gives_no_similar_name() -> None:
    """The fault is told all the same."""

    class Large(Shelf):
        def glob(self, pattern: str) -> list[str]:
            if "*" in pattern:
                raise EnvironmentFault("too much to look through")
            return super().glob(pattern)

    (only,) = read_files(MAIN, Large({MAIN: "include: b.yaml", "a.yaml": "a: 1"}))[-1].faults
    assert only.hint == "a name is relative to the folder of this file"


def test_one_file_by_two_names_counts_once() -> None:
    """Nothing of it is told twice; the main file may be the one."""
    texts = {MAIN: "include: [a.yaml, ../v/a.yaml, ../v/rules.yaml]", "a.yaml": "vars: {a: 1}"}
    files = Shelf({**texts, "../v/a.yaml": texts["a.yaml"], "../v/rules.yaml": texts[MAIN]})
    reports = read_files(MAIN, files)
    check_names(reports)
    assert [report.source.path for report in reports] == ["../v/a.yaml", MAIN]
    assert reports[-1].faults == []
    assert [warning.headline for warning in reports[-1].warnings] == [
        f"{MAIN}:1:{place}: {one} says just what {other} says, and counts once"
        for place, one, other in (
            ("32: include[3]", '"../v/rules.yaml"', '"rules.yaml"'),
            ("11: include[1]", '"a.yaml"', '"../v/a.yaml"'),
        )
    ]


def test_empty_files_are_told_each_for_itself() -> None:
    """What they may hold is not what the main file holds."""
    main = read_files(MAIN, Shelf({MAIN: "include: [a.yaml, b.yaml]", "a.yaml": "", "b.yaml": ""}))
    assert [(fault.headline, fault.hint) for fault in main[-1].faults] == [
        (
            f"{name}:1:1: expected vars, lists, tables, rules, tests, got an empty file",
            "write something into it, or take the file away",
        )
        for name in ("a.yaml", "b.yaml")
    ]


def test_an_included_file_that_can_not_be_read_is_a_fault_at_its_name() -> None:
    """The others are read, and told with it."""

    class Locked(Shelf):
        def read(self, path: str) -> bytes:
            if path == "a.yaml":
                raise EnvironmentFault("a.yaml: Permission denied")
            return super().read(path)

    texts = {MAIN: "include: '?.yaml'", "a.yaml": "vars: {a: 1}", "b.yaml": "timezone: UTC"}
    main = read_files(MAIN, Locked(texts))[-1]
    other, unread = RuleFaults(main.faults).details
    assert other.headline.startswith("b.yaml:1:1: timezone: expected ")
    assert unread.headline == (
        f"{MAIN}:1:10: include: expected a file that can be read: a.yaml: Permission denied"
    )
    assert main.unread == ["a.yaml"]


def test_what_files_raise_passes_through() -> None:
    """A main file that can not be read is not a faulty one."""
    with pytest.raises(EnvironmentFault):
        read_files("gone.yaml", Shelf({}))


def test_a_search_that_finds_no_end_is_a_fault() -> None:
    """It is said where the pattern stands, and what else is included is read."""

    class Endless(Shelf):
        def glob(self, pattern: str) -> list[str]:
            if pattern.startswith("/"):
                raise EnvironmentFault(f"{pattern}: more than 3 files and folders to look through")
            return super().glob(pattern)

    main = read_files(MAIN, Endless({MAIN: "include: [/**, a.yaml]", "a.yaml": "vars: {}"}))[-1]
    (only,) = main.faults
    assert only.headline == (
        "rules.yaml:1:11: include[1]: expected files that can be found: "
        "/**: more than 3 files and folders to look through"
    )
    assert main.unread == ["/**"]


def test_number_of_files_is_bounded() -> None:
    """So many files are refused before any is read."""
    texts = {f"{n}.inc": "a: 1" for n in range(FILES_MAX + 1)}
    assert _headlines({MAIN: "include: '*.inc'", **texts}) == [
        "rules.yaml:1:10: include: expected at most 1,000 files, got 1,001"
    ]


def test_size_of_all_files_is_bounded() -> None:
    """Files that are each small enough may be too many."""
    count = FILES_BYTES_MAX // FILE_BYTES_MAX + 1
    big = b"a: 1 #".ljust(FILE_BYTES_MAX, b"x")
    texts = dict.fromkeys((f"{n}.inc" for n in range(count)), big)
    assert _headlines({MAIN: "include: '*.inc'", **texts}) == [
        "rules.yaml:1:10: include: expected files of together at most 64 MiB, got more"
    ]


def test_number_of_faults_is_bounded_over_files() -> None:
    """Hopeless files are given up together."""
    twice = "{" + ", ".join(["a: 1"] * 700) + "}"
    texts = {MAIN: "include: '*.inc'", "a.inc": twice, "b.inc": f" {twice}"}
    assert len(_headlines(texts)) >= FAULTS_MAX


def test_name_given_in_two_files() -> None:
    """A name of `vars`, `lists` or `tables` stands for one thing; both places are named."""
    texts = {
        MAIN: "include: a.yaml\nvars: {shop: 1}\nlists: {shop: a}\ntables: {faq: {a: b}}",
        "a.yaml": "vars:\n  shop: 2\ntables: {faq: {c: d}}",
    }
    reports = read_files(MAIN, Shelf(texts))
    check_names(reports)
    found = RuleFaults(reports[0].faults).details
    assert [fault.headline for fault in found] == [
        'rules.yaml:2:8: vars.shop: expected a name of its own, got "shop" again',
        'rules.yaml:4:10: tables.faq: expected a name of its own, got "faq" again',
    ]
    assert [fault.hint for fault in found] == [
        "the other one is in a.yaml:2",
        "the other one is in a.yaml:3",
    ]


def test_names_of_one_file_need_no_look_at_others() -> None:
    """A file alone, or one whose sections are no mappings, has no name twice."""
    reports = read_files(MAIN, Shelf({MAIN: "vars: {a: 1}\nlists: {a: 1}\ntables: [a]"}))
    check_names(reports)
    assert reports[0].faults == []


def test_recorded_files_know_what_was_asked() -> None:
    """Whoever watches the files is told which, and which patterns may meet new ones."""
    texts = {MAIN: "include: ['*.inc', '*.x']", "a.inc": "a: 1"}
    files = Recorded(Shelf(texts))
    read_files(MAIN, files)
    assert files.paths == [MAIN, "a.inc"]
    assert files.patterns == ["*.inc", "*.x"]


def test_hash_is_of_every_byte_read() -> None:
    """The same files have the same hash; a change in any of them makes another."""

    def hashed(main: str, other: str) -> str:
        files = Recorded(Shelf({MAIN: main, "a.inc": other}))
        read_files(MAIN, files)
        return files.hash

    include = "include: a.inc"
    assert hashed(include, "a: 1") == hashed(include, "a: 1")
    assert len({hashed(include, "a: 1"), hashed(include, "a: 2"), hashed("a: 3", "a: 1")}) == 3
    assert len(hashed(include, "a: 1")) == 32


def test_hash_of_a_file_alone_ignores_its_neighbours() -> None:
    """What is not read has no part in it."""
    one = Recorded(Shelf({MAIN: "a: 1", "a.inc": "a: 1"}))
    other = Recorded(Shelf({MAIN: "a: 1"}))
    read_files(MAIN, one)
    read_files(MAIN, other)
    assert one.hash == other.hash
