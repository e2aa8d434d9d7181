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

_CLOSE = "every {{ needs its }} and every {% its %}; for a text with {{ write {{ '{{' }}"

_VALUE = rf"(?:{'|'.join(NAMES)})\b"
_ONE = "(?<!{){(?!{)"
_LIKE_TEMPLATE = re.compile(
    rf"(?:{_ONE}|\uff5b)(?:\s|\uff5b|{_ONE}){{0,4}}{_VALUE}"
    r"[^{}\uff5b\uff5d]{0,40}[}\uff5d](?:\s?[}\uff5d])?"
)
"""A value in one brace, in those of a Chinese keyboard, or in two that stand apart."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something wrong with a template.

    Args:
        line: Line of the template, 1-based.
        message: `expected …, got …`.
        hint: The way out.
    """

    line: int
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


def mistake(line: int, words: str | None, *, bare: bool = False) -> Complaint:
    """What to say of a template that is not one.

    Args:
        line: Where, 1-based.
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
    if (words or "").endswith("got '='"):
        hint = '"equal" is written =='
    return Complaint(line, f"expected {what}, got a mistake: {words or 'it makes no sense'}", hint)


def like_template(text: str) -> str:
    """A piece of a text that looks like a value of a template and is none, `""` without one.

    Such as `{sender.name}`, `{ {sender.name} }` or braces of a Chinese keyboard: they would be sent
    as they are. What stands in proper braces, wrong or right, is the parser's business.
    """
    if "{" not in text and "\uff5b" not in text:
        return ""
    found = _LIKE_TEMPLATE.search(text)
    return found.group().strip() if found else ""
