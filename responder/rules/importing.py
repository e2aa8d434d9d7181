"""Rules from what other programs have: a spreadsheet of questions and answers, or a keyword file.

What comes out is the text of a rule file that loads, and for every entry what became of it. It must
not know files or terminals.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from responder.errors import RuleFileError
from responder.rules.load import draft
from responder.rules.reading.cells import harmless, quote
from responder.rules.reading.sheets.csv_rows import csv_rows
from responder.rules.reading.sheets.grid import NO_RESULT
from responder.rules.reading.sheets.xlsx_rows import xlsx_rows
from responder.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from responder.rules.reading.sheets.grid import Row

QUESTIONS = ("question", "问题", "问", "q", "关键词", "keyword", "关键字")
ANSWERS = ("answer", "答案", "回答", "答", "a", "回复", "reply")
"""Names of columns, most telling first."""

WORD_CHARS_MAX = 8
"""A question of so few characters is a keyword; a longer one is nobody's very words."""

LIKENESS = 80
"""How alike a message must be to a long question."""

_MEDIA = (".jpg", ".jpeg", ".png", ".gif", ".img", ".webp")
_FILES = (".pdf", ".doc", ".docx", ".xls", "xlsx", ".zip", ".rar", ".mp4")
"""Endings by which chatgpt-on-wechat sends what stands there in place of its address; source:
`plugins/keyword/keyword.py` of zhayujie/chatgpt-on-wechat, 14cc478."""

_RULE_FILE = "rules.yaml"


class Became(StrEnum):
    """What became of an entry."""

    CONVERTED = "converted"
    APPROXIMATED = "approximated"
    """It answers as before, mostly."""
    REFUSED = "not convertible"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the file, and what became of it.

    Args:
        place: Where it stands, such as `row 3`.
        what: What it is about.
        became: In a word.
        why: What is different now, or why it can not be converted.
    """

    place: str
    what: str
    became: Became
    why: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was made of a file.

    Args:
        text: Of a rule file; `""` if nothing could be converted.
        entries: In their order.
        remarks: What holds for all of them.
    """

    text: str
    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = ()

    def count(self, became: Became) -> int:
        """How many entries became that."""
        return sum(one.became is became for one in self.entries)


class UnknownFormError(Exception):
    """The file is none that can be imported; its text says why, and what can be."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One question, in all its wordings, and its answer."""

    place: str
    words: tuple[str, ...]
    answer: str
    whole: bool
    """Whether a message must be one of the wordings, and not only contain it."""


def import_table(path: str, data: bytes) -> Imported:
    """Rules from a spreadsheet with a column of questions and one of answers.

    Args:
        path: As messages show it; its ending tells CSV from XLSX.
        data: The whole file.

    Raises:
        UnknownFormError: It has no such columns.
        RuleFileError: It can not be read.
    """
    is_sheet = path.lower().endswith(".xlsx")
    rows = [*(xlsx_rows(path, data, 0, None) if is_sheet else csv_rows(path, data, 0))]
    rows = [row for row in rows if any(row.cells)]
    if not rows:
        raise UnknownFormError(f"{path}: expected rows of questions and answers, got none")
    asked, said, has_head = _columns(path, rows[0])
    pairs = [_pair(row, asked, said) for row in rows[has_head:]]
    remark = "a message is taken if it contains a short question, or is much like a long one"
    remarks = [remark]
    if not has_head:
        remarks.append("no column has a name: the first is taken for questions, the second answers")
    return _imported(pairs, remarks)


def import_keywords(path: str, data: bytes) -> Imported:
    """Rules from the keyword file of chatgpt-on-wechat: `{"keyword": {"你好": "您好"}}`.

    Args:
        path: As messages show it.
        data: The whole file.

    Raises:
        UnknownFormError: It is no such file.
    """
    try:
        twice: list[str] = []
        document = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=lambda pairs: _once(pairs, twice)
        )
    except RecursionError as error:
        raise UnknownFormError(f"{path}: expected JSON: it is nested too deeply") from error
    except ValueError as error:
        raise UnknownFormError(f"{path}: expected JSON: {harmless(str(error))}") from error
    keywords = document.get("keyword") if isinstance(document, dict) else None
    if not isinstance(keywords, dict):
        hint = 'as in {"keyword": {"你好": "您好"}}'
        raise UnknownFormError(f"{path}: expected a mapping `keyword`, {hint}")
    pairs = [
        _Pair(
            f"keyword {number}",
            (word.strip(),) if word.strip() else (),
            answer if isinstance(answer, str) else "",
            whole=True,
        )
        for number, (word, answer) in enumerate(keywords.items(), start=1)
    ]
    remarks = [
        "a message is taken if it is the keyword; capital letters and width do not matter",
        "only private chats are answered: `defaults: {chat: any}` adds groups",
    ]
    if twice:
        words = ", ".join(map(quote, twice))
        remarks.append(f"of a keyword that stands there twice the last answer is taken: {words}")
    return _imported(pairs, remarks)


def _once(pairs: list[tuple[str, object]], twice: list[str]) -> dict[str, object]:
    """A mapping of JSON; keys that stand there again are noted."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            twice.append(key)
        found[key] = value
    return found


def _columns(path: str, head: Row) -> tuple[int, int, bool]:
    """Which column holds the questions and which the answers, and whether the first row says so."""
    names = [cell.strip().casefold() for cell in head.cells]
    asked = next((names.index(name) for name in QUESTIONS if name in names), None)
    said = next((names.index(name) for name in ANSWERS if name in names), None)
    if asked is not None and said is not None:
        return asked, said, True
    filled = [cell for cell in head.cells if cell]
    if asked is None and said is None and len(filled) == 2 == len(head.cells):  # noqa: PLR2004 - a pair
        return 0, 1, False
    shown = ", ".join(quote(cell) for cell in filled[:5])
    msg = f"{path}: expected columns such as 问题 and 答案, or question and answer, got {shown}"
    raise UnknownFormError(msg)


def _pair(row: Row, asked: int, said: int) -> _Pair:
    cells = [*row.cells, *[""] * (max(asked, said) + 1 - len(row.cells))]
    words = [one.strip() for line in cells[asked].splitlines() for one in line.split("|")]
    return _Pair(f"row {row.line}", tuple(filter(None, words)), cells[said].strip(), whole=False)


def _imported(pairs: Sequence[_Pair], remarks: Iterable[str]) -> Imported:
    entries: list[Entry] = []
    rules: list[str] = []
    known: dict[str, str] = {}
    for pair in pairs:
        entry, rule = _converted(pair, known)
        if rule and (fault := _fault(rule)):
            entry, rule = Entry(pair.place, entry.what, Became.REFUSED, fault), ""
        entries.append(entry)
        if rule:
            rules.append(rule)
            known |= {word.casefold(): pair.place for word in pair.words}
    return Imported("rules:\n" + "".join(rules) if rules else "", tuple(entries), tuple(remarks))


def _converted(pair: _Pair, known: dict[str, str]) -> tuple[Entry, str]:
    """What becomes of one entry, and its rule; `""` if it has none."""
    what = pair.words[0].replace(NO_RESULT, "=") if pair.words else ""
    refused = _refusal(pair, known)
    if refused:
        return Entry(pair.place, what, Became.REFUSED, refused), ""
    rule = "".join(_rule(pair))
    if pair.whole or all(len(word) <= WORD_CHARS_MAX for word in pair.words):
        return Entry(pair.place, what, Became.CONVERTED), rule
    why = f"it takes messages that are {LIKENESS} % like the question"
    return Entry(pair.place, what, Became.APPROXIMATED, why), rule


def _refusal(pair: _Pair, known: dict[str, str]) -> str:
    if NO_RESULT in (*pair.words, pair.answer):
        return "a formula has no result in the file: open it in a spreadsheet program and save it"
    if not pair.words:
        return "it has no question"
    if not pair.answer:
        return "it has no answer that is a text"
    before = next((known[word.casefold()] for word in pair.words if word.casefold() in known), "")
    if before:
        return f"the question stands in {before} already, which would always win"
    is_address = pair.answer.startswith(("http://", "https://"))
    if pair.whole and is_address and pair.answer.endswith((*_MEDIA, *_FILES)):
        return "it sends what stands at an address: save that file, and `reply: {image: FILE}`"
    return ""


def _rule(pair: _Pair) -> Iterator[str]:
    short = [word for word in pair.words if len(word) <= WORD_CHARS_MAX]
    long = [word for word in pair.words if len(word) > WORD_CHARS_MAX]
    if pair.whole:
        when = f"{{text: {_list(pair.words)}}}"
    elif not long:
        when = f"{{text: {{contains: {_list(short)}}}}}"
    else:
        fuzzy = f"{{text: {{fuzzy: {{like: {_list(long)}, at_least: {LIKENESS}}}}}}}"
        when = f"{{any: [{{text: {{contains: {_list(short)}}}}}, {fuzzy}]}}" if short else fuzzy
    yield f"  - name: {_text(pair.words[0])}\n"
    yield f"    when: {when}\n"
    yield f"    reply: {_text(_literal(pair.answer))}\n"


def _literal(text: str) -> str:
    """A text that a template writes as it is."""
    for mark in ("{{", "{%", "{#"):
        text = text.replace(mark, f"\0{mark}\0")
    parts = text.split("\0")
    return "".join(f"{{{{ '{one}' }}}}" if at % 2 else one for at, one in enumerate(parts))


def _list(words: Sequence[str]) -> str:
    return "[" + ", ".join(map(_text, words)) + "]"


def _text(text: str) -> str:
    """A text in double quotes: JSON is YAML, as long as what can not be shown is escaped."""
    return "".join(
        char if char.isprintable() else json.dumps(char)[1:-1]
        for char in json.dumps(text, ensure_ascii=False)
    )


def _fault(rule: str) -> str:
    """Why a rule can not be; `""` if it can."""
    try:
        draft(_RULE_FILE, Shelf({_RULE_FILE: f"rules:\n{rule}".encode()}))
    except RuleFileError as error:
        return harmless(str(error).splitlines()[0])
    return ""
