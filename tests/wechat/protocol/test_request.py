"""Tests of the request as a value."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.wechat.protocol.codes import Endpoint
from responder.wechat.protocol.request import Request, Stamp, json_body, with_query

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_a_request_prints_without_its_secrets() -> None:
    """Query and body carry the session's keys, so a log line shows neither."""
    request = Request(Endpoint.SYNC, "POST", "https://wx.qq.com/a?skey=@crypt_x", body=b"Sid")
    assert repr(request) == "<Request POST https://wx.qq.com/a>"


@pytest.mark.parametrize(
    ("ms", "inverted"),
    [(0, -1), (1546211541416, -23314857), (2**31 - 1, -(2**31)), (2**31, 2**31 - 1)],
)
def test_the_inverted_time(ms: int, inverted: int) -> None:
    """The same numbers as `~Date.now()` of a browser."""
    assert Stamp(ms, "").inverted == inverted


@given(st.integers(min_value=0, max_value=2**53))
def test_the_inverted_time_fits_32_bits(ms: int) -> None:
    """It is the complement of the low 32 bits, signed."""
    inverted = Stamp(ms, "").inverted
    assert -(2**31) <= inverted < 2**31
    assert (inverted + ms + 1) % 2**32 == 0


def test_a_query_that_is_there_stays_to_the_letter() -> None:
    """The ticket of a redirect is neither dropped nor encoded again."""
    url = "https://wx.qq.com/p?ticket=A@qrticket_0&uuid=Qd=="
    assert with_query(url, fun="new") == url + "&fun=new"
    assert with_query(url + "&", fun="new") == url + "&fun=new"
    assert with_query("https://h/p?", a=1) == "https://h/p?a=1"
    assert with_query(url) == url


def test_special_characters_are_encoded_like_a_browser_does() -> None:
    """An encoded ticket is encoded again; pipe, at, plus and slash do not stand raw."""
    url = with_query("https://h/p", pass_ticket="a%2Fb", synckey="1_2|3_4", skey="@c", sid="a+/")
    assert url == "https://h/p?pass_ticket=a%252Fb&synckey=1_2%7C3_4&skey=%40c&sid=a%2B%2F"


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), TEXT, max_size=5))
def test_a_server_reads_what_was_meant(query: dict[str, str]) -> None:
    """Every value comes back through an ordinary query parser."""
    url = with_query("https://wx.qq.com/p", **query)
    read = parse_qs(urlsplit(url).query, keep_blank_values=True)
    assert read == {name: [value] for name, value in query.items()}


def test_json_goes_out_raw() -> None:
    """Escapes in a message would be shown to the receiver."""
    assert json_body({"Content": "你好</b>\n"}) == '{"Content":"你好</b>\\n"}'.encode()


@given(TEXT)
def test_json_is_read_back(text: str) -> None:
    """Any text survives."""
    assert json.loads(json_body({"a": text})) == {"a": text}


def test_half_a_pair_does_not_stop_a_send() -> None:
    """A lone surrogate goes out as a question mark."""
    assert json_body({"a": "\ud800"}) == b'{"a":"?"}'
