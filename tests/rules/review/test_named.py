"""Values of `vars`, `lists` and `tables` that are not what they look like."""

from __future__ import annotations

import pytest

from tests.rules.review.reviewkit import warned

USED = """
rules:
  - when: {text: {in: faq}, sender: {list: vip}}
    reply: "{{ vars.shop }}{{ match.value }}"
"""


def head(shop: str = "小店", vip: str = "[小明]", faq: str = "{退货: 七天}") -> str:
    """A file that uses all of them."""
    return f"vars: {{shop: {shop}}}\nlists: {{vip: {vip}}}\ntables: {{faq: {faq}}}{USED}"


@pytest.mark.parametrize(
    ("text", "field", "shown"),
    [
        (head(shop="'{{ vars.x }}店'"), "vars.shop", "{{ vars.x }}"),
        (head(shop="[a, {b: '{% if x %}'}]"), "vars.shop[2].b", "{% if x %}"),
        (head(vip="[a, '{{ vars.boss }}']"), "lists.vip[2]", "{{ vars.boss }}"),
        (head(faq="{退货: '{{ sender.name }}您好'}"), "tables.faq.退货", "{{ sender.name }}"),
        (head(faq="{退货: '{sender.name}您好'}"), "tables.faq.退货", "{sender.name}"),
        (head(faq="{'{{ vars.x }}': a}"), "tables.faq.{{ vars.x }}", "{{ vars.x }}"),
    ],
)
def test_templates_where_nobody_fills_them_in(text: str, field: str, shown: str) -> None:
    """Somebody would be sent the braces, or nothing would ever be found."""
    (only,) = warned(text)
    assert (only.field, only.message) == (field, f'this stays as it is, braces and all: "{shown}"')
    assert only.hint == "only what stands in a rule is filled in: write it there"


def test_other_braces_are_text() -> None:
    """Patterns and JSON have them too."""
    assert warned(head(shop="'1[0-9]{10} {a: {b: c}}'", faq="{a: '{名字}'}")) == ()


@pytest.mark.parametrize("vip", ["小明、小红", "a，b", "a,b", "[小明，小红]", "[小明、小红]"])
def test_a_list_of_one_text_with_commas(vip: str) -> None:
    """Two were meant."""
    (only,) = warned(f"lists:\n  vip: {vip}\ntables: {{faq: {{a: b}}}}\nvars: {{shop: x}}{USED}")
    shown = vip.strip("[]")
    assert (only.line, only.field) == (2, "lists.vip")
    assert only.message == f'this list has one text, comma and all: "{shown}"'


@pytest.mark.parametrize("vip", ["'a,b'", "['a，b']", "[a, b]", "[a，b, c]"])
def test_commas_that_are_meant(vip: str) -> None:
    """Quotes say so, and so do other texts beside it."""
    assert warned(head(vip=vip)) == ()
