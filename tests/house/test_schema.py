"""The JSON Schema agrees with the reader, as an independent validator sees it.

Editors read YAML 1.2: what is a number or a boolean there is one for the validator.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

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
        "key-of-later-version-in-rule",
        "rules-not-a-list",
        "no-rules",
    ],
)
def test_an_editor_underlines_what_the_reader_refuses(name: str) -> None:
    """Misspelled keys and words do not wait for `check`."""
    assert faults((BROKEN / f"{name}.yaml").read_text("utf-8"))


def test_numbers_and_booleans_are_texts_where_text_is_expected() -> None:
    """A telephone number as a name or an answer is fine, as it is for the reader."""
    assert faults("rules: [{name: 7, when: 22, reply: true}, {when: [1, yes], reply: 08001}]") == []


def test_example_names_the_schema() -> None:
    """Its first line tells editors where the schema is."""
    first = FILES[EXAMPLE].splitlines()[0]
    marker, _, path = first.partition("$schema=")
    assert marker == "# yaml-language-server: "
    assert (ROOT / path).is_file()
