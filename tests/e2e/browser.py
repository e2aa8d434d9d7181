"""A real browser, without a window: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.processes import PATIENCE_S, Daemon, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page, Request

VARIABLE = "RESPONDER_CHROMIUM"
"""Names the browser; where it is set there must be one."""

PHONE, DESKTOP = (390, 844), (1200, 800)
PATIENCE_MS = 1000 * PATIENCE_S


def chromium() -> str:
    """Where the browser is; the test is skipped where there is none."""
    named = os.environ.get(VARIABLE)
    found = shutil.which(named or "chromium")
    if found is None and named is None:
        pytest.skip(f"no chromium here; {VARIABLE} names another place")
    assert found is not None, f"{VARIABLE}: there is no {named}"
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """One that runs for several tests."""
    with sync_playwright() as playwright:
        # As root, as in a container, it has no sandbox; the only pages are ours.
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        one = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield one
        finally:
            one.close()


def url_of(ours: Daemon) -> str:
    """What the daemon printed: with its token."""

    def printed() -> str:
        lines = [line for line in ours.output().splitlines() if line.startswith("Console: ")]
        return lines[-1].partition(" ")[2] if lines else ""

    return str(wait_until("the console's address", printed))


@dataclass
class Visit:
    """A page of the console, and what a browser complained of.

    Args:
        page: Open.
        origin: Of the console.
        complaints: Scripts that were refused or failed, dialogs, requests to elsewhere.
    """

    page: Page
    origin: str
    complaints: list[str] = field(default_factory=list)

    def refuse(self, dialog: Dialog) -> None:
        """A script opened a dialog; none of ours does."""
        self.complaints.append("dialog")
        dialog.dismiss()

    def asks(self, request: Request) -> None:
        """The page asks for something; nothing may come from elsewhere."""
        if not request.url.startswith(self.origin):
            self.complaints.append(request.url)

    def go(self, path: str) -> None:
        """Open another page of the console."""
        self.page.goto(self.origin + path)

    def wait(self, text: str, *, within: str = "main") -> None:
        """Until some words are seen, without asking again for the page."""
        self.page.locator(within).get_by_text(text).first.wait_for()

    def fits(self) -> bool:
        """Whether nobody has to scroll sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@contextmanager
def visit(
    one: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: str = "light",
    language: str = "en",
    scripts: bool = True,
) -> Iterator[Visit]:
    """Open the printed address in a browser of a person."""
    context = one.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=language,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    seen = Visit(page, url.partition("/?")[0])
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("dialog", seen.refuse)
    page.on("request", seen.asks)
    try:
        page.goto(url)
        yield seen
    finally:
        context.close()
