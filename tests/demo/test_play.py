"""What the demo plays."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from responder.demo import stage
from responder.demo.play import FILEHELPER, OWNER, SHOP, USUAL, Play
from tests.house.tree import ROOT

if TYPE_CHECKING:
    import pathlib


def text(play: Play) -> str:
    """Its rule file."""
    return files("responder.demo").joinpath(play.rules).read_text("utf-8")


@pytest.mark.parametrize("play", [USUAL, SHOP], ids=lambda one: one.rules)
def test_everybody_who_speaks_exists(play: Play) -> None:
    """Senders are contacts or the owner, groups are groups, and members are contacts."""
    names = {contact["name"] for contact in play.contacts}
    assert {line.sender for line in play.lines} - {OWNER} <= names
    assert {line.group for line in play.lines} - {""} <= {one["name"] for one in play.groups}
    assert all(set(group["members"]) <= names for group in play.groups)
    assert all(line.to == FILEHELPER for line in play.lines if line.sender == OWNER)
    assert play.group in {one["name"] for one in play.groups}


def test_the_shop_is_a_recipe_too() -> None:
    """Letter by letter, with its tests, which the recipes' own test carries out."""
    assert f"```yaml\n{text(SHOP)}```\n" in (ROOT / "docs/recipes.md").read_text("utf-8")


def test_the_shop_has_a_computer_in_its_rules() -> None:
    """Its address is in the file, to be replaced by that of the demo."""
    assert SHOP.api in text(SHOP)


def test_the_shop_is_played_to_its_end(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: pathlib.Path,
) -> None:
    """Over real HTTP, with everything answered that is to be answered, and nothing objected to."""
    monkeypatch.setattr(stage, "READING_S", 0.0)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    stage.show(SHOP, once=True, port=0)
    said = capsys.readouterr().out
    assert "订单 200001：已发货" in said
    assert "没有订单 999999" in said
    assert "约好了，5月3日喝普洱，靠窗 3 号给您留着。" in said
    assert 'by the clock: rule "每周一讲"' in said
    assert "18 messages, 21 replies, 2 left alone on purpose, 0 protocol violations" in said
