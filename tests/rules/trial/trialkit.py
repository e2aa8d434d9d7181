"""Rule files with tests, for the tests of `trial`, in its own words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from responder.rules.compiling.context import Context
from responder.rules.spec.validate import check_trials
from responder.rules.trial.compile import compile_trials
from responder.rules.trial.run import run_trial
from tests.rules.rulekit import report, rules

if TYPE_CHECKING:
    from responder.rules.reading.report import Report
    from responder.rules.ruleset import RuleSet
    from responder.rules.trial.trial import Failure, Result, Trial

SHOP = """
timezone: Asia/Shanghai
limits: {delay: off, per_chat: off, per_account: off}
rules:
  - {name: 广告, when: {text: {contains: 贷款}}, silent: true}
  - {name: 问好, when: 你好, reply: 您好！}
  - {name: 报价, when: {text: {contains: 价格}}, reply: "{{ sender.name }}，3500 元"}
  - {name: 地址, when: 地址, do: [{reply: 人民路}, {reply: 一号}]}
  - {name: 群里, when: {group: 客户群, mentioned: true}, reply: 请私聊}
  - {name: 老王, when: {sender: 老王, text: 暗号}, reply: [请进, 门没锁, 等一下]}
  - {name: 坏了, when: {text: {regex: '坏(?P<a>1)?'}}, reply: "{{ match.a }}"}
  - {name: 几点, when: 几点, reply: "{{ now }} {{ message.time }}"}
"""
"""A file with a rule of each kind; replies leave at once."""


def shop(tests: str, file: str = SHOP) -> RuleSet:
    """The rules of `SHOP`; `tests` is given to make sure that they load together."""
    return rules(_with_tests(tests, file))


def _with_tests(tests: str, file: str) -> str:
    return textwrap.dedent(file) + "tests:\n" + textwrap.indent(textwrap.dedent(tests), "  ")


def compiled(tests: str, file: str = SHOP) -> tuple[tuple[Trial, ...], Report]:
    """Tests compiled with the rules of a file, and what was found wrong with them."""
    found = report(_with_tests(tests, file))
    rule_set = rules(file)
    context = Context(found, zone=rule_set.zone)
    return compile_trials(context, check_trials(found), rule_set.by_name), found


def trials(tests: str, file: str = SHOP) -> tuple[Trial, ...]:
    """Tests without a fault."""
    made, found = compiled(tests, file)
    assert not found.faults, [str(fault) for fault in found.faults]
    return made


def played(steps: str, file: str = SHOP, head: str = "") -> Result:
    """How a test of these steps ends, with further keys of the test in `head`."""
    test = f"- {{name: t{', ' + head if head else ''}, steps: {steps}}}\n"
    (trial,) = trials(test, file)
    return run_trial(rules(file), trial)


def failure(steps: str, file: str = SHOP, head: str = "") -> Failure:
    """Where a test of these steps fails."""
    found = played(steps, file, head).failure
    assert found is not None
    return found


def complaints(tests: str, file: str = SHOP) -> list[str]:
    """What is wrong with tests: field, message and hint of each fault."""
    _, found = compiled(tests, file)
    return [f"{fault.field}: {fault.message} ({fault.hint})" for fault in found.faults]


def complaint(steps: str, head: str = "") -> str:
    """The only fault of a test of these steps, without the test's place."""
    (only,) = complaints(f"- {{name: t{', ' + head if head else ''}, steps: {steps}}}\n")
    return only.removeprefix("tests[1].")
