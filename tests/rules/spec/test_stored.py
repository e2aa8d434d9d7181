"""How what is stored is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jsonschema
import pytest
from pydantic import ValidationError

from responder.rules.spec.action import ActionSpec
from responder.rules.spec.stored import StageMemorySpec, WishSpec, is_template
from responder.rules.spec.when import WhenSpec
from responder.rules.stored import Path, Scope, Verb
from tests.rules.rulekit import tree

if TYPE_CHECKING:
    from responder.rules.spec.section import Section

VISITS = Path(Scope.SENDER, "visits")


def action(text: str) -> ActionSpec:
    """An action without a fault."""
    return ActionSpec.model_validate(tree(text))


def told(kind: type[Section], text: str) -> str:
    """What is wrong with a section, and the way out."""
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(tree(text))
    (only,) = caught.value.errors()
    context = only["ctx"]
    return f"{context['expected']}, got {context['got']} ({context['hint']})"


def test_one_action_with_its_paths() -> None:
    """The verb, and behind it places with values."""
    assert action("{reply: a}").verb is None
    found = action("{set: {sender.visits: 3, chat.a: [x, 007, true]}}")
    assert found.verb is Verb.SET
    assert found.places(Verb.SET) == (
        (VISITS, 3, "sender.visits"),
        (Path(Scope.CHAT, "a"), ("x", "007", True), "chat.a"),
    )
    assert found.places(Verb.COUNT) == ()


@pytest.mark.parametrize("text", ["{count: sender.visits}", "{drop: [sender.visits]}"])
def test_paths_alone(text: str) -> None:
    """Bare or in a list they have no value."""
    found = action(text)
    assert found.verb is not None
    assert found.places(found.verb) == ((VISITS, None, ""),)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{set: sender.visits}", "a mapping of paths to values"),
        ("{count: []}", "at least one path"),
        ("{count: {sender.visits: '{{ x }}', sender.a: x}}", "a number such as 1 or -1"),
        ("{count: {sender.visits: [1]}}", 'a number such as 1 or -1, got "[1]"'),
        ("{push: {sender.visits: ~}}", "or a list of these, got nothing"),
        ("{push: {sender: a}}", "say what is stored, as in sender.visits"),
        ("{push: {sender.a.: a}}", "a path such as"),
        ("{expires: 1h}", "an action such as `reply: text`"),
        ("{reply: a, count: sender.visits}", "one action, got reply and count"),
        ("{reply: a, keep: 3}", "no keep beside reply"),
        ("{count: sender.visits, unique: true}", "it belongs to push"),
        ("{drop: sender.visits, expires: 1h}", "it belongs to set, count, push"),
        ("{push: {sender.a: b}, keep: 0}", "a number of items from 1 to 100"),
    ],
)
def test_wrong_actions(text: str, words: str) -> None:
    """Each with what was expected and the way out."""
    assert words in told(ActionSpec, text)


def test_wishes() -> None:
    """A value alone, a list, or a mapping; truth values are these words."""
    found = WhenSpec.model_validate(
        tree("{memory: {sender.visits: 3, chat.a: [x, true], sender.b: {at_least: 0.5}}}")
    ).memory
    assert found == {
        "sender.visits": WishSpec.model_construct({"equals"}, equals=(3,)),
        "chat.a": WishSpec.model_construct({"equals"}, equals=("x", "true")),
        "sender.b": WishSpec.model_construct({"at_least"}, at_least=0.5),
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{memory: {sender.visits: ~}}", "that nothing is stored is {exists: false}"),
        ("{memory: {sender.visits: []}}", "at least one value"),
        ("{memory: {sender.visits: {at_least: '{{ 3 }}'}}}", "compare it with `if:`"),
        ("{memory: {sender.visits: '{{ match.x }}'}}", "compare it with `if:`"),
        ("{memory: {'sender.x.{{ match.x }}': 1}}", "`if: memory.sender.x.get(…, 0) > 3`"),
        ("{memory: {}}", "a mapping of paths to values, got an empty mapping"),
    ],
)
def test_wrong_wishes(text: str, words: str) -> None:
    """Likewise."""
    assert words in told(WhenSpec, text)


def test_what_is_stored_at_first() -> None:
    """Names with values, or with entries of their own."""
    text = "{sender: {小明: {visits: 3}}, chat: {群: {a: x}}, everyone: {k: {小明: 1}, l: [a]}}"
    found = StageMemorySpec.model_validate(tree(text))
    assert found.sender == {"小明": (("visits", "", 3),)}
    assert found.chat == {"群": (("a", "", "x"),)}
    assert found.everyone == (("k", "小明", 1), ("l", "", ("a",)))


@pytest.mark.parametrize(
    ("document", "valid"),
    [
        ({"count": "sender.visits"}, True),
        ({"count": {"everyone.karma.{{ match.who }}": -1}}, True),
        ({"push": {"chat.词": ["a", 1]}, "unique": True, "keep": 5}, True),
        ({"count": "visits"}, False),
        ({"set": {"visits": 1}}, False),
        ({"set": {"sender.visits": 1}, "count": "sender.visits"}, False),
        ({"expires": "1h"}, False),
    ],
)
def test_editors_know_paths(document: object, *, valid: bool) -> None:
    """As far as their beginnings go, and that an action is one."""
    validator = jsonschema.Draft202012Validator(ActionSpec.model_json_schema())
    assert validator.is_valid(document) is valid


def test_marks_of_a_template() -> None:
    """Values and statements have them."""
    assert [is_template(one) for one in ("{{ x }}", "{% if x %}", "{x}", "a")] == [
        True,
        True,
        False,
        False,
    ]
