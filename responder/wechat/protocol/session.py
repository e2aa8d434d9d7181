"""One login's credentials and cursors, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from responder.wechat.protocol.keys import NO_KEY, SyncKey

if TYPE_CHECKING:
    from responder.wechat.protocol.hosts import Hosts
    from responder.wechat.protocol.request import Stamp


@dataclass(frozen=True, slots=True)
class Session:
    """What every call after the login needs. Cookies live with the client, not here.

    Args:
        hosts: Where this account lives.
        uin: The account's number.
        sid: `wxsid`; may contain `+` and `/`.
        skey: May be `""`.
        pass_ticket: Verbatim as the XML had it, that is percent-encoded already.
        data_ticket: Cookie `webwx_data_ticket`, for uploads and downloads; `""` until needed.
        login_id: Our name for this login; tags what belongs to it in the journal.
        user_name: UserName of the account in this login; `""` before webwxinit.
        sync_key: Cursor for webwxsync.
        sync_check_key: Cursor for synccheck; the two may differ.
    """

    hosts: Hosts
    uin: int
    sid: str
    skey: str
    pass_ticket: str
    data_ticket: str = ""
    login_id: str = ""
    user_name: str = ""
    sync_key: SyncKey = NO_KEY
    sync_check_key: SyncKey = NO_KEY

    def __repr__(self) -> str:
        """Without anything that would let a reader of a log act as this account."""
        return f"<Session of {self.user_name[:6] or '?'}… on {self.hosts.base}>"

    def base_request(self, stamp: Stamp) -> dict[str, Any]:
        """The object nearly every body carries. `Uin` is a number, as the official client sends."""
        return {
            "Uin": self.uin,
            "Sid": self.sid,
            "Skey": self.skey,
            "DeviceID": stamp.device_id,
        }
