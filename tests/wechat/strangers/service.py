"""A whole server: what is sent, uploaded, downloaded and changed comes on top of the rest."""

from __future__ import annotations

import hashlib
import html
import json
import re
from typing import Any

from tests.wechat.strangers.core import Sent
from tests.wechat.strangers.http import Asked, Told
from tests.wechat.strangers.listening import Listening
from tests.wechat.strangers.talk import FILM, PICTURE, SOUND, TICKET

_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\[u/]")
"""What a receiver would see as it stands."""


class Service(Listening):
    """One server of WeChat Web."""

    def _webwxsendmsg(self, asked: Asked) -> Told:
        text = str((asked.json().get("Msg") or {}).get("Content"))
        if _ESCAPE.search(asked.body) or not text:
            self._complain("an escaped or empty text")
        return self._take(asked, text)

    def _take(self, asked: Asked, text: str) -> Told:
        """Take what is sent, once."""
        login, ret = self._inside(asked)
        nothing = {"MsgID": "", "LocalID": ""}
        if login is None:
            return Told({**self._verdict(ret), **nothing})
        message = asked.json().get("Msg") or {}
        to, client_id = message.get("ToUserName"), str(message.get("ClientMsgId") or "")
        by_name = {name: who for who, name in login.names.items()} | {"filehelper": "filehelper"}
        if to not in by_name or message.get("FromUserName") != login.names["me"]:
            self._complain("a text to or from somebody of another login")
            return Told({**self._verdict(1204), **nothing})
        if len(client_id) != 17 or message.get("LocalID") != client_id:
            self._complain("a ClientMsgId of another form")
        if by_name[to] == "敌人":
            self.sent.append(Sent("敌人", text, client_id))
            return Told({**self._verdict(1204), **nothing})
        with self._news:
            known = self._taken.get(f"{login.sid} {client_id}")
            if known is not None and known[0] != text:
                self._complain("one ClientMsgId for two texts")
            msg_id = known[1] if known else self._next_id()
            if known is None:
                self._taken[f"{login.sid} {client_id}"] = (text, msg_id)
                self.sent.append(Sent(by_name[to], text, client_id))
                if self.variant.echo and asked.name == "webwxsendmsg":
                    raw = html.escape(text, quote=False).replace("\n", "<br/>")
                    echo = {"ToUserName": to, "Content": raw}
                    login.events.append(("msg", self._entry(login, msg_id, echo)))
                    self._news.notify_all()
        ids: dict[str, Any] = {"MsgID": msg_id, "LocalID": client_id}
        if self.variant.sent_id == "none":
            ids = nothing
        elif self.variant.sent_id == "number":
            ids = {"MsgID": int(msg_id), "LocalID": int(client_id)}
        return Told({**self._verdict(), **ids})

    def _webwxrevokemsg(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is None:
            return Told(self._verdict(ret))
        if str(asked.json().get("SvrMsgId")) not in {msg_id for _, msg_id in self._taken.values()}:
            self._complain("webwxrevokemsg of what was never sent")
        self.changes.append("revoked")
        return Told(
            {
                **self._verdict(),
                "Introduction": "你可以撤回2分钟内发送的消息",
                "SysWording": "已撤回",
            }
        )

    # Media

    def _webwxuploadmedia(self, asked: Asked) -> Told:
        fields = asked.form()
        told = json.loads(fields.get("uploadmediarequest", (b"{}")))
        login, ret = self._inside(asked, told.get("BaseRequest"))
        if login is None:
            return Told({**self._verdict(ret), "MediaId": ""})
        if fields.get("webwx_data_ticket", b"").decode() != asked.cookies.get("webwx_data_ticket"):
            self._complain("webwxuploadmedia without webwx_data_ticket")
        key = str(told.get("ClientMediaId"))
        with self._news:
            data = self._chunks.setdefault(key, {})
            chunks, chunk = int(fields.get("chunks", b"1")), int(fields.get("chunk", b"0"))
            data[chunk] = fields.get("filename", b"")
            whole = b"".join(data[at] for at in sorted(data))
        if chunk < chunks - 1:
            return Told({**self._verdict(), "MediaId": "", "StartPos": 0})
        if hashlib.md5(whole, usedforsecurity=False).hexdigest() != told.get("FileMd5") or len(
            whole
        ) != told.get("TotalLen"):
            self._complain("webwxuploadmedia of another size or md5 than told")
        media_id = f"@crypt_{len(whole)}"
        return Told(
            {**self._verdict(), "MediaId": media_id, "StartPos": len(whole), "CDNThumbImgHeight": 0}
        )

    def _media(self, asked: Asked) -> Told:
        message = asked.json().get("Msg") or {}
        said = str(message.get("MediaId") or "") + str(message.get("Content") or "")
        found = re.search(r"@crypt_(\d+)", said)
        if found is None:
            self._complain(f"{asked.name} without a medium")
        return self._take(asked, f"{asked.name} {found[1] if found else ''}")

    _webwxsendmsgimg = _webwxsendappmsg = _webwxsendvideomsg = _webwxsendemoticon = _media

    def _download(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is None:
            return Told(self._verdict(ret))
        if asked.name == "webwxgetvideo" and not asked.headers.get("range"):
            return Told(b"", kind="video/mp4")
        data = {"webwxgetmsgimg": PICTURE, "webwxgetvideo": FILM}.get(asked.name, SOUND)
        if "range" not in asked.headers:
            return Told(data, kind="image/jpeg")
        return Told(
            data, 206, "video/mp4", [("Content-Range", f"bytes 0-{len(data) - 1}/{len(data)}")]
        )

    _webwxgetmsgimg = _webwxgetvoice = _webwxgetvideo = _webwxgetmedia = _download

    # Changes

    def _webwxverifyuser(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        wanted = (asked.json().get("VerifyUserList") or [{}])[0]
        if not ret and wanted.get("VerifyUserTicket") != TICKET:
            self._complain("webwxverifyuser without the ticket")
        return Told(self._verdict(ret if login is None else 0))

    def _change(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is not None:
            self.changes.append(asked.query.get("fun") or f"oplog {asked.json().get('CmdId')}")
        return Told({**self._verdict(ret), "MemberCount": 0, "MemberList": []})

    _webwxoplog = _webwxupdatechatroom = _change
