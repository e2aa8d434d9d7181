"""Two files that outlive the process: the login (`session.json`) and who is who.

Both are versioned JSON, replaced atomically, readable by their owner only: whoever holds the
session file *is* logged in.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from responder.errors import JournalError
from responder.wechat.people.identity import Identities
from responder.wechat.protocol.hosts import Hosts
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.session import Session
from responder.wechat.protocol.wire import as_dict, as_int, as_list, as_str

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VERSION = 1
SESSION_FILE = "session.json"
IDENTITIES_FILE = "identities.json"
BESIDE = ".new"
"""Ending of a file that is being written."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SavedLogin:
    """What a restart needs to go on without a scan.

    Args:
        session: Credentials, hosts and the keys of the last save; newer keys are in the journal.
        cookies: As `Client.export_cookies` gives them.
        nick_name: The account's own name.
    """

    session: Session
    cookies: tuple[Mapping[str, Any], ...] = field(repr=False)
    nick_name: str = ""


class Store:
    """The files of one account in its state directory.

    Args:
        directory: Exists and is writable.
    """

    def __init__(self, directory: Path) -> None:
        self._session = directory / SESSION_FILE
        self._identities = directory / IDENTITIES_FILE

    def load_login(self) -> SavedLogin | None:
        """The last login; None if there is none.

        An unreadable file is set aside as `session.json.broken`: a new scan replaces it, and its
        text may still help somebody.

        Raises:
            JournalError: A newer version wrote it, or the file can not be opened.
        """
        raw = _read(self._session)
        if raw is None:
            return None
        try:
            saved = _login_from_json(_document(raw, self._session))
        except ValueError as error:
            log.warning("the saved login is set aside: a new one is needed", reason=str(error))
            _rename(self._session, ".broken")
            return None
        return saved

    def save_login(self, saved: SavedLogin) -> None:
        """Replace the session file.

        Raises:
            JournalError: The directory can not be written.
        """
        _write(self._session, _login_to_json(saved))

    def forget_login(self) -> None:
        """Forget the last login: the next start needs a scan.

        Raises:
            JournalError: The file can not be removed.
        """
        try:
            self._session.unlink(missing_ok=True)
        except OSError as error:
            msg = f"{self._session} can not be removed: {error.strerror}"
            raise JournalError(msg) from error

    def load_identities(self) -> Identities:
        """Who is who; empty for a new account.

        Raises:
            JournalError: Unreadable. Starting over would give everybody a new id, so we do not.
        """
        raw = _read(self._identities)
        if raw is None:
            return Identities()
        try:
            return Identities.from_json(as_dict(_document(raw, self._identities).get("people")))
        except ValueError as error:
            msg = (
                f"{self._identities} is damaged ({error}); restore it from a backup, or move it"
                " away to start with nobody known"
            )
            raise JournalError(msg) from error

    def set_aside_identities(self) -> None:
        """Keep the present file as `identities.json.before`, and begin a new one.

        Raises:
            JournalError: It can not be renamed.
        """
        if self._identities.exists():
            _rename(self._identities, ".before")

    def save_identities(self, identities: Identities) -> None:
        """Replace the file of identities.

        Raises:
            JournalError: The directory can not be written.
        """
        _write(self._identities, {"people": identities.to_json()})


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        msg = f"{path} can not be read: {error.strerror}"
        raise JournalError(msg) from error


def _rename(path: Path, ending: str) -> None:
    try:
        path.replace(path.with_name(path.name + ending))
    except OSError as error:
        msg = f"{path} can not be set aside: {error.strerror}"
        raise JournalError(msg) from error


def _document(raw: bytes, path: Path) -> dict[str, Any]:
    try:
        document = as_dict(json.loads(raw))
    except RecursionError:
        msg = "nested too deeply"
        raise ValueError(msg) from None
    version = as_int(document.get("version"))
    if version > VERSION:
        msg = f"{path} was written by a newer responder (format {version}); use that one"
        raise JournalError(msg)
    if version < 1:
        msg = "no version"
        raise ValueError(msg)
    return document


def _write(path: Path, document: dict[str, Any]) -> None:
    body = json.dumps({"version": VERSION, **document}, ensure_ascii=False, indent=1)
    write_whole(path, body.encode())


def write_whole(path: Path, body: bytes) -> None:
    """Write beside, sync, rename: after a power cut there is the old file or the new one.

    Args:
        path: Of the file, which its owner alone may read.
        body: All of it.

    Raises:
        JournalError: It can not be written; the old one stands.
    """
    beside = path.with_name(path.name + BESIDE)
    try:
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        msg = f"{path} can not be written: {error.strerror}"
        raise JournalError(msg) from error


def _login_to_json(saved: SavedLogin) -> dict[str, Any]:
    session = saved.session
    hosts = session.hosts
    return {
        "session": {
            "uin": session.uin,
            "sid": session.sid,
            "skey": session.skey,
            "pass_ticket": session.pass_ticket,
            "data_ticket": session.data_ticket,
            "login_id": session.login_id,
            "user_name": session.user_name,
            "sync_key": session.sync_key.as_wire(),
            "sync_check_key": session.sync_check_key.as_wire(),
        },
        "hosts": {
            "login": hosts.login,
            "base": hosts.base,
            "file": hosts.file,
            "push": list(hosts.push),
            "pinned": hosts.pinned,
        },
        "cookies": list(saved.cookies),
        "nick_name": saved.nick_name,
    }


def _login_from_json(document: dict[str, Any]) -> SavedLogin:
    session = as_dict(document.get("session"))
    hosts = as_dict(document.get("hosts"))
    push = tuple(as_str(origin) for origin in as_list(hosts.get("push")))
    needed = [as_str(session.get(name)) for name in ("sid", "login_id", "user_name")]
    origins = [as_str(hosts.get(name)) for name in ("login", "base", "file")]
    if not all((*needed, *origins, *push, push)):
        msg = "not a session"
        raise ValueError(msg)
    return SavedLogin(
        session=Session(
            hosts=Hosts(
                login=origins[0],
                base=origins[1],
                file=origins[2],
                push=push,
                pinned=bool(hosts.get("pinned")),
            ),
            uin=as_int(session.get("uin")),
            sid=needed[0],
            skey=as_str(session.get("skey")),
            pass_ticket=as_str(session.get("pass_ticket")),
            data_ticket=as_str(session.get("data_ticket")),
            login_id=needed[1],
            user_name=needed[2],
            sync_key=SyncKey.from_wire(session.get("sync_key")),
            sync_check_key=SyncKey.from_wire(session.get("sync_check_key")),
        ),
        cookies=tuple(as_dict(c) for c in as_list(document.get("cookies"))),
        nick_name=as_str(document.get("nick_name")),
    )
