"""What manners and memory make of a decision: suppressed answers, changes, withheld events."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from responder.memory import Claimed, Heard, Memory, Met, Muted, OwnerWrote, Replied, Said
from responder.models import Daily, Limits, Loop, Rate
from responder.rules.claims import Claim, claimed, talk_of
from responder.rules.decide import decide, explain
from responder.rules.decision import Considered, Decision
from tests.rules.rulekit import CLIENTS, NOW_S, rules, says

if TYPE_CHECKING:
    from responder.models import Event
    from responder.rules.ruleset import RuleSet

COOLDOWN = Claim("cooldown", Rate(1, 30.0))
EVENT = says("价格")
SHOP = rules("""
    timezone: Asia/Shanghai
    rules:
      - {name: 记, when: {text: {contains: 价}}, continue: true, reply: 记下了}
      - {name: 静, when: 静, silent: true}
      - {name: 报价, when: {text: {contains: 价}}, reply: 三千五}
      - {name: 其他, when: {chat: any}, reply: 在}
""")


def polite(rule_set: RuleSet = SHOP, *, hears_s: float = 0.0, **limits: object) -> RuleSet:
    """Rules with other limits, the last of which has a cooldown."""
    *first, last = rule_set.rules
    with_claim = (*first, dataclasses.replace(last, claims=(COOLDOWN,)))
    changed = Limits(**limits)  # type: ignore[arg-type]  # each test says what it needs
    return dataclasses.replace(rule_set, rules=with_claim, limits=changed, hears_s=hears_s)


def decided(
    rule_set: RuleSet, event: Event = EVENT, memory: Memory | None = None, *, withheld: str = ""
) -> Decision:
    """A decision, by the index and by the plain loop."""
    known = memory or Memory()
    decision = decide(rule_set, event, known, NOW_S, 1, withheld=withheld)
    told = explain(rule_set, event, known, NOW_S, 1, withheld=withheld)
    assert dataclasses.replace(told, trace=()) == dataclasses.replace(decision, trace=())
    return decision


OWNER_WROTE = Memory(owner_wrote_s={EVENT.chat.id: NOW_S - 5})


def test_forbidden_answer_leaves_the_rule_its_message() -> None:
    """Every rule that matched says why it answers nothing, and nothing is claimed."""
    decision = decided(polite(), memory=OWNER_WROTE)
    why = "the owner wrote here 5s ago"
    assert [(one.rule, one.suppressed, one.suppressed_why) for one in decision.taken] == [
        ("记", "handover", why),
        ("报价", "handover", why),
    ]
    assert (decision.rule, decision.claimed, decision.replies) == ("报价", True, ())
    assert decision.trace[-1] == Considered("报价")
    assert decision.changes == (Met("ann", NOW_S),)


def test_silent_rule_is_not_suppressed() -> None:
    """It would have said nothing anyway."""
    (taken,) = decided(polite(), says("静"), OWNER_WROTE).taken
    assert (taken.rule, taken.suppressed) == ("静", "")


def test_withheld_event_says_why() -> None:
    """The rule that would have answered is known, with the reason in words."""
    decision = decided(polite(), withheld="max_age")
    assert decision.taken[-1].suppressed == "max_age"
    assert decision.taken[-1].suppressed_why == "it came more than 3m after it was written"
    assert decision.changes == ()


def test_withheld_event_of_nobody_is_nobodys() -> None:
    """No rule takes it, and no reason is made up."""
    decision = decided(rules("rules: [{when: x, reply: y}]"), withheld="paused")
    assert (decision.taken, decision.claimed) == ((), False)


def test_manners_are_named_before_the_cooldown() -> None:
    """What forbids every answer says more than what forbids this rule's."""
    memory = OWNER_WROTE.applied(claimed((COOLDOWN,), "其他", says("x"), NOW_S))
    (taken,) = decided(polite(), says("x"), memory).taken
    assert taken.suppressed == "handover"
    (taken,) = decided(polite(handover_s=None), says("x"), memory).taken
    assert taken.suppressed == "cooldown"
    assert taken.suppressed_why == "the rule rests for 30s after each answer"


def test_changes_come_in_order() -> None:
    """Of the event, of the rules, of the answer."""
    rule_set = polite(hears_s=60.0, same_text_s=60.0, loop=Loop(1, 60.0, 300.0))
    event = says("在吗")
    talk = talk_of(event)
    assert decided(rule_set, event).changes == (
        Heard(event.chat.id, "在吗", "ann", NOW_S - 1),
        Met("ann", NOW_S),
        Claimed("其他", talk, NOW_S),
        Replied(talk, NOW_S),
        Muted(talk, NOW_S + 300),
        Said(event.chat.id, "在", NOW_S),
    )


def test_two_rules_are_one_answer() -> None:
    """A talk has as many answers as it has answered messages."""
    decision = decided(polite())
    assert len(decision.replies) == 2
    assert decision.answered == (Replied(talk_of(EVENT), NOW_S),)


def test_owner_wrote_is_noticed_whatever_the_rules_say() -> None:
    """His message is no answer, and it keeps the rules from answering in this chat."""
    event = says("我来", from_me=True)
    decision = decided(polite(), event)
    assert decision.changes == (OwnerWrote(event.chat.id, event.time_s),)
    assert decided(polite(), EVENT, Memory().applied(decision.changes)).replies == ()


def test_first_contact_sees_what_was_before() -> None:
    """The message itself makes nobody known."""
    assert decided(polite()).noticed == (Met("ann", NOW_S),)


def test_text_said_before_is_kept_back_alone() -> None:
    """The other reply is sent; the one kept back stands beside it with its reason."""
    said = Memory().applied([Said(EVENT.chat.id, "记下了", NOW_S - 9)])
    decision = decided(polite(same_text_s=60.0), memory=said)
    assert [reply.text for reply in decision.replies] == ["三千五"]
    (kept,) = decision.taken[0].kept_back
    assert (kept.reply.place, kept.why.key) == ("do[1].reply", "same_text")
    assert Said(EVENT.chat.id, "记下了", NOW_S) not in decision.changes


def test_rule_whose_replies_are_all_kept_back_spends_nothing() -> None:
    """Its cooldown does not begin, and the talk has no answer."""
    event = says("x", group=CLIENTS)
    said = Memory().applied([Said(event.chat.id, "在", NOW_S - 9)])
    decision = decided(polite(same_text_s=60.0), event, said)
    assert decision.changes == (Met("ann", NOW_S),)
    assert decision.rule == "其他"


def test_one_answer_does_not_repeat_itself() -> None:
    """Two rules with the same words say them once; a rule in shadow says nothing."""
    rule_set = rules("""
        rules:
          - {name: 影, shadow: true, reply: 好}
          - {name: 一, continue: true, reply: 好}
          - {name: 二, reply: 好}
    """)
    shadow, first, second = decided(polite(rule_set, same_text_s=60.0)).taken
    assert (len(shadow.replies), len(first.replies), len(second.replies)) == (1, 1, 0)


def test_rule_in_shadow_makes_no_answer() -> None:
    """What it would have said counts for nothing."""
    rule_set = rules("rules: [{name: 影, shadow: true, reply: 好}]")
    decision = decided(polite(rule_set, same_text_s=60.0))
    assert decision.changes == (Met("ann", NOW_S),)


def test_quiet_follows_the_zone_of_the_file() -> None:
    """It is ten in Shanghai."""
    assert decided(polite(quiet=Daily(600, 601))).taken[0].suppressed == "quiet"
