"""Templates of addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.rules.table import Table
from responder.rules.templates.address import compile_address
from responder.rules.templates.budget import RenderError
from responder.rules.templates.template import TemplateFaults

KNOWN = {"match": None, "vars": None}


def address(source: str, value: str) -> str:
    """An address for what somebody has written."""
    vars_ = Table({"api": "https://shop.example/v1"})
    return compile_address(source, KNOWN).render({"match": Table({"id": value}), "vars": vars_})


def test_values_are_encoded() -> None:
    """What stands between them is left as it is, and so is what the address begins with."""
    assert (
        address("https://a/{{ match.id }}?q=1", "红/茶?&#")
        == "https://a/%E7%BA%A2%2F%E8%8C%B6%3F%26%23?q=1"
    )
    assert address("{{ vars.api }}/x/{{ match.id }}", "a b") == "https://shop.example/v1/x/a%20b"
    assert address("https://a/b", "x") == "https://a/b"


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_nobody_leads_it_elsewhere(text: str) -> None:
    """Whatever somebody writes is one part of the path, and no part of the query."""
    found = address("https://a/x/{{ match.id }}/y", text)
    assert found.startswith("https://a/x/")
    assert found.endswith("/y")
    assert found.count("/") == 5
    assert not set(found) & set("?#@ \\")


@pytest.mark.parametrize("step", [".", ".."])
def test_a_step_elsewhere_fails(step: str) -> None:
    """It can not be encoded."""
    with pytest.raises(RenderError, match="must not have"):
        address("https://a/x/{{ match.id }}", step)


def test_what_is_encoded_anyway_is_not_encoded_again() -> None:
    """It is refused, with the reason."""
    with pytest.raises(TemplateFaults) as error:
        compile_address("https://a/{{ match.id | urlencode }}", KNOWN)
    [one] = error.value.complaints
    assert (one.message, one.hint) == (
        "expected no urlencode here, got one",
        "in an address every value is encoded by itself",
    )


def test_faults_are_those_of_every_template() -> None:
    """An unknown name is found when the file is read."""
    with pytest.raises(TemplateFaults):
        compile_address("https://a/{{ nobody }}", KNOWN)
