"""From flags to settings."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from responder.cli.run import (
    NOT_HERE,
    Options,
    _extspam,
    _settings,
    _source,
    _with_alerts,
    console_of,
    start,
)
from responder.cli.running import demo
from responder.daemon import Watchers
from responder.errors import EnvironmentFault, SettingError
from responder.wechat.client import USER_AGENTS
from responder.wechat.progress import QrPaused
from responder.wechat.protocol.codes import Mode

if TYPE_CHECKING:
    from responder.wechat.progress import Notice


def options(tmp_path: Path, **changes: object) -> Options:
    """The flags as they are by default, with some changed."""
    values: dict[str, object] = {
        "file": tmp_path / "rules.yaml",
        "server": None,
        "state": tmp_path / "state",
        "account": "default",
        "mode": "uos",
        "uos_extspam": "",
        "uos_client_version": "2.0.0",
        "user_agent": "",
        "console": "off",
        "dry_run": False,
        "keep": "90d",
        "keep_text": True,
        "test_on_reload": False,
        "fetch_allow": "",
    }
    return Options(**{**values, **changes})  # type: ignore[arg-type]  # a test's shorthand


def test_the_defaults_go_to_the_real_service(tmp_path: Path) -> None:
    """Without --server the login begins at WeChat's own host, and no redirect is pinned."""
    plan = _settings(options(tmp_path)).plan
    assert plan.hosts.login == "https://login.weixin.qq.com"
    assert not plan.hosts.pinned


def test_uos_mode_needs_its_constant(tmp_path: Path) -> None:
    """The default mode is UOS with the constant, and the plain page without it."""
    assert _settings(options(tmp_path, uos_extspam="Gp8I")).plan.mode is Mode.UOS
    assert _settings(options(tmp_path)).plan.mode is Mode.WEB
    assert _settings(options(tmp_path, uos_extspam="Gp8I", mode="web")).plan.mode is Mode.WEB


def test_the_plain_page_in_place_of_uos_mode_is_said(tmp_path: Path) -> None:
    """Nobody who is refused has to guess that the constant was missing."""
    with capture_logs() as logs:
        _settings(options(tmp_path))
    assert [("--uos-extspam" in entry["event"]) for entry in logs] == [True]
    with capture_logs() as logs:
        _settings(options(tmp_path, mode="web"))
        _settings(options(tmp_path, uos_extspam="Gp8I"))
    assert logs == []


def test_a_server_takes_every_host(tmp_path: Path) -> None:
    """`--server` pins login, base, file and push to one origin."""
    hosts = _settings(options(tmp_path, server="http://127.0.0.1:8800")).plan.hosts
    assert {hosts.login, hosts.base, hosts.file, *hosts.push} == {"http://127.0.0.1:8800"}
    assert hosts.pinned


def test_mode_and_user_agent_belong_together(tmp_path: Path) -> None:
    """Each mode brings its browser; a given one wins."""
    assert _settings(options(tmp_path)).user_agent == USER_AGENTS["web"]
    assert _settings(options(tmp_path, uos_extspam="Gp8I")).user_agent == USER_AGENTS["uos"]
    assert _settings(options(tmp_path, user_agent="mine")).user_agent == "mine"


def test_the_constant_may_come_from_a_file(tmp_path: Path) -> None:
    """`@FILE` is read and joined to the one line that a header takes."""
    path = tmp_path / "extspam"
    path.write_text("Gp8I\n CAgA=\n", encoding="ascii")
    assert _extspam(f"@{path}") == "Gp8ICAgA="
    assert _extspam("Gp8ICAgA=") == "Gp8ICAgA="
    assert _extspam("") == ""
    with pytest.raises(EnvironmentFault, match="No such file"):
        _extspam(f"@{path}x")


@pytest.mark.parametrize("text", ["böse", "a\x00b"])
def test_what_fits_no_header_is_refused(text: str) -> None:
    """A sentence, not an error of the HTTP library at login."""
    with pytest.raises(SettingError, match="--uos-extspam"):
        _extspam(text)


def test_windows_is_told_where_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence that names WSL and containers, before anything is tried."""
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(EnvironmentFault, match="WSL"):
        start(options(tmp_path))
    with pytest.raises(EnvironmentFault, match="WSL"):
        demo(once=True)
    assert "container" in NOT_HERE


@pytest.mark.parametrize(("given", "kept_s"), [("90d", 90 * 86_400.0), ("1h", 3600.0)])
def test_how_long_things_are_kept_is_a_setting(given: str, kept_s: float, tmp_path: Path) -> None:
    """A time as in the rule file."""
    assert _settings(options(tmp_path, keep=given)).keep_s == kept_s


@pytest.mark.parametrize("given", ["", "90", "59m", "forever", "-1d"])
def test_what_is_no_time_to_keep_is_refused(given: str, tmp_path: Path) -> None:
    """With the spelling that is expected."""
    with pytest.raises(SettingError, match="--keep: expected a time such as 90d, at least 1h"):
        _settings(options(tmp_path, keep=given))


def test_alerts_hear_of_everything_and_so_does_whoever_did_before(tmp_path: Path) -> None:
    """Every watcher but that of figures has a second one behind it, and alerts have their task."""
    seen: list[Notice] = []
    before = Watchers(notice=seen.append)
    after = _with_alerts(before, "json://127.0.0.1:9/", tmp_path, "default")
    for field in fields(Watchers):
        if field.name == "fetched":
            continue
        assert getattr(after, field.name) != getattr(before, field.name), field.name
    after.notice(QrPaused(1.0))
    assert seen == [QrPaused(1.0)]


def test_a_wrong_address_for_alerts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start, not when the first alert is to be sent."""
    (tmp_path / "rules.yaml").write_text("rules: [{when: a, reply: a}]", "utf-8")
    monkeypatch.setenv("RESPONDER_ALERTS", "nothing://x")
    with pytest.raises(SettingError, match=r"RESPONDER_ALERTS: address 1 \('nothing'\)"):
        start(options(tmp_path))


def test_the_rule_file_is_known_by_its_whole_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another start from another folder means the same one, and a log says which it is."""
    file = tmp_path / "rules.yaml"
    file.write_text("rules: [{when: a, reply: a}]", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert _source(options(tmp_path, file=Path("rules.yaml"))).path == str(file)


def test_without_a_console_nothing_of_it_is_there(tmp_path: Path) -> None:
    """No port, no token."""
    assert console_of("off", tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_console_is_told_where_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, with the token that opens it; one of the owner's own comes from the variable."""
    monkeypatch.setenv("RESPONDER_CONSOLE_TOKEN", "0123456789abcdef")
    page = console_of("127.0.0.1:0", tmp_path)
    assert page is not None
    page.close()
    said = capsys.readouterr().out
    assert said == f"Console: http://{page.address}/?token=0123456789abcdef\n"


@pytest.mark.parametrize("given", ["everywhere", "0.0.0.0:8787"])
def test_a_wrong_address_is_a_usage_error(given: str, tmp_path: Path) -> None:
    """No address, or one that others get to without a token of the owner's own."""
    with pytest.raises(SettingError, match="--console"):
        console_of(given, tmp_path)
