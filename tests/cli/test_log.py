"""`responder log`."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli import log
from responder.cli.log import Asked, show_log
from responder.errors import JournalError, SettingError
from responder.journal.journal import Hold, Journal
from responder.models import OutgoingState
from responder.rules.captures import Captures
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.manners import Forbidden
from responder.rules.saying import KeptBack
from responder.rules.steps import Reply
from tests.cli.storedkit import NOW_S, entry, event, in_group, reply, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = Asked()


def shown(path: Path, capsys: pytest.CaptureFixture[str], asked: Asked = ALL) -> list[str]:
    """The lines of a journal, without their times."""
    assert show_log(path, "default", asked) == 0
    return [line[21:] for line in capsys.readouterr().out.splitlines()]


def test_an_answer_and_how_it_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line: who, what, which rule, each text and its end."""
    decision = Decision("7", (Taken("r", replies=(Reply("您好", "r", "p"),)),), claimed=True)
    texts = (reply(1, "7", "r"), reply(2, "7", "r", "再见"))
    write(tmp_path, entry(event("7"), "answered", decision), out=texts)
    with closing(Journal.open(tmp_path)) as journal:
        journal.outbox.end(texts[0], OutgoingState.SENT, NOW_S)
        journal.outbox.end(texts[1], OutgoingState.FAILED, NOW_S, reason="gone")
    assert shown(tmp_path, capsys) == [
        '7  小明: "hi" → rule "r": "您好" sent; rule "r": "再见" not sent: gone'
    ]


@pytest.mark.parametrize(
    ("outcome", "decision", "words"),
    [
        ("unanswered", Decision("7"), "nobody: no rule takes it"),
        ("silent", Decision("7", (Taken("r"),)), 'rule "r" answers nothing, on purpose'),
        ("waits", Decision("7", (Taken("r"),)), 'rule "r" goes on later'),
        ("failed", Decision("7", fault="boom"), "fails: boom"),
        ("failed", Decision("7", (Taken("r", error="e"),)), 'rule "r" fails: e'),
        (
            "suppressed",
            Decision("7", (Taken("r", suppressed="quiet", suppressed_why="night"),)),
            'rule "r" answers nothing: quiet: night',
        ),
        (
            "suppressed",
            Decision(
                "7",
                (
                    Taken(
                        "r",
                        kept_back=(KeptBack(Reply("a", "r", "p"), Forbidden("same_text", "s")),),
                    ),
                ),
            ),
            'rule "r" kept back: same_text: s',
        ),
        (
            "unanswered",
            Decision("7", (Taken("s", shadow=True),)),
            'nobody: no rule takes it (shadow: "s" would take it)',
        ),
        ("joined", None, "decided with the message after it"),
    ],
    ids=str,
)
def test_why_nobody_answers(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    outcome: str,
    decision: Decision | None,
    words: str,
) -> None:
    """Each way of not answering says so."""
    write(tmp_path, entry(event("7"), outcome, decision))
    assert shown(tmp_path, capsys) == [f'7  小明: "hi" → {words}']


def test_what_waits_says_until_when(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A burst that is not over."""
    held = replace(entry(event("7"), "held"), hold=Hold("k", NOW_S, NOW_S + 5))
    write(tmp_path, held)
    (line,) = shown(tmp_path, capsys)
    assert line.startswith('7  小明: "hi" → waits until 20')
    assert line.endswith(" to be decided")


def test_texts_that_are_not_kept_are_named_as_such(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody takes an empty quote for what was said."""
    decision = Decision("7", (Taken("r", captures=Captures((("0", "secret"),))),))
    write(
        tmp_path,
        entry(event("7", "secret"), "answered", decision, keep_text=False),
        out=(reply(1, "7", "r", ""),),
    )
    assert shown(tmp_path, capsys) == ['7  小明: (text not kept) → rule "r": (text not kept) waits']


def test_a_program_gets_an_object_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all of the text, ids and numbers as they are."""
    decision = Decision(
        "7", (Taken("w", shadow=True), Taken("r")), (Considered("x", "text", "no"),), claimed=True
    )
    long = "长" * 500
    write(
        tmp_path,
        entry(event("7", long), "answered", decision),
        entry(in_group("8", ""), "unanswered"),
        out=(reply(1, "7", "r"),),
    )
    show_log(tmp_path, "default", Asked(as_json=True))
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["id"], first["text"], first["outcome"], first["rule"]) == (
        *("7", long, "answered", "r"),
    )
    assert [(one["rule"], one["shadow"]) for one in first["taken"]] == [("w", True), ("r", False)]
    assert [(one["text"], one["state"], one["ended"]) for one in first["texts"]] == [
        ("您好", "queued", None)
    ]
    assert (second["chat"]["name"], second["text_kept"], second["rule"]) == ("客户群", False, None)


def test_filters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By chat, rule, time and number."""
    write(
        tmp_path,
        entry(event("1"), "silent", Decision("1", (Taken("r"),), claimed=True)),
        entry(in_group("2"), "unanswered", Decision("2")),
        entry(event("3"), "unanswered", Decision("3")),
    )
    monkeypatch.setattr("time.time", lambda: NOW_S + 30)

    def found(**changes: object) -> list[str]:
        asked = replace(Asked(), **changes)  # type: ignore[arg-type]  # a test's shorthand
        return [line[0] for line in shown(tmp_path, capsys, asked)]

    assert found(chat="小明") == ["1", "3"]
    assert found(rule="r") == ["1"]
    assert found(rule="\udcff") == []
    assert found(count=1) == ["3"]
    assert found(since="1m") == ["1", "2", "3"]
    assert found(since="1m", count=2) == ["2", "3"]
    assert found(since="1s") == []


def test_only_the_newest_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twenty lines fit a screen."""
    write(tmp_path, *(entry(event(str(n)), "unanswered") for n in range(30)))
    lines = shown(tmp_path, capsys)
    assert len(lines) == log.LINES
    assert lines[-1].startswith("29 ")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (ALL, "no message has come in yet\n"),
        (Asked(rule="nix"), "no message fits\n"),
        (Asked(since="1h", count=5), "no message fits\n"),
        (Asked(as_json=True), ""),
        (Asked(count=0), ""),
    ],
)
def test_a_person_is_told_that_there_is_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: Asked, words: str
) -> None:
    """Beside the output, which stays empty for programs."""
    write(tmp_path)
    assert show_log(tmp_path, "default", asked) == 0
    assert capsys.readouterr() == ("", words)


def test_wrong_arguments_are_sentences(tmp_path: Path) -> None:
    """No journal, no time, no chat."""
    with pytest.raises(JournalError, match="no responder has run on it"):
        show_log(tmp_path, "default", Asked())
    write(tmp_path)
    with pytest.raises(SettingError, match=r'--since: expected a time such as 2h or 7d, got "3"'):
        show_log(tmp_path, "default", Asked(since="3"))
    with pytest.raises(SettingError, match='--chat "x"'):
        show_log(tmp_path, "default", Asked(chat="x"))


def test_an_event_that_can_not_be_read_hides_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is named."""
    odd = replace(entry(event("1"), "silent"), text="?")
    write(tmp_path, odd, entry(event("2"), "unanswered"))
    assert shown(tmp_path, capsys) == [
        "1  can not be read",
        '2  小明: "hi" → nobody: no rule takes it',
    ]


class Stopped(Exception):
    """The one who follows leaves."""


def followed(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *steps: Callable[[], None],
) -> list[str]:
    """What `--follow` shows while steps are taken between its looks."""
    left = list(steps)

    def sleep(_: float) -> None:
        if not left:
            raise Stopped
        left.pop(0)()

    monkeypatch.setattr("time.sleep", sleep)
    with pytest.raises(Stopped):
        show_log(path, "default", Asked(follow=True))
    return [line[21:] for line in capsys.readouterr().out.splitlines()]


def test_following_shows_what_comes_and_how_it_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each event when it is decided, and each of its texts once more when that ends; once each."""
    decision = Decision("2", (Taken("r"),), claimed=True)
    held = replace(entry(event("3"), "held"), hold=Hold("k", NOW_S, NOW_S + 5))
    text = reply(1, "2", "r")
    write(tmp_path, entry(event("1"), "unanswered"), held)
    with closing(Journal.open(tmp_path)) as journal:

        def answer() -> None:
            answered = entry(event("2"), "answered", decision)
            journal.take_in(entries=[answered], outgoing=[text], now_s=NOW_S)

        def end() -> None:
            journal.outbox.end(text, OutgoingState.SENT, NOW_S)

        def decide() -> None:
            journal.take_in(decided=[entry(event("3"), "unanswered")], now_s=NOW_S)

        lines = followed(
            tmp_path, capsys, monkeypatch, answer, lambda: None, end, decide, lambda: None
        )
    assert lines[0] == '1  小明: "hi" → nobody: no rule takes it'
    assert "waits until" in lines[1]
    assert lines[2:] == [
        '2  小明: "hi" → rule "r": "您好" waits',
        '2  to 小明: "您好" sent',
        '3  小明: "hi" → nobody: no rule takes it',
    ]


def test_following_looks_at_nothing_while_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then a look is one question for a number."""
    write(tmp_path)
    looks = []

    def news(*_: object) -> tuple[int, list[object]]:
        looks.append(1)
        return 0, []

    monkeypatch.setattr(log, "_news", news)
    followed(tmp_path, capsys, monkeypatch, *[lambda: None] * 9)
    assert len(looks) == 1
