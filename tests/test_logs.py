"""Logs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import structlog

from responder.logs import LEVELS, configure

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Leave structlog as it was found."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_without_a_terminal_each_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Fields, level and an ISO time, Chinese as it is, on stderr alone."""
    configure("info", terminal=False)
    structlog.get_logger("x").info("decided", rule="报价", replies=1)
    out, err = capsys.readouterr()
    entry = json.loads(err)
    assert out == ""
    assert "报价" in err
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "decided", "rule": "报价", "replies": 1, "level": "info"}


def test_an_exception_is_one_json_line_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback stays inside its field, so that a line is always one entry."""
    configure("info", terminal=False)
    try:
        raise KeyError("why")  # noqa: TRY301 - the traceback is the test's data
    except KeyError:
        structlog.get_logger("x").exception("failed")
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "KeyError" in json.loads(err)["exception"]


def test_on_a_terminal_lines_are_readable(capsys: pytest.CaptureFixture[str]) -> None:
    """Words and key=value pairs, no JSON."""
    configure("info", terminal=True)
    structlog.get_logger("x").warning("throttled", pause_s=60)
    err = capsys.readouterr().err
    assert "throttled" in err
    assert "pause_s=60" in err
    assert not err.startswith("{")


@pytest.mark.parametrize("level", LEVELS)
def test_the_level_is_a_floor(level: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing below the level comes out, everything from it upwards does."""
    configure(level, terminal=False)
    log = structlog.get_logger("x")
    for name in LEVELS:
        getattr(log, name)(name)
    told = [json.loads(line)["level"] for line in capsys.readouterr().err.splitlines()]
    assert told == list(LEVELS[LEVELS.index(level) :])
