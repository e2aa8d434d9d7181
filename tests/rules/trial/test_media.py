"""Pictures and files in tests."""

from __future__ import annotations

import pytest

from responder.rules.load import load
from responder.rules.trial.run import run_trials
from responder.simulator.media import GIF, JPEG
from tests.shelf import Shelf

RULES = """
limits: {delay: off, same_text: 1m}
rules:
  - {name: 菜单, when: 菜单, reply: {text: 在这里, image: [a.jpg, b.jpg]}}
  - {name: 笑, when: 笑, reply: {sticker: a.gif}}
  - {name: 转, when: 转, silent: true, do: [{send: {to: {group: 群}, file: a.gif}}]}
"""
FILES = {"a.jpg": JPEG, "b.jpg": JPEG, "a.gif": GIF}


def outcome(steps: str, head: str = "") -> str:
    """What went otherwise; `""` if nothing did."""
    text = f"{RULES}tests:\n  - steps: {steps}\n" + (f"    {head}\n" if head else "")
    rule_set = load(
        "s/rules.yaml", Shelf({f"s/{n}": d for n, d in FILES.items()} | {"s/rules.yaml": text})
    )
    (result,) = run_trials(rule_set, rule_set.trials)
    failure = result.failure
    return "" if failure is None else f"expected {failure.expected}, got {failure.got}"


@pytest.mark.parametrize(
    "steps",
    [
        "[{from: 小明, says: 菜单, pick: 2, expect: [在这里, {reply: {image: b.jpg}}]}]",
        "[{from: 小明, says: 笑, expect: {reply: {sticker: a.gif}}}]",
        "[{from: 小明, says: 笑, expect: {rule: 笑, do: [{reply: {sticker: a.gif}}]}}]",
        "[{from: 小明, says: 转, expect: {send: {to: {group: 群}, file: a.gif}}}]",
        "[{from: 小明, says: 笑}, {from: 小明, says: 笑, expect: nothing}]",
    ],
)
def test_a_file_is_expected_by_its_name(steps: str) -> None:
    """Where it goes and as what counts too; `same_text` knows it again."""
    assert outcome(steps) == ""


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (
            "[{from: 小明, says: 菜单, pick: 1, expect: [在这里, {reply: {image: b.jpg}}]}]",
            (
                'expected "在这里", then "[image] b.jpg", got "在这里" from rule "菜单", then'
                ' "[image] a.jpg"'
            ),
        ),
        ("[{from: 小明, says: 笑, expect: '[sticker] a.gif'}]", 'got "[sticker] a.gif"'),
        ("[{from: 小明, says: 笑, expect: {reply: {file: a.gif}}}]", 'expected "[file] a.gif"'),
        ("[{from: 小明, says: 转, expect: {reply: {file: a.gif}}}]", 'sent to "群"'),
    ],
)
def test_another_file_is_another_answer(steps: str, words: str) -> None:
    """And so is a text of the same letters."""
    assert words in outcome(steps)


def test_one_message_is_expected_at_a_time() -> None:
    """Text and file are two."""
    with pytest.raises(Exception, match="expected one message, got several"):
        outcome("[{from: 小明, says: 转, expect: {send: {to: {group: 群}, text: a, file: a.gif}}}]")
    with pytest.raises(Exception, match="expected one message, got several"):
        outcome("[{from: 小明, says: 笑, expect: {reply: {image: a.jpg, file: a.gif}}}]")
