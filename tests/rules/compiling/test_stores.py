"""Which names the rules of all files store something under."""

from __future__ import annotations

from responder.rules.compiling.sites import flat, sites_of
from responder.rules.compiling.stores import NO_STORES, Stores, stores_of
from responder.rules.stored import Kind, Scope
from responder.rules.templates.words import Shape
from tests.rules.rulekit import report


def stores(text: str) -> Stores:
    """What the rules of a file store, right or wrong."""
    return stores_of(flat(sites_of(report(text))))


def test_every_action_at_any_depth_counts() -> None:
    """Rules in rules, actions in actions, on_error, and rules with faults too."""
    found = stores("""
        rules:
          - do:
              - set: {sender.a: 1, chat.b: 2}
              - count: [everyone.c, sender.d]
            rules:
              - on_error: [{push: {sender.e: x}}]
                nonsense: true
          - do: [{if: x, then: [{count: sender.f}]}]
    """)
    assert found == Stores(
        {
            (Scope.SENDER, "a"): Kind.VALUE,
            (Scope.CHAT, "b"): Kind.VALUE,
            (Scope.EVERYONE, "c"): Kind.NUMBER,
            (Scope.SENDER, "d"): Kind.NUMBER,
            (Scope.SENDER, "e"): Kind.LIST,
            (Scope.SENDER, "f"): Kind.NUMBER,
        }
    )


def test_several_actions_make_one_kind() -> None:
    """A counter that is set anew is a counter, and one with a name behind it has entries."""
    found = stores("""
        rules:
          - do: [{set: {sender.a: 0, sender.b: []}}, {count: sender.a}, {push: {sender.b: x}}]
          - do: [{count: "sender.c.{{ match.x }}"}, {set: {sender.c.all: 0}}, {drop: sender.d}]
    """)
    assert found.kinds == {
        (Scope.SENDER, "a"): Kind.NUMBER,
        (Scope.SENDER, "b"): Kind.LIST,
        (Scope.SENDER, "c"): Kind.ENTRIES,
    }


def test_what_is_asked_for_is_not_stored() -> None:
    """Conditions and drops make no names."""
    found = stores("rules: [{when: {memory: {sender.a: 1}}, do: [{drop: sender.b}]}, x]")
    assert found == Stores()


def test_a_faulty_path_makes_all_of_it_unsure() -> None:
    """Nobody is blamed for a name that a slip of the finger may have hidden."""
    found = stores("rules: [{do: [{count: visits}]}]")
    assert not found.sure
    assert found.shape is None
    assert NO_STORES.shape is None


def test_templates_know_the_names() -> None:
    """By whose they are."""
    shape = stores("rules: [{do: [{count: sender.a}]}]").shape
    assert isinstance(shape, Shape)
    sender, chat = shape.member("sender"), shape.member("chat")
    assert sender is not None
    assert chat is not None
    assert (sender.has("a"), chat.has("a")) == (True, False)
