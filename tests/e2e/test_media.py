"""Kept media over real HTTP: a kill in the middle, a recall, and somebody who is forgotten."""

from __future__ import annotations

import signal
from base64 import b64encode
from typing import TYPE_CHECKING

from tests.e2e.processes import daemon, responder, simulator, wait_until

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 留, when: {type: [image, file]}, do: [keep]}
  - {name: 撤, on: recalled, when: {type: [image, file]}, silent: true, do: [{forward: filehelper}]}
"""
LARGE = b"%PDF" + bytes(range(256)) * 20_000
"""Five megabytes."""


def test_what_came_is_kept_over_a_kill_and_its_recall(tmp_path: Path) -> None:
    """Byte for byte; and gone once its sender is forgotten."""
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    media = tmp_path / "state" / "media"
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(tmp_path, service) as ours:
            ours.wait_state("online")
            service.post("faults", {"spec": "webwxgetmedia:delay=60"})
            file = {"from": "小明", "type": "file", "name": "合同.pdf"}
            line = {**file, "data": b64encode(LARGE).decode()}
            (msg_id,) = service.post("say", {"messages": [line]})
            wait_until("the decision", lambda: ours.status()["messages"])
            ours.stop(signal.SIGKILL)
        assert not media.exists()
        with daemon(tmp_path, service) as ours:
            wait_until("the file", (media / f"{msg_id}.pdf").exists)
            assert (media / f"{msg_id}.pdf").read_bytes() == LARGE
            service.post("event", {"kind": "recalled", "msg_id": msg_id})
            (sent,) = wait_until("what was taken back", lambda: service.get("sent"))
            assert (sent["to"], sent["type"], sent["text"]) == ("filehelper", "file", "合同.pdf")
            ours.stop()
        told = responder("forget", "小明", "--state", str(tmp_path / "state"), "--yes").stdout
        assert "Deleted what was kept of what came with them: 1 files." in told
        assert list(media.iterdir()) == []
        assert service.get("violations") == []
