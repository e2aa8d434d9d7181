"""The names of the calls."""

from __future__ import annotations

from responder.simulator.calls import CALLS
from responder.simulator.handle import ROUTES
from responder.wechat.protocol.codes import Endpoint


def test_every_route_has_a_name_and_every_name_a_route() -> None:
    """A fault can be put on each call there is, and on no other."""
    assert {*ROUTES, "jslogin", "qrcode"} == CALLS


def test_every_call_of_our_client_is_known() -> None:
    """The client's endpoints are a part of the service's."""
    assert {str(endpoint) for endpoint in Endpoint} <= CALLS
