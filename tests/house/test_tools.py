"""Format, lint and types are part of the one command; what the tools say is shown on failure."""

from __future__ import annotations

import pytest

from tests.house.pins import PYTHONS
from tests.house.process import Finished, python


def clean(finished: Finished) -> bool:
    """Whether a tool is content; otherwise the test fails with its words."""
    if finished.code:
        pytest.fail(finished.output, pytrace=False)
    return True


def test_the_format_is_ruffs() -> None:
    """`ruff format` would change nothing."""
    assert clean(python("-m", "ruff", "format", "--check", "--diff", "--quiet", "."))


def test_ruff_has_no_objection() -> None:
    """`ruff check` with every rule but those that `pyproject.toml` gives a reason against."""
    assert clean(python("-m", "ruff", "check", "--output-format=concise", "."))


def test_the_types_are_sound() -> None:
    """`mypy --strict` on the program and its tests, for the oldest Python."""
    assert clean(python("-m", "mypy"))


@pytest.mark.parametrize("version", PYTHONS[1:])
def test_the_types_are_sound_for_later_pythons(version: str) -> None:
    """`mypy --strict` on the program for each further Python of the classifiers."""
    assert clean(python("-m", "mypy", "--python-version", version, "-p", "responder"))


def test_a_tool_that_objects_fails_with_its_words() -> None:
    """What the tool printed is the message of the failure."""
    with pytest.raises(pytest.fail.Exception, match="E501 too long"):
        clean(Finished(1, "E501 too long"))
