"""`responder forget`, in process."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import typer

from responder.cli.forget import forget_person
from responder.errors import EnvironmentFault, JournalError, SettingError
from responder.instance import only_instance
from responder.journal.reader import Reader
from responder.models import Chat, ChatKind, Person
from responder.wechat.people.identity import Identities, Identity, Kind
from responder.wechat.store import Store
from tests.cli.storedkit import entry, event, write

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
    assert capsys.readouterr().out == (f"Deleted p1 in {state}: 1 messages and 0 of our texts.\n")


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


def test_what_is_not_looked_at_is_told(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The address book of an account that was logged in before."""
    (state / "identities.json.before").write_text("{}")
    forget_person(state, "default", "小明", yes=True)
    assert "identities.json.before is of an earlier login" in capsys.readouterr().out
