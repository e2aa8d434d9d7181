"""What is said where no rule says it."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

import pytest

from responder.rules.sentences import CHINESE, SENTENCES, Language
from tests.rules.rulekit import fault, rules, says, texts


def test_the_file_says_all_or_some_of_them() -> None:
    """What it leaves out is as ever."""
    said = rules("{sentences: {cancelled: ' OK. '}, rules: [{reply: a}]}").sentences
    assert said == replace(CHINESE, cancelled="OK.")
    assert rules("rules: [{reply: a}]").sentences == CHINESE
    english = rules("{sentences: {language: en, gone: Over.}, rules: [{reply: a}]}").sentences
    assert english == replace(SENTENCES[Language.EN], gone="Over.")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/rate", "amount is missing"),
        ("/rate x usd", "amount must be a number, not “x”"),
        (
            "/rate 1 yen",
            "unit must be usd / eur, not “yen”",
        ),
        (
            "/rate 1 eur 1.5",
            "days must be a whole number, not “1.5”",
        ),
        ("/rate 1 eur 2 {x}", "“{x}” is too much"),
    ],
)
def test_wrong_commands_are_told_so_in_the_language_of_the_file(text: str, answer: str) -> None:
    """What is wrong, and how it is written."""
    rule_set = rules("""
        sentences: {language: en}
        rules:
          - when: {command: "/rate {amount:number} {unit:usd|eur} {days:int=1}"}
            reply: "{{ args.amount }}"
    """)
    assert texts(rule_set, says(text)) == [f"Usage: /rate <amount> <usd|eur> [days]\n{answer}"]


def test_every_language_says_everything() -> None:
    """With the same things filled in."""
    holes = [
        [sorted(re.findall(r"\{\w+\}", text)) for text in asdict(one.usage).values()]
        for one in SENTENCES.values()
    ]
    assert SENTENCES.keys() == set(Language)
    assert holes[0] == holes[1]


@pytest.mark.parametrize("text", ["''", "' '", "[a, b]"])
def test_a_sentence_is_a_text(text: str) -> None:
    """Nobody is answered with nothing."""
    said = fault(f"{{sentences: {{gone: {text}}}, rules: [{{reply: a}}]}}")
    assert "sentences.gone: expected text" in said
