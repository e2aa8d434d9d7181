"""What every page has at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import trio

from responder.console import room
from responder.errors import EnvironmentFault, JournalError

if TYPE_CHECKING:
    from responder.journal.reader import Reader
    from tests.console.kit import Shop


async def test_the_journal_is_read_aside(shop: Shop) -> None:
    """In a thread, by a connection that can not write."""
    shop.hears("hello")

    def look(reader: Reader) -> int:
        with pytest.raises(RuntimeError):
            trio.lowlevel.current_task()
        return reader.newest()

    assert await shop.room.read(look) == 1


async def test_a_journal_that_is_gone_is_a_sentence(shop: Shop) -> None:
    """As for every reader of it."""
    (shop.path / "journal.sqlite").unlink()
    with pytest.raises(JournalError, match="no journal"):
        await shop.room.read(lambda reader: reader.newest())
    async with shop.owner() as browser:
        answer = await browser.get("/live")
    assert answer.status_code == 503
    assert "has no journal" in answer.text


async def test_a_page_that_takes_too_long_is_given_up(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread may end when it likes; the page says so."""
    monkeypatch.setattr(room, "READ_S_MAX", 0.05)
    done = trio.Event()
    token = trio.lowlevel.current_trio_token()

    def slow() -> None:
        import threading  # noqa: PLC0415 - a thread that hangs is what is tested

        threading.Event().wait(0.3)
        token.run_sync_soon(done.set)

    with pytest.raises(EnvironmentFault, match="more than"):
        await shop.room.aside(slow)
    await done.wait()


async def test_the_frame_tells_of_pause_and_faults_on_every_page(shop: Shop) -> None:
    """In the browser's language; faults as exactly as in the terminal."""
    shop.paused_since_s = 1_000_000_000.0
    shop.status.rules["rejected"] = {"at": 1.0, "reason": 'rules.yaml:3:5: "<b>" is no key'}
    async with shop.owner({"accept-language": "zh-CN"}) as browser:
        for path in ("/", "/live", "/try", "/rules", "/rules/history", "/outgoing"):
            text = (await browser.get(path)).text
            assert "已暂停" in text
            assert "rules.yaml:3:5: &#34;&lt;b&gt;&#34; is no key" in text
            assert 'action="/resume"' in text
            assert '<html lang="zh-CN">' in text
