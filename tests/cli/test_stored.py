"""What the journal holds, read for `log` and `why`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from responder.cli.stored import chats_called, encodable, journal_of
from responder.errors import JournalError, SettingError
from responder.models import Chat, ChatKind
from responder.rules.decision import Decision, Taken
from responder.story import seen
from tests.cli.storedkit import ME, entry, event, in_group, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_chat_is_found_by_each_of_its_names(tmp_path: Path) -> None:
    """By the person's names or the group's, in small or capital letters, or by its id."""
    to_bob = event("b", chat=Chat("p2", ChatKind.PRIVATE, "Bob"), sender=ME, from_me=True)
    write(tmp_path, entry(event("a"), "silent"), entry(in_group("g"), "silent"))
    write(tmp_path, entry(to_bob, "unanswered"))
    with journal_of(tmp_path, "default") as reader:
        assert chats_called(reader, "小明") == chats_called(reader, "MING") == ("p1",)
        assert chats_called(reader, "客户群") == chats_called(reader, "g1") == ("g1",)
        assert chats_called(reader, "bob") == ("p2",)


@pytest.mark.parametrize(
    ("name", "named"), [("小名", "there are: 小明$"), ("x", "there are: 客户群, 小明, ming$")]
)
def test_a_chat_that_is_not_there_names_those_that_are(
    tmp_path: Path, name: str, named: str
) -> None:
    """The near ones, else the newest."""
    write(tmp_path, entry(event("a"), "silent"), entry(in_group("g"), "silent"))
    with (
        journal_of(tmp_path, "default") as reader,
        pytest.raises(SettingError, match=f'--chat "{name}": .*{named}'),
    ):
        chats_called(reader, name)


def test_an_empty_journal_names_no_chats(tmp_path: Path) -> None:
    """There is nothing to choose from."""
    write(tmp_path)
    with (
        journal_of(tmp_path, "default") as reader,
        pytest.raises(SettingError, match=r"of this name$"),
    ):
        chats_called(reader, "x")


def test_what_can_not_be_read_is_passed_over(tmp_path: Path) -> None:
    """One odd row hides no other."""
    write(tmp_path, replace(entry(event("a"), "silent"), text="?"), entry(in_group("g"), "silent"))
    with journal_of(tmp_path, "default") as reader:
        odd, fine = (seen(record) for record in reader.last(2))
        assert odd is None
        assert fine is not None
        assert chats_called(reader, "客户群") == ("g1",)


def test_the_main_rule_is_the_last_that_acted(tmp_path: Path) -> None:
    """A shadow rule never is; an error is that of an acting rule, or a fault."""
    taken = (Taken("a", error="e"), Taken("b"), Taken("c", shadow=True, error="no"))
    write(tmp_path, entry(event("a"), "failed", Decision("a", taken)))
    write(tmp_path, entry(event("b"), "failed", Decision("b", fault="f")))
    with journal_of(tmp_path, "default") as reader:
        first, second = (seen(record) for record in reader.last(2))
        assert first is not None
        assert first.main is not None
        assert (first.main.rule, first.error) == ("b", "e")
        assert second is not None
        assert (second.main, second.error) == (None, "f")


def test_an_account_has_a_journal_of_its_own(tmp_path: Path) -> None:
    """As everywhere, `--account` is a folder."""
    write(tmp_path)
    with pytest.raises(JournalError, match="other has no journal"), journal_of(tmp_path, "other"):
        pass


def test_arguments_that_are_no_text_are_searched_for_all_the_same() -> None:
    """A terminal may give any bytes."""
    assert encodable("a\udcff中") == "a?中"
