"""Friend requests and texts to others over real HTTP, with a kill between decision and deed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.processes import daemon, simulator, wait_until

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {delay: 4s, per_chat: off, per_account: off}
rules:
  - name: 客户
    on: friend_request
    when: {text: {contains: 客户}}
    do:
      - accept
      - reply: "{{ sender.name }}，您好"
      - send: {to: {group: 客服群}, text: "新客户 {{ sender.name }}"}
      - alert: "{{ sender.name }} 来了"
"""


def test_a_request_that_was_decided_is_accepted_after_a_kill(tmp_path: Path) -> None:
    """Once and before the greeting; the group and the owner are told once, too."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("groups", {"groups": [{"name": "客服群", "members": ["小明"], "owner": "me"}]})
        service.post("confirm", {"auto": True})
        with daemon(tmp_path, service) as ours:
            ours.wait_state("online")
            service.post("event", {"kind": "friend_request", "name": "王五", "text": "我是客户"})
            wait_until("the decision", lambda: ours.status()["messages"])
            ours.process.kill()
            ours.process.wait()
        with daemon(tmp_path, service):
            wait_until("all that was decided", lambda: len(service.get("sent")) >= 3)
        sent = {(one["to"], one["text"]) for one in service.get("sent")}
        assert sent == {
            ("王五", "王五，您好"),
            ("客服群", "新客户 王五"),
            ("filehelper", "王五 来了"),
        }
        assert len(service.get("sent")) == 3
        assert service.get("violations") == []
