"""Logs."""

from __future__ import annotations

import io
import json
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
import structlog

from responder import logs
from responder.errors import EnvironmentFault
from responder.logs import LEVELS, configure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_a_line_that_can_not_be_written_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of the log is full; a reader that has left is told all the same."""
    for fails, error in (
        (False, OSError(28, "No space left on device")),
        (True, BrokenPipeError()),
    ):
        monkeypatch.setattr("sys.stderr", _Unwritable(error))
        configure("info", terminal=False)
        with pytest.raises(BrokenPipeError) if fails else nullcontext():
            structlog.get_logger("x").info("decided")


class _Unwritable(io.StringIO):
    """Fails when it is written to."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, _text: str) -> int:
        """Fail."""
        raise self._error


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


def test_a_full_log_file_makes_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest lines are in the file, older ones beside it, and no more than so many files."""
    monkeypatch.setattr(logs, "LOG_BYTES_MAX", 100)
    monkeypatch.setattr(logs, "LOG_FILES_KEPT", 2)
    with logs.RotatingLog(tmp_path / "log") as log:
        for number in range(40):
            print(f"line {number:04d}", file=log)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1", "log.2"]
    assert (tmp_path / "log").read_text(encoding="utf-8").endswith("line 0039\n")
    assert all(path.stat().st_size <= 100 for path in tmp_path.iterdir())


def test_a_line_is_written_when_it_is_whole(tmp_path: Path) -> None:
    """However it comes, and whatever is in it."""
    with logs.RotatingLog(tmp_path / "log") as log:
        assert log.writable()
        log.write("a %s ")
        assert (tmp_path / "log").read_text(encoding="utf-8") == ""
        log.write("中\udcff\nb")
        assert (tmp_path / "log").read_text(encoding="utf-8") == "a %s 中\\udcff\n"


def test_a_log_file_that_can_not_be_opened_is_named(tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(EnvironmentFault, match="can not be written: Is a directory"):
        logs.RotatingLog(tmp_path)


def test_a_full_disk_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is lost, and nothing is said where saying it would fail too."""
    with logs.RotatingLog(tmp_path / "log") as log:

        def full(_: str) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(log._handler.stream, "write", full)
        print("x", file=log)


def test_the_log_may_go_to_a_file(tmp_path: Path) -> None:
    """From one line to the next, at the same level."""
    logs.configure("info", terminal=False)
    with logs.RotatingLog(tmp_path / "log") as log:
        logs.write_to(log)
        structlog.get_logger().debug("hidden")
        structlog.get_logger().info("shown")
        structlog.reset_defaults()
    (line,) = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["event"] == "shown"
