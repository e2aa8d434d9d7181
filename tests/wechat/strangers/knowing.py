"""The account itself, its contacts and groups, as far as this server tells of them."""

from __future__ import annotations

import html
import time
from typing import Any

from tests.wechat.strangers.core import FIRST_KEY, UIN, Login
from tests.wechat.strangers.entering import Entering
from tests.wechat.strangers.http import Asked, Told


class Knowing(Entering):
    """The calls that tell who is who."""

    def _key(self, login: Login, number: int, *, check: bool = False) -> dict[str, Any]:
        start = FIRST_KEY + (500 if check and self.variant.check_key == "other" else 0)
        pairs = [(1, FIRST_KEY), (2, start + number), (3, 712339957), (1000, 1546210682)]
        if self.variant.keys == "plain":
            pairs = [(2, start + number)]
        elif self.variant.keys == "many" and (number or login.synced):
            pairs[3:3] = [(key, 2**33 + key) for key in (11, 13, 19, 201, 203)]
            pairs += [(key, number) for key in range(1001, 1020)]
        return {"Count": len(pairs), "List": [{"Key": k, "Val": v} for k, v in pairs]}

    def _webwxinit(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if self.barred.startswith("init"):
            login, ret = None, int(self.barred.rpartition(" ")[2])
        if login is None:
            return Told(self._verdict(ret))
        who = {"names": [], "none": []}.get(
            self.variant.recent, ["小明", "room 客户群", "filehelper"]
        )
        contacts = [self._contact(login, one, thin=True) for one in who]
        answer = {
            **self._verdict(),
            "Count": len(contacts),
            "ContactList": contacts,
            "SyncKey": self._key(login, 0),
            "User": {"Uin": UIN, "UserName": login.names["me"], "NickName": "小助手", "Sex": 1},
            "ChatSet": "filehelper,weixin," + login.names["room 客户群"] + ",filehelper,",
            "SKey": login.skey,
            "ClientVersion": 385876258,
            "SystemTime": int(time.time()),
            "GrayScale": 1,
            "InviteStartCount": 40,
            "MPSubscribeMsgCount": 0,
            "MPSubscribeMsgList": [],
            "ClickReportInterval": 600000,
        }
        if self.variant.recent == "none":
            del answer["ChatSet"], answer["ContactList"], answer["Count"]
        late = ["webwx_data_ticket=gSdXq7Vn0ZtLr4KcW2mPb8Hy; Path=/", f"wxuin={UIN}; Path=/"]
        late = late if self.variant.cookies == "late" else []
        return Told(answer, headers=[("Set-Cookie", one) for one in late])

    def _webwxstatusnotify(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is None:
            return Told({**self._verdict(ret), "MsgID": ""})
        if asked.json().get("FromUserName") != login.names["me"]:
            self._complain("webwxstatusnotify from somebody else")
        names = "小明,filehelper,room 客户群"
        content = html.escape(
            "<msg><op id='4'><username>wxid_a,filehelper,123@chatroom</username></op></msg>",
            quote=False,
        )
        notice = {"MsgType": 51, "StatusNotifyCode": 4, "StatusNotifyUserName": names}
        for _ in range(2):
            self.tell({**notice, "Content": content})
        return Told({**self._verdict(), "MsgID": self._next_id()})

    def _contact(self, login: Login, who: str, *, thin: bool = False) -> dict[str, Any]:
        is_room = who.startswith("room ")
        members = [] if not is_room else ["me", *self.people, "路人"]
        return {
            "Uin": 0,
            "UserName": login.names.get(who, who),
            "HeadImgUrl": "/x?seq=1&skey=",
            "NickName": html.escape(who.removeprefix("room "), quote=False),
            "ContactFlag": 3,
            "MemberCount": len(members),
            "RemarkName": "",
            "Sex": 0,
            "MemberList": [
                {
                    "UserName": login.names[m],
                    "NickName": "" if thin else html.escape(m, quote=False),
                }
                for m in members
            ],
            "VerifyFlag": 24 if who == "新闻" else 0,
            "Alias": "",
            "Statues": int(is_room),
            "EncryChatRoomId": "" if thin or not is_room else "@" + "2f" * 16,
            "SnsFlag": 1,
        }

    def _webwxgetcontact(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is None:
            return Told(self._verdict(ret))
        everybody = [*self.people, "新闻", "敌人", "me", "filehelper"]
        at, size = int(asked.query.get("seq") or 0), 50
        if self.variant.listing == "refused":
            return Told({**self._verdict(-1), "MemberCount": 0, "MemberList": [], "Seq": 0})
        if self.variant.listing == "pages":
            size = 2
        page = everybody[at : at + size]
        seq = at + size if at + size < len(everybody) else 0
        if self.variant.listing == "endless":
            seq = 7
        listed = [self._contact(login, one) for one in page]
        return Told({**self._verdict(), "MemberCount": len(page), "MemberList": listed, "Seq": seq})

    def _webwxbatchgetcontact(self, asked: Asked) -> Told:
        login, ret = self._inside(asked)
        if login is None:
            return Told(self._verdict(ret))
        wanted = [one.get("UserName") for one in asked.json().get("List") or []]
        if len(wanted) > 50 or asked.json().get("Count") != len(wanted):
            self._complain("webwxbatchgetcontact of more than 50, or with a wrong Count")
        by_name = {name: who for who, name in login.names.items()}
        earlier = {name for one in self.logins for name in one.names.values()} - set(by_name)
        if earlier & set(wanted):
            self._complain("webwxbatchgetcontact of somebody of another login")
        known = [by_name[name] for name in wanted if name in by_name]
        calls = self.calls["webwxbatchgetcontact"]
        if self.variant.details == "never" or (self.variant.details == "refused" and calls % 3):
            return Told({**self._verdict(1205 if calls % 2 else -1), "Count": 0, "ContactList": []})
        if self.variant.details == "partial":
            known = known[::2]
        found = [self._contact(login, who) for who in known]
        return Told({**self._verdict(), "Count": len(found), "ContactList": found})
