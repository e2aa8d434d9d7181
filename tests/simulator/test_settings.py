"""The knobs refuse what they can not mean."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from responder.errors import SettingError
from responder.simulator.settings import Settings, changed


def test_some_settings_are_changed_and_the_others_kept() -> None:
    """The given value is not touched."""
    old = Settings()
    new = changed(old, {"echo": True, "hold_s": 3, "batch": 7, "base_host": "wx.qq.com"})
    assert (new.echo, new.hold_s, new.batch, new.base_host) == (True, 3.0, 7, "wx.qq.com")
    assert new.qr_life_s == old.qr_life_s == 300.0
    assert old == Settings()


def test_whole_seconds_are_kept_as_float() -> None:
    """So that the next change sees a number of seconds again."""
    assert isinstance(changed(Settings(), {"hold_s": 3}).hold_s, float)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ecko": True}, "no setting is called 'ecko'"),
        ({"echo": 1}, "echo must be true or false, not 1"),
        ({"echo": "yes"}, "echo must be true or false"),
        ({"hold_s": "25"}, "hold_s must be a number of seconds, not '25'"),
        ({"hold_s": True}, "hold_s must be a number of seconds"),
        ({"hold_s": -1}, "hold_s must be not negative"),
        ({"batch": 0}, "batch must be at least 1"),
        ({"batch": 1.5}, "batch must be a whole number"),
        ({"lang": "fr"}, "lang must be zh or en, not 'fr'"),
        ({"base_host": ""}, "base_host must be a text"),
        ({"base_host": None}, "base_host must be a text"),
    ],
)
def test_a_wrong_setting_gets_a_sentence(changes: dict[str, Any], words: str) -> None:
    """It names the field and what it may be."""
    with pytest.raises(SettingError) as caught:
        changed(Settings(), changes)
    assert words in str(caught.value)


def test_every_setting_is_described() -> None:
    """The docstring is the reference of the knobs."""
    text = Settings.__doc__ or ""
    assert [field.name for field in fields(Settings) if f"{field.name}:" not in text] == []
