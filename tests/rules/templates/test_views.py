"""What templates see."""

from __future__ import annotations

import dataclasses

import pytest

from responder.models import Person
from responder.rules.captures import Captures
from responder.rules.table import Table
from responder.rules.templates.moments import MomentView
from responder.rules.templates.views import (
    FIELD_CHARS_MAX,
    MEMBERS,
    NAME_CHARS_MAX,
    VIEWS,
    GroupView,
    MatchView,
    MessageView,
    PersonView,
    clean,
    person,
    scene,
    views_of,
)
from tests.rules.templates.kit import ANN, CLIENTS, NOW_S, SHANGHAI, says


def _scene(*, in_group: bool = False) -> dict[str, object]:
    event = says("价格", group=CLIENTS if in_group else None)
    found = Captures(match=(("keyword", "价格"),), args=(("days", 2),))
    return scene(
        views_of(event, "价格", now_s=NOW_S, zone=SHANGHAI), found, names=Table({"shop": "小店"})
    )


def test_scene_has_every_name() -> None:
    """All names of the documentation are there."""
    people = ["message", "sender", "chat", "group", "me"]
    others = ["match", "args", "answers", "now", "vars", "lists", "tables"]
    assert set(_scene()) == {*people, *others}


def test_arguments_of_a_command_keep_their_types() -> None:
    """A number is a number."""
    assert _scene()["args"] == Table({"days": 2})


def test_scene_of_a_private_chat_has_no_group() -> None:
    """Outside of groups the group is empty."""
    assert _scene()["group"] is None
    assert _scene(in_group=True)["group"] == GroupView("客户群")


def test_scene_shows_the_message_and_its_people() -> None:
    """The views carry what the event has."""
    values = _scene()
    message = values["message"]
    assert isinstance(message, MessageView)
    assert (message.text, message.type, str(message.time)) == ("价格", "text", "2026-11-24 09:59")
    assert values["sender"] == person(ANN)
    assert [str(values[name]) for name in ("message", "sender", "chat", "me")] == [
        "价格",
        "小明",
        "小明",
        "我",
    ]


def test_match_has_captures_by_name_and_number() -> None:
    """Groups are looked up as text, so that numbers work too."""
    match = MatchView({"0": "ab", "1": "b", "id": "b", "value": Table({"price": 8})})
    assert (match["id"], match[1], str(match)) == ("b", "b", "ab")
    assert match["value"] == Table({"price": 8})
    assert str(MatchView({"keyword": "价格"})) == "价格"
    assert str(MatchView({})) == ""
    with pytest.raises(KeyError):
        match["other"]


def test_match_prints_what_was_found() -> None:
    """The whole of a pattern, or else the keyword."""
    assert str(MatchView({"keyword": "a", "0": "ab"})) == "ab"
    assert str(MatchView({"keyword": "a"})) == "a"
    assert str(MatchView({})) == ""


def test_views_are_frozen_and_have_no_methods() -> None:
    """A template finds nothing to call and nothing to change."""
    view = person(ANN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.name = "x"  # type: ignore[misc]  # that is the point
    for kind in VIEWS:
        public = {name for name in vars(kind) if not name.startswith("_")}
        assert public - {"local"} == MEMBERS[kind]
        assert not any(callable(vars(kind)[name]) for name in public)


def test_aware_time_is_hidden() -> None:
    """What a moment is made of is none of its members."""
    assert "local" not in MEMBERS[MomentView]


def test_clean_replaces_only_halves_of_pairs() -> None:
    """Ordinary text is untouched, a lone surrogate becomes the replacement character."""
    assert clean("价格😀") == "价格😀"
    assert clean("a\udfff") == "a\ufffd"
    assert PersonView(clean("\ud800"), "", "", "", "").name == "\ufffd"


def test_fields_that_strangers_fill_can_be_encoded() -> None:
    """Halves of surrogate pairs are replaced wherever somebody may have written them."""
    half = Person("p", "a\ud800", remark="b\ud800", alias="c\ud800", display_name="d\ud800")
    seen = person(half)
    assert (seen.name, seen.remark) == ("a\ufffd", "b\ufffd")
    assert (seen.alias, seen.display_name) == ("c\ufffd", "d\ufffd")
    event = dataclasses.replace(says("a"), title="e\ud800", url="f\ud800")
    message = views_of(event, "a", now_s=0.0, zone=None)["message"]
    assert isinstance(message, MessageView)
    assert (message.title, message.url) == ("e\ufffd", "f\ufffd")


def test_fields_that_strangers_fill_are_bounded() -> None:
    """A title or a name without end costs a reply no more than a long one."""
    long = "x" * 100_000
    sender = Person("p", long, nickname=long)
    event = dataclasses.replace(says("a"), sender=sender, title=long, url=long)
    values = views_of(event, "a", now_s=0.0, zone=None)
    message, seen = values["message"], values["sender"]
    assert isinstance(message, MessageView)
    assert isinstance(seen, PersonView)
    assert (len(message.title), len(message.url)) == (FIELD_CHARS_MAX, FIELD_CHARS_MAX)
    assert (len(seen.name), len(seen.nickname)) == (NAME_CHARS_MAX, NAME_CHARS_MAX)
