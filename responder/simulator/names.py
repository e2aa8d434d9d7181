"""The ids of one session: every login gives everybody a new UserName."""

from __future__ import annotations

from responder.simulator.ids import digest
from responder.wechat.protocol.codes import SPECIAL_USERS

SHORT_ONE_IN = 4
"""One person in four has the short form; both occur for every kind."""


class Names:
    """Permanent id to UserName and back, stable within the session.

    Args:
        secret: Of the session; the same secret gives the same names in any order of asking.
        me: Permanent id of the account, which has the short form.
    """

    def __init__(self, secret: str, me: str) -> None:
        self._secret = secret
        self._me = me
        self._given: dict[str, str] = {}
        self._back: dict[str, str] = {}

    def of(self, permanent: str) -> str:
        """UserName of a person or room; special accounts keep their plain name."""
        if permanent in SPECIAL_USERS or not permanent:
            return permanent
        given = self._given.get(permanent)
        if given is None:
            given = self._make(permanent)
            self._given[permanent] = given
            self._back[given] = permanent
        return given

    def permanent(self, user_name: str) -> str | None:
        """Whose UserName this is; None when this session never gave it out."""
        if user_name in SPECIAL_USERS:
            return user_name
        return self._back.get(user_name)

    def encry_room(self, permanent: str) -> str:
        """`EncryChatRoomId` of a room."""
        return "@" + digest(self._secret, "room", permanent, size=16)

    def _make(self, permanent: str) -> str:
        text = digest(self._secret, permanent)
        if permanent.endswith("@chatroom"):
            return "@@" + text
        short = permanent == self._me or int(text[0], 16) % SHORT_ONE_IN == 0
        return "@" + (text[:32] if short else text)
