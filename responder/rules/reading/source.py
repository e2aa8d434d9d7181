"""Bytes of a rule file as checked text, and faults that point into it.

It knows encodings, lines and characters; it must not know YAML's structure or the rule language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from responder.rules.reading.faults import FAULTS_SHOWN_MAX, Fault, RuleFaults
from responder.rules.reading.nodes import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE_BYTES_MAX = 8 * 1024 * 1024
"""Larger rule files are refused: 10,000 rules of ordinary size take about 2 MiB."""

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""What YAML's readers count as the end of a line."""

_FORBIDDEN = re.compile("[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not allow in a line."""

_TAB_INDENT = re.compile(r" *\t(?=\s*\S)")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, split into lines for messages."""

    path: str
    text: str
    lines: tuple[str, ...]

    def fault(
        self,
        at: Position,
        message: str,
        *,
        hint: str = "",
        rule: str | None = None,
        field: str = "",
    ) -> Fault:
        """A fault of this file at a position."""
        line = self.lines[at.line - 1] if at.line <= len(self.lines) else ""
        return Fault(at.line, at.column, self.path, rule, field, message, hint, line)


def read_source(path: str, data: bytes) -> Source:
    """Decode a file and check its characters.

    Raises:
        RuleFaults: Too large, not UTF-8, characters YAML forbids, or tabs for indentation.
    """
    if len(data) > FILE_BYTES_MAX:
        limit = FILE_BYTES_MAX // (1024 * 1024)
        message = f"expected at most {limit} MiB, got {len(data):,} bytes"
        raise RuleFaults([Fault(1, 1, path, None, "", message)])
    text = _decoded(path, data)
    source = Source(path, text, tuple(_BREAK.split(text)))
    if faults := list(islice(_bad_characters(source), FAULTS_SHOWN_MAX)):
        raise RuleFaults(faults)
    return source


def _bad_characters(source: Source) -> Iterator[Fault]:
    for number, line in enumerate(source.lines, start=1):
        for found in _FORBIDDEN.finditer(line):
            at = Position(number, found.start() + 1)
            message = f"expected text, got the character U+{ord(found.group()):04X}"
            hint = "delete it; inside double quotes it can be written as an escape"
            yield source.fault(at, message, hint=hint)
        if found_tab := _TAB_INDENT.match(line):
            hint = "YAML allows only blanks at the start of a line"
            at = Position(number, found_tab.end())
            yield source.fault(at, "expected blanks, got a tab", hint=hint)


def _decoded(path: str, data: bytes) -> str:
    hint = "save the file as UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RuleFaults([Fault(1, 1, path, None, "", "expected UTF-8, got UTF-16", hint)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Only the first bad byte is named: after it nothing can be said for sure.
        lines = _BREAK.split(error.object[: error.start].decode("utf-8"))
        rest = _BREAK.split(error.object[error.start :].decode("utf-8", "replace"), maxsplit=1)[0]
        at, message = lines[-1], f"expected UTF-8, got {_guess(data)}"
        fault = Fault(len(lines), len(at) + 1, path, None, "", message, hint, at + rest)
        raise RuleFaults([fault]) from None


def _guess(data: bytes) -> str:
    """What a Chinese author's editor most likely wrote, for the message only."""
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "bytes of no known encoding"
    return "what looks like GBK"
