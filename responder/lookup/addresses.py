"""Which addresses a rule may call: none of the own network, unless the owner says so.

A stranger's text may be part of an address, and a name may stand for any address; so what counts is
the number that is called. It must not know names or HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from responder.errors import SettingError

if TYPE_CHECKING:
    from ipaddress import IPv4Address

Address: TypeAlias = "IPv4Address | IPv6Address"

_UNICAST: Final = IPv6Network("2000::/3")
"""Where public addresses of IPv6 are; all else is local, multicast, or carries on to IPv4: mapped
addresses, SIIT, NAT64 (RFC 6052, RFC 8215)."""

_TUNNELS: Final = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
"""6to4 and Teredo, which carry an address of IPv4 in them."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be called.

    Args:
        networks: Beside the public addresses.
    """

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of_setting(cls, given: str) -> Self:
        """The networks of a setting: addresses and networks, with commas between.

        Raises:
            SettingError: One of them is none.
        """
        found = []
        for one in filter(None, (part.strip() for part in given.split(","))):
            try:
                found.append(ip_network(one))
            except ValueError:
                expected = "an address or a network such as 10.0.0.0/8"
                msg = f"--fetch-allow: expected {expected}, got {one!r}"
                raise SettingError(msg) from None
        return cls(tuple(found))

    def permits(self, address: Address) -> bool:
        """Whether this address may be called."""
        if any(address in network for network in self.networks):
            return True
        if isinstance(address, IPv6Address) and address not in _UNICAST:
            return False
        tunnelled = any(address in network for network in _TUNNELS)
        return address.is_global and not (tunnelled or address.is_multicast)


def address_of(text: str) -> Address | None:
    """The address that a text is; None if it is none. A zone behind `%` counts for none."""
    try:
        return ip_address(text)
    except ValueError:
        return None
