"""`responder why`."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli.why import explain_message
from responder.errors import SettingError
from responder.journal.journal import Hold, Journal
from responder.journal.waits import RunChanges
from responder.memory import Cell, Kept
from responder.models import OutgoingState
from responder.rules.captures import Captures
from responder.rules.decide import TRACE_RULES_MAX
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.recording import decision_with
from responder.rules.resuming import ended
from responder.rules.steps import Reply
from responder.rules.waiting import Cause, Put, Run, Waiting
from responder.wording import moment
from tests.cli.storedkit import NOW_S, entry, event, in_group, reply, write

if TYPE_CHECKING:
    from pathlib import Path

STORED = (Kept("sender ann", "visits", "", Cell(3)), Kept("chat c", "notes", "", None))
DECISION = Decision(
    "7",
    (
        Taken("watch", replies=(Reply("x", "watch", "reply"),), shadow=True),
        Taken(
            "r",
            Captures((("id", "12"),), (("days", 3),)),
            (Reply("您好", "r", "reply"),),
            STORED,
        ),
    ),
    (Considered("a", "text", 'the text is none of "x"'), Considered("watch"), Considered("r")),
    claimed=True,
)
OUT = reply(1, "7", "r")


def told(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    message: str = "",
    *,
    last: bool = False,
    chat: str = "",
) -> list[str]:
    """What is said of a message."""
    assert explain_message(path, "default", message, last=last, chat=chat) == 0
    return capsys.readouterr().out.splitlines()


def test_the_whole_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who, when, the refusals, what was found, what was sent and when."""
    write(tmp_path, entry(event("7"), "answered", DECISION), out=(OUT,))
    with closing(Journal.open(tmp_path)) as journal:
        journal.outbox.end(OUT, OutgoingState.SENT, NOW_S + 2, msg_id="99")
    story = [
        '小明: "hi"',
        f"  message 7, {moment(NOW_S - 1)}",
        f"  decided {moment(NOW_S)} by the rules 0123456789ab",
        "Not these:",
        '  rule "a": text: the text is none of "x"',
        'Rule "watch" would take it, but only watches (shadow).',
        "  would reply: (what a shadow rule would say is not written down)",
        'Rule "r" has it.',
        '  found: id = "12"',
        '  found: args.days = "3"',
        "  reply: 您好",
        f"    sent, {moment(NOW_S + 2)}",
        "  store: sender.visits = 3",
        "  drop: chat.notes",
    ]
    assert told(tmp_path, capsys, "7") == story
    assert told(tmp_path, capsys, last=True) == story
    assert told(tmp_path, capsys, "99") == story, "the id of our own answer leads there too"


def test_what_a_run_did_later_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where it stopped, until when, and what came of it."""
    one = event("7")
    waiting = Waiting("k", Run("h", "7", "r"), one, Cause.WAIT, "do[2].wait", NOW_S, NOW_S + 3)
    first = Taken("r", replies=(Reply("您好", "r", "reply"),), turns=(Put(waiting),))
    (gone,) = ended(waiting, "reload", "the rule is gone").taken
    write(tmp_path, entry(one, "answered", Decision("7", (first,), claimed=True)), out=(OUT,))
    with closing(Journal.open(tmp_path)) as journal:
        text = decision_with(journal.waits.decision("7"), gone)
        journal.take_in(now_s=NOW_S, runs=RunChanges(amended=(("7", text),)))
    story = told(tmp_path, capsys, "7")
    assert story[story.index('Rule "r" has it.') :] == [
        'Rule "r" has it.',
        "  reply: 您好",
        f"    waits, since {moment(NOW_S)}",
        f"  will go on {moment(NOW_S + 3)} (do[2].wait)",
        'Rule "r" went on.',
        "  It answers nothing now: reload: do[2].wait: the rule is gone",
    ]


def test_nobody_took_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With rules that came near, and without."""
    near = Decision("7", trace=(Considered("a", "sender", "no"),))
    write(tmp_path, entry(event("7"), "unanswered", near))
    assert told(tmp_path, capsys, "7")[3:] == [
        "Not these:",
        '  rule "a": sender: no',
        "No rule answers this.",
    ]
    write(tmp_path, entry(event("8"), "unanswered", Decision("8")))
    assert told(tmp_path, capsys, "8")[3:] == [
        "No rule has words, types or names that fit it; `responder try` explains each rule.",
        "No rule answers this.",
    ]


def test_a_trace_that_was_cut_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A message may have thousands of candidates, of which the last are kept."""
    trace = tuple(Considered(f"r{n}", "text", "no") for n in range(TRACE_RULES_MAX))
    write(tmp_path, entry(event("7"), "unanswered", Decision("7", trace=trace)))
    lines = told(tmp_path, capsys, "7")
    assert lines[4] == "  … of perhaps more only the last were written down:"
    assert len(lines) == 5 + TRACE_RULES_MAX + 1


def test_a_message_that_is_not_decided_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It waits, or was a part of another."""
    held = replace(entry(event("7"), "held"), hold=Hold("k", NOW_S, NOW_S + 5))
    write(tmp_path, held, entry(event("6"), "joined"), entry(event("5"), "ours"))
    assert told(tmp_path, capsys, "7")[2:] == [
        f"It waits until {moment(NOW_S + 5)}, and is decided then."
    ]
    assert "part of the message after it" in told(tmp_path, capsys, "6")[2]
    assert told(tmp_path, capsys, "5")[2:] == ["This program sent it itself."]


def test_texts_that_are_not_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The keys are left, and it is said why no more is."""
    stored = entry(event("7"), "answered", DECISION, keep_text=False)
    write(tmp_path, stored, out=(replace(OUT, text=""),))
    lines = told(tmp_path, capsys, "7")
    assert lines[0] == "小明: (text not kept)"
    assert '  rule "a": text' in lines
    assert "  reply: (text not kept)" in lines
    assert lines[-1] == "Texts and reasons were not kept (`run --keep-text no`)."


def test_the_last_of_a_chat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the last of all."""
    write(tmp_path, entry(event("7"), "unanswered"), entry(in_group("8"), "unanswered"))
    assert told(tmp_path, capsys, last=True, chat="小明")[1].startswith("  message 7,")
    assert told(tmp_path, capsys, last=True)[1].startswith("  message 8,")


def test_wrong_questions_are_sentences(tmp_path: Path) -> None:
    """Which message, one that is not there, one that can not be read."""
    write(tmp_path)
    with pytest.raises(SettingError, match=r"or --last$"):
        explain_message(tmp_path, "default", "", last=False, chat="")
    with pytest.raises(SettingError, match=r"or --last$"):
        explain_message(tmp_path, "default", "7", last=True, chat="")
    with pytest.raises(SettingError, match="--chat goes with --last"):
        explain_message(tmp_path, "default", "7", last=False, chat="x")
    with pytest.raises(SettingError, match="no message 7 is in the journal"):
        explain_message(tmp_path, "default", "7", last=False, chat="")
    with pytest.raises(SettingError, match="no message came in yet"):
        explain_message(tmp_path, "default", "", last=True, chat="")
    write(tmp_path, replace(entry(event("7"), "silent"), text="?"))
    with pytest.raises(SettingError, match="can not be read"):
        explain_message(tmp_path, "default", "7", last=False, chat="")
