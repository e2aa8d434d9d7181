r"""Texts and names that look like something else, and are taken as they are.

A pattern in place of a text, a list in one text, the quotes of a Chinese keyboard, `\1` of another
language: nothing of it is wrong, and hardly any of it is meant. It must not know rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.reading.cells import quote
from responder.rules.templates.complaints import like_template
from responder.rules.text.emoji_names import PICTURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from responder.rules.templates.words import Known

Odd: TypeAlias = tuple[str, str]
"""What a text looks like, and what to write if that is meant."""

_SIGNS = frozenset("/\u201c\u3010*+|\\^$ {\uff5b")
"""What no text of a condition goes without that `odd_text` has a word for."""

_PATTERN = re.compile(
    r"\^(?:[^\W\d_]|[\\(\[]).*|.*[^\W\dA-Z_]\$|.*(?:\\[dwsb]|\.[*+]|\[0-9\]|\(\?).*", re.DOTALL
)
"""What stands in patterns and hardly in a message; `^_^` and `100$` do not."""

_KEYED = re.compile(r"(equals|contains|contains_all|starts_with|ends_with|regex)\s+(.+)")
_WILD = re.compile(r"\*+|\*?[^*\s]+\*|\*[^*\s]+")
_REFERENCE = re.compile(r"\{\s*(?:list|table)\s*:[^{}]+\}")
"""What stands for the texts of a list or table, if it is not in quotes."""

_COMMAS = re.compile(r"\s*[,\uff0c\u3001]\s*")

_BACK = re.compile(r"(?:\$|\\)(?P<number>[0-9])(?![0-9.,])|%\((?P<name>\w+)\)[sd]")
"""What other languages write for a group of a pattern."""

_IN_BRACES = re.compile(r"(?<![{$])\$?{\s*(?P<name>[^\W\d]\w*|[0-9])\s*}(?!})")

_PICTURE_NAMES = frozenset(picture.chinese for picture in PICTURES)
_NO_ANSWER = frozenset({"nothing", "none", "silent"})
_WHOLE_ANSWERS = _NO_ANSWER | _PICTURE_NAMES
_SIGNS_BUT_BRACES = re.compile("[\uff5b$%\\\\\u201c]")
"""What no answer goes without that `odd_answer` has a word for, beside braces."""


def odd_text(text: str, *, plain: bool, key: str) -> Odd | None:
    """What a text of a condition looks like, None if like a text.

    Args:
        text: As in the file.
        plain: Whether it stands there without quotes; in quotes a | is meant.
        key: The key it stands under, `text` or `accept`; `""` right under `when`.
    """
    if _SIGNS.isdisjoint(text):
        return None
    said = "this is compared as it is"
    begin, end = (f"{key}: {{", "}") if key else ("{text: {", "}}")
    odd = _in_braces(text, said) or _in_marks(text, said, begin, end)
    if odd is None and (found := _KEYED.fullmatch(text)):
        hint = f"a condition is written {begin}{found[1]}: {found[2]}{end}"
        odd = f"{said}, {found[1]} and all: {quote(text)}", hint
    if odd is None and _PATTERN.fullmatch(text):
        hint = f"a pattern is written {begin}regex: '{text}'{end}"
        odd = f"{said}, letter by letter: {quote(text)}", hint
    if odd is None and _WILD.fullmatch(text):
        odd = f"{said}, * and all: {quote(text)}", _without_stars(text, begin, end)
    if odd is None and plain and "|" in text.strip("|"):
        parts = ", ".join(part.strip() for part in text.split("|"))
        hint = f"several texts are written [{parts}]; put one that has a | in quotes"
        odd = f"this is one text, | and all: {quote(text)}", hint
    return odd


def odd_name(name: str, *, plain: bool, key: str) -> Odd | None:
    """What a name of a condition looks like; arguments as above."""
    said = "this is one name"
    odd = _in_marks(name, said, f"{key}: {{", "}")
    if odd is None and _WILD.fullmatch(name):
        odd = f"{said}, * and all: {quote(name)}", _without_stars(name, f"{key}: {{", "}")
    return odd or (odd_commas(name, said) if plain else None)


def odd_commas(text: str, said: str) -> Odd | None:
    """What a name in the file looks like that has a comma in it and no quotes around it.

    Args:
        text: As in the file.
        said: What it is in truth, such as "this is one name".
    """
    parts = [part for part in _COMMAS.split(text.strip("[]")) if part]
    if len(parts) < 2:  # noqa: PLR2004 - one name has no comma
        return None
    hint = f"several are written [{', '.join(parts)}]; put one that has a comma in quotes"
    return f"{said}, comma and all: {quote(text)}", hint


def _in_braces(text: str, said: str) -> Odd | None:
    """What a list in quotes looks like, and a value in other braces than it needs."""
    if _REFERENCE.fullmatch(text):
        return f"{said}, braces and all: {quote(text)}", f"leave the quotes out: {text}"
    if found := like_template(text):
        return f"{said}, braces and all: {quote(found)}", "values are written {{ vars.NAME }}"
    return None


def _in_marks(text: str, said: str, begin: str, end: str) -> Odd | None:
    """What a text between two marks looks like: a pattern, a text in quotes, a list."""
    if len(text) > len("//") and text[0] == text[-1] == "/":
        hint = f"a pattern is written {begin}regex: '{text[1:-1]}'{end}"
        return f"{said}, slashes and all: {quote(text)}", hint
    if text[:1] == "\u201c" and text[-1:] == "\u201d":
        hint = "leave the quotes out, or write those of a keyboard in English"
        return f"{said}, quotes and all: {quote(text)}", hint
    if text[:1] == "\u3010" and text[-1:] == "\u3011" and _COMMAS.search(text):
        parts = ", ".join(_COMMAS.split(text[1:-1]))
        return f"this is one text, brackets and all: {quote(text)}", f"a list is written [{parts}]"
    return None


def _without_stars(text: str, begin: str, end: str) -> str:
    rest = text.strip("*")
    return (
        f"write {begin}contains: {rest}{end}"
        if rest
        else "leave the condition out, and all are taken"
    )


def nothing_odd(texts: tuple[str, ...]) -> bool:
    """Whether answers certainly look like nothing else; a quick look, as most of them do."""
    whole = "".join(texts)
    is_plain = "{" not in whole and not _SIGNS_BUT_BRACES.search(whole)
    return is_plain and _WHOLE_ANSWERS.isdisjoint(texts)


def odd_answer(text: str, known: Mapping[str, Known]) -> Odd | None:
    r"""What an answer looks like, None if like an answer.

    Args:
        text: As in the file.
        known: The names of its place; none are needed where it has no `{`, `$`, `%` and `\`.
    """
    if _is_proper(text):  # so are most templates of a large file
        return None
    said = "this is sent as it is"
    if found := like_template(text):
        name = found.strip("{}\uff5b\uff5d $").strip()
        return f"{said}, braces and all: {quote(found)}", f"values are written {{{{ {name} }}}}"
    if text[:1] == "\u201c" and text[-1:] == "\u201d" and "\u201d" not in text[:-1]:
        hint = "leave the quotes out, or write those of a keyboard in English"
        return f"{said}, quotes and all: {quote(text)}", hint
    if "\\n" in text:
        hint = 'for a new line put the text in "…", or write | and the lines below it'
        return f"{said}, \\n and all: {quote(text)}", hint
    if text in _NO_ANSWER:
        return (
            f"this sends the word {quote(text)}",
            "a rule that is not to answer says silent: true",
        )
    return _odd_group(text, known)


def _is_proper(text: str) -> bool:
    """Whether an answer has no signs but braces, all of them in pairs, and is not one odd word."""
    return (
        text.count("{") == 2 * text.count("{{")
        and text.count("}") == 2 * text.count("}}")
        and not _SIGNS_BUT_BRACES.search(text)
        and text not in _NO_ANSWER
    )


def _odd_group(text: str, known: Mapping[str, Known]) -> Odd | None:
    """What looks like a group of the rule's pattern, as other languages write it."""
    for owner in ("match", "args"):
        shape = known.get(owner)
        members = {} if shape is None else shape.members
        for sign in (_BACK, _IN_BRACES) if members else ():
            for found in sign.finditer(text):
                name = next(part for part in found.groups() if part)
                if name in members and name != "0":
                    value = f"{owner}[{name}]" if name.isdigit() else f"{owner}.{name}"
                    said = f"this is sent as it is: {quote(found[0])}"
                    return said, f"values are written {{{{ {value} }}}}"
    return None


def odd_picture(text: str) -> Odd | None:
    """What the only text of a list in brackets looks like: `reply: [微笑]` is no picture."""
    if text not in _PICTURE_NAMES:
        return None
    said = f"this is a list of the text {quote(text)}, and no picture"
    return said, f'write "[{text}]", quotes and all'
