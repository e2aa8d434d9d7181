"""The fetch task: who is asked when, and that every answer comes to the run that waits for it."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from random import Random
from typing import TYPE_CHECKING

import httpx
import pytest
import trio

from responder.fetching import AT_ONCE_MAX, FetchEnd, Fetcher, NothingAsked
from responder.journal.journal import FILE
from responder.lookup.client import Network
from responder.lookup.secrets import Secrets
from responder.rules.requests import Fetched, FetchFailure, FetchResult, Why
from tests import test_daemon
from tests.lookup.kit import request
from tests.test_daemon import running, sim, texts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from responder.daemon import Settings
    from responder.lookup.addresses import Address
    from responder.rules.requests import FetchRequest
    from responder.simulator.simulator import Simulator

__all__ = ["sim"]

RULES = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - name: order
    when: {text: {regex: '^订单(?P<id>\\d+)'}}
    do:
      - fetch: {url: "https://shop.example/orders/{{ match.id }}", timeout: 60s, as: order}
      - reply: "{{ match.id }} {{ order.status }}"
    on_error:
      - reply: "{{ match.id }} {{ error.reason }} {{ error.status }}"
  - name: price
    when: 价格
    reply: 三元
"""


@dataclass
class Slow:
    """Asks nobody, takes some time, and knows what it was asked."""

    seconds: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    most: int = 0
    now: int = 0
    closed: bool = False

    async def fetch(self, asked: FetchRequest) -> FetchResult:
        """Its address comes back."""
        self.asked.append(asked.url)
        self.now += 1
        self.most = max(self.most, self.now)
        await trio.sleep(self.seconds.get(asked.url, 1.0))
        self.now -= 1
        return Fetched(asked.url)

    async def aclose(self) -> None:
        """That nothing is asked any more."""
        await trio.lowlevel.checkpoint()
        self.closed = True


@asynccontextmanager
async def fetching(
    client: Slow, tell: Callable[[FetchEnd], None] = lambda _: None
) -> AsyncIterator[tuple[Fetcher, list[float]]]:
    """A running task, and when it woke whom it is to wake."""
    fetcher = Fetcher(client, tell)
    woken: list[float] = []
    begun = trio.current_time()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(fetcher.run, lambda: woken.append(trio.current_time() - begun))
        yield fetcher, woken
        nursery.cancel_scope.cancel()


async def test_results_are_kept_until_they_are_forgotten(autojump_clock: object) -> None:
    """And whoever waits for them is woken; the same is not asked twice."""
    client, told = Slow(), list[FetchEnd]()
    async with fetching(client, told.append) as (fetcher, woken):
        for _ in range(2):
            fetcher.begin("a", "talk", request("https://x/1"))
        assert fetcher.has_begun("a")
        assert fetcher.result("a") is None
        await trio.sleep(2)
        assert (client.asked, woken) == (["https://x/1"], [1.0])
        assert fetcher.result("a") == Fetched("https://x/1")
        assert [(one.result, one.took_s) for one in told] == [(Fetched("https://x/1"), 1.0)]
        fetcher.forget("a")
        assert not fetcher.has_begun("a")
        assert fetcher.result("a") is None
    assert client.closed


async def test_nobody_waits_for_what_another_one_asks(autojump_clock: object) -> None:
    """What one talk asks is asked in order, and different talks at the same time."""
    client = Slow({"https://x/slow": 30.0})
    async with fetching(client) as (fetcher, woken):
        fetcher.begin("a1", "a", request("https://x/slow"))
        fetcher.begin("a2", "a", request("https://x/2"))
        fetcher.begin("b1", "b", request("https://x/3"))
        await trio.sleep(5)
        assert sorted(client.asked) == ["https://x/3", "https://x/slow"]
        assert (woken, fetcher.result("b1") is not None) == ([1.0], True)
        await trio.sleep(30)
        assert woken == [1.0, 30.0, 31.0]


async def test_a_talk_may_ask_again_later(autojump_clock: object) -> None:
    """After all that it asked before has come back."""
    async with fetching(Slow()) as (fetcher, woken):
        for number in range(3):
            fetcher.begin(f"a{number}", "a", request(f"https://x/{number}"))
            await trio.sleep(10)
        assert woken == [1.0, 11.0, 21.0]


async def test_so_many_are_asked_at_once(autojump_clock: object) -> None:
    """Of more the others wait their turn."""
    client = Slow()
    async with fetching(client) as (fetcher, woken):
        for number in range(AT_ONCE_MAX + 1):
            fetcher.begin(str(number), str(number), request(f"https://x/{number}"))
        await trio.sleep(3)
        assert client.most == AT_ONCE_MAX
        assert len(woken) == AT_ONCE_MAX + 1


async def test_what_is_forgotten_while_it_is_asked_leaves_nothing(autojump_clock: object) -> None:
    """Nobody would ever take it."""
    async with fetching(Slow()) as (fetcher, _):
        fetcher.begin("a", "talk", request("https://x/1"))
        await trio.sleep(0.5)
        fetcher.forget("a")
        await trio.sleep(2)
        assert fetcher.result("a") is None


async def test_a_dry_run_asks_nobody() -> None:
    """And says why."""
    result = await NothingAsked().fetch(request("https://x/1"))
    assert isinstance(result, FetchFailure)
    assert result.why is Why.DRY_RUN
    await NothingAsked().aclose()


@dataclass
class Shop:
    """A shop of another computer, in virtual time: `answer` says what it does."""

    answer: Callable[[httpx.Request], httpx.Response]
    seconds: float = 1.0
    asked: list[httpx.Request] = field(default_factory=list)

    @property
    def network(self) -> Network:
        """Every name is at one public address."""

        async def resolve(_host: str, _port: int) -> tuple[Address, ...]:
            await trio.lowlevel.checkpoint()
            return (ip_address("8.8.8.8"),)

        return Network(resolve, httpx.MockTransport(self._handle))

    async def _handle(self, asked: httpx.Request) -> httpx.Response:
        self.asked.append(asked)
        await trio.sleep(self.seconds)
        return self.answer(asked)

    @property
    def keys(self) -> list[str]:
        """What told the requests apart."""
        return [one.headers["idempotency-key"] for one in self.asked]


def answering(content: bytes, status: int = 200) -> Callable[[httpx.Request], httpx.Response]:
    """A shop that always says the same."""
    return lambda _: httpx.Response(status, stream=httpx.ByteStream(content))


async def test_an_order_is_looked_up(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """From the question to the answer of another computer; others are answered meanwhile."""
    shop = Shop(answering('{"status": "已发货"}'.encode()), 5.0)
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        await trio.sleep(1)
        sim.say(from_="小红", text="价格")
        sim.say(from_="小明", text="价格")
        await trio.sleep(2)
        assert texts(sim) == ["三元", "三元"]
        await trio.sleep(5)
        assert texts(sim)[2:] == ["1 已发货"]
    assert [one.url.path for one in shop.asked] == ["/orders/1"]


async def test_answers_of_one_chat_keep_their_order(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """The second question is not asked before the first is answered, however quick it would be."""
    shop = Shop(answering(b'{"status": "ok"}'))
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        for number in range(3):
            sim.say(from_="小明", text=f"订单{number}")
        await trio.sleep(10)
    assert texts(sim) == ["0 ok", "1 ok", "2 ok"]
    assert len(set(shop.keys)) == 3


async def test_a_failure_is_answered_by_on_error(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """With its reason; the watcher is told."""
    shop = Shop(answering(b"x", 404))
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        await trio.sleep(5)
    assert texts(sim) == ["1 status 404"]


async def test_a_fetch_is_repeated_after_a_crash_with_its_key(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """At least once, and the other side can tell; the answer is given once."""
    shop = Shop(answering(b'{"status": "ok"}'), 30.0)
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        await trio.sleep(5)
        assert len(shop.asked) == 1
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        await trio.sleep(60)
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        await trio.sleep(60)
    assert texts(sim) == ["1 ok"]
    assert len(shop.asked) == 2
    assert len(set(shop.keys)) == 1


async def test_a_fetch_that_nobody_waits_for_any_more_is_not_repeated(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """After as long as a reply may wait the run ends, with the reason in the journal."""
    shop = Shop(answering(b'{"status": "ok"}'), 30.0)
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        await trio.sleep(5)
    await trio.sleep(3600)
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        await trio.sleep(60)
    assert (texts(sim), len(shop.asked)) == ([], 1)


async def test_a_secret_is_nowhere_but_in_the_request(
    sim: Simulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    autojump_clock: object,
) -> None:
    """Not in the journal while the run waits, nor after, nor in what is logged."""
    secret = "hush-hush-hush"
    rules = RULES.replace("timeout: 60s", "headers: {X-Token: '{{ secret(\"TOKEN\") }}'}")
    shop = Shop(answering(secret.encode()), 5.0)
    plain = test_daemon.settings

    def settings(path: Path) -> Settings:
        return replace(plain(path), secrets=Secrets({"RESPONDER_SECRET_TOKEN": secret}))

    monkeypatch.setattr(test_daemon, "settings", settings)
    async with running(tmp_path, sim, rules.replace("order.status", "order"), lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        for _ in range(2):
            await trio.sleep(4)
            with sqlite3.connect(tmp_path / FILE) as database:
                assert secret not in "\n".join(database.iterdump())
    assert shop.asked[0].headers["x-token"] == secret
    assert texts(sim) == ["1 ***"]
    assert secret not in "".join(capsys.readouterr())


LOOP = """
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - name: all
    when: 都查
    do:
      - each: [a, b, c]
        as: one
        do:
          - if: one != 'b'
            then:
              - fetch: {url: "https://shop.example/{{ one }}", timeout: 60s, as: found}
              - reply: "{{ one }} {{ found.status }}"
      - reply: 完
    on_error:
      - fetch: {url: "https://shop.example/log", query: {why: "{{ error.reason }}"}, as: logged}
      - reply: "{{ error.place }} {{ error.status }} {{ logged.status }}"
"""


async def test_a_fetch_in_a_loop_goes_on_where_it_was(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """Over a crash in each of them, with a key of its own for each turn."""
    shop = Shop(answering(b'{"status": "ok"}'), 30.0)
    async with running(tmp_path, sim, LOOP, lookups=shop.network):
        sim.say(from_="小明", text="都查")
        await trio.sleep(5)
    for _ in range(3):
        async with running(tmp_path, sim, LOOP, lookups=shop.network):
            await trio.sleep(40)
    assert texts(sim) == ["a ok", "c ok", "完"]
    paths = [one.url.path for one in shop.asked]
    assert set(paths) == {"/a", "/c"}
    assert len(set(zip(paths, shop.keys, strict=True))) == 2


async def test_what_is_done_after_a_failure_may_fetch_too(
    sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """And still knows the failure when that has come back."""

    def answer(asked: httpx.Request) -> httpx.Response:
        content = b'{"status": "noted"}' if asked.url.path == "/log" else b""
        status = 200 if content else 404
        return httpx.Response(status, stream=httpx.ByteStream(content))

    shop = Shop(answer)
    async with running(tmp_path, sim, LOOP, lookups=shop.network):
        sim.say(from_="小明", text="都查")
        await trio.sleep(10)
    assert texts(sim) == ["do[1].each[1].do[1].then[1].fetch 404 noted"]
    assert str(shop.asked[1].url.query, "ascii") == "why=status"


async def test_a_dry_run_fails_each_fetch(
    sim: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: object
) -> None:
    """Nothing leaves the machine, whatever it is."""
    shop = Shop(answering(b"x"))
    plain = test_daemon.settings
    monkeypatch.setattr(test_daemon, "settings", lambda path: replace(plain(path), dry_run=True))
    async with running(tmp_path, sim, RULES, lookups=shop.network):
        sim.say(from_="小明", text="订单1")
        await trio.sleep(10)
    assert shop.asked == []
    assert texts(sim) == []


@pytest.mark.parametrize("seed", range(2))
async def test_whenever_it_is_cut_off_everything_is_asked_and_answered_once(
    seed: int, sim: Simulator, tmp_path: Path, autojump_clock: object
) -> None:
    """At least once asked, always with one key, answered exactly once, and in order."""
    rng = Random(seed)
    shop = Shop(lambda asked: answering(f'{{"status": "{asked.url.path}"}}'.encode())(asked))
    said = {"小明": list[str](), "小红": list[str]()}
    for life in range(5):
        shop.seconds = rng.uniform(0.5, 8.0)
        async with running(tmp_path, sim, RULES, lookups=shop.network):
            for number in range(rng.randrange(4) if life < 4 else 0):
                who = rng.choice([*said])
                said[who].append(f"{life}{number}")
                sim.say(from_=who, text=f"订单{life}{number}")
                await trio.sleep(rng.uniform(0.0, 4.0))
            await trio.sleep(rng.uniform(0.0, 5.0) if life < 4 else 120.0)
    for who, asked in said.items():
        answers = [one.text for one in sim.sent if one.to == who]
        assert answers == [f"{one} /orders/{one}" for one in asked]
    keys = {(one.url.path, one.headers["idempotency-key"]) for one in shop.asked}
    assert len(keys) == sum(map(len, said.values()))
    assert sim.violations == []
