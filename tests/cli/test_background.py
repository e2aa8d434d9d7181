"""`responder start` and `responder stop` without their processes; those are in `tests/e2e`."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from responder.cli import background
from responder.cli.app import app
from responder.cli.background import stop_daemon
from responder.errors import EnvironmentFault
from responder.instance import only_instance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import typer


def handed_on(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[list[str], dict[str, Any]]:
    """What `run` is given when `start` is called so, and the flags as `start` sees them."""
    seen: list[tuple[list[str], dict[str, Any]]] = []

    def note(context: typer.Context, given: dict[str, Any]) -> int:
        seen.append((background._flags(context), given))
        return 0

    monkeypatch.setattr(background, "start_daemon", note)
    result = CliRunner().invoke(app, ["start", *arguments])
    assert result.exit_code == 0, result.output
    return seen[0]


def test_flags_are_handed_on_as_they_were_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the command line; what a variable says is inherited, and shown to nobody."""
    monkeypatch.setenv("RESPONDER_UOS_EXTSPAM", "secret")
    flags, given = handed_on(
        monkeypatch, "odd name.yaml", "--keep", "30d", "--dry-run", "--mode=web"
    )
    assert sorted(flags[:3]) == ["--dry-run", "--keep=30d", "--mode=web"]
    assert flags[3:] == ["--", "odd name.yaml"]
    assert (given["dry_run"], given["state"]) == (True, None)


def test_a_file_may_be_called_like_a_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind `--` it is a file, here and there."""
    flags, _ = handed_on(monkeypatch, "--", "--dry-run")
    assert flags == ["--", "--dry-run"]


def test_stopping_nobody_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was asked for is so already."""
    assert stop_daemon(tmp_path, "default") == 0
    assert capsys.readouterr().out == f"No responder runs on {tmp_path}.\n"


@contextmanager
def asked(
    monkeypatch: pytest.MonkeyPatch, path: Path, answers: list[object]
) -> Iterator[list[str]]:
    """A held lock, and a daemon that answers so in turn, and lets go with the last answer."""
    commands: list[str] = []
    with ExitStack() as lock:
        lock.enter_context(only_instance(path))

        def ask(_: Path, command: str) -> object:
            commands.append(command)
            answer = answers.pop(0)
            if not answers:
                lock.close()
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(background, "ask", ask)
        monkeypatch.setattr(background, "BREATH_S", 0.0)
        yield commands


@pytest.mark.parametrize(
    "answers",
    [
        [{"ok": True}],
        [None, None, {"ok": True}],
        [EnvironmentFault("the daemon there does not answer")],
    ],
    ids=["at once", "just starting", "left while answering"],
)
def test_stopping_waits_for_the_lock(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answers: list[object],
) -> None:
    """Whatever the daemon answered, it has stopped when nobody holds the lock."""
    expected = ["stop"] * len(answers)
    with asked(monkeypatch, tmp_path, answers) as commands:
        assert stop_daemon(tmp_path, "default") == 0
    assert commands == expected
    assert capsys.readouterr().out == "Stopped.\n"


def test_a_daemon_that_does_not_stop_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its process, and that killing it is safe."""
    monkeypatch.setattr(background, "STOP_S_MAX", 0.05)
    monkeypatch.setattr(background, "ask", lambda *_: {"ok": True})
    with (
        only_instance(tmp_path),
        pytest.raises(EnvironmentFault, match=r"\(process \d+\) has not stopped within 0 seconds"),
    ):
        stop_daemon(tmp_path, "default")


def test_start_says_at_once_that_one_runs(tmp_path: Path) -> None:
    """Before a second process would write to the log of the first."""
    (tmp_path / "rules.yaml").touch()
    with only_instance(tmp_path):
        result = CliRunner().invoke(
            app, ["start", str(tmp_path / "rules.yaml"), "--state", str(tmp_path)]
        )
    assert isinstance(result.exception, EnvironmentFault)
    assert "another responder runs on" in str(result.exception)


def test_last_words_are_the_last_line_of_the_log(tmp_path: Path) -> None:
    """Or that there are none."""
    (tmp_path / "log").write_text("{}\nresponder: why\n", encoding="utf-8")
    assert background._last_words(tmp_path / "log") == "responder: why"
    assert "may say why" in background._last_words(tmp_path / "none")
