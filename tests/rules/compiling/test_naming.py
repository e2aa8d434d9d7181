"""What rules are called."""

from __future__ import annotations

from responder.rules.compiling.naming import DEFAULT_NAME_CHARS_MAX, default_name, free_name
from responder.rules.spec.rule import RuleSpec
from tests.hang import must_end
from tests.rules.rulekit import tree


def _name(spec: str, *path: str | int) -> str:
    when = RuleSpec.model_validate(tree(spec)).when
    return default_name(() if when is None else when.shown, path or ("rules", 0))


def test_default_name_is_the_text_condition() -> None:
    """Without a name a rule is called after its texts, parts or patterns."""
    assert _name("{when: 你好}") == "你好"
    assert _name("{when: [早, 早上好]}") == "早 / 早上好"
    assert _name("{when: {text: {contains: 价格}}}") == "价格"
    assert _name("{when: {text: {regex: 'a+'}}}") == "a+"


def test_rule_without_text_is_numbered() -> None:
    """Without text the place in the file is the name, level by level."""
    assert _name("{reply: a}", "rules", 0) == "rule 1"
    assert _name("{when: {type: image}}", "rules", 2, "rules", 1) == "rule 3.2"


def test_default_name_is_one_short_printable_line() -> None:
    """Long texts are cut, line ends and control characters do not get into logs."""
    name = _name(f'{{when: ["x\\ny\\e[1m", "{"z" * 100}"]}}')
    assert len(name) == DEFAULT_NAME_CHARS_MAX
    assert name.startswith("x y[1m / zzz")
    assert name.endswith("…")


def test_taken_names_are_counted_up() -> None:
    """The second rule of a text gets (2), the third the next number that is free."""
    taken, counts = {"a", "a (3)"}, dict[str, int]()
    found = []
    for _ in range(2):
        found.append(free_name("a", taken, counts))
        taken.add(found[-1])
    assert found == ["a (2)", "a (4)"]
    assert free_name("b", taken, counts) == "b"


def test_many_equal_names_stay_cheap() -> None:
    """10,000 rules of one text are named in one pass (generous here)."""
    taken, counts = {"a"}, dict[str, int]()
    with must_end():
        for _ in range(10_000):
            taken.add(free_name("a", taken, counts))
    assert len(taken) == 10_001
