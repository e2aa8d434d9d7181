"""What is wrong with a template, as data, with the way out.

It knows what Chinese keyboards write; it must not know Jinja's syntax tree or rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from responder.rules.reading.cells import quote
from responder.rules.templates.words import NAMES

_ASCII = str.maketrans("\u201c\u201d\u2018\u2019\u3002\u3001\u3010\u3011\uffe5", "\"\"''.,[]$")
"""Marks of a Chinese keyboard that compatibility folding leaves as they are."""

_UNEXPECTED = re.compile(r"unexpected char (?:'(.)'|\"(')\")(?: at \d+)?", re.DOTALL)
_TOKENS = re.compile(r"expected token '(.+)', got '(.+)'", re.DOTALL)
_WORDS = {"end of print statement": "}}", "end of statement block": "%}", "name": "a name"}
"""What the parser calls things, and what they look like."""

_WAYS = {
    "|": "one or the other is written or; a filter is written x | name",
    "?": "a choice is written x if … else y; what counts without it is x | default(y)",
    "&": "both is written and",
    "!": "the contrary is written not",
    "$": "a value is written without $",
    "\u00d7": "write *",
    "\u00f7": "write /",
    "=": '"equal" is written ==',
    ":": "what a filter wants stands in brackets, as in default(0)",
    "of": "a repetition is written {% for x in … %}",
    "'": "a text that begins with a quote ends with it",
}
"""The way out where other languages write something else, by what the parser met."""

_QUOTED = "a text between the braces stands in quotes, what a filter wants in brackets"

_TAG = re.compile(r"unknown tag '(\w+)'")
_ENDS = "{% if %} ends with {% endif %}, {% for %} with {% endfor %}"
_ELSE = "{% elif %} and {% else %} stand behind an {% if %}, before its {% endif %}"

_CLOSE = "every {{ needs its }} and every {% its %}; for a text with {{ write {{ '{{' }}"

_VALUE = rf"(?:{'|'.join(NAMES)})\b"
_ONE = "(?<!{){(?!{)"
_LIKE_TEMPLATE = re.compile(
    rf"(?:{_ONE}|\uff5b)(?:\s|\uff5b|{_ONE}){{0,4}}{_VALUE}"
    r"[^{}\uff5b\uff5d]{0,40}[}\uff5d](?:\s?[}\uff5d])?"
)
"""A value in one brace, in those of a Chinese keyboard, or in two that stand apart."""


_PLAIN = (
    (re.compile(r"end of template, .*end of print"), "expected }} for this {{"),
    (re.compile(r"end of template, .*end of statement"), "expected %} for this {%"),
    (re.compile(r"Missing end of comment"), "expected #} for this {#"),
    (re.compile(r"needs to be closed is '(\w+)'"), r"expected {% end\1 %} for this {% \1 %}"),
)
"""What the parser says of what has no end, and our words for it."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a template.

    Args:
        at: Where in its text, counted in characters from 0.
        message: `expected …, got …`.
        hint: The way out.
    """

    at: int
    message: str
    hint: str = ""


class TemplateFaults(ValueError):
    """A template that can not be used.

    Args:
        complaints: Everything wrong with it.
    """

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.complaints = complaints


def mistake(at: int, words: str | None, *, bare: bool = False) -> Complaint:
    """What to say of a template that is not one.

    Args:
        at: Where, counted in characters from 0.
        words: What the parser says.
        bare: It is an expression that stands without braces.
    """
    said = words or "it makes no sense"
    for sign, plain_words in _PLAIN:
        if not bare and (found := sign.search(said)):
            message = f"{found.expand(plain_words)}, got the end of the text"
            return Complaint(at, message, _CLOSE)
    if found := _TAG.search(said):
        word = found.group(1)
        hint = _ELSE if word.startswith("el") else _ENDS if word.startswith("end") else ""
        return Complaint(at, f"expected if, for or set behind {{%, got {word}", hint)
    what = "an expression" if bare else "a template"
    hint = "" if bare else _CLOSE
    if found := _UNEXPECTED.search(said):
        char = found[1] or found[2]
        said = f"unexpected {quote(char)}"
        hint = _way_from(char, hint)
    elif found := _TOKENS.search(said):
        wanted, met = _WORDS.get(found[1], found[1]), found[2]
        said = f"expected {wanted}, got {quote(met)}"
        is_behind = found[1] in _WORDS and not bare
        hint = _WAYS.get(met) or (_QUOTED if is_behind else hint)
    return Complaint(at, f"expected {what}, got a mistake: {said}", hint)


def _way_from(char: str, usual: str) -> str:
    """The way out where the parser met a character that it does not know."""
    plain = unicodedata.normalize("NFKC", char).translate(_ASCII)
    if char in _WAYS:
        return _WAYS[char]
    if plain != char and plain.isascii():
        return f"{char} is of a Chinese keyboard: write {plain} between the braces"
    return usual if char.isascii() else _QUOTED


def like_template(text: str) -> str:
    """A piece of a text that looks like a value of a template and is none, `""` without one.

    Such as `{sender.name}`, `{ {sender.name} }` or braces of a Chinese keyboard: they would be sent
    as they are. What stands in proper braces, wrong or right, is the parser's business.
    """
    if "{" not in text and "\uff5b" not in text:
        return ""
    found = _LIKE_TEMPLATE.search(text)
    return found.group().strip() if found else ""
