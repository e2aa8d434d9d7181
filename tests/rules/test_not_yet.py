"""Words of the language that this version does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.rules import not_yet
from responder.rules.spec.action import ActionSpec
from responder.rules.spec.head import DefaultsSpec, HeadSpec
from responder.rules.spec.limits import LimitsSpec
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.when import NamesSpec, TextSpec, WhenSpec
from tests.rules.rulekit import fault

if TYPE_CHECKING:
    from responder.rules.spec.section import Section

HEADLINE = "{}: not available in this version"


@pytest.mark.parametrize("key", sorted(not_yet.DEFAULTS))
def test_defaults(key: str) -> None:
    """Each later default is refused as such."""
    found = fault(f"defaults: {{{key}: x}}\nrules: [{{when: a, reply: b}}]")
    assert found.endswith(HEADLINE.format(f"defaults.{key}"))


@pytest.mark.parametrize(
    "section",
    [HeadSpec, DefaultsSpec, LimitsSpec, RuleSpec, WhenSpec, TextSpec, NamesSpec, ActionSpec],
)
def test_no_word_is_both_known_and_refused(section: type[Section]) -> None:
    """A word leaves the refused ones when it gets a meaning."""
    assert not section.refused & set(section.key_names())
