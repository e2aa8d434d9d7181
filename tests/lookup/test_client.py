"""Asking over real sockets: what is called, what comes back, and what is refused."""

from __future__ import annotations

import gzip
import json
import zlib

import httpx
import pytest
import trio

from responder.lookup.addresses import Allowed
from responder.lookup.client import PAUSES_S, REDIRECTS_MAX, FetchClient, Network, resolve
from responder.rules.requests import (
    ANSWER_BYTES_MAX,
    Fetched,
    FetchFailure,
    FetchResult,
    Form,
    Why,
    mark_of,
)
from responder.rules.table import Table
from tests.lookup.kit import LOOPBACK, USUAL, Asked, client, http, moved, names, request, serving

pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
)
"""httpx's own nested generators are left to the collector when an answer is given up half-way."""


def why(result: FetchResult) -> Why | None:
    """Why it failed; None if it did not."""
    return result.why if isinstance(result, FetchFailure) else None


async def test_json_comes_back_as_values() -> None:
    """The request has its query, its headers and the key that tells it from others."""
    async with serving(lambda _: http('{"status": "已发货"}')) as server:
        asked = request(
            f"{server.origin}/orders/1", query=(("q", "红 茶"),), headers=(("X-A", "b"),)
        )
        assert await client().fetch(asked) == Fetched(Table({"status": "已发货"}))
    [one] = server.asked
    assert one.line == "GET /orders/1?q=%E7%BA%A2+%E8%8C%B6 HTTP/1.1"
    assert one.headers["host"] == f"127.0.0.1:{server.port}"
    assert one.headers["x-a"] == "b"
    assert one.headers["idempotency-key"] == "key-1"
    assert "cookie" not in one.headers


async def test_connections_of_the_machine_are_made_when_they_are_needed() -> None:
    """And closed when nothing more is asked."""
    asking = FetchClient(now=lambda: 0.0, allowed=LOOPBACK)
    await asking.aclose()
    async with serving(lambda _: http("1", kind="text/plain")) as server:
        assert await asking.fetch(request(server.origin)) == Fetched("1")
    await asking.aclose()


async def test_text_comes_back_as_text() -> None:
    """In the letters it says it is written in."""
    answer = http("晴 25°".encode("gb18030"), kind="text/plain; charset=GB18030")
    async with serving(lambda _: answer) as server:
        assert await client().fetch(request(server.origin)) == Fetched("晴 25°")


async def test_a_body_is_sent() -> None:
    """As JSON, with its type and length."""
    async with serving(lambda _: http("{}")) as server:
        asked = request(server.origin, method="POST", form=Form.JSON, body='{"a":"红"}')
        assert await client().fetch(asked) == Fetched(Table())
    assert json.loads(server.asked[0].body) == {"a": "红"}
    assert server.asked[0].headers["content-type"] == "application/json"


async def test_the_very_address_that_was_checked_is_called() -> None:
    """A name that stands for another address a moment later changes nothing."""
    network, looked_up = names("127.0.0.1", "10.0.0.1")
    async with serving(lambda _: http("1", kind="text/plain")) as server:
        asked = request(f"http://shop.example:{server.port}/x")
        assert await client(network).fetch(asked) == Fetched("1")
    assert looked_up == ["shop.example"]
    assert server.asked[0].headers["host"] == f"shop.example:{server.port}"


async def test_own_addresses_are_refused_unless_allowed() -> None:
    """By number or by name, in whatever way the number is written; nothing is connected."""
    async with serving(lambda _: http("1")) as server:
        for host in ("127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0", "[::1]"):
            asked = request(f"http://{host}:{server.port}/")
            assert why(await client(allowed=Allowed()).fetch(asked)) is Why.REFUSED
        for host in ("2130706433", "127.1", "localhost"):
            asked = request(f"http://{host}:{server.port}/")
            refused = client(Network(resolve), allowed=Allowed())
            assert why(await refused.fetch(asked)) is Why.REFUSED
        network, _ = names("10.0.0.1 fd00::1")
        result = await client(network, allowed=Allowed()).fetch(request("http://a.example/"))
    assert result == FetchFailure(
        Why.REFUSED, "a.example is at 10.0.0.1, which may not be called (--fetch-allow)"
    )
    assert not server.asked


async def test_of_several_addresses_only_permitted_ones_are_called() -> None:
    """The others are passed over, and one that does not answer is followed by the next."""
    network, _ = names("10.0.0.1 127.0.0.1")
    async with serving(lambda _: http("1", kind="text/plain")) as server:
        asked = request(f"http://shop.example:{server.port}/")
        assert await client(network).fetch(asked) == Fetched("1")


async def test_a_redirect_is_followed_and_checked() -> None:
    """To public places and allowed ones; to the own network it ends."""

    def answer(asked: Asked) -> bytes:
        return moved("/b") if " /a " in asked.line else http("1", kind="text/plain")

    async with serving(answer) as server:
        assert await client().fetch(request(f"{server.origin}/a")) == Fetched("1")
    for place in ("http://192.168.1.1/", "http://169.254.169.254/latest", "http://[::1]:1/"):
        async with serving(lambda _, place=place: moved(place)) as server:  # type: ignore[misc]  # the lambda's own
            assert why(await client().fetch(request(server.origin))) is Why.REFUSED


async def test_a_redirect_by_name_is_checked_again() -> None:
    """The second look-up of the same name may give an address of the own network."""
    network, _ = names("127.0.0.1", "10.0.0.1")
    async with serving(lambda _: moved("http://shop.example/again")) as server:
        asked = request(f"http://shop.example:{server.port}/")
        assert why(await client(network).fetch(asked)) is Why.REFUSED


async def test_redirects_end() -> None:
    """After so many it is a loop."""
    async with serving(lambda _: moved("/")) as server:
        assert why(await client().fetch(request(server.origin))) is Why.REDIRECT
    assert len(server.asked) == REDIRECTS_MAX + 1


@pytest.mark.parametrize("place", ["", "ftp://a/", "http://u:p@a/", "javascript:1", "http://["])
async def test_a_redirect_to_nowhere_is_a_failure(place: str) -> None:
    """It has to name an address of HTTP without a password."""
    async with serving(lambda _: moved(place or "http://")) as server:
        assert why(await client().fetch(request(server.origin))) is Why.REDIRECT


async def test_another_origin_gets_no_secret_and_no_body() -> None:
    """What was meant for one computer is not for another."""
    secret = (("X-Token", mark_of("TOKEN", USUAL.mark)),)
    async with serving(lambda _: http("1", kind="text/plain")) as other:
        for status, whys in ((302, None), (307, None)):
            async with serving(lambda _, to=status: moved(other.origin, to)) as server:  # type: ignore[misc]  # the lambda's own
                held = client(secrets={"TOKEN": "hush"})
                assert why(await held.fetch(request(server.origin, headers=secret))) is whys
                assert server.asked[0].headers["x-token"] == "hush"
        assert all("x-token" not in one.headers for one in other.asked)
        assert all("idempotency-key" not in one.headers for one in other.asked)
        count = len(other.asked)
        async with serving(lambda _: moved(other.origin, 307)) as server:
            asked = request(server.origin, method="POST", form=Form.JSON, body="{}")
            assert why(await client().fetch(asked)) is Why.REDIRECT
        assert len(other.asked) == count


async def test_see_other_becomes_a_get() -> None:
    """As browsers do it; the body stays behind."""

    def answer(asked: Asked) -> bytes:
        return moved("/done", 303) if asked.line.startswith("POST") else http("1", kind="text/a")

    async with serving(answer) as server:
        asked = request(server.origin, method="POST", form=Form.JSON, body="{}")
        assert await client().fetch(asked) == Fetched("1")
    assert server.asked[1].line.startswith("GET /done")
    assert "content-type" not in server.asked[1].headers


async def test_status_is_a_failure_with_its_number() -> None:
    """From 400 on, and what is neither an answer nor a redirect."""
    for status in (304, 400, 404, 500):
        async with serving(lambda _, status=status: http("x", status=status)) as server:  # type: ignore[misc]  # the lambda's own
            result = await client().fetch(request(server.origin))
        words = f"127.0.0.1 answered with status {status}"
        assert result == FetchFailure(Why.STATUS, words, status)


async def test_broken_json_is_a_failure() -> None:
    """It calls itself JSON; an empty answer is an empty text."""
    async with serving(lambda _: http("<html>")) as server:
        assert why(await client().fetch(request(server.origin))) is Why.NOT_JSON
    async with serving(lambda _: http(b"", status=204)) as server:
        assert await client().fetch(request(server.origin)) == Fetched("", 204)


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_is_bounded_after_unpacking(packed: bool) -> None:  # noqa: FBT001 - pytest gives it
    """A huge answer is a failure, also one that is tiny on the wire."""
    body = b"0" * (ANSWER_BYTES_MAX + 1) if not packed else gzip.compress(b"0" * 20_000_000)
    headers = "Content-Encoding: gzip\r\n" if packed else ""
    async with serving(lambda _: http(body, kind="text/plain", headers=headers)) as server:
        assert why(await client().fetch(request(server.origin))) is Why.TOO_LARGE


async def test_packed_answers_are_unpacked() -> None:
    """Both usual ways; another one is not understood, and a broken one neither."""
    for name, pack in (("gzip", gzip.compress), ("deflate", zlib.compress)):
        answer = http(pack(b"abc"), kind="text/plain", headers=f"Content-Encoding: {name}\r\n")
        async with serving(lambda _, answer=answer: answer) as server:  # type: ignore[misc]  # the lambda's own
            assert await client().fetch(request(server.origin)) == Fetched("abc")
    for name in ("br", "gzip"):
        answer = http(b"abc", headers=f"Content-Encoding: {name}\r\n")
        async with serving(lambda _, answer=answer: answer) as server:  # type: ignore[misc]  # the lambda's own
            assert why(await client().fetch(request(server.origin))) is Why.INVALID


async def test_a_slow_answer_ends_in_time() -> None:
    """The time-out counts for all of it, however steadily single bytes come."""
    async with serving(lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1") as server:

        async def before() -> None:
            await trio.sleep(60)

        server.before = before
        begun = trio.current_time()
        result = await client().fetch(request(server.origin, timeout_s=0.1))
        assert trio.current_time() - begun < 2
    assert result == FetchFailure(Why.TIMEOUT, "no whole answer within 0.1 s")


def scripted(*answers: httpx.Response | Exception) -> tuple[Network, list[httpx.Request]]:
    """A network that answers from a list, for what takes time on a clock that jumps."""
    asked: list[httpx.Request] = []
    left = list(answers)

    def handler(one: httpx.Request) -> httpx.Response:
        asked.append(one)
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    network, _ = names("8.8.8.8")
    return Network(network.resolve, httpx.MockTransport(handler)), asked


async def test_what_may_pass_is_asked_again_with_the_same_key(autojump_clock: object) -> None:
    """A service that restarts answers the third attempt."""
    network, asked = scripted(
        httpx.ConnectError("no"),
        httpx.Response(503, stream=httpx.ByteStream(b"")),
        httpx.Response(200, stream=httpx.ByteStream(b"1")),
    )
    begun = trio.current_time()
    assert await client(network).fetch(request("https://shop.example/")) == Fetched("1")
    assert trio.current_time() - begun == pytest.approx(sum(PAUSES_S))
    assert {one.headers["idempotency-key"] for one in asked} == {"key-1"}
    assert asked[0].url.host == "8.8.8.8"
    assert asked[0].extensions["sni_hostname"] == "shop.example"


async def test_a_post_that_may_have_arrived_is_not_repeated(autojump_clock: object) -> None:
    """It is asked again only where nobody can have heard it."""
    post = request("https://shop.example/", method="POST", form=Form.JSON, body="{}")
    network, asked = scripted(httpx.ReadError("gone"))
    assert why(await client(network).fetch(post)) is Why.UNREACHABLE
    assert len(asked) == 1
    network, asked = scripted(
        httpx.ConnectError("no"), httpx.Response(200, stream=httpx.ByteStream(b"1"))
    )
    assert await client(network).fetch(post) == Fetched("1")
    assert len(asked) == 2


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would call any address for us."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serving(lambda _: http("1", kind="text/plain")) as server:
        assert await client().fetch(request(server.origin)) == Fetched("1")


async def test_a_secret_that_is_not_there_is_said() -> None:
    """By its name; nothing is sent."""
    asked = request(f"http://127.0.0.1:9/{mark_of('TOKEN', USUAL.mark)}")
    result = await client().fetch(asked)
    assert result == FetchFailure(Why.SECRET, "there is no secret TOKEN")


async def test_a_secret_that_an_answer_repeats_is_hidden() -> None:
    """So that no reply and no journal has it."""
    async with serving(lambda one: http(one.line, kind="text/plain")) as server:
        asked = request(f"{server.origin}/{mark_of('TOKEN', USUAL.mark)}")
        result = await client(secrets={"TOKEN": "hush-hush"}).fetch(asked)
    assert result == Fetched("GET /*** HTTP/1.1")


async def test_a_kept_answer_needs_no_call() -> None:
    """Just the same request, within its time."""
    async with serving(lambda _: http("1", kind="text/plain")) as server:
        held = client()
        for _ in range(2):
            assert await held.fetch(request(server.origin, cache_s=60.0)) == Fetched("1")
    assert len(server.asked) == 1


async def test_a_name_that_is_nobodys_is_unreachable(autojump_clock: object) -> None:
    """After all attempts."""
    network, looked_up = names("")
    result = await client(network).fetch(request("https://none.example/"))
    assert result == FetchFailure(Why.UNREACHABLE, "none.example can not be found")
    assert len(looked_up) == len(PAUSES_S) + 1


async def test_a_file_comes_back_as_it_is() -> None:
    """Byte for byte, over a redirect too; it is asked for without a key, for it changes nothing."""
    data = bytes(range(256)) * 2_000

    def answer(asked: Asked) -> bytes:
        return moved("/b.jpg") if asked.line.startswith("GET /a") else http(data, kind="image/jpeg")

    async with serving(answer) as server:
        assert await client().download(f"{server.origin}/a.jpg", len(data)) == data
    assert [one.headers["accept"] for one in server.asked] == ["*/*", "*/*"]
    assert "idempotency-key" not in server.asked[0].headers


async def test_a_file_is_bounded_and_guarded_like_any_answer() -> None:
    """A larger one is none, nor is an error page, nor anything of a private network."""
    async with serving(lambda _: http(b"x" * 5_000)) as server:
        large = await client().download(server.origin, 4_999)
        refused = await FetchClient(now=lambda: 0.0).download(server.origin, 9_999)
        none = await client().download("file:///etc/passwd", 9_999)
    async with serving(lambda _: http("gone", status=404)) as server:
        gone = await client().download(server.origin, 9_999)
    found = [one.why for one in (large, refused, none, gone) if isinstance(one, FetchFailure)]
    assert found == [Why.TOO_LARGE, Why.REFUSED, Why.INVALID, Why.STATUS]
