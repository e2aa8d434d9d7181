"""Every pin of the program has a wheel for each Python the classifiers promise."""

from __future__ import annotations

import os

import pytest

from tests.house import check_wheels
from tests.house.pins import PYTHONS, pins

asks_the_index = pytest.mark.skipif(
    "RESPONDER_ASK_INDEX" not in os.environ,
    reason="asks the package index: .ci/run does, or set RESPONDER_ASK_INDEX=1",
)


@asks_the_index
@pytest.mark.parametrize("version", PYTHONS)
def test_every_runtime_pin_has_a_wheel(version: str) -> None:
    """Nobody who installs the program on a promised Python needs a compiler."""
    if not check_wheels.is_index_reachable():
        pytest.skip("no package index answers")
    assert check_wheels.without_wheel(version) == []


def test_missing_wheels_are_named_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the whole set does not resolve, exactly the culprits are listed."""
    culprit = f"trio=={pins()['trio']}"

    def resolves(requirements: list[str], version: str, platform: str | None) -> bool:
        assert (version, platform) == ("3.14", None)
        return culprit not in requirements

    monkeypatch.setattr(check_wheels, "_resolves", resolves)
    assert check_wheels.without_wheel("3.14") == [culprit]


def test_an_index_that_is_away_is_not_taken_for_missing_wheels(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By hand, an unreachable index ends with exit code 3 and a sentence, not with a verdict."""
    monkeypatch.setattr(check_wheels, "_resolves", lambda *_: False)
    assert check_wheels.main([]) == 3
    assert capsys.readouterr().err == "no package index answers\n"
