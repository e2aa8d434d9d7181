"""`responder run` against `responder simulator`, as two processes over real HTTP."""

from __future__ import annotations

import json
import signal
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.processes import STOP_S_MAX, daemon, responder, simulator, wait_until

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
limits: {delay: off, per_chat: off, per_account: off, per_day: off, loop: off}
rules:
  - name: number
    when: {text: {regex: '^n(?P<n>\\d+)$'}, chat: any}
    reply: "{{ chat.name }} {{ match.n }}"
  - name: picture
    when: {type: image}
    reply: "picture from {{ sender.name }}"
  - when: {text: {contains: 你好}}
    reply: 您好
"""
PEOPLE = ["小明", "小红", "老王", "Ann"]
GROUP = {"name": "客户群", "members": PEOPLE[:3], "owner": "me", "my_name": ""}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A directory with a rule file."""
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    return tmp_path


def test_a_thousand_messages_are_answered_once_each(home: Path) -> None:
    """Mixed bursts from several chats get each expected reply once, in order, by the protocol."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": name} for name in PEOPLE]})
        service.post("groups", {"groups": [GROUP]})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            expected: list[tuple[str, str]] = []
            number = 0
            for burst in range(10):
                said: list[dict[str, Any]] = []
                for index in range(100):
                    number += 1
                    person = PEOPLE[(index + burst) % 3]
                    match index % 10:
                        case 0:
                            said.append({"from": person, "type": "image"})
                            expected.append((person, f"picture from {person}"))
                        case 1 | 2:
                            said.append(
                                {"from": person, "group": GROUP["name"], "text": f"n{number}"}
                            )
                            expected.append(("客户群", f"客户群 {number}"))
                        case 3:
                            kind = ("voice", "video", "sticker", "link")[burst % 4]
                            said.append({"from": person, "type": kind})
                        case 4:
                            said.append({"from": person, "text": "nothing for a rule"})
                        case _:
                            said.append({"from": person, "text": f"n{number}"})
                            expected.append((person, f"{person} {number}"))
                service.post("say", {"messages": said})
            wait_until("all replies", lambda: len(service.get("sent")) >= len(expected))
            sent = [(one["to"], one["text"]) for one in service.get("sent")]
            assert Counter(sent) == Counter(expected)
            for chat in {to for to, _ in expected}:
                assert [s for s in sent if s[0] == chat] == [e for e in expected if e[0] == chat]
            assert len({one["client_msg_id"] for one in service.get("sent")}) == len(expected)
            assert service.get("violations") == []
            assert ours.status()["messages"] == 1000
            assert ours.stop()[0] == 0
        assert Counter((o["to"], o["text"]) for o in service.get("sent")) == Counter(expected)


def test_a_restart_needs_no_second_scan_and_repeats_nothing(home: Path) -> None:
    """Stopped and started again, it goes on: what came meanwhile is answered, what was, is not."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        with daemon(home, service) as ours:
            ours.wait_state("wait_scan")
            service.post("confirm", {})
            ours.wait_state("online")
            service.post("say", {"from": "小明", "text": "n1"})
            wait_until("the first reply", service.texts)
            assert ours.stop()[0] == 0
        service.post("say", {"from": "小明", "text": "n2"})
        with daemon(home, service) as ours:
            wait_until("the second reply", lambda: len(service.texts()) > 1)
            service.post("say", {"from": "小明", "text": "n3"})
            wait_until("the third reply", lambda: len(service.texts()) > 2)
            assert service.texts() == ["小明 1", "小明 2", "小明 3"]
        assert service.get("violations") == []


def test_a_killed_daemon_goes_on_where_it_was(home: Path) -> None:
    """After SIGKILL in the middle of a burst every message still has one reply."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            said = [{"from": "小明", "text": f"n{n}"} for n in range(100)]
            service.post("say", {"messages": said})
            wait_until("some replies", lambda: len(service.texts()) > 5)
            ours.process.kill()
            ours.process.wait()
        with daemon(home, service):
            wait_until("all replies", lambda: len(service.texts()) >= 100)
        assert service.texts() == [f"小明 {n}" for n in range(100)]


def test_the_simulator_killed_and_started_again(home: Path) -> None:
    """The daemon outlives its service; the new one knows no session, so it asks for a scan."""
    with simulator() as service:
        service.post("confirm", {"auto": True})
        port = service.port
        with daemon(home, service) as ours:
            ours.wait_state("online")
            service.process.kill()
            service.process.wait()
            wait_until("trouble told", lambda: ours.status()["errors"])
            assert ours.process.poll() is None
            with simulator(port) as again:
                ours.wait_state("wait_scan")
                again.post("contacts", {"contacts": [{"name": "小明"}]})
                again.post("confirm", {})
                ours.wait_state("online")
                again.post("say", {"from": "小明", "text": "你好"})
                wait_until("a reply", again.texts)
                assert again.texts() == ["您好"]
                assert ours.stop()[0] == 0


def test_an_expired_session_is_renewed_on_the_phone(home: Path) -> None:
    """1100: the phone is asked, nothing is scanned, and a waiting message is answered."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            service.post("expire", {"retcode": 1100})
            wait_until("the next login", lambda: ours.output().count('"Logged in') == 2)
            ours.wait_state("online")
            service.post("say", {"from": "小明", "text": "你好"})
            wait_until("a reply", service.texts)
            assert "confirm the login on your phone" in ours.output()
            assert service.texts() == ["您好"]


def test_a_login_elsewhere_is_told_in_one_sentence(home: Path) -> None:
    """1101: no fight over the account; one sentence, and a code for a human who wants it back."""
    with simulator() as service, daemon(home, service) as ours:
        ours.wait_state("wait_scan")
        service.post("confirm", {})
        ours.wait_state("online")
        service.post("expire", {"retcode": 1101})
        wait_until("the sentence", lambda: "logged in elsewhere" in ours.output())
        ours.wait_state("wait_scan")
        assert service.get("state")["calls"].get("webwxpushloginurl", 0) == 0
        service.post("confirm", {})
        ours.wait_state("online")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_time_while_waiting_for_a_scan(home: Path, number: int) -> None:
    """A signal during the login ends it in order, within five seconds, with exit code 0."""
    with simulator() as service, daemon(home, service) as ours:
        ours.wait_state("wait_scan")
        code, took_s = ours.stop(number)
        assert code == 0
        assert took_s < STOP_S_MAX
        assert "Traceback" not in ours.output()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_in_time_while_polling(home: Path, number: int) -> None:
    """The same during the long poll, and no trace of an error is left."""
    with simulator() as service:
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            code, took_s = ours.stop(number)
            assert code == 0
            assert took_s < STOP_S_MAX
            assert "Traceback" not in ours.output()


def test_it_stops_in_time_while_a_send_hangs(home: Path) -> None:
    """A request under way gets its grace and no more; the next start sends the text, once."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            service.post("faults", {"faults": [{"endpoint": "webwxsendmsg", "kind": "silence"}]})
            service.post("say", {"from": "小明", "text": "你好"})
            calls = "webwxsendmsg"
            wait_until("the send", lambda: service.get("state")["calls"].get(calls))
            code, took_s = ours.stop()
            assert code == 0
            assert took_s < STOP_S_MAX
        with daemon(home, service) as ours:
            wait_until("the reply", service.texts)
            assert service.texts() == ["您好"]


def test_a_refused_account_ends_with_code_4(home: Path) -> None:
    """Ret 1203 is final: the service's words, no restart asked for."""
    with simulator() as service:
        service.post("confirm", {"auto": True})
        service.post("settings", {"refuse_web": True})
        with daemon(home, service) as ours:
            assert ours.process.wait(timeout=30) == 4
            assert "1203" in ours.output()
            assert "Traceback" not in ours.output()


def test_two_daemons_on_one_state_are_refused(home: Path) -> None:
    """The second one says who is in the way and ends with exit code 3."""
    with simulator() as service, daemon(home, service) as ours:
        ours.wait_state("wait_scan")
        answer = responder(
            *("run", str(home / "rules.yaml"), "--server", service.url),
            *("--state", str(home / "state")),
        )
        assert answer.returncode == 3
        assert "another responder runs" in answer.stderr


def test_a_dry_run_sends_nothing(home: Path) -> None:
    """It logs in, decides and journals in a state of its own."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "小明"}]})
        service.post("confirm", {"auto": True})
        with daemon(home, service, "--dry-run") as ours:
            state = home / "state" / "dry-run"
            online = ("status", "--quiet", "--state", str(state))
            wait_until("on line", lambda: responder(*online).returncode == 0)
            service.post("say", {"from": "小明", "text": "你好"})
            wait_until("the decision", lambda: '"decided"' in ours.output())
            told = responder("status", "--json", "--state", str(state)).stdout
            assert json.loads(told)["answered"] == 1
            assert ours.stop()[0] == 0
        assert service.get("sent") == []
        assert not (home / "state" / "session.json").exists()


def test_no_words_of_anybody_reach_the_log(home: Path) -> None:
    """At INFO a log names ids and rules, never what was said or by whom."""
    with simulator() as service:
        service.post("contacts", {"contacts": [{"name": "机密客户"}]})
        service.post("confirm", {"auto": True})
        with daemon(home, service) as ours:
            ours.wait_state("online")
            service.post("say", {"from": "机密客户", "text": "你好，这是秘密"})
            wait_until("a reply", service.texts)
            assert ours.stop()[0] == 0
            assert "decided" in ours.output()
            for word in ("机密客户", "秘密", "您好"):
                assert word not in ours.output()
