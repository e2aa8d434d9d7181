"""Which addresses a rule may call."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from responder.errors import SettingError
from responder.lookup.addresses import Allowed, address_of


@pytest.mark.parametrize("public", ["8.8.8.8", "2606:4700::1111", "2400:3200::1"])
def test_public_addresses_are_permitted(public: str) -> None:
    """What everybody can reach may be called."""
    assert Allowed().permits(ip_address(public))


@pytest.mark.parametrize(
    "own",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fec0::1"),
        *("ff0e::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8", "64:ff9b::808:808"),
        *("64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:db8::1", "::ffff:0:8.8.8.8"),
    ],
)
def test_no_other_address_is_permitted(own: str) -> None:
    """Nothing private, local, multicast or reserved, and nothing that only carries on to IPv4."""
    assert not Allowed().permits(ip_address(own))


def test_the_owner_may_allow_networks() -> None:
    """Addresses and networks that the setting names may be called too, and no others."""
    allowed = Allowed.of_setting("127.0.0.1, 10.0.0.0/8,fd00::/8")
    assert all(map(allowed.permits, map(ip_address, ["127.0.0.1", "10.9.9.9", "fd00::1"])))
    assert not allowed.permits(ip_address("127.0.0.2"))
    assert not allowed.permits(ip_address("::ffff:127.0.0.1"))


def test_a_wrong_setting_is_a_sentence() -> None:
    """What is no network is named, with the way out."""
    with pytest.raises(SettingError, match=r"--fetch-allow: expected .*10\.0\.0\.0/8, got 'shop'"):
        Allowed.of_setting("127.0.0.1,shop")


def test_a_name_is_no_address() -> None:
    """Only numbers are addresses."""
    assert address_of("8.8.8.8") == ip_address("8.8.8.8")
    assert address_of("shop.example") is None
