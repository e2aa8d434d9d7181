"""What an event or the passing of time leads to, where runs may wait."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from responder.memory import Memory
from responder.rules.onward import GONE, NOT_KEPT, Agenda, Standing, on_event, on_time
from responder.rules.waiting import Drop, Put
from tests.rules.rulekit import NOW_S, rules, says

FILE = """
limits: {delay: off, handover: off, loop: off, max_wait: 10m}
rules:
  - name: book
    when: book
    do: [{ask: [{save: day, prompt: when?}]}, {reply: "on {{ answers.day }}"}]
  - {name: slow, when: slow, do: [{reply: one}, {wait: 5s}, {reply: two}]}
  - {name: rest, when: {text: {contains: fri}}, reply: rest}
"""
SET = rules(FILE)


def standing(agenda: Agenda, now_s: float = NOW_S) -> Standing:
    """Nothing is remembered."""
    return Standing(Memory(), now_s, "seed", agenda.waits)


def begun(text: str) -> Agenda:
    """What waits once somebody has written so."""
    agenda = Agenda(lambda one: one.due_s)
    decision, _ = on_event(SET, says(text), standing(agenda), lambda _: SET)
    assert agenda.apply(decision.turns) == []
    return agenda


def test_a_message_in_a_dialogue_goes_on_with_it() -> None:
    """Before any rule; where an answer may not be given anyway, the rules have it."""
    agenda, said = begun("book"), says("friday", event_id="2")
    decision, by = on_event(SET, said, standing(agenda), lambda _: SET)
    assert [one.text for one in decision.replies] == ["on friday"]
    assert by is SET
    assert agenda.apply(decision.turns) == [(says("book").id, "book")]
    agenda = begun("book")
    decision, _ = on_event(SET, said, standing(agenda), lambda _: SET, withheld="paused")
    assert decision.rule == "rest"
    decision, _ = on_event(SET, said, standing(agenda), lambda _: None)
    assert [one.text for one in decision.replies] == [SET.sentences.gone]


def test_a_run_goes_on_or_ends_with_why() -> None:
    """Its rule is gone, its rules are not kept, or it comes too late."""
    agenda = begun("slow")
    due_s, waiting = agenda.next()
    assert due_s == NOW_S + 5
    assert waiting is not None
    decision = on_time(SET, waiting, standing(agenda, due_s), SET)
    assert [one.text for one in decision.replies] == ["two"]
    for rule_set, began, now_s, why in (
        (rules(FILE.replace("slow", "other")), SET, due_s, GONE),
        (SET, None, due_s, NOT_KEPT),
        (SET, SET, due_s + 601, "nobody was there when it was to go on"),
    ):
        decision = on_time(rule_set, waiting, standing(agenda, now_s), began)
        assert decision.main is not None
        assert decision.main.suppressed_why == f"do[2].wait: {why}"


def test_the_next_run_is_found_among_those_that_still_wait() -> None:
    """What was dropped or replaced is passed over; an event goes on while one of its runs does."""
    agenda = begun("slow")
    _, waiting = agenda.next()
    assert waiting is not None
    later = replace(waiting, due_s=NOW_S + 50)
    sooner = replace(waiting, key="other", due_s=NOW_S + 20)
    assert agenda.apply((Put(later), Put(sooner))) == []
    assert agenda.next() == (NOW_S + 20, sooner)
    assert agenda.apply((Drop("other"), Drop("nobody"))) == []
    assert agenda.next() == (NOW_S + 50, later)
    assert agenda.goes_on(waiting.event.id)
    assert agenda.apply((Drop(later.key),)) == [waiting.begun_by]
    assert not agenda.goes_on(waiting.event.id)
    assert agenda.next() == (inf, None)
