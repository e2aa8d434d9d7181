"""A plain client for tests of the simulator: it does what the official page does, and no more.

It shares no code with the program's own client, so that the two can not be wrong together.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import httpx
import trio

from responder.simulator.simulator import Simulator

BASE = "http://sim.test"
START_S = 1_700_000_000.0
CGI = "/cgi-bin/mmwebwx-bin/"

Json = dict[str, Any]


def virtual_simulator(seed: int = 0, **settings: Any) -> Simulator:  # noqa: ANN401 - as the simulator
    """A simulator whose time is that of trio."""
    return Simulator(seed=seed, clock=lambda: START_S + trio.current_time(), **settings)


class Driver:
    """One login after the other against one simulator."""

    def __init__(self, sim: Simulator, base: str = BASE) -> None:
        self.sim = sim
        self.base = base
        self.transport = sim.transport(BASE)
        self.http = httpx.AsyncClient(
            transport=self.transport, timeout=httpx.Timeout(35.0), headers={"Referer": base + "/"}
        )
        self.uuid = ""
        self.credentials: dict[str, str] = {}
        self.me = ""
        self.sync_key: Json = {}
        self.check_key: Json = {}
        self._devices = 0
        self._ids = 0

    async def get(self, path: str, **kwargs: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
        """GET a path, or a name of a call."""
        return await self.http.get(self.url(path), **kwargs)

    async def post(self, path: str, body: Json, **kwargs: Any) -> Json:  # noqa: ANN401 - as httpx
        """POST JSON to a call; gives the parsed answer."""
        response = await self.raw_post(path, body, **kwargs)
        value: Json = response.json()
        return value

    async def raw_post(self, path: str, body: Json, **kwargs: Any) -> httpx.Response:  # noqa: ANN401 - JSON
        """POST JSON to a call, with raw characters as the service wants them."""
        content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json;charset=UTF-8", **kwargs.pop("headers", {})}
        return await self.http.post(self.url(path), content=content, headers=headers, **kwargs)

    def url(self, path: str) -> str:
        """Absolute URL of a path or of a call's name."""
        return self.base + (path if path.startswith("/") else CGI + path)

    @property
    def base_request(self) -> Json:
        """What every body carries, with a fresh DeviceID."""
        self._devices += 1
        return {
            "Uin": int(self.credentials["wxuin"]),
            "Sid": self.credentials["wxsid"],
            "Skey": self.credentials["skey"],
            "DeviceID": f"e{self._devices:015}",
        }

    @property
    def ticket(self) -> str:
        """The pass_ticket, encoded once more for the query."""
        return quote(self.credentials["pass_ticket"], safe="")

    async def ask_uuid(self, *, mode: str = "web") -> str:
        """Call jslogin; gives the uuid."""
        tail = "?mod=desktop" if mode == "uos" else ""
        redirect = quote(f"https://wx.qq.com{CGI}webwxnewloginpage{tail}", safe="")
        query = f"appid=wx782c26e4c19acffb&redirect_uri={redirect}&fun=new&lang=zh_CN&_=1"
        text = (await self.get(f"/jslogin?{query}")).text
        found = re.fullmatch(
            r'window\.QRLogin\.code = (\d+); window\.QRLogin\.uuid = "(\S+?)";', text
        )
        assert found is not None, text
        self.uuid = found[2]
        return self.uuid

    async def poll(self, tip: int = 1) -> str:
        """Poll the login once; gives the answer's text."""
        query = f"loginicon=true&uuid={self.uuid}&tip={tip}&r=1&_=1"
        return (await self.get(f"login?{query}")).text

    async def redirect_uri(self) -> str:
        """Ask for a login, let the phone confirm it, and give the redirect."""
        await self.ask_uuid()
        self.sim.scan(self.uuid)
        assert (await self.poll()).startswith("window.code=201;")
        self.sim.confirm(self.uuid)
        found = re.search(r'window\.redirect_uri="(\S+)";', await self.poll(0))
        assert found is not None
        return found[1]

    async def enter(self, uri: str, **kwargs: Any) -> httpx.Response:  # noqa: ANN401 - as httpx
        """Follow the redirect into a session and keep what it gives."""
        response = await self.http.get(f"{uri}&fun=new&version=v2", **kwargs)
        root = ET.fromstring(response.text)  # noqa: S314 - our own server's
        self.credentials = {child.tag: child.text or "" for child in root}
        return response

    async def log_in(self) -> None:
        """The whole way to a session that polls."""
        await self.enter(await self.redirect_uri())
        init = await self.init()
        self.me = init["User"]["UserName"]
        await self.notify()

    async def init(self) -> Json:
        """Call webwxinit and keep its key."""
        path = f"webwxinit?r=1&lang=zh_CN&pass_ticket={self.ticket}"
        answer = await self.post(path, {"BaseRequest": self.base_request})
        self.sync_key = self.check_key = answer["SyncKey"]
        return answer

    async def notify(self, code: int = 3) -> Json:
        """Call webwxstatusnotify."""
        body = {
            "BaseRequest": self.base_request,
            "Code": code,
            "FromUserName": self.me,
            "ToUserName": self.me,
            "ClientMsgId": int(time.time() * 1000),
        }
        return await self.post(f"webwxstatusnotify?pass_ticket={self.ticket}", body)

    async def check_raw(self, key: Json | None = None, **changes: str) -> httpx.Response:
        """Call synccheck."""
        pairs = (key or self.check_key)["List"]
        self._devices += 1
        query = {
            "r": "1",
            "skey": self.credentials["skey"],
            "sid": self.credentials["wxsid"],
            "uin": self.credentials["wxuin"],
            "deviceid": f"e{self._devices:015}",
            "synckey": "|".join(f"{p['Key']}_{p['Val']}" for p in pairs),
            "_": "1",
            **changes,
        }
        return await self.get("synccheck", params=query)

    async def check(self, key: Json | None = None, **changes: str) -> tuple[str, str]:
        """Call synccheck; gives retcode and selector."""
        text = (await self.check_raw(key, **changes)).text
        found = re.fullmatch(r'window\.synccheck={retcode:"(-?\d+)",selector:"(\d+)"}', text)
        assert found is not None, text
        return found[1], found[2]

    async def sync(self, key: Json | None = None) -> Json:
        """Call webwxsync and keep its keys."""
        sid, skey = self.credentials["wxsid"], self.credentials["skey"]
        path = f"webwxsync?sid={sid}&skey={skey}&lang=zh_CN&pass_ticket={self.ticket}"
        body = {"BaseRequest": self.base_request, "SyncKey": key or self.sync_key, "rr": -1}
        answer = await self.post(path, body)
        if answer["SyncKey"]["Count"]:
            self.sync_key, self.check_key = answer["SyncKey"], answer["SyncCheckKey"]
        return answer

    async def sync_all(self) -> list[Json]:
        """All messages that wait, without the notice that follows the login."""
        messages, more = [], True
        while more:
            answer = await self.sync()
            messages += answer["AddMsgList"]
            more = bool(answer["ContinueFlag"])
        return [message for message in messages if message["MsgType"] != 51]

    async def contacts(self) -> list[Json]:
        """Everybody webwxgetcontact lists, all pages."""
        listed: list[Json] = []
        seq = 0
        while True:
            skey = quote(self.credentials["skey"])
            page = (await self.get(f"webwxgetcontact?seq={seq}&skey={skey}")).json()
            listed += page["MemberList"]
            seq = page["Seq"]
            if not seq:
                return listed

    async def user_name(self, name: str) -> str:
        """UserName of the contact or group of that name."""
        found = [str(c["UserName"]) for c in await self.contacts() if c["NickName"] == name]
        return found[0]

    async def batch(self, *user_names: str) -> Json:
        """Call webwxbatchgetcontact."""
        listed = [{"UserName": user_name, "EncryChatRoomId": ""} for user_name in user_names]
        body = {"BaseRequest": self.base_request, "Count": len(listed), "List": listed}
        return await self.post("webwxbatchgetcontact?type=ex&r=1", body)

    def message(self, to: str, text: str, client_msg_id: str = "", **changes: Any) -> Json:  # noqa: ANN401 - JSON
        """The body of a send."""
        self._ids += 1
        number = client_msg_id or f"{15462147418830000 + self._ids}"
        msg = {
            "Type": 1,
            "Content": text,
            "FromUserName": self.me,
            "ToUserName": to,
            "LocalID": number,
            "ClientMsgId": number,
            **changes,
        }
        return {"BaseRequest": self.base_request, "Msg": msg, "Scene": 0}

    async def send(self, to: str, text: str, client_msg_id: str = "") -> Json:
        """Send a text."""
        path = f"webwxsendmsg?lang=zh_CN&pass_ticket={self.ticket}"
        return await self.post(path, self.message(to, text, client_msg_id))

    def found(self, level: str = "") -> list[tuple[str, str]]:
        """Endpoint and field of every violation of a level, or of all."""
        return [(v.endpoint, v.field) for v in self.sim.violations if level in {"", v.level}]
