"""What editors show of a key."""

from __future__ import annotations

from typing import Any

from responder.rules.spec.descriptions import DESCRIPTIONS
from responder.rules.spec.schema import FileSpec, json_schema
from responder.rules.spec.section import Section

CHARS_MAX = 100


def _sections() -> dict[str, type[Section]]:
    """All sections that a file may have, by their names."""
    found: dict[str, type[Section]] = {}
    left: list[type[Section]] = [Section]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found[kind.__name__] = kind
    del found["Section"], found["HeadSpec"]  # what a file has besides rules is part of the file
    del (
        found["MediaSection"],
        found["ShownSection"],
        found["DeedSection"],
    )  # parts of other sections alone
    return {name: kind for name, kind in found.items() if kind.__module__.startswith("responder.")}


def test_every_key_has_a_description() -> None:
    """Whoever adds a key says what it means, and whoever takes one away its words."""
    keys = {name: set(kind.key_names()) for name, kind in _sections().items()}
    assert {name: set(words) for name, words in DESCRIPTIONS.items()} == keys


def test_descriptions_are_single_sentences() -> None:
    """They stand in a small window beside the key."""
    for words in DESCRIPTIONS.values():
        for sentence in words.values():
            assert sentence.endswith(".")
            assert "\n" not in sentence
            assert len(sentence) <= CHARS_MAX


def test_schema_has_every_description() -> None:
    """Editors find each of them at its key."""
    schema = json_schema()
    found: dict[str, dict[str, str]] = {}
    left: list[Any] = [{**schema, "title": FileSpec.__name__}]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += part.values()
            if isinstance(part.get("title"), str) and part["title"] in DESCRIPTIONS:
                keys = part["properties"].items()
                found[part["title"]] = {key: inner.get("description") for key, inner in keys}
        elif isinstance(part, list):
            left += part
    assert found == DESCRIPTIONS
