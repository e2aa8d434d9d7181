"""What an index knows of a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.models import ChatKind, EventKind
from responder.rules.index.entries import ANYTHING, EVERYWHERE, OPEN, SHUT, Gate, entries_of
from responder.rules.needs import How
from tests.rules.rulekit import rules

if TYPE_CHECKING:
    from responder.rules.needs import Key

PRIVATE = frozenset({ChatKind.PRIVATE})
MESSAGE = frozenset({EventKind.MESSAGE})


def _entries(text: str) -> list[tuple[Gate, list[set[Key]]]]:
    entries = entries_of(rule.conditions for rule in rules(text).rules)
    return [(gate, [set(clause) for clause in needs]) for needs, gate in entries]


def test_a_rule_without_conditions_lets_everything_through() -> None:
    """Nothing known means every event."""
    assert entries_of([()]) == [((), OPEN)]
    assert set(OPEN.states()) == {
        (kind, chat, mine) for kind in ANYTHING for chat in EVERYWHERE for mine in (False, True)
    }


def test_head_makes_the_gate_and_text_the_needs() -> None:
    """Kind, chat and author are the gate; what is asked of the text is needed."""
    ((gate, needs),) = _entries("""
        rules:
          - when: {text: {contains: [价格, 报价]}}
            reply: 3500
    """)
    assert gate == Gate(MESSAGE, PRIVATE, frozenset())
    assert needs == [{(How.PART, "价格"), (How.PART, "报价")}]


def test_chat_and_author_narrow_the_gate() -> None:
    """A rule for what the owner writes in groups is one for nothing else."""
    ((gate, _),) = _entries("""
        rules:
          - when: {text: 在吗, chat: group, from_me: true}
            reply: 在
    """)
    assert gate == Gate(MESSAGE, frozenset(), frozenset({ChatKind.GROUP}))
    assert list(gate.states()) == [(EventKind.MESSAGE, ChatKind.GROUP, True)]


def test_all_conditions_are_asked_for_their_needs() -> None:
    """Text and sender are both needed."""
    ((_, needs),) = _entries("""
        rules:
          - when: {text: {starts_with: 查}, sender: 老王, time: "09:00-18:00"}
            reply: 好
        timezone: Asia/Shanghai
    """)
    assert {(How.START, "查")} in needs
    assert {(How.SENDER, "老王")} in needs
    assert len(needs) == 2


def test_what_is_switched_off_is_shut() -> None:
    """A rule that is kept out of the way is never a candidate."""
    ((gate, needs),) = _entries("""
        rules:
          - when: 你好
            enabled: false
            reply: 您好
    """)
    assert (gate, needs) == (SHUT, [])
    assert not list(SHUT.states())


def test_rules_of_one_head_share_their_gate() -> None:
    """The gate is made once for all rules whose heads are the very same, and for no others."""
    text = """
        rules:
          - {when: a, reply: x}
          - {when: b, reply: x}
          - {when: {text: c, chat: group}, reply: x}
    """
    compiled = rules(text).rules
    first, second, third = entries_of(rule.conditions for rule in compiled)
    assert first.gate is second.gate
    assert third.gate != first.gate
    assert [first, second, third] == [entries_of([rule.conditions])[0] for rule in compiled]
