"""What templates see of stored values."""

from __future__ import annotations

import pytest

from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import compile_template
from tests.rules.templates.kit import KNOWN, render, unchecked, values


def failure(source: str) -> str:
    """Why a template fails."""
    with pytest.raises(RenderError) as caught:
        render(source)
    return str(caught.value)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ memory.sender.visits }}", "3"),
        ("第 {{ memory.sender.visits + 1 }} 次", "第 4 次"),
        ("{{ memory.sender['visits'] }}", "3"),
        ("{{ memory['sender'].visits }}", "3"),
        ("{{ memory.sender.notes | length }}", "0"),
        ("{{ memory.sender.city | default('哪里') }}", "哪里"),
        ("{% if memory.sender.city is defined %}a{% else %}b{% endif %}", "b"),
        (
            "{% for n, p in memory.everyone.karma | top(3) %}{{ n }}{{ p }} {% endfor %}",
            "小红5 小明2",
        ),
        ("{{ memory.everyone.karma['小明'] }}", "2"),
        ("{{ memory.everyone.karma.小明 }}", "2"),
        ("{{ memory.everyone.karma.get('老王', 0) }}", "0"),
        ("{{ memory.everyone.karma | length }}", "2"),
    ],
)
def test_stored_values_stand_in_templates(source: str, text: str) -> None:
    """Counters begin at 0 and lists empty, and what has ended is gone."""
    assert render(source) == text


def test_what_is_not_stored_fails_and_says_what_to_do() -> None:
    """A default says what counts then."""
    assert failure("{{ memory.sender.city }}") == (
        "the template fails: nothing is stored yet as memory.sender.city:"
        " `| default(…)` says what counts then"
    )
    assert 'a mapping has no "小刚"' in failure("{{ memory.everyone.karma.小刚 }}")


@pytest.mark.parametrize(
    "source",
    [
        *("{{ memory }}", "{{ memory.sender }}", "{% for one in memory.sender %}x{% endfor %}"),
        *("{{ memory.sender | length }}", "{{ memory.sender | join }}", "{{ memory.sender ~ 1 }}"),
        "{{ memory.sender == 1 and memory.sender | string }}x{{ memory.sender | json }}",
    ],
)
def test_all_of_it_can_not_be_listed(source: str) -> None:
    """Only what is named is looked up."""
    failure(source)


@pytest.mark.parametrize(
    "source",
    [
        "{{ memory.sender._memory }}",
        "{{ memory.sender.__class__ }}",
        "{{ memory.sender._owner }}",
        "{{ memory['sender']['_memory'] }}",
        "{{ memory.__init__ }}",
    ],
)
def test_nothing_else_can_be_read(source: str) -> None:
    """What a view is made of is nobody's business, checked or not."""
    with pytest.raises(RenderError):
        unchecked(source)


def test_plain_values_need_no_compiling() -> None:
    """Those of memory too are filled in where they stand."""
    template = compile_template(
        "{{ memory.sender.visits }} {{ memory.everyone.karma.小红 }}", KNOWN
    )
    assert template.render(values()) == "3 5"
    assert template._code is None
