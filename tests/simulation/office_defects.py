"""Defects made on purpose in what only an office asks for; see `defects.py`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from responder.answer import Answerer
from responder.journal.journal import Journal
from responder.keeping import Keeper
from responder.models import EventKind, OutgoingState
from responder.rules.scheduling import login_event
from responder.wechat.kept import KeptMedia
from tests.simulation.defects import Defect

if TYPE_CHECKING:
    import pytest

    from responder.models import Event, Outgoing
    from tests.simulation.scenario import Scenario


def call_kept_what_is_not(patch: pytest.MonkeyPatch) -> None:
    """How keeping ends is written down before anything is kept."""
    attempt = Keeper._attempt

    async def attempted(self: Keeper, online: Any, action: Outgoing) -> str:  # noqa: ANN401
        self._end(action, OutgoingState.SENT)
        return await attempt(self, online, action)

    patch.setattr(Keeper, "_attempt", attempted)


def keep_half_of_it(patch: pytest.MonkeyPatch) -> None:
    """What is kept is not whole."""
    put = KeptMedia.put

    def halved(self: KeptMedia, message_id: str, name: str, data: bytes, at_s: float) -> None:
        put(self, message_id, name, data[: len(data) // 2], at_s)

    patch.setattr(KeptMedia, "put", halved)


def greet_at_every_start(patch: pytest.MonkeyPatch) -> None:
    """A login that goes on after a restart is taken for a new one."""

    def another(login_id: str, me: Any, now_s: float) -> Event:  # noqa: ANN401
        event = login_event(login_id, me, now_s)
        return replace(event, id=f"{event.id} {now_s}")

    patch.setattr("responder.answer.login_event", another)
    patch.setattr(Journal, "keys", lambda *_: None)


def tell_of_a_time_without_counting_it(patch: pytest.MonkeyPatch) -> None:
    """What a schedule counts is not written down with what it lets say."""
    commit = Answerer._commit

    async def committed(self: Any, round_: Any, *rest: Any) -> None:  # noqa: ANN401
        if any(one.event.kind is EventKind.SCHEDULE for one in round_.answered):
            round_ = replace(round_, changes=[])
        await commit(self, round_, *rest)

    patch.setattr(Answerer, "_commit", committed)


def forget_the_schedule(patch: pytest.MonkeyPatch) -> None:
    """No time of a schedule is planned."""

    async def planned(self: Any) -> None:  # noqa: ANN401
        del self

    patch.setattr(Answerer, "_plan", planned)


def is_an_office(scenario: Scenario) -> bool:
    """Only there can it show."""
    return scenario.is_office


def is_a_calm_office(scenario: Scenario) -> bool:
    """Only there is it certain that a schedule comes."""
    return scenario.is_office and not scenario.events and scenario.is_clock_steady


OFFICE_DEFECTS = (
    Defect("call kept what is not", call_kept_what_is_not, 10_006, ("Kept",), suits=is_an_office),
    Defect("keep half of it", keep_half_of_it, 10_006, ("Kept",), suits=is_an_office),
    Defect("greet at every start", greet_at_every_start, 10_006, ("Greeted",), suits=is_an_office),
    Defect(
        "tell without counting",
        tell_of_a_time_without_counting_it,
        10_006,
        ("Ticks",),
        suits=is_an_office,
    ),
    Defect("forget the schedule", forget_the_schedule, 10_071, ("Ticks",), suits=is_a_calm_office),
)
