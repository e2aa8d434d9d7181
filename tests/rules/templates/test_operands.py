"""Texts among numbers, found before any message."""

from __future__ import annotations

import pytest

from responder.rules.templates.template import compile_template
from tests.rules.templates.kit import KNOWN, complaint, hint

_ONE_OF_EACH = "expected two numbers or two texts around {}, got one of each"


@pytest.mark.parametrize(
    ("source", "message", "way"),
    [
        ("match.id + 1", "+", "write match.id | int, or put texts together with ~"),
        ("1 + match['id']", "+", "write match['id'] | int, or put texts together with ~"),
        (
            "match.id + lists.vip | length",
            "+",
            "write match.id | int, or put texts together with ~",
        ),
        ("'a' + -1", "+", "put texts together with ~"),
        ("match.id / match.id", "/", "write match.id | int and match.id | int"),
        ("n - match.id", "-", "write match.id | int"),
        ("match.id * 1.5", "*", "write match.id | int"),
        ("(1 ~ 2) % 2", "%", ""),
    ],
)
def test_sums_that_fail_with_every_message(source: str, message: str, way: str) -> None:
    """What a pattern finds is text."""
    source = f"{{% set n = dice(6) %}}{{{{ {source} }}}}"
    assert complaint(source) == f"expected numbers around {message}, got a text"
    assert hint(source) == way


@pytest.mark.parametrize(
    ("source", "sign"),
    [
        ("match.id > 3", ">"),
        ("1 < match.id < 5", "<"),
        ("3 == match.id", "=="),
        ("match.id != 3", "!="),
    ],
)
def test_comparisons_of_a_text_with_a_number(source: str, sign: str) -> None:
    """They fail, or are never true."""
    assert complaint(f"{{{{ {source} }}}}") == _ONE_OF_EACH.format(sign)
    assert hint(f"{{{{ {source} }}}}") == "write match.id | int"


@pytest.mark.parametrize(
    "source",
    [
        *("match.id | int + 1", "match.id ~ 1", "match.id + match.id", "match.id * 2", "'-' * 20"),
        *("vars.n + 1", "now.hour > 9", "now.hour - 1", "match.id == '3'", "3 in match.id"),
        *("match.id | int > 3", "match.id | int('x') + 'a'", "vars.items[0] + 1", "match.id and 1"),
    ],
)
def test_what_may_be_is_not_refused(source: str) -> None:
    """Nothing is known of values that the message or a rule brings."""
    compile_template(f"{{{{ {source} }}}}", KNOWN)


@pytest.mark.parametrize(
    ("source", "message", "way"),
    [
        ("{{ lists.vip.length }}", 'lists.vip has, got "length"', "write … | length"),
        ("{{ vars.items.first }}", 'vars.items has, got "first"', ""),
        ("{% for x in lists.vip %}{{ loop.idx }}{% endfor %}", 'loop has, got "idx"', "index"),
        (
            "{% for x in lists.vip %}{{ loop.changed(x) }}{% endfor %}",
            'loop has, got "changed"',
            "",
        ),
    ],
)
def test_members_of_lists_and_loops(source: str, message: str, way: str) -> None:
    """A list has none, and `loop` always the same."""
    assert complaint(source) == f"expected something that {message}"
    assert way in hint(source)
    proper = "{% for x in lists.vip %}{{ loop.index }}{{ loop.cycle(1, 2) }}{% endfor %}"
    compile_template(proper, KNOWN)
