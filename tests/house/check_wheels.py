"""Ask the package index whether every pin of the program has a wheel for each promised Python.

Run by hand as `python -m tests.house.check_wheels [VERSION …]`; the suite does it where
`RESPONDER_ASK_INDEX` is set, as `.ci/run` does. Installs nothing.
"""

from __future__ import annotations

import sys
import tempfile

from tests.house.pins import PYTHONS, closure, pins, runtime
from tests.house.process import run

PLATFORMS: tuple[str | None, ...] = (None, "macosx_14_0_arm64")
"""Asked for: the machine's own, and a current macOS."""

TIMEOUT_S = 300
"""An index that takes longer than this for one question counts as away."""


def is_index_reachable() -> bool:
    """Whether pip finds one of our pins at all."""
    name = "typer"
    return _resolves([f"{name}=={pins()[name]}"], "3.11", None)


def without_wheel(version: str, platform: str | None = None) -> list[str]:
    """The pins of the program that pip can not get as wheels.

    Args:
        version: Of Python, such as `3.14`.
        platform: A platform tag; None is this machine's.
    """
    needed = closure(runtime())
    wanted = [f"{name}=={pin}" for name, pin in pins().items() if name in needed]
    if _resolves(wanted, version, platform):
        return []
    return [pin for pin in wanted if not _resolves([pin], version, platform)]


def main(versions: list[str]) -> int:
    """Print a line per version and platform; 1 if a wheel is missing, 3 if nobody answers."""
    if not is_index_reachable():
        sys.stderr.write("no package index answers\n")
        return 3
    missing = False
    for version in versions or PYTHONS:
        for platform in PLATFORMS:
            found = without_wheel(version, platform)
            missing = missing or bool(found)
            words = ", ".join(found) or "nothing missing"
            sys.stdout.write(f"Python {version}, {platform or sys.platform}: {words}\n")
    return int(missing)


def _resolves(requirements: list[str], version: str, platform: str | None) -> bool:
    with tempfile.TemporaryDirectory() as target:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--no-deps"]
        command += ["--ignore-installed", "--only-binary=:all:", "--retries=1"]
        command += [f"--python-version={version}", f"--target={target}"]
        command += [f"--platform={platform}"] if platform else []
        return run(*command, *requirements, timeout_s=TIMEOUT_S).code == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
