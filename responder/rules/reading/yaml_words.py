"""What the YAML parser complains about, in words for somebody who never saw YAML.

It knows the complaints of PyYAML's two parsers; it must not know the rule language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from yaml.events import ScalarEvent

from responder.rules.reading.cells import quote
from responder.rules.reading.nodes import Position

if TYPE_CHECKING:
    import yaml

    from responder.rules.reading.faults import Fault
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

WRONG_COLON = f'expected ":", got "{FULL_WIDTH_COLON}"'

COLON_HINT = 'a key ends with an ordinary ":" and a blank, as in `when: 你好`'


_QUOTES = frozenset("'\"")

_LIKE_ENTRY = re.compile(r"\s*(?:- |[A-Za-z_]{2,20}:(?:\s|$))")
"""How a line begins that has an item or a key of its own."""


_LINE_BEGINS = re.compile(
    r" *(?P<mark>(?P<dash>-(?: +|$))?(?P<key>[A-Za-z_]{2,20}(?=:(?:\s|$)))?)(?<! )"
)
"""How a line begins that has an item, a key or both."""

_SIGNS = "*&!?"

_BLOCK = re.compile(r"[:\-] +[|>][+-]?(?: *#.*)?$")

_OF_SIGNS = (
    *("did not find expected alphabetic", "expected alphabetic or numeric", "mapping keys are not"),
    *("did not find expected whitespace", "expected ' ', but found", "did not find expected tag"),
    *("found undefined tag handle", "expected URI"),
)
"""Complaints about what follows one of these signs."""

_BRACES = re.compile(r"(?:^|[:\-] +)\s*(?P<begin>\{\{)")
"""A value that begins as a template does, which YAML takes for a mapping in a mapping."""

_OF_COLUMNS = (
    *("mapping values are not", "did not find expected", "expected <block end>"),
    "could not find expected ':'",
)
"""Complaints whose reason may be that a line begins in a wrong column."""

_WIDE_COMMAS = "\uff0c\u3001"
_WIDE_COMMA = re.compile(rf"(?P<comma>[{_WIDE_COMMAS}])\s*[A-Za-z_]{{2,20}}$")
"""A comma of an input method before a key."""

_BRACKETS = re.compile(r"(?:^|: +|- +)(?P<begin>\[)[^\[\]]*(?P<end>\]) *(?=[^\s,:#\]}])")
"""A value that begins with a bracket, in front of more of its text."""

_CONTENT = re.compile(r"\s*(?!---)[^\s#%]")
_ITEM_WITH_KEY = re.compile(r" *- +[A-Za-z_]+:(?:\s|$)")
_TOP_KEY = re.compile(r"[a-z_]+:(?:\s|$)")

_LINES_ABOVE_MAX = 200
"""How far above the columns are looked at."""

_COLUMNS_MAX = 1_000
_SHOWN_MAX = 2


class _Words(NamedTuple):
    """Our words for a complaint that begins so, in either parser.

    Args:
        begins: The complaint.
        message: What was expected.
        hint: The way out.
        unclosed: What was expected where that begins which has no end, which is the place to mend
            unless it is the same line; `""` if it is not.
        unclosed_hint: The way out in this case.
    """

    begins: tuple[str, ...]
    message: str
    hint: str
    unclosed: str = ""
    unclosed_hint: str = ""


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
        'expected a "]" for this one, got none before {end}',
        "a list that begins with [ ends with ]; put text with [ or ] in quotes",
    ),
    _Words(
        ("did not find expected ',' or '}'", "expected ',' or '}'"),
        'expected "," or "}"',
        "the mapping that begins with { is not closed before here; put text with { or } in quotes",
        'expected a "}" for this one, got none before {end}',
        "a mapping that begins with { ends with }; put text with { or } in quotes",
    ),
    _Words(
        ("found unexpected end of stream",),
        "expected a closing quote for this one, got the end of the file",
        "a text in quotes ends with the same quote",
        "expected a closing quote for this one, got the end of the file",
        "a text in quotes ends with the same quote",
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
        ("did not find expected comment or line break", "expected a comment or a line break"),
        "expected the text of a block below this line, got it in the same",
        "write | at the end of the line, and the text below it, further to the right",
    ),
    _Words(
        ("found unexpected ':'",),
        'expected a blank behind ":", got none',
        'a key ends with ":" and a blank, then its value; put a text with : in quotes',
    ),
    _Words(
        ("could not find expected ':'",),
        'expected ":" after a key',
        "every line of a mapping is `key: value`",
    ),
)


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a text ends to be YAML.

    Args:
        at: The place that is to be mended.
        message: What was expected there.
        hint: The way out.
        to_end: Whether all that follows belongs to nothing.
    """

    at: Position
    message: str
    hint: str = ""
    to_end: bool = False

    def fault(self, source: Source) -> Fault:
        """The same as a fault of a file."""
        return source.fault(self.at, self.message, hint=self.hint)


def explain_syntax(error: yaml.YAMLError, source: Source, last: Any = None) -> Broken:  # noqa: ANN401 - the stubs give events no fields
    """Where the parser gave up, what it expected, and the way out.

    Args:
        error: As raised while parsing.
        source: What was parsed; the line is looked at for what can not begin a value.
        last: The last thing that the parser understood.
    """
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = " ".join(str(getattr(error, "problem", None) or error).split())
    context = getattr(error, "context_mark", None)
    at = Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)
    if problem.startswith("found character") and "cannot start any token" in problem:
        first = _first(source, at)
        hint = "write blanks instead of the tab" if first == "a tab" else "put the text in quotes"
        return Broken(at, f"expected a value, got {first}", hint)
    known = (
        _sign(problem, at, source)
        or _comma(at, source)
        or _quoted(last, at, source)
        or _behind_brackets(problem, at, source)
        or _slip_near(at, source)
        or _headless(problem, source)
    )
    if known is None and problem.startswith(_OF_COLUMNS):
        known = _shallow(at, source) or _mixed(at, source) or _misplaced(at, source)
    if known is not None:
        return known
    begun = at if context is None else Position(context.line + 1, context.column + 1)
    words = next((words for words in _WORDS if problem.startswith(words.begins)), None)
    if words is None:
        return Broken(at, f"expected YAML, got something else: {problem}")
    return _worded(words, at, begun, source)


def _sign(problem: str, at: Position, source: Source) -> Broken | None:
    """What to say of a text that begins with a sign of YAML, which it can not without quotes."""
    line = source.lines[at.line - 1] if at.line <= len(source.lines) else ""
    if problem.startswith(_OF_SIGNS):
        begin = at.column - 1 - (line[at.column - 1 : at.column] not in _SIGNS)
        begin = max(line.rfind(sign, 0, begin + 1) for sign in _SIGNS)
        if begin >= 0:
            message = f'expected a value, got "{line[begin]}", which can not begin one'
            return Broken(Position(at.line, begin + 1), message, "put the text in quotes")
    if found := _BRACES.search(line, 0, at.column - 1):
        message = "expected a text in quotes, got one that begins with {{"
        hint = 'write "{{ sender.name }} …", quotes and all'
        return Broken(Position(at.line, found.start("begin") + 1), message, hint)
    return None


def _line(at: Position, source: Source) -> str:
    return source.lines[at.line - 1] if at.line <= len(source.lines) else ""


def _comma(at: Position, source: Source) -> Broken | None:
    """What to say of a comma of an input method between entries, which parts nothing."""
    line = _line(at, source)
    before, here = line[: at.column - 1], line[at.column - 1 : at.column]
    found = _WIDE_COMMA.search(before) if here == ":" else None
    if found is not None:
        place = found.start("comma")
    elif here and here in _WIDE_COMMAS and before.endswith(("'", '"')):
        place = at.column - 1
    else:
        return None
    message = f'expected ",", got "{line[place]}"'
    hint = "what stands in { } or [ ] is parted by ordinary commas"
    return Broken(Position(at.line, place + 1), message, hint)


def _behind_brackets(problem: str, at: Position, source: Source) -> Broken | None:
    """What to say of a text that begins with [ or {, which ends for YAML with the bracket."""
    line = _line(at, source)
    found = _BRACKETS.search(line)
    if found is None or not problem.startswith(_OF_COLUMNS) or found.end() != at.column - 1:
        return None
    message = f'expected nothing behind "{found["end"]}", got {quote(line[at.column - 1 :])}'
    return Broken(at, message, f"put a text that begins with {found['begin']} in quotes")


def _headless(problem: str, source: Source) -> Broken | None:
    """What to say of a file that is a list at first, and has keys further down."""
    number, first = next(
        ((at, line) for at, line in enumerate(source.lines, 1) if _CONTENT.match(line)), (0, "")
    )
    if not _ITEM_WITH_KEY.match(first) or not problem.startswith(_OF_COLUMNS):
        return None
    keys = [line for line in source.lines[number:] if _TOP_KEY.match(line)]
    if not keys:
        return None
    at = Position(number, len(first) - len(first.lstrip()) + 1)
    hint = "write `rules:` in a line above"
    return Broken(at, "expected a key above this list, got none", hint, to_end=True)


def _mixed(at: Position, source: Source) -> Broken | None:
    """What to say of an item in the column of a key, which is not one of its list."""
    item = _LINE_BEGINS.match(_line(at, source))
    if item is None or not item["dash"] or at.column != item.start("dash") + 1:
        return None
    for number in range(at.line - 1, max(0, at.line - 1 - _LINES_ABOVE_MAX), -1):
        above = _LINE_BEGINS.match(source.lines[number - 1])
        if above is None or above.start("mark") > item.start("dash"):
            continue
        if above["dash"] and above.start("dash") < item.start("dash") == above.start("key"):
            hint = f"leave the - out: it belongs to what begins in line {number}"
        elif not above["dash"] and above.start("key") == item.start("dash"):
            hint = f"leave the - out, or write one before the key in line {number}, too"
        else:
            return None
        message = f"expected a key, as in line {number}, got an item of a list"
        return Broken(Position(at.line, at.column), message, hint)
    return None


def _worded(words: _Words, at: Position, begun: Position, source: Source) -> Broken:
    lines = source.lines
    is_end = at.line > len(lines) or (at.line == len(lines) and at.column > len(lines[-1]))
    if words.unclosed and (is_end or begun.line < at.line):
        end = "the end of the file" if is_end else f"line {at.line}"
        return Broken(begun, words.unclosed.replace("{end}", end), words.unclosed_hint)
    message = words.message.replace("{context}", str(begun.line))
    return Broken(at, message, words.hint.replace("{context}", str(begun.line)))


def _quoted(last: Any, at: Position, source: Source) -> Broken | None:  # noqa: ANN401 - the same
    """What to say where the parser stumbles behind a text in quotes."""
    if type(last) is not ScalarEvent or last.style not in _QUOTES:
        return None
    begin: Any = last.start_mark
    end: Any = last.end_mark
    begun = Position(begin.line + 1, begin.column + 1)
    inside = source.lines[begin.line + 1 : end.line + 1]
    if any(_LIKE_ENTRY.match(line) for line in inside):
        hint = f"the next one, in line {end.line + 1}, is taken for its end"
        return Broken(begun, "expected a closing quote for this one, got none in its line", hint)
    if at.line == end.line + 1 and at.column > end.column:
        rest = source.lines[at.line - 1][at.column - 1 :]
        message = f"expected nothing behind the closing quote, got {quote(rest)}"
        return Broken(at, message, "put the whole text in quotes, or none of it")
    return None


def _shallow(at: Position, source: Source) -> Broken | None:
    """What to say of the text of a block that does not stand further to the right than its key."""
    lines = source.lines
    for number in range(min(at.line, len(lines)) - 1, max(0, at.line - _LINES_ABOVE_MAX), -1):
        head, below = lines[number - 1], lines[number]
        if not head.strip() or not _BLOCK.search(head):
            continue
        begin = _LINE_BEGINS.match(head)
        key = len(head) - len(head.lstrip()) if begin is None else begin.start("key")
        if not below.strip() or len(below) - len(below.lstrip()) > key:
            return None
        column = len(below) - len(below.lstrip()) + 1
        message = "expected the text of the block further to the right than its key"
        hint = f"begin it in column {key + 3} or later"
        return Broken(Position(number + 1, column), message, hint)
    return None


def _misplaced(at: Position, source: Source) -> Broken | None:
    """What to say of a line that does not begin in the column of any line above."""
    line = source.lines[at.line - 1] if at.line <= len(source.lines) else ""
    begin = _LINE_BEGINS.match(line)
    if begin is None or at.column not in {begin.start("mark") + 1, begin.end("key") + 1}:
        return None
    is_item, column = bool(begin["dash"]), begin.start("mark") + 1
    above: dict[int, int] = {}
    limit = _COLUMNS_MAX
    for number in range(at.line - 1, max(0, at.line - 1 - _LINES_ABOVE_MAX), -1):
        found = _LINE_BEGINS.match(source.lines[number - 1])
        if found is None:
            continue
        mine = found.start("dash") if is_item else found.start("key")
        if 0 <= mine < limit:
            above.setdefault(mine + 1, number)
        limit = min(limit, found.start("mark"))
    if column in above or not above:
        return None
    what = "an item" if is_item else "a key"
    message = f"expected {what} in the column of those above, got one in column {column}"
    places = [f"column {at} (line {above[at]})" for at in [*above][:_SHOWN_MAX]]
    return Broken(Position(at.line, column), message, f"those begin in {' or '.join(places)}")


def _slip_near(at: Position, source: Source) -> Broken | None:
    """A slip of the finger in the line before, or in this one."""
    for number in (at.line - 1, at.line):
        line = source.lines[number - 1] if 0 < number <= len(source.lines) else ""
        if slip := slip_in(line):
            column, message, hint = slip
            return Broken(Position(number, column), message, hint)
    return None


def slip_in(line: str) -> tuple[int, str, str] | None:
    """Column, message and way out of what fingers slip on most; the parser stumbles later."""
    if found := _FULL_WIDTH_KEY.match(line) or _FULL_WIDTH_INSIDE.search(line):
        return found.end(), WRONG_COLON, COLON_HINT
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
