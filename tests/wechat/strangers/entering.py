"""From a code to a session, in every spelling."""

from __future__ import annotations

import time

from tests.wechat.strangers.core import CGI, EXPIRED, LATER, PAGE, UIN, Core, Login
from tests.wechat.strangers.http import Asked, Told


class Entering(Core):
    """The calls of the login."""

    def _jslogin(self, asked: Asked) -> Told:
        if asked.query.get("appid") != "wx782c26e4c19acffb" or asked.query.get("fun") != "new":
            self._complain("jslogin without its constants")
        return Told(f'window.QRLogin.code = 200; window.QRLogin.uuid = "{self._code()}";')

    def _code(self) -> str:
        uuid = f"{self.rng.getrandbits(60):010x}"[:10] + (
            "==" if self.variant.uuid_form == "padded" else ""
        )
        first = not self._codes
        script = {
            "waiting scanned": ["408", "201", "408", "200"],
            "at once": ["200"],
            "twice scanned": ["201", "201", "200"],
            "expired first": ["408", "400"] if first else ["201", "200"],
            "cancelled first": ["201", "202"] if first else ["201", "200"],
            "error first": ["500"] if first else ["408", "200"],
        }
        self._codes[uuid] = script[self.variant.polls]
        return uuid

    def _login(self, asked: Asked) -> Told:
        uuid = asked.query.get("uuid", "")
        script = self._codes.get(uuid, [])
        if not script:
            self._complain("a poll for a code that was never given")
            return Told("window.code=400;")
        code = script.pop(0) if len(script) > 1 else script[0]
        if code == "408":
            time.sleep(self.hold_s / 5)
        between = {"one line": "", "lines": "\n", "spaced": "\r\n\t"}[self.variant.script]
        rest = {
            "201": self._avatar(),
            "200": f'{between}window.redirect_uri="{self._redirect(uuid)}";',
        }
        return Told(f"window.code={code};{rest.get(code, '')}{between}")

    def _avatar(self) -> str:
        picture = "/9j/4AAQSkZJRg=="
        return {
            "none": "",
            "bare": f"window.userAvatar='data:img/jpg;base64,{picture}';",
            "big": f"window.userAvatar = 'data:img/jpg;base64,{picture * 9000}';",
        }.get(self.variant.avatar, f"window.userAvatar = 'data:img/jpg;base64,{picture}';")

    def _redirect(self, uuid: str) -> str:
        host = self.variant.redirect
        origin = f"https://{host}"
        if host in {"same", "localhost"}:
            origin = f"http://{'127.0.0.1' if host == 'same' else host}:{self.server.port}"
        elif host == "other port":  # a proxy stands before it
            origin = "http://127.0.0.1:1"
        ticket = f"A{self.rng.getrandbits(80):x}@qrticket_0"
        self._codes[ticket] = ["fresh"]
        return (
            f"{origin}{CGI}webwxnewloginpage?ticket={ticket}&uuid={uuid}&lang=zh_CN&scan=1546211468"
        )

    def _webwxnewloginpage(self, asked: Asked) -> Told:
        ticket = asked.query.get("ticket", "")
        if not self._codes.pop(ticket, None):
            if ticket not in self._used:
                self._complain("a ticket that was never given")
            return Told("<error><ret>1</ret><message>ticket</message></error>", 200, "text/plain")
        self._used.add(ticket)
        with self._news:
            login = self._opened()
        status = {"200": 200, "301": 301}.get(
            self.variant.page_status, 200 if asked.query.get("version") == "v2" else 301
        )
        if self.barred == "page 1203":
            words = "当前登录环境异常。\n为了你的帐号安全，暂时不能登录web微信。"
            return Told(f"<error><ret>1203</ret><message>{words}</message></error>", status)
        cookies = [] if self.barred == "no cookies" else self._cookies(login)
        headers = [("Set-Cookie", cookie) for cookie in cookies]
        return Told(self._xml(login), status, "text/plain;charset=utf-8", headers)

    def _opened(self) -> Login:
        def some(length: int) -> str:
            return "".join(self.rng.choices("0123456789abcdef", k=length))

        lengths = {"long": (64,), "short": (32,), "mixed": (32, 64)}[self.variant.ids]
        everybody = ("me", *self.people, "新闻", "路人", "敌人", "王五")
        names = {who: f"@{some(self.rng.choice(lengths))}" for who in everybody}
        names |= {f"room {room}": f"@@{some(64)}" for room in self.rooms}
        sid = "".join(self.rng.choices("AZaz09+/", k=16))
        login = Login(sid, f"@crypt_{some(8)}_{some(32)}", names)
        login.hollow = {"held": 0, "hollow": 2, "sticky": 5}[self.variant.idle]
        if self.login is not None and not self.login.dead:
            self.login.dead = 1101
        self.login = login
        self.logins.append(login)
        self._news.notify_all()
        return login

    def _cookies(self, login: Login) -> list[str]:
        pairs = {"wxuin": UIN, "wxsid": login.sid, "webwx_data_ticket": "gSdXq7Vn0ZtLr4KcW2mPb8Hy"}
        pairs |= {"wxloadtime": 1546211541, "mm_lang": "zh_CN", "webwxuvid": "8f" * 48}
        pairs["webwx_auth_ticket"] = "CIsBEOr5k/0D+" + "a1" * 80 + "=="
        host = "wx2.qq.com"
        tails = {
            "host": [f"Path=/; Expires={LATER}"],
            "domain": [f"Domain={host}; Path=/; Expires={LATER}; Secure"],
            "both": [
                f"Domain=.qq.com; Path=/; Secure; Expires={LATER}",
                f"Path=/; Expires={LATER}",
            ],
            "late": ["path=/"],
            "attributes": ["HttpOnly; SameSite=None; secure;Max-Age=43200 ;path=/; DOMAIN=.QQ.com"],
        }.get(self.variant.cookies, [f"Path=/; Expires={LATER}"])
        made = [f"{name}={value}; {tail}" for name, value in pairs.items() for tail in tails]
        if self.variant.cookies == "old":
            made = [f"{n}=; Path=/; Expires={EXPIRED}" for n in ("last_wxuin", "pgv_si")] + made
        if self.variant.cookies == "late":
            made = [one for one in made if not one.startswith(("webwx_data_ticket", "wxuin"))]
        return made

    def _xml(self, login: Login) -> str:
        fields = {
            "ret": "0",
            "message": "",
            "skey": login.skey,
            "wxsid": login.sid,
            "wxuin": str(UIN),
            "pass_ticket": "q3Zt8vKx%2BR7yU%3D",
            "isgrayscale": "1",
        }
        if self.variant.page == "turned":
            fields = dict(reversed(fields.items()))
        wrap = "<![CDATA[{}]]>" if self.variant.page == "characters" else "{}"
        apart = "\n  " if self.variant.page == "lines" else ""
        inner = "".join(
            f"{apart}<{n}>{wrap.format(v) if v else v}</{n}>" for n, v in fields.items()
        )
        begin = (
            '<?xml version="1.0" encoding="UTF-8"?>\n' if self.variant.page == "declared" else ""
        )
        return f"{begin}<error>{inner}{apart and chr(10)}</error>"

    def _webwxpushloginurl(self, asked: Asked) -> Told:
        if asked.query.get("uin") != str(UIN) or "webwx_auth_ticket" not in asked.cookies:
            self._complain("webwxpushloginurl without uin or webwx_auth_ticket")
        if self.variant.second_login == "asked":
            return Told({"ret": "0", "msg": "all ok", "uuid": self._code()})
        if self.variant.second_login == "broken":
            return Told(PAGE, 500, "text/html")
        return Told({"ret": "2", "msg": "antispam", "uuid": ""})

    def _webwxlogout(self, asked: Asked) -> Told:
        del asked
        return Told(b"", 301, headers=[("Location", "/")])
