"""The rule sets that were put to use."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from responder.errors import NoRulesError
from responder.journal import rulesets
from responder.journal.database import Database
from responder.journal.rulesets import Kept, Load, Packed, RuleSets, pack
from responder.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TABLE = b"k,v\n1,2\n" * 100


def kept(text: bytes) -> Kept:
    """A rule file with a table and a folder it includes."""
    shelf = Shelf({"r.yaml": text, "t.csv": TABLE}, {"more/*.yaml": ("more/a.yaml",)})
    return Kept("r.yaml", shelf)


def packed(text: bytes) -> Packed:
    """The same, ready to be written."""
    return pack(kept(text))


def load(hash_: str, at_s: float = 1.0, origin: str = "edit") -> Load:
    """It was put to use."""
    return Load(0, hash_, at_s, origin, 3)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new journal."""
    with closing(Database.open(tmp_path / "j")) as one:
        yield one


def test_what_was_put_to_use_can_be_made_again(database: Database) -> None:
    """Files, and what wildcards found."""
    rule_sets = RuleSets(database)
    assert rule_sets.latest() is None
    rule_sets.keep(load("a", 5.0, "start"), packed(b"one"))
    assert rule_sets.latest() == Load(1, "a", 5.0, "start", 3)
    assert rule_sets.kept("a") == kept(b"one")
    with pytest.raises(NoRulesError, match="what rules b were made from"):
        rule_sets.kept("b")


def test_the_latest_comes_first(database: Database) -> None:
    """And one that comes back is there twice, its files once."""
    rule_sets = RuleSets(database)
    for hash_, text in (("a", b"one"), ("b", b"two"), ("a", b"one")):
        rule_sets.keep(load(hash_), packed(text))
    assert [one.hash for one in rule_sets.history()] == ["a", "b", "a"]
    assert [one.hash for one in rule_sets.history(1)] == ["a"]
    assert len(database.rows(sa.text("SELECT * FROM rule_file"))) == 3


def test_what_lies_elsewhere_now_is_known_by_its_new_paths(database: Database) -> None:
    """By those of where it was put to use last."""
    rule_sets = RuleSets(database)
    rule_sets.keep(load("a"), packed(b"one"))
    assert (rule_sets.path("a"), rule_sets.path("b")) == ("r.yaml", "")
    moved = Kept("/srv/r.yaml", Shelf({"/srv/r.yaml": b"one"}))
    rule_sets.keep(load("a"), pack(moved))
    assert (rule_sets.path("a"), rule_sets.kept("a")) == ("/srv/r.yaml", moved)
    rule_sets.keep(load("a"), packed(b"one"))
    assert rule_sets.kept("a") == kept(b"one")


def test_the_oldest_are_forgotten(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """With those of their files that nothing else has."""
    monkeypatch.setattr(rulesets, "LOADS_KEPT", 2)
    rule_sets = RuleSets(database)
    for name in "abc":
        rule_sets.keep(load(name), packed(name.encode()))
    assert [one.hash for one in rule_sets.history()] == ["c", "b"]
    with pytest.raises(NoRulesError):
        rule_sets.kept("a")
    assert rule_sets.kept("b") == kept(b"b")
    assert len(database.rows(sa.text("SELECT * FROM rule_file"))) == 3


def test_one_that_is_still_in_use_is_not_forgotten(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was put to use long ago, and again just now."""
    monkeypatch.setattr(rulesets, "LOADS_KEPT", 2)
    rule_sets = RuleSets(database)
    for name in "abca":
        rule_sets.keep(load(name), packed(name.encode()))
    assert rule_sets.kept("a") == kept(b"a")
    with pytest.raises(NoRulesError):
        rule_sets.kept("b")


def test_rules_are_named_by_the_beginning_of_their_hash(database: Database) -> None:
    """One that fits none, or several, is refused with a sentence."""
    rule_sets = RuleSets(database)
    with pytest.raises(NoRulesError, match="no earlier rules"):
        rule_sets.named()
    for name in ("abc", "abd", "xyz"):
        rule_sets.keep(load(name), packed(name.encode()))
    assert rule_sets.named() == "xyz"
    assert rule_sets.named(but="xyz") == "abd"
    assert rule_sets.named("abc", but="abc") == "abc"
    with pytest.raises(NoRulesError, match="several rules are called so: abd, abc"):
        rule_sets.named("ab")
    with pytest.raises(NoRulesError, match="no rules q are kept"):
        rule_sets.named("q")
