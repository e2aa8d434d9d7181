"""Why an action fails, and how often a text may be passed on.

It must not know what actions do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.errors import ResponderError
from responder.rules.looping import LoopError
from responder.rules.recipients import RecipientError
from responder.rules.storing import StoreError
from responder.rules.templates.budget import RenderError
from responder.rules.timing import WaitError
from responder.rules.work import SpentError

if TYPE_CHECKING:
    from responder.rules.requests import FetchFailure

PASSED_MAX = 5
"""So often a text may be passed on that was itself passed on: two rules may pass it to one another
for ever."""

PASSES_MAX = 10
"""Texts that one step of a run may pass on."""


class PassError(ResponderError):
    """A text can not be passed on."""


class AddressError(ResponderError):
    """What should be the address of a file is none."""


class FetchError(ResponderError):
    """Nothing useful came back.

    Args:
        failure: Why.
    """

    def __init__(self, failure: FetchFailure) -> None:
        super().__init__(failure.words)
        self.failure = failure


FAILURES = (
    *(RenderError, StoreError, RecipientError, SpentError, WaitError),
    *(LoopError, PassError, AddressError, FetchError),
)
"""Why an action fails; what it says is for the rule's author."""


class FailedError(Exception):
    """An action has failed; its text says which and why."""
