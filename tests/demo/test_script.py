"""Who takes part in the demo, and what they say."""

from __future__ import annotations

from responder.demo.script import CONTACTS, CONVERSATION, GROUPS, Line


def test_everybody_who_speaks_exists() -> None:
    """Senders are contacts, groups are groups, and members are contacts."""
    names = {contact["name"] for contact in CONTACTS}
    assert {line.sender for line in CONVERSATION} <= names
    assert {line.group for line in CONVERSATION} - {""} <= {group["name"] for group in GROUPS}
    assert all(set(group["members"]) <= names for group in GROUPS)


def test_the_demo_shows_silence_too() -> None:
    """Not everything is answered: a group without a mention, an official account."""
    assert sum(not line.answered for line in CONVERSATION) == 2


def test_a_line_in_the_simulators_words() -> None:
    """Text, picture, group and mention each take their form."""
    assert Line("小明", "你好").as_said() == {"from": "小明", "text": "你好"}
    assert Line("小明", "").as_said() == {"from": "小明", "text": "", "type": "image"}
    said = Line("小明", "价格", group="客户群", mention=True).as_said()
    assert said == {"from": "小明", "text": "价格", "group": "客户群", "mention": True}
