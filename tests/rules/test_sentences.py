"""What is said in conversations where no rule says it."""

from __future__ import annotations

import pytest

from responder.rules.sentences import Sentences
from tests.rules.rulekit import fault, rules


def test_the_file_says_all_or_some_of_them() -> None:
    """What it leaves out is as ever."""
    said = rules("{sentences: {cancelled: ' OK. '}, rules: [{reply: a}]}").sentences
    assert said == Sentences(cancelled="OK.")
    assert rules("rules: [{reply: a}]").sentences == Sentences()


@pytest.mark.parametrize("text", ["''", "' '", "[a, b]"])
def test_a_sentence_is_a_text(text: str) -> None:
    """Nobody is answered with nothing."""
    said = fault(f"{{sentences: {{gone: {text}}}, rules: [{{reply: a}}]}}")
    assert "sentences.gone: expected text" in said
