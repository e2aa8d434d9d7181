"""Rule files for the tests of what a review finds, and what it said of them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from responder.rules.load import load
from tests.shelf import Shelf

if TYPE_CHECKING:
    from datetime import date

    from responder.rules.reading.faults import Fault


def warned(text: str, *, today: date | None = None, **included: str) -> tuple[Fault, ...]:
    """The warnings about a rule file.

    Args:
        text: The main file.
        today: The day of the check.
        included: Other files, by name without `.yaml`.
    """
    files = {f"{name}.yaml": textwrap.dedent(other) for name, other in included.items()}
    shelf = Shelf({"rules.yaml": textwrap.dedent(text), **files})
    return load("rules.yaml", shelf, today=today).warnings


def said(text: str, *, today: date | None = None, **included: str) -> list[str]:
    """The headlines of the warnings; of those about the main file without its name."""
    found = warned(text, today=today, **included)
    return [one.headline.removeprefix("rules.yaml:") for one in found]
