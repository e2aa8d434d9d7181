"""One set of pins serves the installation, the tests and the hooks before a commit."""

from __future__ import annotations

import re
from importlib import metadata
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.pins import CONSTRAINTS, PYTHONS, closure, development, pins, project, runtime
from tests.house.tree import ROOT
from tests.house.verdict import assert_none

CLASSIFIER = "Programming Language :: Python :: "


def hooks() -> dict[str, dict[str, Any]]:
    """The hooks of the pre-commit configuration, by id."""
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    return {hook["id"]: hook for repo in configuration["repos"] for hook in repo["hooks"]}


def hook_pins(name: str) -> dict[str, str]:
    """What a hook installs: version by name."""
    return dict(pin.split("==") for pin in hooks()[name]["additional_dependencies"])


def test_everything_needed_is_pinned() -> None:
    """Whatever the program or its tests need, at any depth, has a line."""
    assert_none(closure((*runtime(), *development())) - pins().keys())


def test_nothing_else_is_pinned() -> None:
    """A dependency that went away leaves no pin behind."""
    assert_none(pins().keys() - closure((*runtime(), *development())))


@pytest.mark.parametrize("text", [*runtime(), *development()])
def test_a_pin_is_within_its_range(text: str) -> None:
    """The pinned version is one that `pyproject.toml` allows."""
    requirement = Requirement(text)
    assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


def test_pins_are_plain_sorted_lines() -> None:
    """A pin is `name==version`, the name canonical: no address, no hash, no option."""
    lines = [line for line in CONSTRAINTS.read_text("utf-8").splitlines() if line[0] != "#"]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.!+]+", line)] == []
    assert lines == sorted(lines)
    assert list(pins()) == [canonicalize_name(name) for name in pins()]


@pytest.mark.parametrize("tool", ["ruff", "mypy"])
def test_the_tools_at_hand_are_the_pinned_ones(tool: str) -> None:
    """Another version formats or judges otherwise: `pip install -c deploy/constraints.txt`."""
    assert metadata.version(tool) == pins()[tool]


@pytest.mark.parametrize("name", ["ruff-format", "ruff-check", "mypy"])
def test_hooks_use_the_same_pins(name: str) -> None:
    """What passes before the commit passes in the suite."""
    assert hook_pins(name).items() <= pins().items()


def test_the_type_hook_sees_the_types_of_every_dependency() -> None:
    """A package mypy can not see would be `Any` before the commit and itself in the suite."""
    needed = {canonicalize_name(Requirement(text).name) for text in (*runtime(), *development())}
    assert_none(needed - {"pre-commit", "ruff", "tzdata"} - hook_pins("mypy").keys())


def test_hooks_fetch_no_repository() -> None:
    """The configuration is local: nothing but pinned packages is installed."""
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert {repo["repo"] for repo in configuration["repos"]} == {"local"}


def test_the_promised_pythons_are_the_checked_ones() -> None:
    """Classifiers and checks name the same versions."""
    promised = [c.removeprefix(CLASSIFIER) for c in project()["classifiers"] if CLASSIFIER in c]
    assert tuple(promised) == PYTHONS


def test_the_closure_follows_extras_and_markers() -> None:
    """An extra that nobody asks for and a marker for another system add nothing."""
    assert "httpcore" in closure(["httpx"])
    assert "socksio" not in closure(["httpx"])
    assert "h2" in closure(["httpx[http2]"])
    assert "cffi" not in closure(["trio"])


def test_an_unknown_package_counts_itself() -> None:
    """What is not installed is still demanded as a pin."""
    assert closure(["not-installed-here>=1"]) == {"not-installed-here"}
