"""Templates where nobody fills them in."""

from __future__ import annotations

import pytest

from responder.rules.reading.braces import marked, note_raw, raw_texts
from tests.rules.rulekit import report, tree


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("你好", ""),
        ("a {{ b }} c {{ d }}", "{{ b }}"),
        ("{% if a %}", "{% if a %}"),
        ("{a} {{}} { { b } }", ""),
        ("{{ never closed", ""),
    ],
)
def test_pieces_that_look_like_templates(text: str, found: str) -> None:
    """The first in proper braces, with something in them."""
    assert marked(text) == found


def test_all_of_a_node_is_looked_through() -> None:
    """Keys, values and what stands in lists."""
    node = tree("{'{{ a }}': ['{{ b }}', c], d: {e: '{{ f }}'}}")
    assert list(raw_texts(node, ("x",))) == [
        (("x", "{{ a }}"), "{{ a }}", True),
        (("x", "{{ a }}", 0), "{{ b }}", False),
        (("x", "d", "e"), "{{ f }}", False),
    ]


def test_each_is_warned_of_where_it_stands() -> None:
    """A key where the key is."""
    gathered = report("a: '{{ b }}'\n'{{ c }}': d")
    note_raw(gathered, raw_texts(gathered.root, ()))
    assert [(one.line, one.column) for one in gathered.warnings] == [(1, 4), (2, 1)]
