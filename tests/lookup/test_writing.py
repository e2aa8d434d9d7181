"""Requests as they go over the wire."""

from __future__ import annotations

import pytest

from responder.lookup.writing import UnsendableError, secrets_in, written
from responder.rules.requests import Form, Why, mark_of
from tests.lookup.kit import USUAL, request

TOKEN = mark_of("TOKEN", USUAL.mark)


def test_a_secret_stands_where_its_mark_stood() -> None:
    """Each place has it as that place asks: quoted in addresses, forms and JSON."""
    asked = request(
        f"https://shop.example/a/{TOKEN}?x={TOKEN}",
        method="POST",
        headers=(("Authorization", f"Bearer {TOKEN}"),),
        query=(("key", TOKEN),),
        form=Form.JSON,
        body=f'{{"t":"{TOKEN}"}}',
    )
    assert secrets_in(asked) == {"TOKEN"}
    ready = written(asked, {"TOKEN": 'a/b"c'})
    assert str(ready.url) == "https://shop.example/a/a%2Fb%22c?x=a%2Fb%22c&key=a%2Fb%22c"
    assert (b"Authorization", b'Bearer a/b"c') in ready.headers
    assert ready.body == b'{"t":"a/b\\"c"}'
    assert "a/b" not in repr(ready)


def test_a_mark_that_somebody_types_is_none() -> None:
    """Without the number that nobody can guess it is only a text."""
    asked = request(f"https://shop.example/{mark_of('TOKEN', '0' * 16)}")
    assert secrets_in(asked) == frozenset()


def test_a_form_is_quoted() -> None:
    """Pairs, in order, with the type that says so."""
    asked = request(
        "https://shop.example/", method="POST", form=Form.FORM, body='[["a","红 茶"],["a","&"]]'
    )
    ready = written(asked, {})
    assert ready.body == b"a=%E7%BA%A2+%E8%8C%B6&a=%26"
    assert (b"Content-Type", b"application/x-www-form-urlencoded") in ready.headers


def test_a_header_of_the_rule_takes_the_place_of_the_usual_one() -> None:
    """Names of headers have no case."""
    ready = written(request("https://shop.example/", headers=(("user-AGENT", "mine"),)), {})
    agents = [value for name, value in ready.headers if name.lower() == b"user-agent"]
    assert agents == [b"mine"]


@pytest.mark.parametrize(
    "url",
    [
        *("shop.example/orders", "ftp://shop.example/", "http:///x", "file:///etc/passwd"),
        *("https://me:pass@shop.example/", "http://[::1", "https://shop.example/" + "x" * 8_000),
    ],
)
def test_what_is_no_address_is_not_sent(url: str) -> None:
    """Nor is one with a password in it, which belongs into a secret."""
    with pytest.raises(UnsendableError) as error:
        written(request(url), {})
    assert error.value.failure.why is Why.INVALID


def test_a_header_has_one_line() -> None:
    """A line's end in a value would begin a header of somebody else."""
    with pytest.raises(UnsendableError):
        written(request("https://shop.example/", headers=(("X", "a\r\nHost: b"),)), {})
