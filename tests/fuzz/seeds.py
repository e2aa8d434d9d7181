"""Rule files to begin with: the example, those of the documents, the broken ones of the tests."""

from __future__ import annotations

from functools import cache

from tests.house.markdown import blocks, documents
from tests.house.tree import ROOT


def rule_files() -> tuple[bytes, ...]:
    """Every rule file of the project."""
    return (*sound_files(), *broken_files())


@cache
def broken_files() -> tuple[bytes, ...]:
    """Those of the tests, small ones first."""
    found = {path.read_bytes() for path in (ROOT / "tests/rules/broken").rglob("*.yaml")}
    return tuple(sorted(found, key=lambda data: (len(data), data)))


@cache
def sound_files() -> tuple[bytes, ...]:
    """The example and those of the documents, small ones first; a few of them are only parts."""
    found = {(ROOT / "rules.example.yaml").read_bytes()}
    for document in documents():
        listed = blocks(document.read_text("utf-8"))
        found |= {one.text.encode() for one in listed if one.language == "yaml"}
    return tuple(sorted(found, key=lambda data: (len(data), data)))
