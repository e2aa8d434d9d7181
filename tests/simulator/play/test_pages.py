"""The pages: safe, small, and told what is new."""

from __future__ import annotations

import trio
import trio.testing

from tests.simulator.driver import Driver
from tests.simulator.play.kit import HOSTILE, Visitor

BYTES_MAX = 100_000


async def test_nothing_of_a_stranger_becomes_markup() -> None:
    """Names, texts and groups; no script and no style stands in a page, nothing from elsewhere."""
    one = Visitor()
    await one.does("friend", name=HOSTILE)
    await one.does("group", name=HOSTILE, members=f"{HOSTILE},小明")
    room = next(r.id for r in one.sim.world.book.rooms.values() if r.name == HOSTILE)
    person = next(p.id for p in one.sim.world.book.persons.values() if p.name == HOSTILE)
    form = {"act": "say", "chat": room, "from": person, "text": HOSTILE}
    await one.http.post("/_play/act", data=form)
    for chat in (room, person, HOSTILE):
        text = (await one.http.get("/", params={"chat": chat})).text
        assert "<script>alert" not in text
        assert "\u202e" not in text
        assert text.count("<script") == text.count('<script src="/_play/page.js" defer></script>')
        assert not [bad for bad in ("style=", "onclick", "http://", "<style") if bad in text]


async def test_the_first_view_is_small_however_much_there_is() -> None:
    """Only the last lines and the last chats are shown."""
    one = Visitor()
    one.sim.add_contacts([{"name": f"人 {number}"} for number in range(500)])
    one.sim.say(from_="小明", text="长" * 50, count=500)
    parts = ["/", "/_play/page.css", "/_play/page.js", "/_play/icon.svg"]
    sizes = [len((await one.http.get(part)).content) for part in parts]
    assert sum(sizes) < BYTES_MAX, sizes


async def test_news_come_as_they_happen(autojump_clock: trio.testing.MockClock) -> None:
    """What was seen is held until there is something else, or the time is up."""
    one = Visitor()
    seen = str(one.sim.world.version)
    answer = await one.http.get("/_play/news", params={"seen": seen}, timeout=60)
    assert (answer.text, trio.current_time() >= 20) == (seen, True)
    async with trio.open_nursery() as nursery:

        async def wait() -> None:
            told = await one.http.get("/_play/news", params={"seen": seen}, timeout=60)
            assert told.text != seen

        nursery.start_soon(wait)
        await trio.sleep(3)
        begun = trio.current_time()
        await one.does("say", "小明", text="x")
    assert trio.current_time() - begun < 1


async def test_the_page_of_the_phone_has_three_buttons() -> None:
    """Until the login is over; then it says so."""
    one = Visitor()
    driver = Driver(one.sim)
    async with driver.http:
        uuid = await driver.ask_uuid()
    text = (await one.http.get(f"/l/{uuid}")).text
    assert [f'value="{act}"' in text for act in ("scan", "confirm", "cancel")] == [True] * 3
    await one.does("cancel", uuid=uuid)
    assert "This login is over." in (await one.http.get(f"/l/{uuid}")).text


async def test_looking_breaks_no_rule_of_the_protocol() -> None:
    """Pages, pictures and news are no calls of the service; others are not there."""
    one = Visitor()
    for path in ("/", "/_play/page.css", "/_play/icon.svg", "/_play/news?seen=x"):
        assert (await one.http.get(path)).status_code == 200
    for path in ("/_play/", "/_play/x", "/_play/picture/7"):
        assert (await one.http.get(path)).status_code == 404
    assert (await one.http.post("/_play/page.css")).status_code == 404
    assert one.sim.violations == []


async def test_a_browser_is_answered_in_its_language() -> None:
    """Chinese or English."""
    one = Visitor()
    text = (await one.http.get("/", headers={"accept-language": "zh-CN,en;q=0.5"})).text
    assert ('lang="zh-CN"' in text, "扮演好友" in text) == (True, True)
