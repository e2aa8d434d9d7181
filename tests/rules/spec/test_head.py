"""The schema of everything but the rules."""

from __future__ import annotations

from responder.models import Limits
from responder.rules.spec.head import HeadSpec


def test_defaults_of_limits_are_those_of_the_models() -> None:
    """A file without limits has the pace that the models define."""
    limits = HeadSpec().limits
    assert Limits(limits.delay, limits.per_chat, limits.per_account) == Limits()
