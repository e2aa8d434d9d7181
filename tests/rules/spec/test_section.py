"""What all mappings of the rule file have in common."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from responder.rules.spec.rule import RuleSpec
from tests.rules.rulekit import tree


def test_spec_can_not_be_changed() -> None:
    """A checked spec stays as it was checked."""
    with pytest.raises(ValidationError):
        RuleSpec.model_validate(tree("{reply: a}")).silent = True
