"""Events other than messages in rules and in tests."""

from __future__ import annotations

import pytest

from responder.models import EventKind
from responder.rules.spec.rule import EventWord
from tests.rules.rulekit import fault
from tests.rules.trial.trialkit import complaint, failure, played

NEWS = """
limits: {delay: off, per_chat: off}
rules:
  - {name: 进, on: member_joined, when: {group: 群}, reply: "欢迎{{ sender.name }}"}
  - {name: 假, on: pat, when: {chat: any, sender: 老王}, reply: 老王好}
  - {name: 拍, on: pat, when: {chat: any}, reply: 在}
  - name: 撤
    on: recalled
    when: {text: {contains: 密}}
    reply: "{{ message.type }} {{ message.text }}"
  - {name: 钱, on: transfer, reply: 谢}
  - {name: 灰, on: notice, when: {chat: any}, reply: "{{ message.text }}"}
  - {name: 我, on: recalled, when: {from_me: true}, reply: 我撤的}
  - {name: 话, when: {chat: any}, reply: 话}
"""


@pytest.mark.parametrize(
    "step",
    [
        "{on: member_joined, from: 小红, group: 群, expect: 欢迎小红}",
        "{on: member_joined, group: 群, expect: 欢迎}",
        "{on: member_joined, from: 小红, group: 别的群, expect: {rule: none}}",
        "{on: member_left, from: 小红, group: 群, expect: {rule: none}}",
        "{on: pat, from: 老王, expect: 老王好}",
        "{on: pat, from: 老王, group: 群, expect: 在}",
        "{on: recalled, from: 小明, says: 密码, expect: text 密码}",
        "{on: recalled, from: 小明, says: 密码, type: image, expect: image 密码}",
        "{on: recalled, from: 小明, says: 别的, expect: {rule: none}}",
        "{on: recalled, from: 小明, group: 群, says: 密码, expect: {rule: none}}",
        "{on: recalled, from_me: true, to: 小明, says: x, expect: 我撤的}",
        "{on: transfer, from: 小明, expect: 谢}",
        "{on: notice, group: 群, says: 改名了, expect: 改名了}",
        "{on: notice, from: 小明, says: 改名了, expect: 改名了}",
        "{on: red_packet, from: 小明, expect: {rule: none}}",
        "{from: 小明, says: 密码, expect: 话}",
    ],
)
def test_a_rule_takes_its_own_event(step: str) -> None:
    """Where it looks, and nothing else; a name in a grey line of a group is nobody's remark."""
    result = played(f"[{step}]", NEWS)
    assert result.passed, result.failure


def test_a_failed_step_says_what_happened() -> None:
    """Who, what and where."""
    found = failure("[{on: member_joined, from: 小红, group: 群, expect: x}]", NEWS)
    assert found.step.label == "小红: member_joined in 群"
    mine = failure("[{on: recalled, from_me: true, to: 小明, says: a, expect: x}]", NEWS)
    assert mine.step.label == 'I: recalled "a" to 小明'


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{on: pat, expect: a}", "expected `from: NAME`, got a step without"),
        ("{on: notice, group: 群, expect: a}", "expected `says: TEXT`, got a step without"),
    ],
)
def test_faults_of_steps(step: str, words: str) -> None:
    """Somebody does it, unless a group tells it; a notice has words."""
    assert words in complaint(f"[{step}]")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("on: member_joined, reply: a", "expected a rule that takes groups"),
        (
            "on: member_left, when: {chat: filehelper}, reply: a",
            "expected a rule that takes groups",
        ),
        ("on: transfer, when: {chat: group}, reply: a", "expected a rule that takes private chats"),
        ("on: joined, reply: a", "expected one of its words"),
    ],
)
def test_what_never_happens_where_the_rule_looks(rule: str, words: str) -> None:
    """Is refused, for nobody would ever see it fail."""
    assert words in fault(f"rules: [{{{rule}}}]")


def test_every_event_has_a_word() -> None:
    """Whatever happens, a rule can be for it."""
    assert {kind.value for kind in EventKind} == {*EventWord}


def test_a_login_is_a_step_of_its_own() -> None:
    """Nobody does it; and what it leads to is expected as ever."""
    rule = "{name: 来, on: login, do: [{send: {to: filehelper, text: '{{ me.name }}'}}]}"
    file = f"limits: {{delay: off}}\nrules: [{rule}]\n"
    step = "{on: login, expect: {send: {to: filehelper, text: 小店}}}"
    assert played(f"[{step}]", file, "me: 小店").passed
    said = complaint("[{on: login, from: 小明, expect: nothing}]")
    assert "expected `on` in a step of its own, got `from` beside it" in said


def test_a_schedule_is_no_step() -> None:
    """It comes by itself while time passes."""
    said = complaint("[{on: schedule, expect: nothing}]")
    assert "expected no schedule in a step, for they come by themselves" in said
