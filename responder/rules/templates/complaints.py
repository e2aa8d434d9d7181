"""What is wrong with a template, as data, with the way out.

It knows what Chinese keyboards write; it must not know Jinja's syntax tree or rules.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from responder.rules.templates.words import NAMES

_ASCII = str.maketrans("\u201c\u201d\u2018\u2019\u3002\u3001\u3010\u3011\uffe5", "\"\"''.,[]$")
"""Marks of a Chinese keyboard that compatibility folding leaves as they are."""

_UNEXPECTED = re.compile(r"unexpected char '(.)'", re.DOTALL)
_COUNTED = re.compile(r"(?<=unexpected char '.') at \d+", re.DOTALL)
"""Where such a character stands, which the place of the fault says too."""

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
    what = "an expression" if bare else "a template"
    hint = "" if bare else _CLOSE
    if found := _UNEXPECTED.search(words or ""):
        char = found.group(1)
        plain = unicodedata.normalize("NFKC", char).translate(_ASCII)
        if plain != char and plain.isascii():
            hint = f"{char} is of a Chinese keyboard: write {plain} between the braces"
    if found := _TAG.search(words or ""):
        word = found.group(1)
        hint = _ELSE if word.startswith("el") else _ENDS if word.startswith("end") else ""
        return Complaint(at, f"expected if, for or set behind {{%, got {word}", hint)
    if (words or "").endswith("got '='"):
        hint = '"equal" is written =='
    for sign, plain_words in _PLAIN:
        if not bare and (found := sign.search(words or "")):
            message = f"{found.expand(plain_words)}, got the end of the text"
            return Complaint(at, message, hint)
    said = _COUNTED.sub("", words or "it makes no sense")
    return Complaint(at, f"expected {what}, got a mistake: {said}", hint)


def like_template(text: str) -> str:
    """A piece of a text that looks like a value of a template and is none, `""` without one.

    Such as `{sender.name}`, `{ {sender.name} }` or braces of a Chinese keyboard: they would be sent
    as they are. What stands in proper braces, wrong or right, is the parser's business.
    """
    if "{" not in text and "\uff5b" not in text:
        return ""
    found = _LIKE_TEMPLATE.search(text)
    return found.group().strip() if found else ""
