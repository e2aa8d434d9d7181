"""Bytes of a rule file as checked text, and faults that point into it.

It knows encodings, lines and characters; it must not know YAML's structure or the rule language.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.faults import FAULTS_MAX, Fault, RuleFaults
from responder.rules.reading.nodes import Position, copied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE_BYTES_MAX = 32 * 1024 * 1024
"""Larger files are refused. 100,000 rules of ordinary size take 13 to 20 MiB; reading needs some
twenty times the size in memory for a moment, which a small machine still has."""

PIECE_CHARS = 256 * 1024
"""How much is looked at in one go: a pattern over it takes about a millisecond, and nothing else of
the program can run meanwhile."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML's readers count as the end of a line."""

_BREAKS_OF_PYTHON = "\v\f\x1c\x1d\x1e"
"""What Python counts as one too. YAML allows none of them, so that `splitlines`, which is five
times as fast, will do for a sound text."""

_FORBIDDEN = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not allow in a line."""

_FORBIDDEN_ANYWHERE = re.compile(
    "[^\t\n\r\x85\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""The same of a text of many lines."""

_TAB_INDENT = re.compile(r" *\t[ \t]*(?=\S)")

_TAB_HINT = "YAML allows only blanks at the start of a line"

TAB_CELLS = 2
"""Blanks that a tab at the start of a line is read as, to find other faults: what a level of a rule
file mostly takes."""

_MARK = "\ufffd"
"""What a forbidden character is read as."""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file.

    Args:
        path: As messages show it.
        text: Its characters, all of which YAML allows: for a tab at the start of a line there are
            `TAB_CELLS` blanks, and for any other character that YAML forbids there is a mark.
        order: Which of the files of a rule file it is; faults are reported in this order.
        flaws: What is wrong with its characters.
        written: Lines that have other characters than `text`, as they are in the file.
        widened: Lines that begin with tabs.
    """

    path: str
    text: str
    order: int = 0
    flaws: tuple[Fault, ...] = ()
    written: Mapping[int, str] = field(default_factory=dict)
    widened: frozenset[int] = frozenset()
    _split: list[tuple[str, ...]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @property
    def lines(self) -> tuple[str, ...]:
        """The text as lines without their ends; split when first asked for, mostly never."""
        if not self._split:
            self._split.append(_lines(self.text))
        return self._split[0]

    @property
    def blurred(self) -> frozenset[int]:
        """Lines with characters that YAML forbids, and which nobody knows therefore."""
        return frozenset(self.written) - self.widened

    def fault(
        self,
        at: Position,
        message: str,
        *,
        hint: str = "",
        rule: str | None = None,
        field: str = "",
    ) -> Fault:
        """A fault of this file at a position of its text."""
        line = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        column = at.column
        if at.line in self.written:
            line = self.written[at.line]
            tabs = line[: len(line) - len(line.lstrip(" \t"))].count("\t")
            column = max(1, column - tabs * (TAB_CELLS - 1))
        # A warning lives as long as its rule file does, and nothing else of the text.
        line, rule = copied(line), rule and copied(rule)
        return Fault(at.line, column, self.path, rule, field, message, hint, line, order=self.order)


def read_source(path: str, data: bytes, order: int = 0) -> Source:
    """Decode a file and check its characters.

    Args:
        path: As messages show it.
        data: The whole file.
        order: Which of the files of a rule file it is.

    Returns:
        The text; characters that YAML forbids, and tabs for indentation, are among its flaws.

    Raises:
        RuleFaults: Too large, not UTF-8, or too many flaws.
    """
    if len(data) > FILE_BYTES_MAX:
        limit = FILE_BYTES_MAX // (1024 * 1024)
        message = f"expected at most {limit} MiB, got more"
        raise RuleFaults([Fault(1, 1, path, None, "", message, order=order)])
    source = Source(path, _decoded(path, data, order), order)
    return _mended(source) if _may_be_bad(source.text) else source


def _lines(text: str) -> tuple[str, ...]:
    odd = any(one in text for one in _BREAKS_OF_PYTHON)
    return tuple(_BREAK.split(text) if odd else text.splitlines())


def _may_be_bad(text: str) -> bool:
    """Whether the lines must be gone through one by one, which takes as long as parsing them."""
    pieces = (text[start : start + PIECE_CHARS] for start in range(0, len(text), PIECE_CHARS))
    return "\t" in text or any(_FORBIDDEN_ANYWHERE.search(piece) for piece in pieces)


def _mended(source: Source) -> Source:
    """The same without forbidden characters, each of which is a flaw."""
    flaws = list(islice(_bad_characters(source), FAULTS_MAX))
    if not flaws:
        return source
    if len(flaws) >= FAULTS_MAX:
        raise RuleFaults(flaws)
    lines = list(source.lines)
    written: dict[int, str] = {}
    widened: set[int] = set()
    for number in dict.fromkeys(flaw.line for flaw in flaws):
        line = written[number] = lines[number - 1]
        if found := _TAB_INDENT.match(line):
            widened.add(number)
            line = found[0].replace("\t", " " * TAB_CELLS) + line[found.end() :]
        lines[number - 1] = _FORBIDDEN.sub(_MARK, line)
    widened -= {flaw.line for flaw in flaws if flaw.hint != _TAB_HINT}
    text = "\n".join(lines)
    return Source(source.path, text, source.order, tuple(flaws), written, frozenset(widened))


def _bad_characters(source: Source) -> Iterator[Fault]:
    for number, line in enumerate(source.lines, start=1):
        for found in _FORBIDDEN.finditer(line):
            at = Position(number, found.start() + 1)
            message = f"expected text, got the character U+{ord(found.group()):04X}"
            hint = "delete it; inside double quotes it can be written as an escape"
            yield source.fault(at, message, hint=hint)
        if _TAB_INDENT.match(line):
            at = Position(number, line.index("\t") + 1)
            yield source.fault(at, "expected blanks, got a tab", hint=_TAB_HINT)


def _decoded(path: str, data: bytes, order: int) -> str:
    hint = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "expected UTF-8, got UTF-16"
        raise RuleFaults([Fault(1, 1, path, None, "", message, hint, order=order)])
    try:
        return data.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        # Only the first bad byte is named: after it nothing can be said for sure.
        guess, encoding = _guess(data)
        lines = _BREAK.split(error.object[: error.start].decode("utf-8"))
        rest = _BREAK.split(error.object[error.start :].decode(encoding, "replace"), maxsplit=1)[0]
        at, message = lines[-1], f"expected UTF-8, got {guess}"
        if b"\0" in data:
            message, hint = "expected a text, got a file of another kind", "is it the right file?"
        line, column = len(lines), len(at) + 1
        fault = Fault(line, column, path, None, "", message, hint, at + rest, order=order)
        raise RuleFaults([fault]) from None


def _guess(data: bytes) -> tuple[str, str]:
    """What a Chinese author's editor most likely wrote, for the message only, and its encoding."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "bytes of no known encoding", "utf-8"
    return "what looks like GBK", "gb18030"
