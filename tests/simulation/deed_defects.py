"""Defects made on purpose in how things are looked up and errands run; see `defects.py`."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import trio

import responder.answer
import responder.fetching
from responder.fetching import Fetcher
from responder.journal.outbox import Outbox
from responder.lookup.client import FetchClient
from responder.models import Deed
from responder.wechat.media import MediaDesk
from tests.simulation.defects import Defect, forget_what_waits
from tests.simulation.rulefiles import FETCHING

if TYPE_CHECKING:
    import pytest

    from responder.rules.requests import FetchRequest, FetchResult
    from tests.simulation.scenario import Scenario


def look_up_under_other_keys(patch: pytest.MonkeyPatch) -> None:
    """After a crash the shop can not tell that it is no new wish."""
    fetch = FetchClient.fetch
    count: Counter[str] = Counter()

    async def fetched(self: FetchClient, request: FetchRequest) -> FetchResult:
        count[request.url] += 1
        return await fetch(self, replace(request, key=f"{request.key}{count[request.url]}"))

    patch.setattr(FetchClient, "fetch", fetched)


def look_one_thing_up_at_a_time(patch: pytest.MonkeyPatch) -> None:
    """Everybody waits until the shop has answered the others."""
    patch.setattr(responder.fetching, "AT_ONCE_MAX", 1)


def answer_nobody_meanwhile(patch: pytest.MonkeyPatch) -> None:
    """What is looked up is waited for on the spot."""
    take = responder.answer.Answerer._answer

    async def answered(self: Any, batch: Any) -> None:  # noqa: ANN401
        await take(self, batch)
        if any("look " in str(message.content) for message in batch.answer.messages):
            await trio.sleep(40.0)

    patch.setattr(responder.answer.Answerer, "_answer", answered)


def look_up_what_is_known(patch: pytest.MonkeyPatch) -> None:
    """What came back is asked for once more."""
    forget = Fetcher.forget

    def forgotten(self: Any, key: str) -> None:  # noqa: ANN401
        forget(self, key)
        known = self._known.pop(key, None)
        if known is not None:
            self._queues.setdefault(known[0], deque()).append((key, known[1]))
            self._some.set()

    begin = Fetcher.begin

    def begun(self: Any, key: str, talk: str, request: FetchRequest) -> None:  # noqa: ANN401
        self.__dict__.setdefault("_known", {})[key] = (talk, request)
        begin(self, key, talk, request)

    patch.setattr(Fetcher, "forget", forgotten)
    patch.setattr(Fetcher, "begin", begun)


def lose_the_errands_that_were_left(patch: pytest.MonkeyPatch) -> None:
    """Of what an earlier run did not do only texts are taken up."""
    pending = Outbox.pending

    def texts(self: Outbox) -> Any:  # noqa: ANN401
        return tuple(one for one in pending(self) if one.outgoing.deed is Deed.TEXT)

    patch.setattr(Outbox, "pending", texts)


def send_pictures_twice(patch: pytest.MonkeyPatch) -> None:
    """A picture leaves under two ids."""
    send = MediaDesk.send

    async def sent(
        self: MediaDesk,
        online: Any,  # noqa: ANN401
        chat: str,
        media: Any,  # noqa: ANN401
        which: str,
        *rest: Any,  # noqa: ANN401
    ) -> str:
        await send(self, online, chat, media, f"9{which[1:]}", *rest)
        return await send(self, online, chat, media, which, *rest)

    patch.setattr(MediaDesk, "send", sent)


def looks_up_in_good_weather(scenario: Scenario) -> bool:
    """Only there is it certain when a lookup is begun."""
    return scenario.manners is FETCHING and not scenario.events


DEED_DEFECTS = (
    Defect("other keys", look_up_under_other_keys, 1002, ("Lookups",)),
    Defect("look up what is known", look_up_what_is_known, 1002, ("Lookups",), days=0.34),
    Defect("forget lookups", forget_what_waits, 1002, ("NothingLost",)),
    Defect(
        "one lookup at a time",
        look_one_thing_up_at_a_time,
        2866,
        ("NobodyWaits",),
        suits=looks_up_in_good_weather,
    ),
    Defect("answer nobody meanwhile", answer_nobody_meanwhile, 1002, ("NobodyWaits",)),
    Defect("lose the errands left", lose_the_errands_that_were_left, 1008, ("Errands",)),
    Defect("send pictures twice", send_pictures_twice, 1010, ("Errands",), days=0.34),
)
