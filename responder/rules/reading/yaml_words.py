"""What the YAML parser complains about, in words for somebody who never saw YAML.

It knows the complaints of PyYAML's two parsers; it must not know the rule language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from responder.rules.reading.nodes import Position

if TYPE_CHECKING:
    import yaml

    from responder.rules.reading.source import Source


FULL_WIDTH_COLON = "\uff1a"
"""What a Chinese input method writes for a colon."""

_FULL_WIDTH_KEY = re.compile(rf"\s*(?:- )?[^\s:'\"{FULL_WIDTH_COLON}]{{1,40}}{FULL_WIDTH_COLON}")
"""What looks like a key at the start of a line; in the middle of a text such a colon is fine."""

_FULL_WIDTH_INSIDE = re.compile(
    rf"[{{,]\s*[^\s:'\"{{}}\[\],{FULL_WIDTH_COLON}]{{1,40}}{FULL_WIDTH_COLON}"
)
"""The same inside of braces."""

_NO_BLANK = re.compile(r"\s*(?:- +)?([A-Za-z_]{2,20}):(?=[^\s:/])")
"""A key at the start of a line whose value follows without a blank; not `https://`."""

_NO_BLANK_AFTER_DASH = re.compile(r"\s*-(?=[A-Za-z_]{2,20}:)")
"""An item of a list likewise."""

COLON_HINT = 'a key ends with an ordinary ":" and a blank, as in `when: 你好`'


class _Words(NamedTuple):
    """Our words for a complaint that begins so, in either parser."""

    begins: tuple[str, ...]
    message: str
    hint: str


_WORDS = (
    _Words(
        ("mapping values are not allowed",),
        'expected no ":" here',
        'put a text that contains ": " in quotes, or check the blanks at the start of the line',
    ),
    _Words(
        ("block sequence entries are not allowed", "sequence entries are not allowed"),
        'expected no "-" here',
        "begin the list on a line of its own",
    ),
    _Words(
        ("did not find expected ',' or ']'", "expected ',' or ']'"),
        'expected "," or "]"',
        "the list that begins with [ is not closed before here",
    ),
    _Words(
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        'expected "," or "}"',
        "the mapping that begins with { is not closed before here; put text with { or } in quotes",
    ),
    _Words(
        ("found unexpected end of stream",),
        "expected a closing quote, got the end of the file",
        "the text in quotes that begins in line {context} has no end",
    ),
    _Words(
        ("found unknown escape character",),
        "expected a known escape after \\",
        "in double quotes \\ is special; a pattern is best put in single quotes",
    ),
    _Words(
        ("did not find expected '-'", "expected <block end>, but found '?'"),
        'expected another "-" of the list that begins in line {context}',
        "check the blanks at the start of the line",
    ),
    _Words(
        ("did not find expected key", "expected <block end>"),
        "expected a key of the mapping that begins in line {context}",
        "check the blanks at the start of the line and the quotes before it",
    ),
    _Words(
        ("could not find expected ':'",),
        'expected ":" after a key',
        "every line of a mapping is `key: value`",
    ),
)


def explain_syntax(error: yaml.YAMLError, source: Source) -> tuple[Position, str, str]:
    """Where the parser gave up, what it expected, and the way out.

    Args:
        error: As raised while parsing.
        source: What was parsed; the line is looked at for what can not begin a value.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    context = getattr(error, "context_mark", None)
    at = Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)
    if problem.startswith("found character") and "cannot start any token" in problem:
        return at, f"expected a value, got {_first(source, at)}", "put the text in quotes"
    for number in (at.line - 1, at.line):
        line = source.lines[number - 1] if 0 < number <= len(source.lines) else ""
        if slip := _slip(line):
            column, message, hint = slip
            return Position(number, column), message, hint
    begun = at.line if context is None else context.line + 1
    for words in _WORDS:
        if problem.startswith(words.begins):
            return (
                at,
                words.message.replace("{context}", str(begun)),
                words.hint.replace("{context}", str(begun)),
            )
    return at, f"expected YAML, got something else: {problem}", ""


def _slip(line: str) -> tuple[int, str, str] | None:
    """Column, message and way out of what fingers slip on most; the parser stumbles later."""
    if found := _FULL_WIDTH_KEY.match(line) or _FULL_WIDTH_INSIDE.search(line):
        return found.end(), f'expected ":", got "{FULL_WIDTH_COLON}"', COLON_HINT
    if found := _NO_BLANK.match(line):
        key = found[1]
        return found.end() + 1, f'expected a blank after "{key}:", got none', COLON_HINT
    if found := _NO_BLANK_AFTER_DASH.match(line):
        return found.end() + 1, 'expected a blank after "-", got none', "a list is `- one`, `- two`"
    return None


def _first(source: Source, at: Position) -> str:
    line = source.lines[at.line - 1] if at.line <= len(source.lines) else ""
    char = line[at.column - 1 : at.column]
    return "a tab" if char == "\t" else f'"{char}", which can not begin one'
