"""What the sync task hands on: one answer of webwxsync with the keys that acknowledge it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from responder.wechat.protocol.keys import SyncKey

if TYPE_CHECKING:
    from responder.wechat.account import Online
    from responder.wechat.protocol.session import Session
    from responder.wechat.protocol.sync import SyncAnswer


@dataclass(frozen=True, slots=True)
class Batch:
    """One answer of webwxsync, and the login it belongs to.

    Args:
        online: The login.
        answer: Messages and contact changes.
        keys: The keys that acknowledge it, as text; see `dump_keys`.
        listening_since_s: From when on we have listened without a gap, Unix seconds: what was
            written before waited for us at the service.
        is_last: Whether nothing more waited at the service when it was fetched.
        received_s: When it came, Unix seconds; None if nobody looked.
    """

    online: Online
    answer: SyncAnswer
    keys: str
    listening_since_s: float = 0.0
    is_last: bool = False
    received_s: float | None = None


def dump_keys(session: Session) -> str:
    """Both sync keys as one line of JSON."""
    return json.dumps([session.sync_key.as_wire(), session.sync_check_key.as_wire()])


def with_keys(session: Session, keys: str | None) -> Session:
    """A session with the keys of `dump_keys` in place of its own, where there are any."""
    if not keys:
        return session
    sync_key, sync_check_key = (SyncKey.from_wire(raw) for raw in json.loads(keys))
    return replace(
        session,
        sync_key=sync_key.or_keep(session.sync_key),
        sync_check_key=sync_check_key.or_keep(session.sync_check_key),
    )
