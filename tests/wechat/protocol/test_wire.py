"""Tests of the tolerant readers."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responder.errors import RemoteProtocolError
from responder.wechat.protocol.wire import (
    BODY_BYTES_MAX,
    as_dict,
    as_int,
    as_list,
    as_str,
    decode,
    parse_json,
)
from tests.wechat.protocol.samples import JUNK


def test_text_is_utf8_whatever_the_header_says() -> None:
    """Chinese comes through, a broken byte costs one character (fault 34)."""
    assert decode("微信".encode()) == "微信"
    assert decode(b"a\xffb") == "a\ufffdb"


def test_an_object_is_read_leniently() -> None:
    """A byte order mark, blanks and raw control characters do no harm (fault 35)."""
    body = '\ufeff\n {"a": "x\ty\u0001"} \n'.encode()
    assert parse_json("webwxsync", body) == {"a": "x\ty\u0001"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"<html><head>", "web page"),
        (b'{"a": [1, 2', "broken JSON"),
        (b"[1]", "not an object"),
        (b"7", "not an object"),
        pytest.param(b"[" * 200_000, "broken JSON", id="deep"),
        pytest.param(b"1" * 5000, "broken JSON", id="long"),
    ],
)
def test_what_is_no_object_is_their_fault(body: bytes, reason: str) -> None:
    """Empty, HTML, cut off, other JSON, absurdly deep or long: all named (faults 1, 2, 7)."""
    with pytest.raises(RemoteProtocolError, match=reason) as caught:
        parse_json("webwxsync", body)
    assert caught.value.endpoint == "webwxsync"


def test_a_flood_is_refused() -> None:
    """An answer above the limit is not even decoded."""
    with pytest.raises(RemoteProtocolError, match="32 MiB"):
        parse_json("webwxsync", b" " * (BODY_BYTES_MAX + 1))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, 7),
        ("7", 7),
        (" -7\n", -7),
        (7.0, 7),
        (True, 1),
        ("", 5),
        ("x", 5),
        (None, 5),
        ([7], 5),
        (float("inf"), 5),
        (float("nan"), 5),
        pytest.param("9" * 5000, 5, id="5000 nines"),
        (2**63, 2**63),
    ],
)
def test_numbers(value: object, expected: int) -> None:
    """Numbers come from numbers and their text, everything else is the default (fault 31)."""
    assert as_int(value, 5) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "a"),
        (7, "7"),
        (True, "d"),
        (None, "d"),
        (["a"], "d"),
        (8146207395518820361, "8146207395518820361"),
        pytest.param(10**5000, "d", id="5000 digits"),
    ],
)
def test_texts(value: object, expected: str) -> None:
    """Text comes from text and numbers; of a 63-bit number no digit is lost."""
    assert as_str(value, "d") == expected


def test_half_a_surrogate_pair_becomes_text_that_can_be_written() -> None:
    """JSON can spell what no encoding can write; emoji beside it survive."""
    value = as_str(json.loads('"\\ud83d\\ude00 \\ud800"'))
    assert value == "😀 ?"
    assert value.encode()


def test_null_is_an_empty_list_and_object() -> None:
    """`null` and other types where a list or object belongs are empty ones (fault 32)."""
    assert as_list(None) == as_list({}) == as_list("ab") == []
    assert as_dict(None) == as_dict([]) == as_dict("ab") == {}
    assert as_list([1]) == [1]
    assert as_dict({"a": 1}) == {"a": 1}


@given(JUNK)
def test_no_value_upsets_a_reader(value: object) -> None:
    """Whatever JSON can hold, every reader returns its type, and text that can be encoded."""
    assert isinstance(as_int(value), int)
    assert isinstance(as_list(value), list)
    assert isinstance(as_dict(value), dict)
    assert isinstance(as_str(value).encode(), bytes)


@given(st.dictionaries(st.text(), st.one_of(st.none(), st.integers(), st.text()), max_size=4))
def test_what_json_wrote_is_read_back(value: dict[str, object]) -> None:
    """An object survives the trip over the wire."""
    body = json.dumps(value).encode()
    assert parse_json("x", body) == value
