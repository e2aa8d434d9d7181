"""A server of WeChat Web written from the protocol's description alone, one of many possible ones.

It knows nothing of this program. It notes what a client does that the description forbids.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tests.wechat.strangers.http import Asked, Server, Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.wechat.strangers.variant import Barred, Fault, Variant

UIN = 3190257684
FIRST_KEY = 712340000
CGI = "/cgi-bin/mmwebwx-bin/"
PAGE = "<html><head><title>x</title></head><body>moved</body></html>"
EXPIRED = "Thu, 01-Jan-1970 00:00:01 GMT"
OVERLAPS_MAX = 3
"""So many polls may meet one that the client has given up, for want of processor time."""

LATER = "Mon, 31-Dec-2040 11:12:21 GMT"


@dataclass(slots=True)
class Login:
    """One session.

    Args:
        sid: Its cookie.
        skey: Its key.
        names: Permanent name to UserName.
        events: What webwxsync tells, in order: message or contact.
        dead: Code of its end, 0 while it lives.
        hollow: Polls that claim news without any, still to come.
    """

    sid: str
    skey: str
    names: dict[str, str]
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    dead: int = 0
    hollow: int = 0
    shift: int = 0
    polling: int = 0
    synced: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A text that the service has taken."""

    chat: str
    text: str
    client_msg_id: str


class Core:
    """The server's state, its people, and how a request comes to its handler.

    Args:
        variant: Its choices.
        faults: What goes wrong, each once, at the next answer of its call.
        seed: Of its ids.
        hold_s: How long a poll is held.
    """

    people = ("小明", "Ann & Bob", "老王😀")
    rooms = ("客户群", "")

    def __init__(self, variant: Variant, faults: list[Fault], seed: int, hold_s: float) -> None:
        self.variant = variant
        self.hold_s = hold_s
        self.rng = Random(seed)
        self.complaints: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.sent: list[Sent] = []
        self.login: Login | None = None
        self.logins: list[Login] = []
        self.ending = variant.ending
        self.barred: Barred = ""
        self._codes: dict[str, list[str]] = {}
        self._used: set[str] = set()
        self._overlaps = 0
        self._faults = list(faults)
        self._news = threading.Condition()
        self._ids = self.rng.randrange(2**62, 2**63 - 2**20)
        self.changes: list[str] = []
        self._taken: dict[str, tuple[str, str]] = {}
        self._chunks: dict[str, dict[int, bytes]] = {}
        self.server = Server(variant, self._answer)
        self.url = f"http://127.0.0.1:{self.server.port}"

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    # What happens at the service

    def tell(self, message: dict[str, Any]) -> str:
        """A message for the present login; gives its MsgId."""
        with self._news:
            msg_id = self._next_id()
            assert self.login is not None
            self.login.events.append(("msg", self._entry(self.login, msg_id, message)))
            self._news.notify_all()
        return msg_id

    def end(self, code: int) -> None:
        """End the present login."""
        with self._news:
            assert self.login is not None
            self.login.dead = code
            self._news.notify_all()

    def name(self, who: str) -> str:
        """UserName of somebody in the present login."""
        assert self.login is not None
        return self.login.names.get(who, who)

    def _next_id(self) -> str:
        self._ids += self.rng.randint(1, 9)
        return str(self._ids)

    def _entry(self, login: Login, msg_id: str, message: dict[str, Any]) -> dict[str, Any]:
        """A whole AddMsgList entry of what a test tells."""
        entry: dict[str, Any] = {
            "MsgId": msg_id,
            "FromUserName": "me",
            "ToUserName": "me",
            "MsgType": 1,
            "Content": "",
            "Status": 3,
            "ImgStatus": 1,
            "CreateTime": int(time.time()),
            "VoiceLength": 0,
            "PlayLength": 0,
            "FileName": "",
            "FileSize": "",
            "MediaId": "",
            "Url": "",
            "AppMsgType": 0,
            "StatusNotifyCode": 0,
            "StatusNotifyUserName": "",
            "RecommendInfo": {},
            "ForwardFlag": 0,
            "AppInfo": {"AppID": "", "Type": 0},
            "HasProductId": 0,
            "Ticket": "",
            "ImgHeight": 0,
            "ImgWidth": 0,
            "SubMsgType": 0,
            "NewMsgId": int(msg_id),
            "OriContent": "",
            "EncryFileName": "",
            **message,
        }
        for side in ("FromUserName", "ToUserName", "StatusNotifyUserName"):
            parts = str(entry[side]).split(",")
            entry[side] = ",".join(login.names.get(one, one) for one in parts)
        writer = entry.pop("writer", "")
        if writer:
            entry["Content"] = f"{login.names.get(writer, writer)}:<br/>{entry['Content']}"
        match self.variant.ids_of_messages:
            case "short":
                entry["MsgId"] = str(int(msg_id) % 10**9)
            case "new only":
                del entry["MsgId"]
            case "text only":
                del entry["NewMsgId"]
        return entry

    # Answers

    def _answer(self, asked: Asked) -> Told:
        name = "qrcode" if asked.path.startswith("/qrcode/") else asked.name
        handler: Callable[[Asked], Told] | None = getattr(self, f"_{name}", None)
        if handler is None or not name.isalpha():
            self._complain(f"no such call: {asked.path}")
            return Told(PAGE, 404, "text/html")
        with self._news:
            self.calls[name] += 1
            if name == "webwxsendmsg" and self.ending.startswith("send") and self.sent:
                self._die()
            fault = self._fault(name)
        early = self._before(name, fault)
        return early if early is not None else self._after(fault, handler(asked))

    def _fault(self, name: str) -> str:
        for at, (call, kind) in enumerate(self._faults):
            if call == name:
                del self._faults[at]
                return kind
        return ""

    def _before(self, name: str, fault: str) -> Told | None:
        """What goes wrong before anything has happened."""
        kind, _, number = fault.partition(" ")
        if kind.isdecimal():
            return Told(b"", int(kind))
        if kind in {"reset", "malformed"}:
            return Told(harm=kind)
        if kind == "silence":
            time.sleep(4 * self.hold_s)
            return Told(harm="reset")
        if kind == "ret" and name != "synccheck":
            return Told({**self._verdict(int(number)), "SyncKey": {"Count": 0, "List": []}})
        scripts = {
            ("ret", name): self._checked(number, "0"),
            ("code", "jslogin"): 'window.QRLogin.code = 400; window.QRLogin.error = "";',
            ("code", "login"): f"window.code={number};",
            ("no", "synccheck"): "window.synccheck={}",
            ("html", "webwxnewloginpage"): PAGE,  # the official page then loads it again
            ("redirect", name): "",
        }
        if (kind, name) not in scripts:
            return None
        away = [("Location", "https://wx.qq.com/")] if kind == "redirect" else []
        return Told(scripts[kind, name], 302 if away else 200, headers=away)

    def _after(self, fault: str, told: Told) -> Told:
        """What goes wrong with the answer alone."""
        match fault:
            case "lost":
                return Told(harm="reset")
            case "empty":
                return Told(b"")
            case "html":
                return Told(PAGE, 200, "text/html")
            case "cut":
                told.harm = "cut"
            case "no key" if isinstance(told.body, dict):
                told.body["SyncKey"] = {"Count": 0, "List": []}
        return told

    def _complain(self, why: str) -> None:
        self.complaints[why] += 1

    def _verdict(self, ret: int = 0) -> dict[str, Any]:
        return {"BaseResponse": {"Ret": ret, "ErrMsg": ""}}

    def _die(self) -> None:
        assert self.login is not None
        self.login.dead = int(self.ending.rpartition(" ")[2])
        self.ending = "none"

    # Inside a session

    def _inside(self, asked: Asked, base: dict[str, Any] | None = None) -> tuple[Login | None, int]:
        """The session of a request, or the code that refuses it."""
        base = base or asked.json().get("BaseRequest") or {}
        said = unquote(str(base.get("Sid") or asked.query.get("sid") or asked.cookies.get("wxsid")))
        cookie = asked.cookies.get("wxsid", "")
        late = self.variant.cookies == "late" and asked.name == "webwxinit"
        if not cookie or (asked.cookies.get("wxuin") != str(UIN) and not late):
            self._complain(f"{asked.name} without its cookies")
            return None, 1102
        login = next((one for one in self.logins if one.sid == cookie), None)
        if login is None or said.replace(" ", "+") != cookie:
            self._complain(f"{asked.name} with a sid of nobody")
            return None, 1100
        if asked.method == "POST" and str(base.get("Uin")) != str(UIN):
            self._complain(f"{asked.name} without its Uin")
        return (login, 0) if not login.dead else (None, login.dead)

    def _checked(self, retcode: str, selector: str) -> str:
        match self.variant.check_form:
            case "ended":
                return f'window.synccheck={{retcode:"{retcode}",selector:"{selector}"}};'
            case "spaced":
                return f'window.synccheck = {{ retcode : "{retcode}", selector : "{selector}" }}'
            case "lines":
                return (
                    f'\nwindow.synccheck={{\n retcode: "{retcode}",\n selector: "{selector}"\n}}\n'
                )
        return f'window.synccheck={{retcode:"{retcode}",selector:"{selector}"}}'
