"""What an answer in a dialogue says."""

from __future__ import annotations

import pytest

from responder.models import MessageType
from responder.rules.actions import AskAction
from responder.rules.dialogue import ANSWER_CHARS_MAX, Heard, hear, with_choices
from responder.rules.subject import subject_of
from responder.rules.waiting import Cause, Run, Waiting
from tests.rules.rulekit import CLIENTS, NOW_S, rules, says

RULES = rules(r"""
    rules:
      - name: r
        do:
          - ask:
              - {save: any, prompt: 什么？}
              - {save: day, prompt: 哪一天？, accept: {regex: '^\d+月\d+日$'}}
              - {save: part, prompt: 几点？, choices: [上午, ＡＭ]}
              - {save: yes, prompt: 好吗？, accept: [好, 不好]}
            cancel: [取消, Stop]
""")
ASK = RULES.rules[0].actions[0]


def heard(text: str, question: int = 0, **said: object) -> Heard:
    """What is made of an answer."""
    assert isinstance(ASK, AskAction)
    event = says(text, **said)  # type: ignore[arg-type]  # as asked
    run = Run("h", "1", "r")
    waiting = Waiting(
        "k", run, event, Cause.ASK, "do[1].ask", NOW_S, NOW_S + 600, question=question
    )
    return hear(ASK, waiting, subject_of(event, RULES.folding))


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (" 随便 ", 0, "随便"),
        ("", 0, None),
        ("x" * (ANSWER_CHARS_MAX + 1), 0, None),
        ("5月3日", 1, "5月3日"),
        ("后天", 1, None),
        ("上午", 2, "上午"),
        ("2", 2, "ＡＭ"),
        ("am", 2, "ＡＭ"),
        ("3", 2, None),
        ("好", 3, "好"),
        ("很好", 3, None),
    ],
)
def test_answers(text: str, question: int, answer: str | None) -> None:
    """As the question accepts them; a choice is known by its words, whatever was written."""
    assert heard(text, question) == Heard(answer)


@pytest.mark.parametrize("text", ["取消", "stop", " ＳＴＯＰ "])
def test_words_that_end_it(text: str) -> None:
    """Compared as other texts are, and before anything else."""
    assert heard(text) == Heard(stops=True)


def test_a_picture_is_no_answer() -> None:
    """Nor anything else without words of its own."""
    assert heard("图", message_type=MessageType.IMAGE) == Heard()


def test_a_mention_is_no_part_of_an_answer() -> None:
    """In a group people call whom they answer."""
    assert heard("@小店\u2005明天", group=CLIENTS, mentioned=True) == Heard("明天")


def test_choices_are_shown_with_numbers() -> None:
    """Behind the question."""
    assert with_choices("几点？", ("上午", "下午")) == "几点？\n1. 上午\n2. 下午"
    assert with_choices("几点？", ()) == "几点？"
