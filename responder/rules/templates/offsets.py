"""Where in the text of a template its pieces stand.

Jinja counts lines. Here its parser is given tokens that count characters in place of lines, so that
whatever it says of a line, it says of a character. It knows Jinja's lexer and parser; it must not
know what a template is for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import jinja2
from jinja2.lexer import TokenStream
from jinja2.parser import Parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2 import Environment

FIRST = 1
"""The number of the first character: Jinja takes 0 for no line at all."""

_LEAD = re.compile(r"[.\[]?\s*(?:is\s+(?:not\s+)?)?")
"""What stands before a member, an index or a test, from where Jinja counts it."""

_TAG = re.compile(r"\{%[-+]?\s*(end)?(\w+)")
_PAIRED = frozenset({"if", "for", "raw", "set"})
_ENDLESS = ("end of template", "missing end of")
_OPENS = ("{{", "{%", "{#")


def counting_parser(environment: Environment, source: str, *, bare: bool) -> Parser:
    """A parser whose lines are the offsets of characters, counted from `FIRST`.

    Args:
        environment: Whose language it is.
        source: The template.
        bare: Whether it is an expression without braces.
    """
    state = "variable" if bare else None
    lexer = environment.lexer
    raw = _counted(source, lexer.tokeniter(source, None, None, state))
    parser = Parser(environment, "", state=state)
    parser.stream = TokenStream(lexer.wrap(raw, None, None), None, None)
    return parser


def _counted(source: str, tokens: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    at = 0
    try:
        for _, token, text in tokens:
            # Blanks that a `-` takes away are in no token; other line ends than \n are one there.
            at = max(at, source.find(text, at))
            yield at + FIRST, token, text
            at += len(text)
    except jinja2.TemplateSyntaxError as error:
        error.lineno = at + FIRST
        raise


def offset_of(source: str, line: int | None) -> int:
    """The offset of what Jinja says stands in a "line".

    Args:
        source: The template.
        line: As counted by a `counting_parser`; None: nobody knows.
    """
    at = max(0, (line or FIRST) - FIRST)
    found = _LEAD.match(source, at)
    end = at if found is None else found.end()
    return end if end < len(source) else at


def offset_of_mistake(source: str, line: int, words: str, *, bare: bool = False) -> int:
    """The offset of what the parser stumbles over: of what has no end, its beginning.

    Args:
        source: The template.
        line: As counted by a `counting_parser`.
        words: What the parser says.
        bare: Whether it is an expression without braces.
    """
    at = min(max(0, line - FIRST), len(source))
    if bare or not any(sign in words.lower() for sign in _ENDLESS):
        return at
    opened: list[int] = []
    for tag in _TAG.finditer(source):
        if tag[1]:
            opened = opened[:-1]
        elif tag[2] in _PAIRED:
            opened.append(tag.start())
    if "block that needs to be closed" in words and opened:
        return opened[-1]
    begin = max(source.rfind(sign, 0, at + 1) for sign in _OPENS)
    return at if begin < 0 else begin
