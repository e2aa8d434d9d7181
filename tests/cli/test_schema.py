"""`responder schema`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from responder.cli.schema import print_schema

if TYPE_CHECKING:
    import pytest


def test_prints_the_schema_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard output is one JSON document that says which dialect it is written in."""
    assert print_schema() == 0
    document = json.loads(capsys.readouterr().out)
    assert document["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "rules" in document["properties"]
