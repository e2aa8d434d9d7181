"""Where in a template its pieces stand."""

from __future__ import annotations

import pytest

from tests.rules.templates.kit import complaints


@pytest.mark.parametrize(
    ("source", "piece"),
    [
        ("{{ nix }}", "nix"),
        ("一\n{{ sender.nmae }}", "nmae"),
        ("{{ sender . nmae }}", "nmae"),
        ("{{ vars['shpo'] }}", "'shpo'"),
        ("{{ 1 | uper }}", "uper"),
        ("{{ sender.name is nix }}", "nix"),
        ("{{ sender.name is not nix }}", "nix"),
        ("{{ nix(1) }}", "nix"),
        ("{{ 1 | default(1, 2, 3, 4) }}", "default"),
        ("a  {%- if sender.name %}b{% endif -%}  {{ nix }}", "nix"),
        ("{# {{ nix }} #}{% raw %}{{ nix }}{% endraw %}{{ sender.x }}", "x }}"),
        ("{% for x in nix %}{% endfor %}", "nix"),
        ("{% set now = 1 %}", "now"),
        ("{% macro a() %}{% endmacro %}", "macro"),
        ("{{ sender.name ， }}", "，"),
        ("{{ sender.name ) }}", ") "),
        ("{{ sender.name nix }}", "nix"),
        ("a {{ sender.name", "{{"),
        ("{{ 1 }} a {% if sender.name", "{% if"),
        ("{% if sender %}{% if me %}{% endif %}", "{% if sender"),
        ("{% nix %}", "nix"),
        ("a {# b", "{#"),
    ],
)
def test_a_mistake_is_found_where_it_stands(source: str, piece: str) -> None:
    """Down to the character, and where something is not closed at its beginning."""
    (one,) = complaints(source)
    assert source[one.at :].startswith(piece)


def test_the_same_mistake_is_found_at_each_place() -> None:
    """Two of a kind in one line are two."""
    assert [one.at for one in complaints("{{ nix }} {{ nix }}")] == [3, 13]
