"""What rules are called."""

from __future__ import annotations

from responder.rules.compiling.naming import DEFAULT_NAME_CHARS_MAX, name_rules
from responder.rules.spec.rule import RuleSpec
from tests.hang import must_end
from tests.rules.rulekit import rules, tree


def _names(*specs: str) -> list[str]:
    found = name_rules({index: _spec(text) for index, text in enumerate(specs)})
    return [found[index] for index in range(len(specs))]


def _spec(text: str) -> RuleSpec:
    return RuleSpec.model_validate(tree(text))


def test_given_name_is_kept() -> None:
    """A rule is called as its author called it."""
    assert _names("{name: 问好, when: 你好}") == ["问好"]


def test_default_name_is_the_text_condition() -> None:
    """Without a name a rule is called after its texts, parts or patterns."""
    assert _names(
        "{when: 你好}",
        "{when: [早, 早上好]}",
        "{when: {text: {contains: 价格}}}",
        "{when: {text: {regex: 'a+'}}}",
    ) == ["你好", "早 / 早上好", "价格", "a+"]


def test_rule_without_text_is_numbered() -> None:
    """Without name and text the place in the file is the name."""
    assert _names("{reply: a}", "{when: {type: image}}") == ["rule 1", "rule 2"]


def test_equal_default_names_are_counted() -> None:
    """The second rule of a text gets (2), the third (3)."""
    assert _names("{when: a}", "{when: a}", "{when: a}") == ["a", "a (2)", "a (3)"]


def test_default_name_makes_way_for_a_given_one() -> None:
    """A given name wins even if its rule comes later."""
    assert _names("{when: a}", "{name: a}", "{name: a (2)}") == ["a (3)", "a", "a (2)"]


def test_default_name_is_one_short_printable_line() -> None:
    """Long texts are cut, line ends and control characters do not get into logs."""
    (name,) = _names(f'{{when: ["x\\ny\\e[1m", "{"z" * 100}"]}}')
    assert len(name) == DEFAULT_NAME_CHARS_MAX
    assert name.startswith("x y[1m / zzz")
    assert name.endswith("…")


def test_many_equal_names_stay_cheap() -> None:
    """10,000 rules of one text are named in one pass (generous here)."""
    spec = _spec("{when: a}")
    with must_end():
        names = name_rules(dict.fromkeys(range(10_000), spec))
    assert len(set(names.values())) == 10_000


def test_names_of_a_file_are_unique() -> None:
    """The compiled rules carry the names."""
    rule_set = rules("rules: [{when: a, reply: x}, {when: a, reply: y}]")
    assert [rule.name for rule in rule_set.rules] == ["a", "a (2)"]
