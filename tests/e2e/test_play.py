"""The simulator's page in a real browser: a whole conversation played by hand, without a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.browser import DESKTOP, PHONE, browser, visit
from tests.e2e.processes import daemon, simulator
from tests.e2e.test_console import PAYLOAD, RULES, findings, save

if TYPE_CHECKING:
    from pathlib import Path


def test_scan_by_a_click_and_talk_by_the_keyboard(tmp_path: Path) -> None:
    """Both sides are seen as it goes on; axe finds nothing grave; a name does nothing."""
    save(tmp_path, RULES)
    with simulator() as service, browser() as one:
        service.post("contacts", {"contacts": [{"name": "小明"}, {"name": PAYLOAD}]})
        with daemon(tmp_path, service), visit(one, service.url, size=PHONE, scheme="dark") as seen:
            page = seen.page
            page.get_by_role("button", name="Login code").click()
            seen.wait("State: scanned")
            page.get_by_role("button", name="Confirm").click()
            seen.wait("A client is logged in")
            page.get_by_role("link", name="小明").click()
            page.get_by_label("Message").fill("几点开门" + PAYLOAD)
            page.get_by_label("Message").press("Enter")
            seen.wait("九点开门", within="#talk .ours")
            page.get_by_label("Kind").select_option("image")
            page.get_by_role("button", name="Send").click()
            picture = page.locator("#talk img")
            picture.wait_for()
            assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
            page.get_by_role("button", name="Recall").first.click()
            seen.wait("recalled", within="#talk .theirs")
            assert findings(seen) == []
            assert seen.fits()
            assert "hacked" not in page.title()
            assert seen.complaints == []
        with visit(one, service.url, size=DESKTOP, scripts=False, language="zh-CN") as seen:
            seen.page.get_by_label("消息").fill("在吗")
            seen.page.get_by_role("button", name="发送").click()
            seen.wait("在吗", within="#talk .theirs")
        assert service.get("violations") == []
