"""What to say of a key that is not known where it stands.

It knows which section stands where, and what fingers slip on; it must not know what keys mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.reading.nodes import Mapping, Scalar, locate
from responder.rules.reading.yaml_words import COLON_HINT, FULL_WIDTH_COLON, WRONG_COLON
from responder.rules.spec.limits import LimitsSpec
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.schema import FileSpec
from responder.rules.spec.section import Section
from responder.rules.spec.when import TextSpec, WhenSpec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.rules.reading.nodes import Position, Step
    from responder.rules.reading.report import Report

_PLACES: dict[type[Section], str] = {
    FileSpec: "at the top of the file",
    LimitsSpec: "under `limits`",
    RuleSpec: "to the rule itself, beside `when`",
    WhenSpec: "under `when`",
    TextSpec: "under `text`, as in `when: {text: {contains: 你好}}`",
}
"""Where keys belong that stand somewhere else."""

_CHINESE = {
    **dict.fromkeys(("规则",), "rules"),
    **dict.fromkeys(("测试",), "tests"),
    **dict.fromkeys(("时区",), "timezone"),
    **dict.fromkeys(("名称", "名字", "标题"), "name"),
    **dict.fromkeys(("条件", "触发", "当"), "when"),
    **dict.fromkeys(("回复", "答复", "自动回复"), "reply"),
    **dict.fromkeys(("静默", "沉默"), "silent"),
    **dict.fromkeys(("冷却",), "cooldown"),
    **dict.fromkeys(("文本", "内容", "消息"), "text"),
    **dict.fromkeys(("包含", "关键词", "关键字"), "contains"),
    **dict.fromkeys(("等于",), "equals"),
    **dict.fromkeys(("正则",), "regex"),
    **dict.fromkeys(("发送者", "发送人", "联系人"), "sender"),
    **dict.fromkeys(("群", "群聊", "群名"), "group"),
    **dict.fromkeys(("时间",), "time"),
    **dict.fromkeys(("类型",), "type"),
    **dict.fromkeys(("备注",), "remark"),
    **dict.fromkeys(("昵称",), "nickname"),
}
"""Keys in Chinese, and what they are called here."""

_HEAD = re.compile(rf"[^\W\d]\w*(?=[\s:{FULL_WIDTH_COLON}])")
"""The key that a key begins with, where nothing has parted it from its value."""

_OPEN_SECTIONS = frozenset({"vars", "lists", "tables"})
"""Keys of the file under which any name may stand."""


@dataclass(frozen=True, slots=True)
class Shallow:
    """Keys that stand beside the key they belong under; what is wrong with all of them is told.

    Args:
        keys: Their paths.
        owners: Where the empty values begin that they should stand in.
    """

    keys: frozenset[tuple[Step, ...]]
    owners: frozenset[Position]

    def covers(self, report: Report, path: tuple[Step, ...]) -> bool:
        """Whether a fault at a path is told already."""
        return path in self.keys or (
            bool(self.owners) and locate(report.root, path)[0].at in self.owners
        )


def note_shallow(report: Report, paths: Iterable[tuple[Step, ...]]) -> Shallow:
    """Note, once for each key with nothing below it, that its own keys stand beside it.

    So it is where the lines below `when:` are not further to the right than it. Of a key that
    belongs still deeper, such as `contains`, nothing is noted; its own fault says where.

    Args:
        report: Of the file.
        paths: Of the keys that are not known where they stand.
    """
    unknown = set(paths)
    keys: set[tuple[Step, ...]] = set()
    owners: set[Position] = set()
    for parent in dict.fromkeys(path[:-1] for path in paths):
        node, _ = locate(report.root, parent)
        if not isinstance(node, Mapping):
            continue
        owner, below = "", list[str]()
        for key, value in (*node.entries, (Scalar("", node.at), node)):
            name = key.text
            if owner and (*parent, name) in unknown and key.line > node.values[owner].line:
                if _belongs(report, parent, owner, name):
                    below.append(name)
                    keys.add((*parent, name))
                    continue
                if _belongs_deeper(report, parent, owner, name):
                    owners.add(node.values[owner].at)
                    continue
            if below:
                _note_below(report, (*parent, below[0]), owner, below)
                owners.add(node.values[owner].at)
            is_empty = isinstance(value, Scalar) and value.is_nothing and not value.text
            owner, below = (name if is_empty else ""), []
    return Shallow(frozenset(keys), frozenset(owners))


def _note_below(report: Report, path: tuple[Step, ...], owner: str, names: list[str]) -> None:
    message = f'expected "{names[0]}" further to the right than "{owner}:", which it belongs to'
    which = ", ".join(map(quote, names[:-1])) + " and " * (len(names) > 1) + quote(names[-1])
    report.key_fault(path, message, f"put two more blanks before {which} and all that is in it")


def _belongs(report: Report, parent: tuple[Step, ...], owner: str, name: str) -> bool:
    """Whether one key may stand under another one."""
    section = section_at(report, parent)
    if section is FileSpec and owner in _OPEN_SECTIONS:
        return True
    inner = _section_under(section, owner)
    return inner is not None and name in {*inner.key_names(), *inner.meant}


def _belongs_deeper(report: Report, parent: tuple[Step, ...], owner: str, name: str) -> bool:
    """Whether one key may stand under one of those that may stand under another one."""
    inner = _section_under(section_at(report, parent), owner)
    keys = () if inner is None else inner.key_names()
    deeper = [_section_under(inner, key) for key in keys if inner is not None]
    return any(one is not None and name in one.key_names() for one in deeper)


def note_key(report: Report, path: tuple[Step, ...]) -> None:
    """Note that a key is not known where it stands, and what is known there."""
    section = section_at(report, path[:-1])
    key = str(path[-1])
    names = section.key_names()
    head = _HEAD.match(key)
    if head and (head[0] in names or head[0] in section.meant):
        note_colon(report, path, head.end())
        return
    # The words of rules mean something else in a test.
    places = () if path[0] == "tests" else _PLACES
    chinese = _CHINESE.get(key, "")
    meant = section.meant.get(key) or _number(key, names, section)
    if chinese in section.meant:
        chinese = section.meant[chinese]
    hint = (
        section.hints.get(key, "")
        or (WhenSpec.hints.get(key, "") if section is RuleSpec else "")
        or (f"did you mean {quote(meant)}?" if meant else "")
        or (f"did you mean {quote(chinese)}?" if chinese in names else "")
        or next((f"it belongs {_PLACES[kind]}" for kind in places if key in kind.key_names()), "")
        or did_you_mean(key, names)
        or f"known here: {', '.join(names)}"
    )
    report.key_fault(path, f"expected a key known here, got {quote(key)}", hint)


def note_colon(report: Report, path: tuple[Step, ...], end: int) -> None:
    """Note that nothing parts a key from its value.

    Args:
        report: Of the file.
        path: Of the key as YAML read it.
        end: How many characters of it are the key.
    """
    key = str(path[-1])
    if key[end] == FULL_WIDTH_COLON:
        message = WRONG_COLON
    elif key[end] == ":":
        message, end = f'expected a blank after "{key[: end + 1]}", got none', end + 1
    else:
        message = f'expected ":" after "{key[:end]}", got none'
    report.key_fault(path, message, COLON_HINT, offset=end)


def _number(key: str, names: Iterable[str], section: type[Section]) -> str:
    """The key of the file that only an s at its end makes different, `""` without one.

    Elsewhere one of the two may be a key of another place: a rule has `limit`, a file `limits`.
    """
    others = (f"{key}s", key.removesuffix("s"))
    return next((one for one in others if one in names and section is FileSpec), "")


def section_at(report: Report, path: tuple[Step, ...]) -> type[Section]:
    """Which section stands at a path."""
    _, taken = locate(report.root, path)
    section: type[Section] = FileSpec
    for step in taken:
        section = _section_under(section, step) or section
    return section


def _section_under(section: type[Section], step: Step) -> type[Section] | None:
    """Which section stands under a key of another one; None if it is none."""
    field = next((f for n, f in section.model_fields.items() if step == (f.alias or n)), None)
    return None if field is None else _sections_in(field.annotation)


def _sections_in(annotation: object) -> type[Section] | None:
    """The section that a field holds, bare or in a list or with alternatives."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(_sections_in, get_args(annotation))), None)
