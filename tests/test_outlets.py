"""Where alerts go, over HTTP to a server of our own."""

from __future__ import annotations

import base64
import json
import logging
import re
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from apprise.manager_plugins import NotificationManager

from responder.episodes import Alert, Trouble
from responder.errors import SettingError
from responder.outlets import outlets
from responder.terminal import qr_png
from tests.house.tree import ROOT
from tests.house.verdict import assert_none

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGIN = Alert(Trouble.LOGIN, "responder: login needed", "Scan it & <be> quick.", code="https://x/y")
CLEAR = Alert(Trouble.LOGIN, "responder: logged in again", "All clear.", over=True)


@contextmanager
def service(status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """A loopback server that takes JSON; its address for Apprise, and what it was sent."""
    taken: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/alerts", taken
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_an_alert_arrives_with_its_picture() -> None:
    """Title and text as they are, the code as PNG."""
    with service() as (address, taken):
        (outlet,) = outlets(address)
        assert outlet.send(LOGIN)
        assert outlet.send(CLEAR)
    login, clear = taken
    assert (login["title"], login["message"], login["type"]) == (LOGIN.title, LOGIN.text, "warning")
    (picture,) = login["attachments"]
    assert (picture["filename"], picture["mimetype"]) == ("qr.png", "image/png")
    assert base64.b64decode(picture["base64"]) == qr_png("https://x/y")
    assert (clear["title"], clear["type"], clear["attachments"]) == (CLEAR.title, "success", [])


def test_a_service_that_refuses_or_is_not_there_is_no_exception(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """It did not take it; and Apprise prints no address, which may hold a password."""
    with service(500) as (address, taken):
        (refusing,) = outlets(address)
        assert not refusing.send(CLEAR)
        assert len(taken) == 1
    assert not refusing.send(CLEAR)
    assert logging.getLogger("apprise").level > logging.CRITICAL
    assert (*capsys.readouterr(), caplog.text) == ("", "", "")


def test_each_address_is_an_outlet_of_its_own() -> None:
    """So that one which fails repeats no other; blanks of any kind part them."""
    both = outlets(" json://localhost:1/a \n mailto://me:secret@gmail.com")
    assert [outlet.name for outlet in both] == ["JSON", "E-Mail"]
    assert outlets("  ") == ()


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ("json://localhost/x telegramm://token", "address 2 ('telegramm')"),
        ("secret-token", "address 1 ('no scheme')"),
        ("tgram://secret", "address 1 ('tgram')"),
    ],
)
def test_a_wrong_address_is_named_without_its_secrets(addresses: str, words: str) -> None:
    """By its number and scheme."""
    with pytest.raises(SettingError) as caught:
        outlets(addresses)
    assert f"RESPONDER_ALERTS: {words} is none that Apprise understands" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "token" not in str(caught.value)


def test_the_services_of_the_documents_exist() -> None:
    """Each scheme that is named there is one that Apprise knows."""
    shown = re.findall(r"`(\w+)://", (ROOT / "docs/alerts.md").read_text("utf-8"))
    assert len(shown) > 5
    schemas = NotificationManager().schemas()  # type: ignore[no-untyped-call]  # it has no types
    assert_none(set(shown) - set(schemas))
