"""`responder try`, in process; the command itself is in `tests/e2e/test_commands.py`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from responder.cli.tryout import try_file
from responder.errors import RuleFileError, SettingError
from responder.tryout import Said

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
timezone: Asia/Shanghai
rules:
  - name: group
    when: {chat: group, group: 客户群, mentioned: true, text: 价格}
    reply: "{{ sender.name }} in {{ group.name }} at {{ now }}"
  - name: picture
    when: {type: image}
    reply: a picture
  - name: quiet
    when: 安静
    silent: true
  - name: wrong
    when: {text: {regex: 'x(?P<a>1)?'}}
    reply: "{{ match.a }}"
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A rule file."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def said(text: str, **changes: object) -> Said:
    """A message from 小明, in private unless changed."""
    values: dict[str, object] = {"sender": "小明", "group": "", "mention": False, "type": "text"}
    return Said(text=text, **{**values, "at": "", **changes})  # type: ignore[arg-type]  # shorthand


def tried(path: Path, message: Said, capsys: pytest.CaptureFixture[str]) -> str:
    """What `try` prints of a message."""
    assert try_file(path, message, as_json=False) == 0
    return capsys.readouterr().out


def test_a_mention_in_a_group(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Group, mention and a time in the file's own zone reach the rule."""
    message = said("价格", group="客户群", mention=True, at="2026-11-23T10:00")
    assert "reply: 小明 in 客户群 at 2026-11-23 10:00" in tried(rules, message, capsys)


def test_an_offset_is_kept(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A time with an offset is that instant, shown in the file's zone."""
    message = said("价格", group="客户群", mention=True, at="2026-11-23T02:00+00:00")
    assert "at 2026-11-23 10:00" in tried(rules, message, capsys)


def test_another_type(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--type` makes it a picture."""
    assert "reply: a picture" in tried(rules, said("", type="image"), capsys)


def test_a_silent_rule_says_so(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Claiming without an answer is not the same as nobody answering."""
    shown = tried(rules, said("安静"), capsys)
    assert 'Rule "quiet" has it.' in shown
    assert "silent" in shown


def test_a_failing_template_says_so(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rule has the message, and the error is told in place of a reply."""
    shown = tried(rules, said("x"), capsys)
    assert "but it fails: " in shown or "reply:" not in shown


def test_manners_say_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An answer in the quiet hours, and one that was just given by another rule."""
    path = tmp_path / "rules.yaml"
    path.write_text(
        "timezone: Asia/Shanghai\n"
        'limits: {quiet: "23:00-07:00", same_text: 1m}\n'
        "rules: [{name: a, continue: true, reply: 好}, {name: b, reply: 好}]\n",
        encoding="utf-8",
    )
    night = tried(path, said("在吗", at="2026-11-23T23:10"), capsys)
    assert night.splitlines()[-2:] == [
        'Rule "b" has it.',
        "  It answers nothing now: quiet: it is 23:10, within 23:00-07:00",
    ]
    day = tried(path, said("在吗", at="2026-11-23T10:00"), capsys)
    assert day.splitlines()[-2:] == [
        'Rule "b" has it.',
        '  not sent: "好" (same_text: the same text was said here 0s ago)',
    ]


def test_json_carries_everything(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rule, replies, captures and the trace of every rule before it."""
    assert try_file(rules, said("", type="image"), as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rule"] == "picture"
    assert found["replies"] == ["a picture"]
    assert [one["rule"] for one in found["trace"]] == ["group", "picture"]
    assert found["trace"][0]["failed"] == "chat"
    assert found["trace"][1]["failed"] is None


@pytest.mark.parametrize("changes", [{"type": "fax"}, {"at": "noon"}, {"mention": True}], ids=str)
def test_impossible_messages_are_refused(rules: Path, changes: dict[str, object]) -> None:
    """A usage error that names the flag."""
    with pytest.raises(SettingError, match="--"):
        try_file(rules, said("x", **changes), as_json=False)


def test_a_broken_file_is_its_faults(tmp_path: Path) -> None:
    """`try` reads with the same compiler as `run` and `check`."""
    path = tmp_path / "broken.yaml"
    path.write_text("rules: 5", encoding="utf-8")
    with pytest.raises(RuleFileError):
        try_file(path, said("x"), as_json=False)


def many(path: Path, rules: list[str]) -> Path:
    """A rule file of these rules."""
    path.write_text("rules:\n" + "".join(f"  - {rule}\n" for rule in rules), encoding="utf-8")
    return path


def test_many_rules_do_not_flood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of more rules than a screen holds only those are named whose words fit."""
    others = [f"{{name: r{n}, when: text {n}, reply: x}}" for n in range(1_000)]
    near = "{name: near, when: {sender: 老王, text: 价格}, reply: x}"
    path = many(tmp_path / "rules.yaml", [*others, near])
    shown = tried(path, said("价格"), capsys).splitlines()
    assert shown[0] == "Not these, though their words fit:"
    assert shown[1].startswith('  rule "near": sender: ')
    assert shown[2:] == ["  … and 1,000 more; --json has them all", "No rule answers this."]


def test_many_rules_that_have_nothing_to_do_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A few are named as an example; JSON has every one."""
    path = many(
        tmp_path / "rules.yaml", [f"{{name: r{n}, when: t{n}, reply: x}}" for n in range(1_000)]
    )
    shown = tried(path, said("价格"), capsys).splitlines()
    assert shown[1] == '  rule "r0": text: the text is none of "t0"'
    assert shown[-2] == "  … and 995 more; --json has them all"
    assert try_file(path, said("价格"), as_json=True) == 0
    assert len(json.loads(capsys.readouterr().out)["trace"]) == 1_000


def test_rules_that_let_others_answer_and_rules_that_only_watch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each rule that matched is told of, in order."""
    path = many(
        tmp_path / "rules.yaml",
        [
            "{name: watches, shadow: true, when: 你好, reply: would}",
            "{name: too, continue: true, when: 你好, reply: one}",
            "{name: has it, when: 你好, reply: two}",
        ],
    )
    assert tried(path, said("你好"), capsys).splitlines() == [
        'Rule "watches" would take it, but only watches (shadow).',
        "  would reply: would",
        'Rule "too" answers, and lets later rules answer too (continue).',
        "  reply: one",
        'Rule "has it" has it.',
        "  reply: two",
    ]
    assert try_file(path, said("你好"), as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["rule"], found["replies"]) == ("has it", ["one", "two"])
    assert [one["shadow"] for one in found["taken"]] == [True, False, False]


def test_nobody_has_it_in_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule that lets others answer does not keep the message."""
    path = many(tmp_path / "rules.yaml", ["{name: a, continue: true, when: 你好, reply: one}"])
    assert tried(path, said("你好"), capsys).splitlines()[-1] == "No other rule answers this."
    path = many(tmp_path / "rules.yaml", ["{name: a, shadow: true, when: 你好, reply: one}"])
    assert tried(path, said("你好"), capsys).splitlines()[-1] == "No rule answers this."


def test_the_lines_of_a_reply_stand_below_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reply of several lines reads as one."""
    path = many(tmp_path / "rules.yaml", ['{name: a, when: 你好, reply: "one\\ntwo"}'])
    assert tried(path, said("你好"), capsys).endswith("  reply: one\n         two\n")


def test_what_was_found_is_told_to_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Captures by their names, as JSON has them."""
    path = many(
        tmp_path / "rules.yaml",
        ["{name: a, when: {text: {regex: '订单(?P<id>[0-9]+)'}}, reply: x}"],
    )
    assert try_file(path, said("订单123"), as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["captures"]["id"] == "123"
    assert found["args"] == {}


def test_i_can_not_be_the_sender(rules: Path) -> None:
    """The account's own name is a usage error that names the flag."""
    with pytest.raises(SettingError, match='--from: expected somebody else, got "me"'):
        try_file(rules, said("x", sender="me"), as_json=False)


def test_faults_are_json_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that can not be tried gives the document that `check` gives."""
    path = tmp_path / "broken.yaml"
    path.write_text("rules: 5", encoding="utf-8")
    assert try_file(path, said("x"), as_json=True) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_a_message_that_costs_too_much_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rule at which the work was spent, and that nobody answers for it."""
    path = tmp_path / "rules.yaml"
    costly = "(range(900) | map('string') | join | wordcount)"
    rules = (f'- {{name: r{n}, when: {{if: "{costly} < {n}"}}, reply: a}}\n' for n in range(9))
    path.write_text("rules:\n" + "".join(rules), "utf-8")
    printed = tried(path, said("a"), capsys)
    reason = "the message has cost all the work that one message may"
    assert f": if: {reason}" in printed
    assert f"No rule answers this: {reason}." in printed


STORING = """\
rules:
  - {name: 数, continue: true, do: [{count: sender.n}]}
  - {name: 影, shadow: true, do: [{set: {chat.last: "{{ message.text }}"}, expires: 1h}]}
  - {name: 记, do: [{push: {sender.notes: [a, 1]}}, {drop: sender.n}, {reply: 好}]}
"""


def test_what_would_be_stored_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its path and value; what watches only would store it. Nothing is stored."""
    path = tmp_path / "rules.yaml"
    path.write_text(STORING, encoding="utf-8")
    for _ in range(2):
        assert tried(path, said("hi"), capsys).splitlines() == [
            'Rule "数" answers, and lets later rules answer too (continue).',
            "  It answers nothing, on purpose (silent).",
            "  store: sender.n = 1",
            'Rule "影" would take it, but only watches (shadow).',
            "  It answers nothing, on purpose (silent).",
            "  would store: chat.last = hi for 1h",
            'Rule "记" has it.',
            "  reply: 好",
            "  store: sender.notes = [a, 1]",
            "  drop: sender.n",
        ]
    assert try_file(path, said("hi", at="2026-11-23T10:00+08:00"), as_json=True) == 0
    _, shadow, last = json.loads(capsys.readouterr().out)["taken"]
    assert shadow["stored"] == [{"path": "chat.last", "value": "hi", "until": 1795402800.0}]
    assert last["stored"] == [
        {"path": "sender.notes", "value": ["a", 1], "until": None},
        {"path": "sender.n", "value": None, "until": None},
    ]
