"""Conditions for tests: compiled from what an author writes, and tried on messages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from responder.models import ChatKind
from responder.rules.captures import NOTHING
from responder.rules.compiling.context import Context
from responder.rules.compiling.when import CompiledWhen, compile_when
from responder.rules.needs import How
from responder.rules.spec.rule import RuleSpec
from responder.rules.spec.when import WhenSpec
from responder.rules.subject import subject_of
from responder.rules.table import Table
from responder.rules.text.folding import Folding
from tests.rules.rulekit import ANN, BOB, CLIENTS, NOW_S, report, says, tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from responder.models import Event
    from responder.rules.captures import Captures
    from responder.rules.conditions.condition import Condition
    from responder.rules.needs import Key, Needs
    from responder.rules.reading.report import Report
    from responder.rules.subject import Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")

LISTS: dict[str, tuple[str, ...]] = {"vip": ("小明", "Bob"), "hello": ("你好", "Hi")}
TABLES = {
    "faq": Table({"价格": "3500", "价格表": "见附件", "发货": "三天"}),
    "goods": Table({"苹果": Table({"price": 5}), "梨": Table({"price": 3})}),
}


@dataclass(frozen=True)
class Tried:
    """What compiling conditions gave.

    Args:
        report: With the faults and warnings.
        when: The conditions.
        context: In which they were compiled.
    """

    report: Report
    when: CompiledWhen
    context: Context


def tried(
    text: str,
    *,
    timezone: str | None = "Asia/Shanghai",
    folding: Folding | None = None,
    parent: CompiledWhen | None = None,
) -> Tried:
    """Conditions as `when: TEXT` says them, faults and all."""
    gathered = report(f"rules: [{{when: {text}}}]")
    context = Context(
        gathered,
        names=Table({"shop": "小店"}),
        lists=LISTS,
        tables=TABLES,
        folding=folding or Folding(),
        timezone=timezone,
        zone=None if timezone is None else ZoneInfo(timezone),
    )
    spec = RuleSpec.model_validate(tree(f"{{when: {text}}}")).when or WhenSpec()
    path = ("rules", 0, "when")
    return Tried(gathered, compile_when(context, path, spec, rule="r", parent=parent), context)


def compiled(text: str, *, folding: Folding | None = None) -> CompiledWhen:
    """Conditions that have no fault."""
    found = tried(text, folding=folding)
    assert not found.report.faults
    return found.when


def fault_of(text: str) -> str:
    """Field, message and hint of the only fault of conditions."""
    (only,) = tried(text).report.faults
    return f"{only.field}: {only.message}; {only.hint}"


def subject(event: Event | str, *, now_s: float = NOW_S, folding: Folding | None = None) -> Subject:
    """A message, prepared."""
    event = says(event) if isinstance(event, str) else event
    return subject_of(event, folding or Folding(), now_s=now_s, zone=SHANGHAI)


def caught(
    when: CompiledWhen | str, event: Event | str, *, now_s: float = NOW_S
) -> Captures | None:
    """What conditions find in a message, None if they do not hold."""
    return run(compiled(when) if isinstance(when, str) else when, subject(event, now_s=now_s))


def match(text: str, event: Event | str) -> dict[str, Any] | None:
    """The names under `match` that conditions find in a message, None if they do not hold."""
    found = caught(text, event)
    return None if found is None else dict(found.match)


def run(when: CompiledWhen, prepared: Subject) -> Captures | None:
    """What conditions find, asked one after the other as the engine does."""
    found = NOTHING
    for condition in when.conditions:
        more = condition.match(prepared, found)
        if more is None:
            return None
        found = found.plus(more)
    return found


def reason(text: str, event: Event | str, *, now_s: float = NOW_S) -> str:
    """Key and reason of the first condition that does not hold."""
    prepared = subject(event, now_s=now_s)
    found = NOTHING
    for condition in compiled(text).conditions:
        more = condition.match(prepared, found)
        if more is None:
            return f"{condition.key}: {condition.why(prepared, found)}"
        found = found.plus(more)
    raise AssertionError("all conditions hold")


def needs_of(conditions: Iterable[Condition]) -> Needs:
    """What conditions need together."""
    return tuple(clause for one in conditions for clause in one.needs())


def has(prepared: Subject, key: Key) -> bool:
    """Whether a message has what a key names: the meaning of the keys, spelled out."""
    how, wanted = key
    text = prepared.text
    meaning = {
        How.WHOLE: prepared.folded == wanted,
        How.START: prepared.folded.startswith(wanted),
        How.PART: wanted in prepared.folded,
        How.RAW_WHOLE: text == wanted,
        How.RAW_START: text.startswith(wanted),
        How.RAW_PART: wanted in text,
        How.CASELESS_PART: wanted in text.casefold(),
        How.SENDER: wanted in prepared.senders,
        How.GROUP: wanted in prepared.groups,
    }
    return meaning[how]


_PIECES = ["a", "b", "ab", "Ａ", "价", "价格", "格", " ", "3", "é", "，", "[Smile]", "@小店 ", "/w"]

_words = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3).map("".join)
_texts = st.one_of(_words, st.lists(_words, min_size=1, max_size=3), st.just({"list": "hello"}))
_wanted = st.one_of(_texts, st.just({"table": "faq"}))
_regex = st.sampled_from(["a+", "价|b", "(?i)AB", "^a", "格$", "[ab]价", "a.*b"])
_inner = {
    **dict.fromkeys(("equals", "contains", "words", "starts_with", "ends_with"), _wanted),
    "regex": _regex,
}
_text_keys: dict[str, st.SearchStrategy[Any]] = {
    **_inner,
    "in": st.just("faq"),
    "contains_all": _texts,
    "fuzzy": _wanted,
    "longer_than": st.integers(0, 3),
    "shorter_than": st.integers(5, 9),
    "without": st.fixed_dictionaries({}, optional=_inner).filter(bool),
    "exact": st.booleans(),
}


def _some(keys: dict[str, st.SearchStrategy[Any]], most: int) -> st.SearchStrategy[Any]:
    """A mapping of one to `most` of the keys."""
    names = st.lists(st.sampled_from(sorted(keys)), min_size=1, max_size=most, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({key: keys[key] for key in chosen}))


_text = st.one_of(_texts, _some(_text_keys, 2)).filter(lambda text: text != {"exact": True})
_who = st.one_of(
    st.sampled_from(["小明", "Bob", ["小明", "bob77"], {"list": "vip"}]),
    st.sampled_from([{"contains": "b"}, {"regex": "^B"}, {"contains": ["小", "明"]}]),
)
_plain: dict[str, st.SearchStrategy[Any]] = {
    "text": _text,
    "sender": _who,
    "type": st.sampled_from(["text", ["text", "image"]]),
    "time": st.sampled_from(["09:00-18:00", {"outside": "10:00-11:00"}, {"days": "mon-fri"}]),
    "chance": st.sampled_from([0.5, 1]),
    "if": st.sampled_from(["now.hour < 12", "match is defined", "sender.name == '小明'"]),
}
_branch = st.recursive(
    _some(_plain, 2),
    lambda inside: _some(
        dict.fromkeys(("any", "all", "not"), st.lists(inside, min_size=1, max_size=2)), 2
    ),
    max_leaves=4,
)
_top: dict[str, st.SearchStrategy[Any]] = {
    **_plain,
    **dict.fromkeys(("any", "all", "not"), st.lists(_branch, min_size=1, max_size=2)),
    "chat": st.sampled_from(["private", "any", ["private", "filehelper"]]),
    "command": st.sampled_from(["/w {a}", ["/w", "a"], "/W {n:int=1}"]),
}


def _is_sound(when: dict[str, Any]) -> bool:
    return not tried(json.dumps(when, ensure_ascii=False)).report.faults


whens = _some(_top, 3).filter(_is_sound).map(lambda when: json.dumps(when, ensure_ascii=False))
"""Conditions without faults, spelled as one line of YAML."""

events = st.builds(
    lambda text, sender, group, mentioned: says(
        text, sender=sender, group=group, mentioned=mentioned and group is not None
    ),
    st.lists(st.sampled_from(_PIECES), max_size=5).map("".join),
    st.sampled_from([ANN, BOB]),
    st.sampled_from([None, CLIENTS]),
    st.booleans(),
)
"""Messages made of the same pieces."""

PRIVATE, GROUP, HELPER = ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.FILEHELPER
