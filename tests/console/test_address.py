"""Where the console listens, and under which names it answers."""

from __future__ import annotations

import pytest

from responder.console.address import Address, address_of, listen
from responder.errors import EnvironmentFault, SettingError


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("on", Address("127.0.0.1", 8787)),
        ("off", None),
        ("127.0.0.1:0", Address("127.0.0.1", 0)),
        ("[::1]:99", Address("::1", 99)),
        ("shop.example:80", Address("shop.example", 80)),
    ],
)
def test_what_the_option_means(given: str, expected: Address | None) -> None:
    """Alone it is the usual address; `off` is none."""
    assert address_of(given) == expected


@pytest.mark.parametrize(
    "given", ["", "8787", "localhost", "::1:80", "a:99999", "a b:1", "http://a:1"]
)
def test_what_is_no_address_is_named(given: str) -> None:
    """The sentence says how an address is written."""
    with pytest.raises(SettingError, match="expected HOST:PORT such as"):
        address_of(given)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        *[("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True)],
        *[("0.0.0.0", False), ("::", False), ("192.168.1.2", False), ("localhost.x", False)],
    ],
)
def test_only_loopback_is_loopback(*, host: str, loopback: bool) -> None:
    """A name may lead anywhere."""
    assert Address(host, 1).is_loopback is loopback


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        *[("127.0.0.1:8787", True), ("localhost:1", True), ("LOCALHOST.", True), ("[::1]:8", True)],
        *[("10.0.0.7", True), ("box", True), ("Box:8787", True)],
        *[("evil.example", False), ("127.0.0.1.evil.example", False), ("", False)],
        *[("localhost@evil.example", False), ("a:1:2", False), ("127.0.0.1/x", False)],
    ],
)
def test_a_strangers_name_for_us_is_not_ours(*, header: str, ours: bool) -> None:
    """Numbers and our own names pass; a name that somebody else may own does not."""
    assert Address("box", 8787).is_called(header) is ours


def test_an_address_stands_in_a_url_as_it_should() -> None:
    """Numbers with colons have brackets."""
    assert (str(Address("::1", 8)), str(Address("a", 8))) == ("[::1]:8", "a:8")


def test_a_taken_port_is_a_sentence() -> None:
    """With the address and a way out."""
    with listen(Address("127.0.0.1", 0)) as first:
        taken = Address("127.0.0.1", first.getsockname()[1])
        with pytest.raises(EnvironmentFault, match="already in use; choose another port"):
            listen(taken)


def test_an_unknown_host_is_a_sentence() -> None:
    """It is not found, and named."""
    with pytest.raises(EnvironmentFault, match="nowhere"):
        listen(Address("nowhere.invalid", 1))
