"""Everything of a rule file but its rules: the keys and the kinds of value they take.

It must not know what they mean; `load` does. This module has no `from __future__
import annotations`: Pydantic reads these annotations while the program runs.
"""

from typing import ClassVar

from pydantic import Field

from responder.models import Limits
from responder.rules.spec import not_yet
from responder.rules.spec.fields import DelayOrOff, RateOrOff, Vars, Version, Zone
from responder.rules.spec.section import Section
from responder.rules.table import Table

DEFAULTS = Limits()


class LimitsSpec(Section):
    """The account-wide pace."""

    expects: ClassVar[str] = "a mapping of limits"
    refused: ClassVar[frozenset[str]] = not_yet.LIMITS

    delay: DelayOrOff = DEFAULTS.delay
    per_chat: RateOrOff = DEFAULTS.per_chat
    per_account: RateOrOff = DEFAULTS.per_account


class HeadSpec(Section):
    """Everything of the file but its rules, which are checked one by one."""

    expects: ClassVar[str] = "a mapping with `rules:`"
    refused: ClassVar[frozenset[str]] = not_yet.FILE

    version: Version = 1
    timezone: Zone | None = None
    vars: Vars = Field(default_factory=Table)
    limits: LimitsSpec = Field(default_factory=LimitsSpec)
