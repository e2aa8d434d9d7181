"""Runs as a user has them: the program is killed, the file edited, and a conversation goes on."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from tests.e2e.processes import daemon, responder, simulator, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.processes import Service

HEAD = "limits: {delay: off, per_chat: off, per_account: off, handover: off}\nrules:\n"
RULES = (
    HEAD
    + """
  - name: 预约
    when: 预约
    do:
      - ask: [{save: day, prompt: 哪一天？}, {save: phone, prompt: 手机号？}]
      - reply: "{{ answers.day }} {{ answers.phone }}"
      - wait: 1s
      - reply: 再见
      - later: {in: 2s, do: [{reply: 到了}]}
"""
)
EDITED = HEAD + "  - {name: 预约, when: 预约, reply: 改了}\n"


def says(service: Service, text: str) -> None:
    """小明 writes."""
    service.post("say", {"messages": [{"from": "小明", "text": text}]})


def wait_texts(service: Service, *texts: str) -> None:
    """Wait until just these texts were sent, in order."""
    wait_until(f"the texts {texts}", lambda: len(service.texts()) >= len(texts))
    assert service.texts() == [*texts]


def test_a_conversation_outlives_the_program_and_the_file(tmp_path: Path) -> None:
    """It finishes by the rules that began it, which are made again from the journal."""
    state = ("--state", str(tmp_path / "state"))
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(tmp_path, service) as ours:
            ours.wait_state("online")
            says(service, "预约")
            wait_texts(service, "哪一天？")
            ours.stop(signal.SIGKILL)
        (tmp_path / "rules.yaml").write_text(EDITED, "utf-8")
        with daemon(tmp_path, service) as ours:
            ours.wait_state("online")
            says(service, "5月3日")
            wait_texts(service, "哪一天？", "手机号？")
            told = responder("why", "--last", *state).stdout
            assert 'Rule "预约" has it.' in told
            assert "will wait for an answer until" in told
            says(service, "138")
            wait_texts(service, "哪一天？", "手机号？", "5月3日 138", "再见", "到了")
            says(service, "预约")
            wait_texts(service, "哪一天？", "手机号？", "5月3日 138", "再见", "到了", "改了")
            assert ours.stop()[0] == 0
        assert service.get("violations") == []
    assert "Traceback" not in ours.output()
