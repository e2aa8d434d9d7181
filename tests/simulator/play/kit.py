"""A browser at a simulator with people in it, in process."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from tests.simulator.driver import BASE, virtual_simulator

if TYPE_CHECKING:
    from responder.simulator.simulator import Simulator

HOSTILE = '<script>alert("x")</script>\u202e'


def people() -> Simulator:
    """小明 and 小红 are friends; both are in a group."""
    sim = virtual_simulator()
    sim.add_contacts([{"name": "小明"}, {"name": "小红"}])
    sim.add_groups([{"name": "客户群", "members": ["小明", "小红"]}])
    return sim


@dataclass
class Visitor:
    """Somebody at the page."""

    sim: Simulator = field(default_factory=people)

    def __post_init__(self) -> None:
        self.http = httpx.AsyncClient(transport=self.sim.transport(BASE), base_url=BASE)

    def chat(self, name: str) -> str:
        """Permanent id of a chat."""
        book = self.sim.world.book
        return book.room(name, "").id if book.has_room(name) else book.person(name, "").id

    async def does(self, act: str, chat: str = "", **fields: str) -> httpx.Response:
        """Press a button."""
        names = {"from_": "from", "type_": "type"}
        form = {names.get(key, key): value for key, value in fields.items()}
        shown = self.chat(chat) if chat else ""
        return await self.http.post("/_play/act", data={"act": act, "chat": shown, **form})

    async def sees(self, chat: str) -> list[tuple[str, str]]:
        """Each line of a chat: whose side it is on, and its words."""
        text = (await self.http.get("/", params={"chat": self.chat(chat)})).text
        found = re.findall(r'<li class="(\w+)(?: recalled)?">(.*?)</li>', text, re.DOTALL)
        return [(side, _words(body)) for side, body in found]


def _words(body: str) -> str:
    text = re.sub(r"<form.*?</form>", "", body, flags=re.DOTALL)
    alt = re.search(r'alt="([^"]*)"', text)
    bare = alt[1] if alt else re.sub(r"<[^>]*>", " ", text)
    return html.unescape(" ".join(bare.split()))
