"""What templates see."""

from __future__ import annotations

import dataclasses
from zoneinfo import ZoneInfo

import pytest

from responder.rules.table import Table
from responder.rules.templates.views import (
    VIEWS,
    GroupView,
    MatchView,
    MessageView,
    PersonView,
    clean,
    moment,
    person,
    scene,
)
from tests.rules.rulekit import ANN, CLIENTS, NOW_S, says

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _scene(*, in_group: bool = False) -> dict[str, object]:
    event = says("价格", group=CLIENTS if in_group else None)
    names = Table({"shop": "小店"})
    return scene(event, "价格", (("keyword", "价格"),), now_s=NOW_S, zone=SHANGHAI, names=names)


def test_moment_is_wall_clock_time() -> None:
    """A time is shown in the zone of the rule file, weekday 2 being Tuesday."""
    at = moment(NOW_S, SHANGHAI)
    assert str(at) == "2026-11-24 10:00"
    assert (at.year, at.month, at.day, at.hour, at.minute, at.second) == (2026, 11, 24, 10, 0, 0)
    assert (at.weekday, at.date, at.time) == (2, "2026-11-24", "10:00")


def test_moment_of_another_zone() -> None:
    """The same instant is another time elsewhere."""
    assert str(moment(NOW_S, ZoneInfo("UTC"))) == "2026-11-24 02:00"


def test_moment_without_a_zone_is_the_machines() -> None:
    """Without a zone there is a time all the same."""
    assert moment(NOW_S, None).minute == 0


def test_scene_has_every_name() -> None:
    """All names of the documentation are there."""
    assert list(_scene()) == ["message", "sender", "chat", "group", "me", "match", "now", "vars"]


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
    match = MatchView((("0", "ab"), ("1", "b"), ("id", "b")))
    assert (match["id"], match[1], str(match)) == ("b", "b", "ab")
    assert str(MatchView((("keyword", "价格"),))) == "价格"
    assert str(MatchView(())) == ""
    with pytest.raises(KeyError):
        match["other"]


def test_views_are_frozen_and_have_no_methods() -> None:
    """A template finds nothing to call and nothing to change."""
    view = person(ANN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        view.name = "x"  # type: ignore[misc]  # that is the point
    for kind in VIEWS:
        public = [name for name in vars(kind) if not name.startswith("_")]
        fields = getattr(kind, "__dataclass_fields__", ())
        assert sorted(public) == sorted(fields)


def test_clean_replaces_only_halves_of_pairs() -> None:
    """Ordinary text is untouched, a lone surrogate becomes the replacement character."""
    assert clean("价格😀") == "价格😀"
    assert clean("a\udfff") == "a\ufffd"
    assert PersonView(clean("\ud800"), "", "", "", "").name == "\ufffd"


@pytest.mark.parametrize("at_s", [1e20, -1e20, float("inf"), float("nan")])
def test_impossible_time_is_brought_back(at_s: float) -> None:
    """A time that no calendar has can not make a decision fail."""
    assert moment(at_s, ZoneInfo("Asia/Shanghai")).year in {1970, 9999}
