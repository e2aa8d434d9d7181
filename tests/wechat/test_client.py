"""The only place where httpx appears."""

from __future__ import annotations

import gc
import gzip
import inspect
import zlib
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import httpcore
import httpx
import pytest
import trio
from httpx._transports.default import _load_httpcore_exceptions

from responder.errors import LocalProtocolError, RemoteProtocolError, TransportError
from responder.wechat.client import (
    ANSWER_SLACK_S,
    CONNECT_TIMEOUT_S,
    HTTPX_FAULTS,
    Client,
)
from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.request import Request, Stamp
from responder.wechat.protocol.session import Session
from responder.wechat.protocol.wire import BODY_BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

ABANDONED = "ignore:Exception ignored in:pytest.PytestUnraisableExceptionWarning"
"""httpx's own nested generators are left to the collector when an answer is given up half-way."""

ORIGIN = "http://wechat.test"

SESSION = Session(pinned_hosts(ORIGIN), 1, "sid", "skey", "ticket", login_id="L1")


def request(endpoint: Endpoint = Endpoint.SYNC, *, read_timeout_s: float = 20.0) -> Request:
    """Any request; of the two that may not be repeated silently, as they are built."""
    return Request(
        endpoint,
        "GET",
        f"{ORIGIN}/x?a=b%2Bc==",
        read_timeout_s=read_timeout_s,
        repeatable=endpoint not in {Endpoint.SYNC_CHECK, Endpoint.SEND_MSG},
    )


def client(
    handler: Callable[[httpx.Request], httpx.Response | Awaitable[httpx.Response]],
    *,
    pinned: bool = False,
) -> Client:
    """A client whose network is a function."""
    transport = httpx.MockTransport(handler)  # type: ignore[arg-type]  # it takes coroutines too
    return Client(transport=transport, now=lambda: 1_800_000_000.5, rng=Random(1), pinned=pinned)


def test_every_error_of_httpx_is_mapped() -> None:
    """Each concrete request error of httpx has a reason of ours, and so has each new one."""
    kinds = [
        kind
        for _, kind in inspect.getmembers(httpx, inspect.isclass)
        if issubclass(kind, httpx.RequestError) and not kind.__subclasses__()
    ]
    assert len(kinds) > 10
    unmapped = {k for k in kinds if not issubclass(k, tuple(HTTPX_FAULTS))}
    assert unmapped == {httpx.LocalProtocolError}


def test_every_error_of_httpcore_reaches_us_mapped() -> None:
    """When httpcore grows an error that httpx does not translate, this fails before users do."""
    translated = _load_httpcore_exceptions()
    known = tuple(HTTPX_FAULTS)
    for name in httpcore.__all__:
        kind = getattr(httpcore, name)
        if not (inspect.isclass(kind) and issubclass(kind, Exception)):
            continue
        if kind is httpcore.ConnectionNotAvailable:  # its pool handles it and never lets it out
            continue
        assert kind in translated, name
        ours = translated[kind]
        abstract = ours in {
            httpx.TimeoutException,
            httpx.NetworkError,
            httpx.ProtocolError,
        }
        assert abstract or ours is httpx.LocalProtocolError or issubclass(ours, known), name


async def test_an_answer_ends_without_the_collector() -> None:
    """While a rule file is loaded the collector rests, and what it alone could free would stay."""
    async with client(lambda _: httpx.Response(200, text="ok")) as http:
        gc.disable()
        try:
            await http.send(request())
            assert not [one for one in gc.get_objects() if isinstance(one, httpx.Response)]
        finally:
            gc.enable()


async def test_requests_are_counted_by_call_and_end() -> None:
    """Each attempt, also one that the client repeats by itself."""
    answers: list[httpx.Response | Exception] = [
        httpx.ReadError("closed"),
        httpx.Response(200, text="ok"),
        httpx.Response(502),
        httpx.Response(200, headers={"content-length": str(BODY_BYTES_MAX + 1)}),
    ]

    def handler(_: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with client(handler) as http:
        await http.send(request(Endpoint.SYNC))
        with pytest.raises(TransportError):
            await http.send(request(Endpoint.INIT))
        with pytest.raises(RemoteProtocolError):
            await http.send(request(Endpoint.INIT))
    assert http.ended == {
        (Endpoint.SYNC, "broken"): 1,
        (Endpoint.SYNC, "fine"): 1,
        (Endpoint.INIT, "status"): 1,
        (Endpoint.INIT, "malformed"): 1,
    }


@pytest.mark.parametrize(("kind", "expected"), HTTPX_FAULTS.items(), ids=str)
async def test_httpx_errors_become_ours(kind: type[Exception], expected: tuple[str, bool]) -> None:
    """Reason and "may have been sent" follow the table, with httpx's words kept."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise kind("why")

    async with client(handler) as http:
        with pytest.raises(TransportError) as caught:
            await http.send(request(Endpoint.SYNC_CHECK))
    assert (caught.value.reason, caught.value.sent) == expected
    assert caught.value.detail == "why"


async def test_our_own_protocol_error_is_named_as_ours() -> None:
    """What httpx calls a local protocol error is a bug here, not an outage."""

    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.LocalProtocolError("bad header")

    async with client(handler) as http:
        with pytest.raises(LocalProtocolError):
            await http.send(request())


async def test_the_url_goes_out_to_the_letter() -> None:
    """Neither the query nor its encoding is touched."""
    seen = []

    def handler(got: httpx.Request) -> httpx.Response:
        seen.append(str(got.url))
        return httpx.Response(200)

    url = f"{ORIGIN}/webwxnewloginpage?ticket=A@qrticket_0&uuid=Qd==&scan=1&pass=%252B"
    async with client(handler) as http:
        await http.send(Request(Endpoint.NEW_LOGIN_PAGE, "GET", url))
    assert seen == [url]


async def test_an_address_is_taken_apart_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts leave by the same one again and again."""
    parsed: list[str] = []
    parse = httpx.URL

    def counted(url: str) -> httpx.URL:
        parsed.append(url)
        return parse(url)

    monkeypatch.setattr(httpx, "URL", counted)
    async with client(lambda _: httpx.Response(200)) as ours:
        for query in ("a=1", "a=2", "a=1"):
            await ours.send(replace(request(), url=f"{ORIGIN}/x?{query}"))
    assert parsed == [f"{ORIGIN}/x?a=1", f"{ORIGIN}/x?a=2"]


@pytest.mark.parametrize("status", [302, 400, 404, 502, 504])
async def test_other_statuses_are_errors(status: int) -> None:
    """A 3xx on a call, and 4xx and above anywhere, is a transport error with its number."""
    async with client(lambda _: httpx.Response(status, headers={"Location": "/"})) as http:
        with pytest.raises(TransportError) as caught:
            await http.send(request())
    assert caught.value.status == status


async def test_the_login_page_may_redirect_nowhere() -> None:
    """301 without a Location is how the service answers webwxnewloginpage."""
    async with client(lambda _: httpx.Response(301, content=b"<error/>")) as http:
        answer = await http.send(request(Endpoint.NEW_LOGIN_PAGE))
    assert (answer.status, answer.body) == (301, b"<error/>")


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("identity", b"{}"),
        ("gzip", gzip.compress(b"{}", mtime=0)),
        ("deflate", zlib.compress(b"{}")),
        ("deflate", zlib.compress(b"{}")[2:-4]),
    ],
)
async def test_compressed_answers_are_read(encoding: str, packed: bytes) -> None:
    """Gzip, deflate with and without its header, and plain answers read alike."""
    headers = {"Content-Encoding": encoding}
    async with client(lambda _: httpx.Response(200, headers=headers, content=packed)) as http:
        assert (await http.send(request())).body == b"{}"


@pytest.mark.filterwarnings(ABANDONED)
async def test_a_broken_compression_is_malformed() -> None:
    """An answer that claims gzip and is not is an error of ours, not zlib's."""
    headers = {"Content-Encoding": "gzip"}

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(b"{}"))

    async with client(handler) as http:
        with pytest.raises(TransportError) as caught:
            await http.send(request())
    assert caught.value.reason == "malformed"


class _Endless(httpx.AsyncByteStream):
    """A body without end: whole megabytes at once, or single bytes slowly."""

    def __init__(self, piece: bytes, gap_s: float = 0.0) -> None:
        self._piece = piece
        self._gap_s = gap_s

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await trio.sleep(self._gap_s)
            yield self._piece


@pytest.mark.filterwarnings(ABANDONED)
async def test_an_endless_answer_is_cut() -> None:
    """More than the bound is refused, however it is sent."""
    body = _Endless(b"x" * (BODY_BYTES_MAX // 4))
    async with client(lambda _: httpx.Response(200, stream=body)) as http:
        with pytest.raises(RemoteProtocolError, match="larger"):
            await http.send(request())


@pytest.mark.filterwarnings(ABANDONED)
async def test_a_dripping_answer_ends(autojump_clock: trio.testing.MockClock) -> None:
    """One byte a second resets every read time-out, but not the bound on the whole."""
    body = _Endless(b"x", gap_s=1.0)
    begun = trio.current_time()
    async with client(lambda _: httpx.Response(200, stream=body)) as http:
        with pytest.raises(TransportError) as caught:
            await http.send(request(read_timeout_s=5.0))
    assert caught.value.reason == "timeout"
    waited_s = trio.current_time() - begun
    assert waited_s == CONNECT_TIMEOUT_S + 5.0 + ANSWER_SLACK_S


@pytest.mark.parametrize(
    "stale",
    [
        httpx.ReadError(""),
        httpx.WriteError(""),
        httpx.RemoteProtocolError("Server disconnected without sending a response."),
    ],
    ids=str,
)
async def test_a_stale_connection_is_tried_once_more(stale: Exception) -> None:
    """A kept connection that the server had closed costs one silent repeat."""
    answers: list[Exception | httpx.Response] = [stale, httpx.Response(200, content=b"ok")]

    def handler(_: httpx.Request) -> httpx.Response:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async with client(handler) as http:
        assert (await http.send(request())).body == b"ok"
    assert not answers


async def test_what_belongs_to_a_login_is_not_repeated_after_it() -> None:
    """The cookies of the next one are there by then, or none."""
    calls = []

    def handler(got: httpx.Request) -> httpx.Response:
        calls.append(got)
        http.session = None
        raise httpx.ReadError("")

    async with client(handler) as http:
        http.session = SESSION
        with pytest.raises(TransportError):
            await http.send(request())
    assert len(calls) == 1


async def test_only_one_silent_repeat() -> None:
    """A second break is told; the caller backs off."""
    calls = []

    def handler(got: httpx.Request) -> httpx.Response:
        calls.append(got)
        raise httpx.ReadError("again")

    async with client(handler) as http:
        with pytest.raises(TransportError):
            await http.send(request())
    assert len(calls) == 2


@pytest.mark.parametrize("endpoint", [Endpoint.SYNC_CHECK, Endpoint.SEND_MSG])
async def test_polls_and_texts_are_never_repeated_silently(endpoint: Endpoint) -> None:
    """Two polls would confuse the service, and delivery has to know that a text may have left."""
    calls = []

    def handler(got: httpx.Request) -> httpx.Response:
        calls.append(got)
        raise httpx.ReadError("reset")

    async with client(handler) as http:
        with pytest.raises(TransportError):
            await http.send(request(endpoint))
    assert len(calls) == 1


async def test_call_tries_again_while_it_may_help(
    autojump_clock: trio.testing.MockClock,
) -> None:
    """Transient failures cost a pause and a new request with a new stamp."""
    statuses = [502, 200]
    stamps: list[Stamp] = []

    def build(stamp: Stamp) -> Request:
        stamps.append(stamp)
        return request()

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(statuses.pop(0), content=b"fine")

    async with client(handler) as http:
        begun = trio.current_time()
        assert await http.call(build, bytes.decode) == "fine"
    assert 1.0 <= trio.current_time() - begun <= 1.25
    assert stamps[0].device_id != stamps[1].device_id


async def test_call_gives_up_at_once_when_it_can_not_help() -> None:
    """A 404 stays a 404."""
    calls = []

    def handler(got: httpx.Request) -> httpx.Response:
        calls.append(got)
        return httpx.Response(404)

    async with client(handler) as http:
        with pytest.raises(TransportError):
            await http.call(lambda _: request(), bytes.decode)
    assert len(calls) == 1


def test_a_stamp_has_time_and_a_device_of_its_own() -> None:
    """Milliseconds, and `e` with 15 digits that differ from call to call."""
    http = client(lambda _: httpx.Response(200))
    one, other = http.stamp(), http.stamp()
    assert one.ms == 1_800_000_000_500
    assert one.device_id[0] == "e"
    assert one.device_id[1:].isdigit()
    assert len(one.device_id) == 16
    assert one.device_id != other.device_id


async def test_cookies_travel_through_a_file() -> None:
    """What is exported and imported elsewhere is sent again, and a name set twice is no error."""
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(got.headers.get("cookie", ""))
        return httpx.Response(200, headers=[("Set-Cookie", "wxsid=a+b/c; Path=/")])

    async with client(handler) as first:
        await first.send(request())
        assert first.cookie("wxsid") == "a+b/c"
        assert first.cookie("other") == ""
        saved = first.export_cookies()
    async with client(handler) as second:
        second.import_cookies(saved)
        await second.send(request())
    assert sent == ["", "wxsid=a+b/c"]


async def test_a_pinned_origin_keeps_foreign_and_secure_cookies() -> None:
    """Behind a proxy of the real service, its domains and `Secure` must not lose the login."""
    sent = []

    def handler(got: httpx.Request) -> httpx.Response:
        sent.append(got.headers.get("cookie", ""))
        cookies = ["wxuin=1; Domain=.qq.com; Path=/; Secure", "wxsid=s; secure; domain=wx.qq.com"]
        return httpx.Response(200, headers=[("Set-Cookie", c) for c in cookies])

    async with client(handler, pinned=True) as http:
        await http.send(request())
        await http.send(request())
    assert set(sent[1].split("; ")) == {"wxuin=1", "wxsid=s"}


async def test_elsewhere_foreign_cookies_are_refused() -> None:
    """Without pinning the jar's own rules hold."""

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=[("Set-Cookie", "wxuin=1; Domain=.qq.com")])

    async with client(handler) as http:
        await http.send(request())
        assert http.cookie("wxuin") == ""


async def test_push_cookies_look_like_a_browsers() -> None:
    """For the login without a scan the old session goes, and the browser's own set is there."""
    cookies = ["wxsid=s", "wxloadtime=17", "webwx_auth_ticket=t", "webwxuvid=v"]

    def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=[("Set-Cookie", c) for c in cookies])

    async with client(handler) as http:
        await http.send(request())
        http.prepare_push_cookies(ORIGIN, 42)
        found = {c["name"]: c["value"] for c in http.export_cookies()}
    assert found == {
        "webwx_auth_ticket": "t",
        "webwxuvid": "v",
        "login_frequency": "2",
        "last_wxuin": "42",
        "wxloadtime": "17_expired",
        "wxpluginkey": "17",
        "wxuin": "42",
        "mm_lang": "zh_CN",
        "MM_WX_NOTIFY_STATE": "1",
        "MM_WX_SOUND_STATE": "1",
    }


def test_nobody_sends_without_a_session() -> None:
    """Asking for the session while there is none is a bug, and named as one."""
    with pytest.raises(LocalProtocolError):
        client(lambda _: httpx.Response(200)).current()
