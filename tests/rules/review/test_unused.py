"""Lists, tables and vars that nothing asks for."""

from __future__ import annotations

import pytest

from tests.rules.review.reviewkit import said, warned


def test_each_is_pointed_at_by_its_name() -> None:
    """The caret stands under the name, and the hint says how it would be used."""
    found = warned("""
        vars: {shop: 小店}
        lists: {vip: [小明]}
        tables: {faq: {价格: 3500}}
        rules: [{reply: a}]
    """)
    assert [(one.line, one.column, one.field, one.message) for one in found] == [
        (2, 8, "vars.shop", 'nothing uses the value "shop"'),
        (3, 9, "lists.vip", 'nothing uses the list "vip"'),
        (4, 10, "tables.faq", 'nothing uses the table "faq"'),
    ]
    assert [one.hint for one in found] == [
        "write {{ vars.shop }} where it belongs, or leave it out",
        "write {list: vip} where it belongs, or leave it out",
        "write {in: faq} where it belongs, or leave it out",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "{when: {sender: {list: vip}}, reply: a}",
        "{when: {sender: [{list: vip}, 小红]}, reply: a}",
        "{when: {text: {contains: {list: vip}}}, reply: a}",
        "{when: {text: {without: {list: vip}}}, reply: a}",
        "{when: {any: [{text: {list: vip}}]}, reply: a}",
        "{when: {if: 'sender.name in lists.vip'}, reply: a}",
        "{reply: '{{ lists.vip | join }}'}",
        "{reply: '{{ lists[\"vip\"] | join }}'}",
        "{reply: '{% for one in lists.vip %}{{ one }}{% endfor %}'}",
        "{reply: '{{ lists[message.text] | default(1) }}'}",
        "{do: [{reply: '{{ lists.vip | first }}'}]}",
        "{reply: a, on_error: [{reply: '{{ lists.vip | first }}'}]}",
        "{when: {sender: {list: vip}}, enabled: false, reply: a}",
    ],
)
def test_ways_to_use_a_list(rule: str) -> None:
    """In a condition, an expression or a template; a rule that is switched off counts too."""
    assert said(f"lists: {{vip: [小明]}}\nrules: [{rule}]") == []


@pytest.mark.parametrize(
    "rule",
    [
        "{when: {text: {in: faq}}, reply: a}",
        "{when: {text: {contains: {table: faq}}}, reply: a}",
        "{when: {text: {fuzzy: {like: {table: faq}}}}, reply: a}",
        "{reply: '{{ tables.faq.价格 }}'}",
        "{reply: '{{ tables.faq[message.text] }}'}",
    ],
)
def test_ways_to_use_a_table(rule: str) -> None:
    """In a condition on texts or in a template."""
    assert said(f"tables: {{faq: {{价格: 3500}}}}\nrules: [{rule}]") == []


@pytest.mark.parametrize(
    "use",
    [
        "{{ vars.shop }}",
        "{{vars . shop | upper}}",
        "{{ vars['shop'] }}",
        '{{ vars["shop"] }}',
        '{{ vars.get("shop") }}',
        "{% set all = vars %}{{ all.shop }}",
        "{% for name, value in vars.items() %}{{ name }}{% endfor %}",
        "{{ vars[message.text] }}",
        "{{ vars.get(message.text, 1) }}",
    ],
)
def test_ways_to_use_a_value(use: str) -> None:
    """By name, or by a name that only the message tells."""
    text = use.replace("'", "''")
    assert said(f"vars: {{shop: 小店}}\nrules: [{{reply: '{text}'}}]") == []


@pytest.mark.parametrize(
    "rule",
    [
        "{when: '{{ vars.shop }}', reply: a}",
        "{when: {text: {regex: '^{{ vars.shop }}'}}, reply: a}",
        "{when: {if: 'vars.shop in message.text'}, reply: a}",
        '{when: x, reply: "{{ vars[\\"shop\\"] }}"}',
    ],
)
def test_values_of_conditions_and_quoted_ones(rule: str) -> None:
    """Conditions fill them in when the file is read; a quoted text may have them escaped."""
    assert said(f"vars: {{shop: 小店}}\nrules: [{rule}]") == []


@pytest.mark.parametrize(
    "text", ["{{ varsity }}", "vars: {shop: a}", "x.vars.shop", "{{ vars.sho }}"]
)
def test_what_is_no_use_of_a_value(text: str) -> None:
    """A longer word, a key, a member of something else, another name."""
    found = said(
        f"vars: {{shop: a, sho: b}}\nrules: [{{when: a, reply: '{{{{ vars.sho }}}}'}}] # {text}"
    )
    assert found == ['1:8: vars.shop: nothing uses the value "shop"']


def test_other_files_may_use_what_the_main_file_names() -> None:
    """All files of a rule file share their names."""
    main = "include: a.yaml\nvars: {shop: 小店}\nlists: {vip: [小明]}\nrules: [{reply: x}]"
    rule = "rules: [{when: {sender: {list: vip}}, reply: '{{ vars.shop }}'}]"
    assert said(main, a=rule) == []


def test_what_an_included_file_names_may_be_for_others() -> None:
    """One file of lists may serve several accounts, so it is left in peace."""
    main = "include: a.yaml\nrules: [{reply: x}]"
    assert said(main, a="lists: {vip: [小明]}\nvars: {shop: a}") == []
