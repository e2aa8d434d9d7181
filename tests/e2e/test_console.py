"""The console in a real browser: as its owner uses it, and as strangers abuse it."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has none

from responder.simulator.endpoints.entry import REFUSED
from tests.e2e.browser import DESKTOP, PHONE, Visit, browser, url_of, visit
from tests.e2e.processes import STOP_S_MAX, Daemon, Service, daemon, simulator, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

FREE = "limits: {delay: off, per_chat: off, per_account: off, per_day: off, loop: off}\n"
RULES = FREE + "rules:\n  - name: hours\n    when: {text: {contains: 几点}}\n    reply: 九点开门\n"
BROKEN = "rules:\n  - name: hours\n    when: {text: {regx: 几点}}\n    reply: 九点\n"
PAGES = ("/", "/live", "/try", "/rules", "/rules/history", "/outgoing")
PAYLOAD = "<script>document.title='hacked'</script><img src=x onerror=document.title='hacked'>"
GRAVE = frozenset({"serious", "critical"})


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all of them."""
    with browser() as one:
        yield one


@pytest.fixture
def service() -> Iterator[Service]:
    """Two friends; one has a name that no page should take for anything else."""
    with simulator() as one:
        one.post("contacts", {"contacts": [{"name": "小明"}, {"name": PAYLOAD}]})
        yield one


@pytest.fixture
def ours(tmp_path: Path, service: Service) -> Iterator[Daemon]:
    """A daemon with a console at any port."""
    save(tmp_path, RULES)
    with daemon(tmp_path, service, "--console", "127.0.0.1:0") as one:
        yield one


def save(home: Path, text: str) -> None:
    """As an editor does."""
    (home / "rules.new").write_text(text, "utf-8")
    (home / "rules.new").rename(home / "rules.yaml")


def say(service: Service, text: str, sender: str = "小明") -> None:
    """A friend writes."""
    service.post("say", {"messages": [{"from": sender, "text": text}]})


def log_in(service: Service, ours: Daemon) -> None:
    """The phone confirms."""
    service.post("confirm", {"auto": True})
    ours.wait_state("online")


def test_scan_converse_and_see_why(chromium: Browser, service: Service, ours: Daemon) -> None:
    """The code goes and messages come without anybody asking for the page again."""
    with visit(chromium, url_of(ours)) as seen:
        page = seen.page
        assert "token" not in page.url
        code = page.get_by_role("img", name="Login code")
        code.wait_for()
        assert code.evaluate("image => image.naturalWidth") > 0
        service.post("confirm", {"auto": True})
        seen.wait("On line", within="header")
        wait_until("no code", lambda: code.count() == 0)
        page.get_by_role("link", name="Messages").click()
        say(service, "你们几点开门")
        seen.wait("你们几点开门")
        seen.wait("九点开门")
        page.get_by_role("link", name="Why?").first.click()
        seen.wait('Rule "hours" has it.')
        page.get_by_role("link", name="Outgoing").click()
        seen.wait("九点开门")
        assert seen.complaints == []
    ended, took_s = ours.stop(signal.SIGTERM)
    assert (ended, took_s < STOP_S_MAX) == (0, True)


def test_a_refused_login_says_why_on_the_open_page(
    chromium: Browser, service: Service, ours: Daemon
) -> None:
    """In the words of the service, though the daemon ends: nobody has to look at the log."""
    service.post("settings", {"refuse_web": True})
    with visit(chromium, url_of(ours), size=PHONE) as seen:
        seen.page.get_by_role("img", name="Login code").wait_for()
        service.post("confirm", {"auto": True})
        seen.wait("WeChat does not let this account log in")
        seen.wait(REFUSED)
        assert ours.process.wait(timeout=STOP_S_MAX) == 4


def test_edit_break_and_go_back(
    chromium: Browser, service: Service, ours: Daemon, tmp_path: Path
) -> None:
    """An edit on the disk is seen, a mistake is told with its line, and a button goes back."""
    log_in(service, ours)
    with visit(chromium, url_of(ours)) as seen:
        seen.go("/rules")
        seen.wait("九点开门")
        save(tmp_path, RULES.replace("九点", "十点"))
        seen.wait("十点开门")
        save(tmp_path, BROKEN)
        banner = seen.page.get_by_role("alert")
        banner.wait_for()
        assert "rules.yaml:3" in banner.inner_text()
        assert "regx" in banner.inner_text()
        seen.page.get_by_role("link", name="History").click()
        seen.page.get_by_role("button", name="Go back to these").first.click()
        seen.wait("The new rules hold.")
        seen.wait("九点开门")
        say(service, "几点")
        wait_until("the answer", lambda: service.texts() == ["九点开门"])
        assert seen.complaints == []


def test_try_and_pause(chromium: Browser, service: Service, ours: Daemon) -> None:
    """A trial sends nothing; a pause keeps answers back until it is over, by keyboard too."""
    log_in(service, ours)
    with visit(chromium, url_of(ours), size=PHONE) as seen:
        page = seen.page
        seen.go("/try")
        page.get_by_label("Text", exact=True).fill("几点开门")
        page.get_by_role("button", name="What would it answer?").click()
        seen.wait("九点开门")
        page.get_by_label("In the group").fill("客户群")
        page.get_by_label("mentions me").check()
        page.get_by_role("button", name="What would it answer?").click()
        seen.wait("Nothing is answered.")
        page.get_by_role("button", name="Pause").press("Enter")
        seen.wait("nothing is answered")
        say(service, "几点")
        seen.go("/live")
        seen.wait("held back", within="#talk")
        page.get_by_role("button", name="Resume").click()
        page.get_by_role("button", name="Pause").wait_for()
        say(service, "几点几分")
        wait_until("the answer", lambda: service.texts() == ["九点开门"])
        assert seen.complaints == []


def test_scripts_of_strangers_do_nothing(
    chromium: Browser, service: Service, ours: Daemon, tmp_path: Path
) -> None:
    """In names, in texts, in names of files, in the rule file, and in what is tried."""
    save(
        tmp_path, RULES + f'  - name: "{PAYLOAD}"\n    when: {{text: x}}\n    reply: "{PAYLOAD}"\n'
    )
    log_in(service, ours)
    wait_until("the rule", lambda: ours.status()["rules"]["count"] == 2)
    say(service, PAYLOAD, PAYLOAD)
    say(service, "x", PAYLOAD)
    say(service, "几点\u202e" + PAYLOAD)
    sent = {"from": PAYLOAD, "type": "file", "name": PAYLOAD + ".pdf"}
    service.post("say", {"messages": [sent]})
    wait_until("all of them", lambda: ours.status()["messages"] == 4)
    with visit(chromium, url_of(ours)) as seen:
        for path in PAGES:
            seen.go(path)
            assert_harmless(seen)
        seen.go("/live")
        assert seen.page.get_by_text("<script>").count() > 0
        for number in range(seen.page.get_by_role("link", name="Why?").count()):
            seen.go("/live")
            seen.page.get_by_role("link", name="Why?").nth(number).click()
            assert_harmless(seen)
        seen.go("/try")
        seen.page.get_by_label("Text", exact=True).fill("x" + PAYLOAD)
        seen.page.get_by_label("From").fill(PAYLOAD)
        seen.page.get_by_role("button", name="What would it answer?").click()
        assert_harmless(seen)
        assert seen.complaints == []


def assert_harmless(seen: Visit) -> None:
    """Nothing of a stranger became a part of the page."""
    assert "hacked" not in seen.page.title()
    assert seen.page.locator("img[src=x], main script").count() == 0
    assert "\u202e" not in seen.page.locator("body").inner_text()


def test_pages_are_for_everybody(chromium: Browser, service: Service, ours: Daemon) -> None:
    """No grave finding of axe on any page: phone and desk, light and dark, both languages."""
    log_in(service, ours)
    for text in ("几点", "停车吗", "停车吗"):
        say(service, text)
    wait_until("all of them", lambda: ours.status()["messages"] == 3)
    url = url_of(ours)
    for size, scheme, language in ((PHONE, "dark", "zh-CN"), (DESKTOP, "light", "en")):
        with visit(chromium, url, size=size, scheme=scheme, language=language) as seen:
            for path in PAGES:
                seen.go(path)
                assert findings(seen) == [], path
                assert seen.fits(), path
            seen.go("/live")
            seen.page.locator(".fate a").first.click()
            seen.page.locator("a.button[href$='/test']").click()
            seen.page.locator("#entry").wait_for()
            assert findings(seen) == []
            assert seen.fits()
            assert seen.page.locator("html").get_attribute("lang") == language
            assert seen.complaints == []


def findings(seen: Visit) -> list[str]:
    """What axe finds that keeps people out."""
    results = Axe().run(seen.page).response["violations"]
    return [
        f"{one['id']}: {node['html']}"
        for one in results
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


def test_without_scripts_it_can_be_read(chromium: Browser, service: Service, ours: Daemon) -> None:
    """Every page, and the buttons too; only nothing comes by itself."""
    log_in(service, ours)
    say(service, "几点")
    wait_until("the answer", lambda: service.texts() == ["九点开门"])
    with visit(chromium, url_of(ours), scripts=False) as seen:
        for path, words in (("/", "On line"), ("/live", "九点开门"), ("/rules", "contains")):
            seen.go(path)
            seen.wait(words)
        seen.page.get_by_role("button", name="Pause").click()
        seen.wait("nothing is answered")


def test_a_stranger_is_shown_the_door(chromium: Browser, ours: Daemon) -> None:
    """Without the token there is nothing; with it, handed in by hand, there is all."""
    origin, _, token = url_of(ours).partition("/?token=")
    with visit(chromium, origin + "/rules") as seen:
        seen.wait("This page is for its owner")
        assert findings(seen) == []
        seen.page.get_by_label("Token").fill(token)
        seen.page.get_by_role("button", name="Enter").click()
        seen.wait("Rules in use")
