"""Rules that differ in nothing but their words."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from responder.errors import RuleFileError
from responder.rules.compiling import rule as compiling
from responder.rules.compiling.forms import words_of
from responder.rules.load import load
from responder.rules.ruleset import RuleSet
from tests.bench.corpus import rule_file
from tests.rules.rulekit import faults, rules, tree
from tests.rules.test_index_property import Writer
from tests.shelf import shelf

if TYPE_CHECKING:
    from responder.rules.compiling.forms import Form

FILES = 40
"""Random rule files; most have faults, and many of their rules have a form that came before."""

BROKEN = sorted((Path(__file__).parent.parent / "broken").glob("*.yaml"))


def _form(text: str) -> Form | None:
    words = words_of(tree(text))
    return None if words is None else words.form


def _outcome(data: bytes) -> RuleSet | tuple[str, ...]:
    """The rules of a file, or all that is wrong with it."""
    try:
        return load("rules.yaml", shelf(data))
    except RuleFileError as error:
        return error.faults


def test_words_are_no_part_of_a_form() -> None:
    """Name, texts and answers differ, the form does not."""
    plain = _form("{name: a, when: {text: {contains: [b, c]}}, reply: d}")
    assert plain == _form("{name: x, when: {text: {regex: y+}}, reply: ['1', '2']}")
    assert plain == _form("{name: x, when: y, reply: z}")
    assert plain != _form("{when: {text: {contains: [b, c]}}, reply: d}")


@pytest.mark.parametrize(
    "more",
    ["enabled: false", "cooldown: 1m", "cooldown: 2m", "cooldown: '1m'", "shadow: true", "x: y"],
)
def test_everything_else_is(more: str) -> None:
    """What else a rule says makes another form, or none."""
    assert _form("{when: a, reply: b, cooldown: 3m}") != _form(f"{{when: a, reply: b, {more}}}")


@pytest.mark.parametrize(
    "text",
    [
        *("a", "[a]", "{when: {}, reply: a}", "{when: , reply: a}", "{when: {text: {}}, reply: a}"),
        *("{when: {chance: 0.5}, reply: a}", "{when: {text: {in: faq}}, reply: a}"),
        *("{when: a, do: [{reply: a}]}", "{when: a, rules: [{when: b, reply: c}]}"),
        *("{when: a, reply: {image: b}}", "{text: a, reply: b}", "{when: {reply: a}, reply: b}"),
        *("{name: [a], reply: b}", "{when: {text: a, chat: [group]}, reply: b}"),
    ],
)
def test_rare_and_faulty_rules_have_none(text: str) -> None:
    """They are looked at as a whole."""
    assert _form(text) is None


def test_a_form_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second rule of a form is made from the first, and not checked as a whole."""
    checked = []
    whole = compiling.RuleCompiler._branch

    def noted(self: compiling.RuleCompiler, *rest: object) -> object:
        checked.append(rest)
        return whole(self, *rest)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(compiling.RuleCompiler, "_branch", noted)
    some = rules("rules: [{when: a, reply: b}, {when: c, reply: d}, {name: e, when: f, reply: g}]")
    assert [rule.name for rule in some.rules] == ["a", "c", "e"]
    assert len(checked) == 2


def test_faults_of_words_are_told_of_every_rule() -> None:
    """Also of those whose form is known already."""
    text = "rules: [{when: a, reply: b}, {when: {text: {regex: '('}}, reply: '{{ x }}'}]"
    found = [(one.field, one.column) for one in faults(text)]
    assert found == [("rules[2].when.text.regex", 53), ("rules[2].reply", 70)]


def test_a_form_with_a_fault_is_looked_at_again() -> None:
    """What is wrong with the form itself is told of every rule that has it."""
    text = "rules: [{when: a, reply: b, enabled: yes}, {when: c, reply: d, enabled: yes}]"
    assert len(faults(text)) == 2


def _written(file: object) -> str:
    """JSON that is YAML too: an escape of JSON may be half of a character."""
    return json.dumps(file, ensure_ascii=False)


def test_forms_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files come out as if each rule were looked at as a whole: rules, warnings, and faults."""
    texts = [_written(Writer(random.Random(f"forms {seed}")).file()) for seed in range(FILES)]
    data = [text.encode() for text in (*texts, rule_file(300))]
    data += [path.read_bytes() for path in BROKEN]
    by_form = list(map(_outcome, data))
    monkeypatch.setattr(compiling, "words_of", lambda _: None)
    whole = list(map(_outcome, data))
    assert by_form == whole
    loaded = [one for one in whole if isinstance(one, RuleSet)]
    assert len(loaded) > FILES // 10
    assert list(map(repr, loaded)) == [repr(one) for one in by_form if isinstance(one, RuleSet)]
