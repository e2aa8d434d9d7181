"""What to say of a key that is not known where it stands; `broken/` has the words."""

from __future__ import annotations

from responder.rules.spec.claims import CooldownSpec
from responder.rules.spec.keys import section_at
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.schema import FileSpec
from responder.rules.spec.when import TextSpec
from tests.rules.rulekit import faults, report, rules


def test_section_at_a_path() -> None:
    """The innermost section on the way counts."""
    gathered = report("rules: [{when: {text: {contains: a}}, cooldown: {for: 1m}}]")
    assert section_at(gathered, ()) is FileSpec
    assert section_at(gathered, ("rules", 0)) is RuleSpec
    assert section_at(gathered, ("rules", 0, "when", "text")) is TextSpec
    assert section_at(gathered, ("rules", 0, "cooldown")) is CooldownSpec


def test_keys_beside_the_empty_key_they_belong_to_are_one_fault() -> None:
    """What follows from the columns is not told again: no empty value, no unknown second key."""
    (found,) = faults("rules:\n- when:\n  text: 你好\n  chat: any\n  reply: 您好！\n")
    assert (found.line, found.column) == (3, 3)
    assert found.hint == 'put two more blanks before "text" and "chat" and all that is in it'


def test_an_empty_key_above_others_is_told_for_itself() -> None:
    """Keys that do not belong under it, or that are known where they stand, are another matter."""
    empty, unknown = faults("rules:\n- when:\n  replay: 您好！\n  do: [{reply: 您好！}]\n")
    assert (empty.field, unknown.field) == ("rules[1].when", "rules[1].replay")


def test_following_the_advice_makes_a_sound_file() -> None:
    """Two blanks are enough."""
    assert rules("rules:\n- when:\n    text: 你好\n    chat: any\n  reply: 您好！\n").rules
