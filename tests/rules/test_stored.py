"""Whose stored values are, and under which names."""

from __future__ import annotations

import pytest

from responder.memory import Cell, Kept, Memory
from responder.rules.stored import (
    NAME_CHARS_MAX,
    Path,
    Scope,
    living,
    owner_of,
    path_of,
    path_of_change,
    shown,
)
from tests.rules.rulekit import ANN, CLIENTS, NOW_S, says


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("sender.visits", Path(Scope.SENDER, "visits")),
        ("chat.开关", Path(Scope.CHAT, "开关")),
        ("everyone.karma.小明", Path(Scope.EVERYONE, "karma", "小明")),
        ("everyone.karma.{{ match.who }}", Path(Scope.EVERYONE, "karma", "{{ match.who }}")),
        ("everyone.sites.www.example.com", Path(Scope.EVERYONE, "sites", "www.example.com")),
    ],
)
def test_paths(text: str, path: Path) -> None:
    """Whose, under which name, and all behind the second dot is the entry."""
    assert path_of(text) == path
    assert str(path) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "sender", "sender.", ".visits", "visits", "group.visits", "Sender.visits"),
        *("sender.1st", "sender._x", "sender.a b", "sender.{{ x }}", "sender.visits."),
        f"sender.{'a' * (NAME_CHARS_MAX + 1)}",
    ],
)
def test_what_is_no_path(text: str) -> None:
    """Names are letters, digits and _, and have a bound."""
    assert path_of(text) is None


def test_owners() -> None:
    """A person is the same in every chat, a chat is the same for everybody."""
    here, there = says("a", group=CLIENTS), says("a")
    assert owner_of(Scope.SENDER, here) == owner_of(Scope.SENDER, there) == f"sender {ANN.id}"
    assert owner_of(Scope.CHAT, here) != owner_of(Scope.CHAT, there)
    assert owner_of(Scope.EVERYONE, here) == "everyone"


def test_what_has_ended_is_not_there() -> None:
    """It may still be stored for a while."""
    cells = {"a": Cell(1, NOW_S), "b": Cell(2, NOW_S + 1), "c": Cell(3)}
    memory = Memory(values={("everyone", "n"): cells})
    assert living(memory, "everyone", "n", NOW_S) == {"b": 2, "c": 3}
    assert living(memory, "everyone", "other", NOW_S) == {}


def test_changes_have_the_path_they_were_made_by() -> None:
    """Whoever it belongs to."""
    assert str(path_of_change(Kept("sender ann b", "visits", "", None))) == "sender.visits"
    assert str(path_of_change(Kept("everyone", "karma", "小明", None))) == "everyone.karma.小明"


def test_values_in_words() -> None:
    """As a reply would print them, and lists too."""
    assert [shown(one) for one in ("a", 3, 0.1 + 0.2, True)] == ["a", "3", "0.3", "true"]
    assert shown(("a", 1, False)) == "[a, 1, false]"
