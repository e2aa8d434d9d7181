"""What must be pinned and what is: `pyproject.toml` and the installed metadata beside the pins.

Asks nothing of the network; `check_wheels` does.
"""

from __future__ import annotations

import tomllib
from importlib import metadata
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

CONSTRAINTS = ROOT / "deploy/constraints.txt"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""The versions the classifiers promise."""

PLATFORMS = ("linux", "darwin")


def pins() -> dict[str, str]:
    """Version by canonical name, in the order of the file."""
    lines = CONSTRAINTS.read_text("utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def project() -> dict[str, Any]:
    """The `[project]` table."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        table: dict[str, Any] = tomllib.load(file)["project"]
    return table


def runtime() -> tuple[str, ...]:
    """Requirements of the program."""
    return tuple(project()["dependencies"])


def development() -> tuple[str, ...]:
    """Further requirements of the tests."""
    return tuple(project()["optional-dependencies"]["dev"])


def closure(requirements: Iterable[str]) -> frozenset[str]:
    """Canonical names of all that is needed on any promised Python and platform.

    A package that is not installed counts, but what it needs in turn is not known here.
    """
    todo = [Requirement(text) for text in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        wanted = todo.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        todo += [need for need in _needs(wanted.name) if _applies(need, wanted.extras)]
    return frozenset(name for name, _ in seen)


def _needs(name: str) -> list[Requirement]:
    try:
        return [Requirement(text) for text in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return []


def _applies(need: Requirement, extras: set[str]) -> bool:
    if need.marker is None:
        return True
    return any(
        need.marker.evaluate(_environment(version, platform, extra))
        for version in PYTHONS
        for platform in PLATFORMS
        for extra in ("", *extras)
    )


def _environment(version: str, platform: str, extra: str) -> dict[str, str]:
    return {
        "python_version": version,
        "python_full_version": f"{version}.0",
        "sys_platform": platform,
        "platform_system": platform.capitalize(),
        "extra": extra,
    }
