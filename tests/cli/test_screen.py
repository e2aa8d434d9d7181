"""What a person at the terminal sees of the login."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from responder.cli.screen import QR_FILE, SENTENCES, Screen
from responder.reload import Origin, Outcome, Reloaded
from responder.rules.load import load
from responder.terminal import draw_qr
from responder.wechat.progress import Moved, QrPaused, QrShown, Trouble
from responder.wechat.protocol.states import Signal, State
from tests.shelf import shelf

if TYPE_CHECKING:
    from pathlib import Path

CODE = "https://login.weixin.qq.com/l/QdT7xKvm3A=="


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        """It does."""
        return True


def test_a_code_is_drawn_and_saved(tmp_path: Path) -> None:
    """On a terminal: the drawing, a sentence, and the picture for everywhere else."""
    out = Terminal()
    Screen(tmp_path, out, out).notice(QrShown(CODE, 1))
    assert draw_qr(CODE) in out.getvalue()
    assert str(tmp_path / QR_FILE) in out.getvalue()
    assert (tmp_path / QR_FILE).exists()


@pytest.mark.parametrize("encoding", ["gbk", "latin-1", "ascii"])
def test_a_terminal_without_the_characters_stops_nothing(tmp_path: Path, encoding: str) -> None:
    """Where blocks can not be drawn, the sentence still leads to the picture."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding=encoding)
    out.isatty = lambda: True  # type: ignore[method-assign]  # stands for a terminal
    Screen(tmp_path, out, out).notice(QrShown(CODE, 1))
    assert str(tmp_path / QR_FILE) in raw.getvalue().decode(encoding)


def test_without_a_terminal_the_picture_and_a_log_line_remain(tmp_path: Path) -> None:
    """Unattended nothing is drawn; the log says where the picture is."""
    out = io.StringIO()
    with capture_logs() as logs:
        Screen(tmp_path, out, out).notice(QrShown(CODE, 1))
    assert out.getvalue() == ""
    assert any(str(tmp_path / QR_FILE) in entry["event"] for entry in logs)


@pytest.mark.parametrize(
    "signal", [Signal.SCANNED, Signal.EXPIRED, Signal.CANCELLED, Signal.CONFIRMED]
)
def test_a_used_code_goes(tmp_path: Path, signal: Signal) -> None:
    """A picture that nobody can use any more does not lie around."""
    screen = Screen(tmp_path, Terminal(), Terminal())
    screen.notice(QrShown(CODE, 1))
    screen.notice(Moved(signal, State.NO_SESSION))
    assert not (tmp_path / QR_FILE).exists()


@pytest.mark.parametrize("signal", SENTENCES)
def test_each_step_is_a_sentence(tmp_path: Path, signal: Signal) -> None:
    """What a person has to know is said once, as a sentence."""
    out = Terminal()
    Screen(tmp_path, out, out).notice(Moved(signal, State.NO_SESSION))
    assert out.getvalue() == SENTENCES[signal] + "\n"
    assert SENTENCES[signal].endswith(".")


def test_a_pause_names_the_way_out(tmp_path: Path) -> None:
    """After unscanned codes: how long, and what to do sooner."""
    out = Terminal()
    Screen(tmp_path, out, out).notice(QrPaused(3600))
    assert "60 minutes" in out.getvalue()
    assert "responder login" in out.getvalue()


def test_trouble_is_a_log_line(tmp_path: Path) -> None:
    """Outages do not fill the terminal; the log has them, with the pause."""
    out = Terminal()
    with capture_logs() as logs:
        Screen(tmp_path, out, out).notice(Trouble("synccheck: no answer in time", 4.2))
    assert out.getvalue() == ""
    assert logs == [
        {"event": "synccheck: no answer in time", "again_in_s": 4, "log_level": "warning"}
    ]


def test_an_unwritable_picture_does_not_stop_the_login(tmp_path: Path) -> None:
    """The drawing is enough."""
    out = Terminal()
    with capture_logs() as logs:
        Screen(tmp_path / "missing", out, out).notice(QrShown(CODE, 1))
    assert draw_qr(CODE) in out.getvalue()
    assert logs[0]["log_level"] == "warning"


ONE_RULE = load("rules.yaml", shelf("lists: {nobody: [a]}\nrules: [{when: a, reply: a}]"))


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (Reloaded(Outcome.APPLIED, Origin.START, ONE_RULE), ""),
        (Reloaded(Outcome.APPLIED, Origin.EDIT, ONE_RULE), "1 rule holds now.\n"),
        (Reloaded(Outcome.UNCHANGED, Origin.COMMAND, ONE_RULE), "The rules have not changed.\n"),
        (
            Reloaded(Outcome.REJECTED, Origin.EDIT, ONE_RULE, "r.yaml:1:1: wrong\n  ^"),
            "",
        ),
        (Reloaded(Outcome.APPLIED, Origin.ROLLBACK, ONE_RULE, "rolled back"), "rolled back\n"),
    ],
    ids=["start", "edit", "same", "wrong", "back"],
)
def test_a_reload_is_shown(tmp_path: Path, end: Reloaded, said: str) -> None:
    """On a terminal the outcome; faults and warnings in all their lines also without one."""
    out, err = Terminal(), io.StringIO()
    Screen(tmp_path, out, err).reloaded(end)
    assert out.getvalue() == said
    assert ("nobody" in err.getvalue()) is (end.outcome is Outcome.APPLIED)
    if end.outcome is Outcome.REJECTED:  # in one piece, for whoever looks at errors alone
        goes_on = "The rule file was not put to use; 1 rule from before goes on.\n"
        assert err.getvalue() == f"r.yaml:1:1: wrong\n  ^\n{goes_on}"
    plain = io.StringIO()
    Screen(tmp_path, plain, io.StringIO()).reloaded(end)
    assert plain.getvalue() == ""
