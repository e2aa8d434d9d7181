"""The poll, and what it is about."""

from __future__ import annotations

from tests.wechat.strangers.core import FIRST_KEY, LATER, OVERLAPS_MAX, UIN
from tests.wechat.strangers.http import Asked, Told
from tests.wechat.strangers.knowing import Knowing


class Listening(Knowing):
    """The calls that say what is new."""

    def _number(self, pairs: list[tuple[int, int]], *, check: bool = False) -> int:
        """Which event a key stands at; the initial ones and those of the wrong call at none."""
        value = dict(pairs).get(2, 0) - FIRST_KEY
        return value - 500 if check and value >= 500 else value

    def _synccheck(self, asked: Asked) -> Told:
        if self.ending.startswith("check") and self.sent:
            with self._news:
                self._die()
        login, ret = self._inside(asked)
        if self.barred == "check 1102":
            login, ret = None, 1102
        if login is None:
            return Told(self._checked(str(ret), "0"))
        pairs = [one.split("_") for one in asked.query.get("synckey", "").split("|")]
        numbers = [(int(key), int(value)) for key, value in pairs]
        at = self._number(numbers, check=True)
        if (
            self.variant.check_key == "other"
            and login.synced
            and dict(numbers)[2] < FIRST_KEY + 500
        ):
            self._complain("synccheck with SyncKey where SyncCheckKey differs")
        with self._news:
            login.polling += 1
            self._overlaps += login.polling > 1
            if self._overlaps > OVERLAPS_MAX:
                self._complain("two polls at once")
            if login.hollow:
                login.hollow -= 1
            else:
                self._news.wait_for(lambda: login.dead or at < len(login.events), self.hold_s)
            login.polling -= 1
            if login.dead:
                return Told(self._checked(str(login.dead), "0"))
            news = at < len(login.events) or login.hollow
        return Told(self._checked("0", self.variant.selector if news else "0"))

    def _webwxsync(self, asked: Asked) -> Told:
        if self.ending.startswith("sync") and self.sent:
            with self._news:
                self._die()
        login, ret = self._inside(asked)
        if login is None:
            return Told({**self._verdict(ret), "SyncKey": {"Count": 0, "List": []}})
        body = asked.json()
        listed = (body.get("SyncKey") or {}).get("List") or []
        at = self._number([(int(one["Key"]), int(one["Val"])) for one in listed])
        if at >= 500:
            self._complain("webwxsync with SyncCheckKey")
            at -= 500
        with self._news:
            login.synced |= at > 0  # so an answer with a SyncCheckKey has arrived
            upto = min(at + self.variant.batch, len(login.events))
            back = 2 if self.variant.again == "next" else 0
            events = login.events[max(0, at - back) : upto]
            more = upto < len(login.events)
        messages = [one for kind, one in events if kind == "msg"]
        if self.variant.again == "twice":
            messages = [one for message in messages for one in (message, message)]
        changed = [one for kind, one in events if kind == "contact"]
        answer = {
            **self._verdict(),
            "AddMsgCount": len(messages),
            "AddMsgList": messages,
            "ModContactCount": len(changed),
            "ModContactList": changed,
            "DelContactCount": 0,
            "DelContactList": [],
            "ModChatRoomMemberCount": 0,
            "ModChatRoomMemberList": [],
            "Profile": {"BitFlag": 0, "NickName": {"Buff": ""}},
            "ContinueFlag": int(more),
            "SyncKey": self._key(login, upto),
            "SKey": "",
            "SyncCheckKey": self._key(login, upto, check=True),
        }
        if self.variant.check_key == "missing":
            del answer["SyncCheckKey"]
        renewed = [f"wxsid={login.sid}; Path=/; Expires={LATER}", f"wxuin={UIN}; Path=/"]
        return Told(answer, headers=[("Set-Cookie", one) for one in renewed])
