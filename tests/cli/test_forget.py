"""`responder forget`, in process."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import typer

from responder.cli.forget import forget_person
from responder.cli.somebody import BEFORE
from responder.errors import EnvironmentFault, JournalError, SettingError
from responder.instance import only_instance
from responder.journal.journal import Journal
from responder.journal.reader import Reader
from responder.journal.rulesets import Kept as KeptRules
from responder.journal.rulesets import Load, pack
from responder.journal.waits import RunChanges, StoredRun
from responder.memory import Cell, Kept
from responder.models import Chat, ChatKind, Person
from responder.rules.captures import Captures
from responder.rules.decision import Considered, Decision, Taken
from responder.rules.recording_runs import waiting_to_text
from responder.rules.waiting import Cause, Run, Waiting
from responder.shelf import Shelf
from responder.wechat.people.identity import Identities, Identity, Kind
from responder.wechat.store import Store
from tests.cli.storedkit import NOW_S, entry, event, reply, write

if TYPE_CHECKING:
    from pathlib import Path

BOB = Person("p2", "Bob")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """小明 and Bob have written; both are in the address book, and a stranger of 小明's group."""
    bob = event("8", sender=BOB, chat=Chat("p2", ChatKind.PRIVATE, "Bob"))
    write(tmp_path, entry(event("7"), "answered"), entry(bob, "answered"))
    entries = (
        Identity("p1", Kind.PERSON, remark="小明", nick_name="Ming"),
        Identity("p2", Kind.PERSON, nick_name="Bob"),
    )
    Store(tmp_path).save_identities(Identities(entries, 3))
    return tmp_path


def ids(state: Path) -> list[str]:
    """Who is left in the address book and in the journal."""
    book = [one.id for one in Store(state).load_identities().entries]
    with closing(Reader.open(state)) as reader:
        return [*book, *[chat for chat, _ in reader.chats()]]


@pytest.mark.parametrize("name", ["小明", "ming", "p1"])
def test_somebody_is_forgotten(state: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By any of their names or our id, in both files; the next id is not used again."""
    assert forget_person(state, "default", name, yes=True) == 0
    assert ids(state) == ["p2", "p2"]
    assert Store(state).load_identities().next_number == 3
    told, rest = capsys.readouterr().out.split("\n", 1)
    assert told == f"Deleted p1 in {state}: 1 messages and 0 of our texts."
    assert rest.startswith("Not looked at: your rule file")


def test_it_asks_first(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal; no is exit code 1, and nothing is done. Elsewhere --yes is needed."""
    with pytest.raises(SettingError, match="say --yes"):
        forget_person(state, "default", "小明", yes=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(typer, "confirm", lambda _: False)
    assert forget_person(state, "default", "小明", yes=False) == 1
    assert ids(state) == ["p1", "p2", "p2", "p1"]
    monkeypatch.setattr(typer, "confirm", lambda _: True)
    assert forget_person(state, "default", "小明", yes=False) == 0
    assert ids(state) == ["p2", "p2"]


def test_nobody_and_several_are_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, and nothing is done; an id says who is meant."""
    assert forget_person(state, "default", "小红", yes=True) == 1
    assert capsys.readouterr().err == 'Nothing is known of "小红".\n'
    twin = event("9", sender=Person("p3", "小明"), chat=Chat("p3", ChatKind.PRIVATE, "小明"))
    write(state, entry(twin, "answered"))
    assert forget_person(state, "default", "小明", yes=True) == 1
    assert "p1, p3. Say which" in capsys.readouterr().err
    assert forget_person(state, "default", "p3", yes=True) == 0
    assert ids(state) == ["p1", "p2", "p2", "p1"]


def test_not_while_a_daemon_runs(state: Path) -> None:
    """It would write down what it still remembers."""
    with only_instance(state), pytest.raises(EnvironmentFault, match="another responder runs"):
        forget_person(state, "default", "小明", yes=True)


def test_a_state_without_a_journal_is_refused(tmp_path: Path) -> None:
    """And none is made."""
    with pytest.raises(JournalError, match="no journal"):
        forget_person(tmp_path, "default", "小明", yes=True)
    assert not [*tmp_path.iterdir()]


def test_the_state_of_a_dry_run_is_forgotten_too(state: Path) -> None:
    """It holds the same messages."""
    dry = state / "dry-run"
    dry.mkdir()
    write(dry, entry(event("7"), "answered"))
    assert forget_person(state, "default", "小明", yes=True) == 0
    assert ids(dry) == []


SAID = "我的地址是人民路一百号"
OTHERS = "听说小明搬家了，Ming 知道"


@pytest.fixture
def busy(state: Path) -> Path:
    """小明 stands in everything that can hold a name, and wrote something that a rule has kept."""
    bob = event("9", OTHERS, sender=BOB, chat=Chat("p2", ChatKind.PRIVATE, "Bob"))
    found = Captures((("who", "小明"),))
    answer = Taken("r", found, error="小明: no")
    decision = Decision("9", (answer,), (Considered("r", "text", "小明"),))
    changes = (
        Kept("everyone", "karma", "小明", Cell(3)),
        Kept("everyone", "karma", "Bob", Cell(4)),
        Kept("everyone", "last", "", Cell((f"有人说{SAID}", "小明", "好"))),
        Kept("sender p1", "level", "", Cell("金")),
    )
    waiting = Waiting(
        "later p2 小明", Run("h", "9", "r"), bob, Cause.LATER, "do[1].later", NOW_S, NOW_S + 60
    )
    run = StoredRun(waiting.key, "9", "r", "h", waiting.due_s, waiting_to_text(waiting))
    own = entry(event("70", SAID), "answered")
    text = replace(reply(5, "9", "r", "小明说过了"), chat_id="p2", chat_name="Bob")
    with closing(Journal.open(state)) as journal:
        journal.take_in(
            now_s=NOW_S,
            entries=[own, replace(entry(bob, "answered", decision))],
            changes=[("70", change) for change in changes],
            outgoing=(text,),
            runs=RunChanges((run,)),
        )
        journal.take_in(
            now_s=NOW_S,
            entries=[entry(event("71"), "answered")],
            changes=[("71", change) for change in changes],
            runs=RunChanges((run,)),
        )
        kept = KeptRules("rules.yaml", Shelf({"rules.yaml": "# 小明".encode()}))
        journal.rule_sets.keep(Load(0, "h", NOW_S, "start", 1), pack(kept))
    for name in ("responder.log", "responder.log.1", BEFORE):
        (state / name).write_text(json.dumps({"sender": "小明", "of": "小明的群"}))
    return state


def test_no_byte_of_them_is_left_in_the_whole_state(
    busy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither names nor words, in no file, table or free page; what stays is said."""
    assert forget_person(busy, "default", "小明", yes=True) == 0
    gone = ("小明", "Ming", SAID)
    forms = {form.encode() for one in gone for form in (one, json.dumps(one)[1:-1])}
    for path in busy.rglob("*"):
        if path.is_file():
            assert not [form for form in forms if form in path.read_bytes()], path
    with closing(Journal.open(busy)) as journal:
        values = journal.memory().values
        assert values["everyone", "karma"] == {"Bob": Cell(4)}
        assert values["everyone", "last"] == {"": Cell(("有人说***", "***", "好"))}
        assert [one for one in journal.waits.texts() if "later p2 ***" in one]
    with closing(Reader.open(busy)) as reader:
        (record,) = [one for one in reader.after(0) if one.event_id == "9"]
    assert "听说***搬家了，*** 知道" in record.event
    assert record.texts[0].text == "***说过了"
    out = capsys.readouterr().out
    assert "Masked their name in" in out
    assert f"Masked their name in {busy / 'responder.log'}." in out
    assert "Their name stays in 1 kept versions of your rule files" in out
    assert "still stands" not in out


def test_a_name_that_others_bear_stays_where_it_is(
    busy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may mean them; that is said."""
    twin = event("90", sender=Person("p3", "小明"), chat=Chat("p3", ChatKind.PRIVATE, "小明"))
    write(busy, entry(twin, "answered"))
    assert forget_person(busy, "default", "p1", yes=True) == 0
    assert "Not looked for in what others wrote: 小明 (others bear" in capsys.readouterr().out
    with closing(Reader.open(busy)) as reader:
        assert "听说小明搬家了，*** 知道" in "".join(one.event for one in reader.after(0))
