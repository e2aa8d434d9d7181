"""Alerts of a daemon in a process of its own, over HTTP; and a daemon without them."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from tests.e2e.processes import daemon, simulator, wait_until
from tests.house.process import python
from tests.test_outlets import service

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

RULES = "rules:\n  - when: 你好\n    reply: 您好\n"
BROKEN = "rules:\n  - whn: 你好\n"

IMPORTED = """
import sys
sys.argv = ["responder", "run", sys.argv[1], "--state", sys.argv[2], "--server", "http://127.0.0.1:9"]
import trio
trio.run = lambda *_: None
from responder.cli import main
try:
    main()
finally:
    print("apprise" in sys.modules, "responder.daemon" in sys.modules)
"""


def test_the_owner_is_told_when_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A login with its code, then that it is over; broken rules, then that they are mended."""
    file = tmp_path / "rules.yaml"
    file.write_text(RULES, encoding="utf-8")
    with service() as (address, taken), simulator() as wechat:
        monkeypatch.setenv("RESPONDER_ALERTS", address)

        def told(count: int) -> list[str]:
            wait_until(f"alert {count}", lambda: len(taken) >= count)
            return [alert["title"].removeprefix("responder: ") for alert in taken]

        with daemon(tmp_path, wechat) as ours:
            assert told(1) == ["login needed"]
            picture = base64.b64decode(taken[0]["attachments"][0]["base64"])
            assert picture == (tmp_path / "state" / "qr.png").read_bytes()
            wechat.post("confirm", {"auto": True})
            wechat.post("scan", {})
            assert told(2)[1:] == ["logged in again"]
            file.write_text(BROKEN, encoding="utf-8")
            assert told(3)[2:] == ["the rule file was not put to use"]
            assert taken[2]["message"].startswith(f"{file}:")
            file.write_text(RULES, encoding="utf-8")
            assert told(4)[3:] == ["the rule file is in use again"]
            assert ours.stop()[0] == 0


def test_whoever_wants_no_alerts_pays_for_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library is not even imported."""
    monkeypatch.delenv("RESPONDER_ALERTS", raising=False)
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    done = python("-c", IMPORTED, str(tmp_path / "rules.yaml"), str(tmp_path / "state"))
    assert done.output.splitlines()[-1] == "False True"
