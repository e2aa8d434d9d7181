"""No file names a package index or a place outside the checkout, and each is plain text."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.house.verdict import assert_none

PASSED_OVER = frozenset({"build", "dist", "__pycache__"})
"""Folders that hold what was made, besides those whose names begin with a dot."""

OURSELVES = "tests/house/test_files.py"
"""This module alone has to write what it looks for."""

KEPT_DOTTED = frozenset({".ci"})
PLAIN = frozenset({"", ".cfg", ".md", ".py", ".sh", ".toml", ".txt", ".typed", ".yaml", ".yml"})

INDEX = re.compile(
    r"(?i)https?://[^\s\"'`)>]*(?:pypi|pythonhosted|/simple\b|mirrors?\.|anaconda|npmjs|registry)"
    r"|--(?:extra-)?index[-_]url|--find[-_]links|--trusted[-_]host|PIP_INDEX"
)
OUTSIDE = re.compile(
    r"\.\./shared|/work/(?:main|shared)|/tmp/(?:venv|bash)|/opt/(?:pypi|wheels)|/root/"
)


def files() -> list[str]:
    """Every file of the project, relative to the checkout."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            f for f in folders if f in KEPT_DOTTED or (f[0] != "." and f not in PASSED_OVER)
        ]
        found += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in names]
    return sorted(found)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Lines of the project's text files in which a pattern occurs."""
    return [
        f"{name}:{number}: {line}"
        for name in files()
        if name != OURSELVES and Path(name).suffix in PLAIN
        for number, line in enumerate((ROOT / name).read_text("utf-8", "replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_package_index() -> None:
    """Where packages come from is the user's pip configuration's business."""
    assert_none(lines_with(INDEX))


def test_no_file_names_a_place_outside_the_checkout() -> None:
    """A fresh clone is whole."""
    assert_none(lines_with(OUTSIDE))


@pytest.mark.parametrize("name", ["README.md", ".ci/run", "responder/models.py", "pyproject.toml"])
def test_the_search_covers_the_project(name: str) -> None:
    """Documents, scripts, code and configuration are all looked at."""
    assert name in files()


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (INDEX, "see https://pypi.example/simple"),
        (INDEX, "pip install --index-url x"),
        (OUTSIDE, "look in ../shared/notes"),
    ],
)
def test_the_patterns_can_object(pattern: re.Pattern[str], line: str) -> None:
    """Each pattern finds what it is for."""
    assert pattern.search(line)
