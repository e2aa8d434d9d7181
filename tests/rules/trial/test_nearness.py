"""Which rules came near to having a message."""

from __future__ import annotations

from responder.memory import Memory
from responder.rules.decide import explain
from responder.rules.subject import subject_of
from responder.rules.trial.nearness import is_near, nearest
from tests.rules.rulekit import ANN, CLIENTS, NOW_S, rules, says

FILE = """
rules:
  - {name: pictures, when: {type: image}, reply: x}
  - {name: other words, when: {chat: group, text: 你好}, reply: x}
  - {name: only bob, when: {chat: group, sender: Bob, text: {contains: 价格}}, reply: x}
  - {name: private, when: {text: 价格}, reply: x}
  - {name: mentioned, when: {chat: group, mentioned: true, text: {regex: 价}}, reply: x}
  - {name: takes it, when: {chat: group, text: 价格}, reply: x}
  - {name: behind, when: {text: 价格, type: image}, reply: x}
"""


def test_near_is_a_rule_whose_words_fit() -> None:
    """Whatever else it wants; a rule that wants no words is never near."""
    rule_set = rules(FILE)
    subject = subject_of(says("价格", sender=ANN, group=CLIENTS))
    near = [rule.name for rule in rule_set.rules if is_near(rule, subject)]
    assert near == ["only bob", "private", "mentioned", "takes it", "behind"]


def test_the_nearest_of_a_trace() -> None:
    """In order, without the rule that took it, and no more than wanted."""
    rule_set = rules(FILE)
    event = says("价格", sender=ANN, group=CLIENTS)
    trace = explain(rule_set, event, Memory(), NOW_S, 1).trace
    subject = subject_of(event)
    found = nearest(rule_set, subject, trace, 10)
    assert [(one.rule, one.failed) for one in found] == [
        ("only bob", "sender"),
        ("private", "chat"),
        ("mentioned", "mentioned"),
    ]
    assert nearest(rule_set, subject, trace, 2) == found[:2]
    assert nearest(rule_set, subject_of(says("再见")), trace, 10) == ()
