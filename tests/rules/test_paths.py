"""Where a run stands in the actions of its rule."""

from __future__ import annotations

from responder.rules.actions import ReplyAction, WaitAction
from responder.rules.paths import action_at, inside, items_at
from tests.rules.rulekit import rules

ACTIONS = (
    rules("""
    rules:
      - when: a
        do:
          - if: now.hour < 12
            then: [{reply: 早}, {wait: 1s}, {reply: 上}]
            else: [{each: [甲, 乙], as: who, do: [{later: {in: 5m, do: [{reply: "{{ who }}"}]}}]}]
          - reply: 完
""")
    .rules[0]
    .actions
)


def test_a_path_leads_into_branches_loops_and_delays() -> None:
    """Each kind of action that holds others has its own steps."""
    assert isinstance(action_at(ACTIONS, (1,)), ReplyAction)
    assert isinstance(action_at(ACTIONS, (0, 0, 1)), WaitAction)
    assert isinstance(action_at(ACTIONS, (0, 1, 0, 1, 0, 0)), ReplyAction)


def test_a_path_may_lead_nowhere() -> None:
    """Behind the last action there is none, nor inside of one that holds none."""
    assert action_at(ACTIONS, (2,)) is None
    assert action_at(ACTIONS, (0, 0, 3)) is None
    assert action_at(ACTIONS, (1, 0)) is None
    assert inside(ACTIONS[1], (0,)) is None


def test_items_of_loops_are_known_by_their_names() -> None:
    """The item whose turn it is, and none where the path leads through no loop."""
    assert items_at(ACTIONS, (0, 1, 0, 1, 0, 0), (("甲", "乙"),)) == {"who": "乙"}
    assert items_at(ACTIONS, (0, 1, 0, 2, 0), (("甲", "乙"),)) == {}
    assert items_at(ACTIONS, (0, 0, 1), ()) == {}
