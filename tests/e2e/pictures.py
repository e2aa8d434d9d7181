"""Takes a picture of each page of the console, on a phone and on a desk, after the demo's talk.

`python -m tests.e2e.pictures FOLDER`; needs a chromium, and a font with Chinese letters.
"""

from __future__ import annotations

import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from responder.demo.script import CONTACTS, CONVERSATION, GROUP, GROUPS
from tests.e2e.browser import DESKTOP, PHONE, browser, url_of, visit
from tests.e2e.processes import daemon, simulator, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = {
    "overview": "/",
    "live": "/live",
    "try": "/try",
    "rules": "/rules",
    "history": "/rules/history",
    "outgoing": "/outgoing",
}
LOOKS = (("phone", PHONE, "light", "zh-CN"), ("desktop", DESKTOP, "light", "en"))
DARK = (("phone-dark", PHONE, "dark", "en"), ("desktop-dark", DESKTOP, "dark", "zh-CN"))


def take(one: Browser, url: str, folder: Path) -> None:
    """All pages in all looks."""
    for name, size, scheme, language in (*LOOKS, *DARK):
        with visit(one, url, size=size, scheme=scheme, language=language) as seen:
            for page, path in PAGES.items():
                seen.go(path)
                if page == "try":
                    seen.page.locator("textarea").fill("请问多少钱？")
                    seen.page.locator("form.ask button").click()
                    seen.page.locator(".story").wait_for()
                seen.page.screenshot(path=folder / f"{name}-{page}.png")
            seen.go("/live")
            seen.page.locator(".fate a").nth(2).click()
            seen.page.screenshot(path=folder / f"{name}-why.png")
            seen.page.locator("a.button[href$='/test']").click()
            seen.page.screenshot(path=folder / f"{name}-test.png")


def take_friends(one: Browser, url: str, folder: Path) -> None:
    """The simulator's page: a group, both sides."""
    for name, size, scheme, language in (*LOOKS, *DARK):
        with visit(one, url, size=size, scheme=scheme, language=language) as seen:
            seen.page.get_by_role("link", name=GROUP).click()
            seen.page.screenshot(path=folder / f"{name}-friends.png")


def main(folder: Path) -> None:
    """Play the demo's conversation and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, simulator() as service:
        home = Path(name)
        (home / "rules.yaml").write_bytes(
            files("responder.demo").joinpath("rules.yaml").read_bytes()
        )
        service.post("contacts", {"contacts": list(CONTACTS)})
        service.post("groups", {"groups": list(GROUPS)})
        with daemon(home, service, "--console", "127.0.0.1:0") as ours, browser() as one:
            url = url_of(ours)
            with visit(one, url, size=PHONE, language="zh-CN") as seen:
                seen.page.locator("img.code").wait_for()
                seen.page.screenshot(path=folder / "phone-scan.png")
            service.post("confirm", {"auto": True})
            ours.wait_state("online")
            for line in CONVERSATION:
                service.post("say", {"messages": [line.as_said()]})
            wait_until("all of it", lambda: ours.status()["messages"] == len(CONVERSATION))
            wait_until("every reply", lambda: ours.status()["queue"] == 0)
            take(one, url, folder)
            take_friends(one, service.url, folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
