"""The schema of conditions."""

from __future__ import annotations

from responder.models import MessageType
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.when import ChatWord
from tests.rules.rulekit import tree


def _rule(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def test_bare_condition_is_the_whole_text() -> None:
    """`when: TEXT`, `when: [TEXT]` and the long form say the same."""
    short = _rule("{when: 你好, reply: 在}")
    assert short == _rule("{when: [你好], reply: [在]}")
    assert short == _rule("{when: {text: 你好}, reply: 在}")
    assert short == _rule("{when: {text: {equals: [你好]}}, reply: 在}")


def test_bare_name_is_the_whole_name() -> None:
    """A name, a list of one and `equals` say the same for sender and group."""
    assert _rule("{when: {sender: a, group: [b]}}") == _rule(
        "{when: {sender: {equals: a}, group: {equals: [b]}}}"
    )


def test_words_take_one_or_a_list() -> None:
    """Types and chats are words or lists of words."""
    when = _rule("{when: {type: [image, voice], chat: any}}").when
    assert when is not None
    assert when.type == (MessageType.IMAGE, MessageType.VOICE)
    assert when.chat == (ChatWord.ANY,)
