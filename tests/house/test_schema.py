"""The JSON Schema agrees with the reader, as an independent validator sees it.

Editors read YAML 1.2: what is a number or a boolean there is one for the validator.
"""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from responder.rules.compiling.sites import Names, check_any, flat, sites_of
from responder.rules.reading.faults import RuleFaults
from responder.rules.reading.salvage import read_report
from responder.rules.spec.validate import check_head, check_trials
from tests.house.documents import VALUES, documents, every_key
from tests.house.test_docs import EXAMPLE, rule_files
from tests.house.tree import ROOT

SCHEMA = json.loads((ROOT / "responder/rules/spec/schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
FILES = {EXAMPLE: (ROOT / EXAMPLE).read_text("utf-8"), **rule_files()}
BROKEN = ROOT / "tests/rules/broken"


class Core(yaml.SafeLoader):
    """YAML 1.2 core scalars, as editors have them."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute


for tag, pattern, first in (
    ("bool", "true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", "~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), [*first])

# A leading zero means nothing in YAML 1.2.
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def faults(text: str) -> list[str]:
    """What the validator says of a rule file."""
    document = yaml.load(text, Loader=Core)  # noqa: S506 - a safe loader of our own
    return [error.message for error in VALIDATOR.iter_errors(document)]


def test_schema_is_a_schema() -> None:
    """It follows the dialect that it names."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", FILES)
def test_every_rule_file_of_ours_is_valid(name: str) -> None:
    """What the reader takes, an editor does not underline."""
    assert faults(FILES[name]) == []


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key-in-rule",
        "unknown-key-in-file",
        "unknown-condition",
        "unknown-action",
        "unknown-chat-word",
        "unknown-event",
        "rules-not-a-list",
        "no-rules",
    ],
)
def test_an_editor_underlines_what_the_reader_refuses(name: str) -> None:
    """Misspelled keys and words do not wait for `check`."""
    assert faults((BROKEN / f"{name}.yaml").read_text("utf-8"))


ONLY_THE_READER = {
    "expected the IANA name of a time zone": "the machine knows them, no pattern does",
    "expected names of letters, digits and _": "letters of all languages are names",
    "expected a name of letters, digits and _": "the same",
    "expected a path such as": "the same",
    "expected a path without": "a template is a text like others",
    "expected a value without": "the same",
    "expected a number such as 1 or -1": "what a template gives may be one",
    "expected a number, got": "what is in quotes may be one",
    "expected a name on one line": "what can be shown is no matter of a pattern",
    "expected a duration or range": "whether it is in order and within bounds has to be reckoned",
    "expected a duration such as": "the same",
    "expected a rate such as": "the same",
    "expected a cron expression": "its fields have names and bounds",
    "expected a time such as": "months have different lengths",
    "expected a date or dates": "the same",
    "expected two dates with a year": "two parts of one text are compared",
    "expected a first day that is not": "the same",
    "expected hours": "full-width signs are hours too",
    "expected days such as": "they have names in two languages, and ranges",
    "expected a chance from": "a per cent sign changes the bounds",
    "expected a likeness from": "the same",
    "expected a number of": "3.0 is whole for a validator, and '9999' a text",
    "expected a number from 1 to": "the same",
    "expected the name of a file that ends": "a table may have a keyword called file",
    "expected the name of a file,": "what can be shown is no matter of a pattern",
    "expected no sheet": "it depends on the file",
    "expected text": "a table may have keywords called file and sheet",
    "expected an address": "it may be a template, and has no blanks",
    "expected the name of a header": "letters of a name are no matter of a sample",
    "expected a header of your own": "names of headers have no case",
    "expected a table alone": "a list of one may have a table, and a longer one none",
}
"""Beginnings of what only the reader can refuse, and why a schema does not."""


def _refusals(text: str) -> list[str]:
    """What the reader says of single values and keys, without what they mean together."""
    try:
        report = read_report("rules.yaml", text.encode())
    except RuleFaults as error:
        return [fault.message for fault in error.details]
    head = check_head(report)
    sites = sites_of(report)
    check_any(report, [sites], sure="include" not in head.faulty)
    names = Names()
    for site in flat(sites):
        names.checked(site)
    check_trials(report)
    return [fault.message for fault in report.faults]


def _disagreement(document: object) -> str:
    """What the schema and the reader say differently of a rule file; `""` if nothing."""
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    underlined = not VALIDATOR.is_valid(yaml.load(text, Loader=Core))  # noqa: S506 - as above
    refused = _refusals(text)
    if underlined and not refused:
        return f"only the schema refuses:\n{text}{faults(text)}"
    if underlined or not refused:
        return ""
    unknown = [one for one in refused if not one.startswith(tuple(ONLY_THE_READER))]
    return f"only the reader refuses:\n{text}{unknown}" if unknown else ""


KEYS = dict(every_key(SCHEMA))


@pytest.mark.parametrize("path", KEYS)
def test_schema_and_reader_agree_at_every_key(path: str) -> None:
    """Editors never underline a good file, and miss only what a schema can not say."""
    assert [said for value in VALUES if (said := _disagreement(KEYS[path](value)))] == []


@settings(deadline=None, max_examples=300)
@given(documents(SCHEMA))
def test_schema_and_reader_agree_about_whole_files(document: object) -> None:
    """The same of many keys together, right and wrong ones."""
    assert _disagreement(document) == ""


ANSWER = {"json": None, "text": "a", "fail": "timeout", "status": 404}


@pytest.mark.parametrize("count", range(len(ANSWER) + 1))
def test_schema_and_reader_agree_about_made_answers(count: int) -> None:
    """Of the ways to say what comes back there is one, with or without a status."""
    for keys in combinations(ANSWER, count):
        answer = {key: ANSWER[key] for key in keys}
        test = {"steps": [{"from": "a"}], "fetches": {"https://a.example/": answer}}
        assert _disagreement({"rules": [{"name": "a"}], "tests": [test]}) == ""


def test_numbers_and_booleans_are_texts_where_text_is_expected() -> None:
    """A telephone number as a name or an answer is fine, as it is for the reader."""
    assert faults("rules: [{name: 7, when: 22, reply: true}, {when: [1, yes], reply: 08001}]") == []


def test_example_names_the_schema() -> None:
    """Its first line tells editors where the schema is."""
    first = FILES[EXAMPLE].splitlines()[0]
    marker, _, path = first.partition("$schema=")
    assert marker == "# yaml-language-server: "
    assert (ROOT / path).is_file()
