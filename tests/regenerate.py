"""Writes the files that are made from the code; tests hold them to it.

python -m tests.regenerate
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from responder.rules.spec.schema import json_schema
from tests.deploy import units_shipped
from tests.house.tree import ROOT
from tests.rules.templates.reference import PAGE, page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def generated() -> Mapping[Path, str]:
    """Every generated file with what must stand in it."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
    return {ROOT / "responder/rules/spec/schema.json": schema, PAGE: page(), **units_shipped()}


if __name__ == "__main__":
    for path, text in generated().items():
        path.write_text(text, "utf-8")
