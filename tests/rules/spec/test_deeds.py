"""Actions that are no texts, as they stand in the file and in its tests."""

from __future__ import annotations

import pytest

from responder.models import ChatKind
from responder.rules.actions import DeedAction
from tests.rules.rulekit import fault, rules
from tests.rules.trial.trialkit import failure, played

RULES = """
limits: {delay: off, per_chat: off}
rules:
  - {name: 转, when: 转, silent: true, do: [{forward: 老王}]}
  - {name: 撤, when: 撤, do: [{reply: 密码}, recall]}
  - {name: 名, when: 名, do: [{remark: "客户 {{ sender.name }}"}, {invite: 群}]}
  - {name: 留, when: {chat: any, type: image}, continue: true, do: [keep]}
  - {name: 收, when: {type: image}, limit: 1/day, reply: 收到}
  - {name: 顶, when: 顶, do: [pin]}
  - {name: 不顶, when: 不顶, do: [{pin: false}]}
  - {name: 踢, when: {chat: group, text: 踢}, do: [remove, {rename: 新}, {leave: true}]}
"""


def action(do: str) -> DeedAction:
    """The compiled action."""
    (found,) = rules(f"rules: [{{when: {{chat: any}}, do: [{do}]}}]").rules[0].actions
    assert isinstance(found, DeedAction)
    return found


@pytest.mark.parametrize(
    ("do", "verb", "kind"),
    [
        ("{forward: 老王}", "forward", ChatKind.PRIVATE),
        ("{forward: {group: 群}}", "forward", ChatKind.GROUP),
        ("{invite: 群}", "invite", ChatKind.GROUP),
        ("{remark: a}", "remark", None),
        ("recall", "recall", None),
        ("{leave: true}", "leave", None),
        ("keep", "keep", None),
        ("{keep: true}", "keep", None),
        ("pin", "pin", None),
        ("{pin: false}", "unpin", None),
    ],
)
def test_actions(do: str, verb: str, kind: ChatKind | None) -> None:
    """Some words may stand alone."""
    found = action(do)
    assert (found.verb, found.kind) == (verb, kind)


@pytest.mark.parametrize(
    ("do", "words"),
    [
        ("{recall: 2}", "do[1].recall: expected true"),
        ("{forward: [a, b]}", "do[1].forward: expected a name"),
        ("{remark: ' '}", "do[1].remark: expected a text, got only blanks"),
        ("{rename: '{{ nobody }}'}", "do[1].rename: "),
        ("{recall: true, leave: true}", "expected one action"),
        ("{keep: 3}", "do[1].keep: expected true, got a number"),
        ("{push: {sender.a: b}, keep: true}", "do[1]: expected one action, got push and keep"),
        ("{keep: x}", "do[1].keep: expected a number of items from 1 to 100"),
        ("{pin: x}", "do[1].pin: expected true or false"),
    ],
)
def test_faults(do: str, words: str) -> None:
    """Each has its place."""
    assert words in fault(f"rules: [{{when: {{chat: any}}, do: [{do}]}}]")


@pytest.mark.parametrize(
    "step",
    [
        "{from: 小明, says: 转, expect: [{forward: 老王}]}",
        "{from: 小明, says: 撤, expect: {do: [{reply: 密码}, recall]}}",
        "{from: 小明, says: 名, expect: [{remark: 客户 小明}, {invite: 群}]}",
        "{from: 小明, says: 顶, expect: {do: [pin]}}",
        "{from: 小明, says: 不顶, expect: {do: [{pin: false}]}}",
        "{from: 小明, type: image, expect: {do: [keep, {reply: 收到}]}}",
        "{from: 小明, group: 群, says: 踢, expect: {do: [remove, {rename: 新}, leave]}}",
    ],
)
def test_they_are_expected_by_their_words(step: str) -> None:
    """In order with everything else."""
    result = played(f"[{step}]", RULES)
    assert result.passed, result.failure


def test_another_name_is_another_deed() -> None:
    """And is shown."""
    found = failure("[{from: 小明, says: 名, expect: [{remark: 别的}, {invite: 群}]}]", RULES)
    assert '"[remark] 别的"' in found.expected
    assert '"[remark] 客户 小明"' in found.got


def test_keeping_answers_nobody() -> None:
    """Manners that keep answers back have nothing to do with it, nor does the pace."""
    image = "{from: 小明, type: image, expect: {do: [keep]}}"
    steps = f"[{{from_me: true, to: 小明, says: 在}}, {image}, {image[:-1]}, age: 5m}}]"
    head = "limits: {handover: 10m, max_age: 3m, per_day: 1, per_account: 1/min, loop: "
    rest = "{replies: 2, within: 1h, mute: 1h}}"
    result = played(steps, RULES.replace("limits: {delay: off, per_chat: off}", head + rest))
    assert result.passed, result.failure
