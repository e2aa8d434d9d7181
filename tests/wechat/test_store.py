"""The two files that outlive the process."""

from __future__ import annotations

import json
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from responder.errors import JournalError
from responder.wechat.people.identity import Identities, Identity, Kind
from responder.wechat.protocol.hosts import known_hosts, pinned_hosts
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.session import Session
from responder.wechat.store import IDENTITIES_FILE, SESSION_FILE, VERSION, SavedLogin, Store

if TYPE_CHECKING:
    from pathlib import Path

    from responder.wechat.protocol.hosts import Hosts

SECRETS = ("Kp7f+Q2vT/9mXw4z", "@crypt_a2f65b0c_3b75", "q3Zt8%2BR7yU", "gSdXq7Vn0ZtLr4", "auth==")
SID, SKEY, TICKET, DATA_TICKET, AUTH = SECRETS
COOKIE: dict[str, Any] = {
    "name": "webwx_auth_ticket",
    "value": AUTH,
    "domain": "wx2.qq.com",
    "domain_given": True,
    "path": "/",
    "secure": True,
    "expires": 1861833600,
}
ANN = Identity("p1", Kind.PERSON, remark="安", nick_name="小明", sex=2, user_name="@a")


def saved(hosts: Hosts | None = None) -> SavedLogin:
    """A login worth keeping."""
    session = Session(
        hosts=hosts or known_hosts("wx2.qq.com"),
        uin=3190257684,
        sid=SID,
        skey=SKEY,
        pass_ticket=TICKET,
        data_ticket=DATA_TICKET,
        login_id="00ff",
        user_name="@self",
        sync_key=SyncKey(((1, 10), (2, 20))),
        sync_check_key=SyncKey(((1, 10), (2, 21))),
    )
    return SavedLogin(session, (COOKIE,), "小助手")


def mode_of(path: Path) -> int:
    """Permission bits."""
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("hosts", [known_hosts("wx2.qq.com"), pinned_hosts("http://127.0.0.1:9")])
def test_a_login_comes_back_as_it_was(tmp_path: Path, hosts: Hosts) -> None:
    """Session, hosts, keys, cookies and name survive a restart."""
    Store(tmp_path).save_login(saved(hosts))
    assert Store(tmp_path).load_login() == saved(hosts)


def test_a_new_account_has_neither_file(tmp_path: Path) -> None:
    """Nothing saved is no error: no login, nobody known."""
    assert Store(tmp_path).load_login() is None
    assert Store(tmp_path).load_identities() == Identities()


def test_identities_come_back_as_they_were(tmp_path: Path) -> None:
    """Everybody keeps the id they had, and no number is used twice."""
    known = Identities((ANN,), 2)
    Store(tmp_path).save_identities(known)
    assert Store(tmp_path).load_identities() == known


def test_both_files_are_the_owners_alone(tmp_path: Path) -> None:
    """Mode 0600 from the first byte, whatever the umask, and over a file others could read."""
    (tmp_path / SESSION_FILE).write_text("{}")
    (tmp_path / SESSION_FILE).chmod(0o666)
    before = os.umask(0)
    try:
        Store(tmp_path).save_login(saved())
        Store(tmp_path).save_identities(Identities((ANN,), 2))
    finally:
        os.umask(before)
    assert mode_of(tmp_path / SESSION_FILE) == 0o600
    assert mode_of(tmp_path / IDENTITIES_FILE) == 0o600


def test_a_file_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the write fails half-way the old file stands, and the next save succeeds."""
    store = Store(tmp_path)
    store.save_login(saved())

    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", no_space)
        with pytest.raises(JournalError, match=r"session\.json can not be written: No space"):
            store.save_login(SavedLogin(saved().session, (), "another"))
    assert store.load_login() == saved()
    store.save_login(SavedLogin(saved().session, (), "another"))
    assert [path.name for path in tmp_path.iterdir()] == [SESSION_FILE]


def test_the_files_carry_their_version(tmp_path: Path) -> None:
    """The format's number stands first in both."""
    Store(tmp_path).save_login(saved())
    Store(tmp_path).save_identities(Identities((ANN,), 2))
    for name in (SESSION_FILE, IDENTITIES_FILE):
        document = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert next(iter(document.items())) == ("version", VERSION)


@pytest.mark.parametrize("name", [SESSION_FILE, IDENTITIES_FILE])
def test_a_file_of_a_newer_version_is_refused_and_kept(tmp_path: Path, name: str) -> None:
    """A downgrade neither reads nor overwrites what it does not understand."""
    text = json.dumps({"version": VERSION + 1, "session": {}, "people": {}})
    (tmp_path / name).write_text(text)
    store = Store(tmp_path)
    load = store.load_login if name == SESSION_FILE else store.load_identities
    with pytest.raises(JournalError, match=f"newer responder .format {VERSION + 1}"):
        load()
    assert (tmp_path / name).read_text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        '{"version": 1}',
        '{"session": {}}',
        '{"version": 1, "session": [], "hosts": 3}',
        '{"version": 1, "session": {"sid": "s"}, "hosts": {"login": "l"}}',
        "\x00\xff",
        "[" * 200_000,
    ],
)
def test_a_broken_login_is_set_aside(tmp_path: Path, text: str) -> None:
    """What is no login asks for a new scan, and its text is kept beside."""
    (tmp_path / SESSION_FILE).write_text(text, encoding="latin-1")
    assert Store(tmp_path).load_login() is None
    broken = tmp_path / (SESSION_FILE + ".broken")
    assert broken.read_text(encoding="latin-1") == text
    assert not (tmp_path / SESSION_FILE).exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(cut=st.integers(0, 400), junk=st.binary(max_size=4))
def test_no_damage_to_a_login_raises(tmp_path: Path, cut: int, junk: bytes) -> None:
    """However a session file is damaged, it is read or set aside."""
    path = tmp_path / SESSION_FILE
    store = Store(tmp_path)
    store.save_login(saved())
    whole = path.read_bytes()
    path.write_bytes(whole[:cut] + junk + whole[cut + len(junk) :])
    found = store.load_login()
    assert found is None or isinstance(found.session.sid, str)


@pytest.mark.parametrize(
    "text", ["{", '{"version": 1}', '{"version": 1, "people": {"entries": []}}', "[" * 200_000]
)
def test_broken_identities_are_not_begun_anew(tmp_path: Path, text: str) -> None:
    """Losing who is who would mix people up, so it is an error that names the way out."""
    (tmp_path / IDENTITIES_FILE).write_text(text)
    with pytest.raises(JournalError, match="restore it from a backup"):
        Store(tmp_path).load_identities()
    assert (tmp_path / IDENTITIES_FILE).read_text() == text


@pytest.mark.parametrize("name", [SESSION_FILE, IDENTITIES_FILE])
def test_a_file_that_can_not_be_read_is_named(tmp_path: Path, name: str) -> None:
    """A directory in its place, or missing rights: the sentence names the file."""
    (tmp_path / name).mkdir()
    store = Store(tmp_path)
    load = store.load_login if name == SESSION_FILE else store.load_identities
    with pytest.raises(JournalError, match=f"{name} can not be read"):
        load()


def test_a_directory_that_is_gone_is_named(tmp_path: Path) -> None:
    """Saving into nowhere is an error of ours, not a traceback."""
    store = Store(tmp_path / "gone")
    with pytest.raises(JournalError, match=r"gone/session\.json can not be written"):
        store.save_login(saved())


def test_a_broken_login_that_can_not_be_set_aside_is_named(tmp_path: Path) -> None:
    """The name beside is taken by a directory: an error of ours."""
    (tmp_path / SESSION_FILE).write_text("{")
    (tmp_path / (SESSION_FILE + ".broken")).mkdir()
    with pytest.raises(JournalError, match="can not be set aside"):
        Store(tmp_path).load_login()


def test_a_login_is_forgotten(tmp_path: Path) -> None:
    """Once is enough; a folder that forbids it is named."""
    store = Store(tmp_path)
    store.save_login(saved())
    store.forget_login()
    store.forget_login()
    assert store.load_login() is None
    (tmp_path / SESSION_FILE).mkdir()
    with pytest.raises(JournalError, match="can not be removed"):
        store.forget_login()


def test_people_of_another_account_are_set_aside(tmp_path: Path) -> None:
    """The file is kept beside; setting aside nothing is fine, and a failure is named."""
    store = Store(tmp_path)
    store.set_aside_identities()
    store.save_identities(Identities((), 7))
    store.set_aside_identities()
    assert store.load_identities() == Identities()
    assert (tmp_path / (IDENTITIES_FILE + ".before")).exists()
    store.save_identities(Identities((), 8))
    (tmp_path / (IDENTITIES_FILE + ".before")).unlink()
    (tmp_path / (IDENTITIES_FILE + ".before")).mkdir()
    with pytest.raises(JournalError, match="can not be set aside"):
        store.set_aside_identities()


def test_no_secret_stands_in_a_repr() -> None:
    """Logs and tracebacks show who is logged in where, and nothing that lets a reader be them."""
    text = repr(saved()) + str(saved()) + repr(saved().session)
    assert all(secret not in text for secret in SECRETS)
    assert "wx2.qq.com" in text
