"""Templates and expressions: refused with `TemplateFaults`, or rendered, or `RenderError`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from responder.rules.templates.budget import OUTPUT_CHARS_MAX, RenderError
from responder.rules.templates.expression import compile_expression
from responder.rules.templates.filters import FILTERS, FUNCTIONS
from responder.rules.templates.predicates import TESTS
from responder.rules.templates.template import TemplateFaults, compile_template
from responder.rules.templates.words import NAMES, TABLE_METHODS, TEXT_METHODS
from tests.fuzz.feed import Feed
from tests.fuzz.words import PIECES, text
from tests.rules.templates.kit import KNOWN, by_place, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MEMBERS = ("shop", "items", "price", "n", "id", "keyword", "value", "city", "days", "vip", "faq")
_NUMBERS = ("0", "1", "-1", "7", "100", "5000", "99999999", "0.5", "1e308", "10**8")
_SIGNS = (
    *(
        " ",
        "|",
        ".",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "==",
        "!=",
        "<",
        ">",
        "~",
        "+",
        "-",
    ),
    *(
        "*",
        "**",
        "/",
        "//",
        "%",
        "'",
        '"',
        "\\",
        "\n",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{%-",
        "-}}",
    ),
)
_STATEMENTS = (
    *("if ", "elif ", "else", "endif", "for i in ", "endfor", "set x = ", "x", "i", "loop", "in "),
    *("not ", "and ", "or ", "is ", "none", "true", "macro m()", "include 'a'", "raw", "endraw"),
    *("__class__", "__globals__", "attr", "format", "namespace()", "cycler", "self", "import os"),
)
METHODS = (*sorted(TEXT_METHODS), *sorted(TABLE_METHODS))
WORDS = (
    *(NAMES, _MEMBERS, _NUMBERS, _SIGNS, _STATEMENTS, PIECES),
    *(tuple(FILTERS), tuple(FUNCTIONS), tuple(TESTS), METHODS),
)
"""Kinds of words, so that each kind is as likely as the others."""

_OPERATORS = ("+", "-", "*", "**", "/", "//", "%", "~", "==", "<", "in", "and")

_VALUES = values()


def seeds() -> Iterable[bytes]:
    """An example of every filter and function, as a text; and some that are built."""
    examples = [entry.example for entry in (*FILTERS.values(), *FUNCTIONS.values())]
    return [b"\x00" + one.encode() for one in examples] + [b"\x01abc", b"\x02abcd", b"\x03" * 9]


def fuzz(data: bytes) -> None:
    """Carry out what the bytes say: a text as it is, or one that is put together."""
    feed = Feed(data)
    kind = feed.number(4)
    if kind == 0:
        render(feed.rest().decode("utf-8", "surrogatepass" if feed.chance(2) else "replace"))
    elif kind == 1:
        render("".join(feed.several(60, lambda: feed.pick(feed.pick(WORDS)))))
    elif kind == 2:
        render("".join(feed.several(4, lambda: _mark(feed))))
    else:
        ask(_expression(feed, 4))


def render(source: str) -> None:
    """Check and render a text."""
    try:
        rendered = compile_template(source, KNOWN).render(_VALUES, by_place)
    except TemplateFaults as error:
        _look_at_refusal(error)
    except RenderError as error:
        _look_at_failure(error)
    else:
        assert 0 < len(rendered) <= OUTPUT_CHARS_MAX
        rendered.encode()


def ask(source: str) -> None:
    """Check and carry out an expression."""
    try:
        assert compile_expression(source, KNOWN).holds(_VALUES, by_place) in {True, False}
    except TemplateFaults as error:
        _look_at_refusal(error)
    except RenderError as error:
        _look_at_failure(error)


def _look_at_refusal(error: TemplateFaults) -> None:
    assert error.complaints
    for one in error.complaints:
        assert one.at >= 0
        assert one.message


def _look_at_failure(error: RenderError) -> None:
    assert str(error)


def _mark(feed: Feed) -> str:
    """A text, a value or a statement that is mostly well formed."""
    inner = _expression(feed, 3)
    match feed.number(5):
        case 0:
            return text(feed)
        case 1:
            return f"{{% for i in {inner} %}}{{{{ {_expression(feed, 2)} }}}}{{% endfor %}}"
        case 2:
            return f"{{% if {inner} %}}a{{% else %}}{{{{ {_expression(feed, 2)} }}}}{{% endif %}}"
        case 3:
            return f"{{% set x = {inner} %}}{{{{ x {feed.pick(_SIGNS)} x }}}}"
        case _:
            return f"{{{{ {inner} }}}}"


def _expression(feed: Feed, depth: int) -> str:
    """An expression that is mostly well formed."""
    inner = partial(_expression, feed, depth - 1)
    return feed.pick(_FORMS if depth else _LEAVES)(feed, inner)


def _arguments(feed: Feed, inner: Callable[[], str]) -> str:
    return ", ".join(feed.several(3, inner))


_LEAVES: tuple[Callable[[Feed, Callable[[], str]], str], ...] = (
    lambda feed, _: feed.pick(NAMES),
    lambda feed, _: feed.pick(_NUMBERS),
    lambda feed, _: repr(text(feed, 3)),
    lambda feed, _: f"{feed.pick(NAMES)}.{feed.pick(_MEMBERS)}",
)
_FORMS = (
    *_LEAVES,
    lambda feed, inner: f"{inner()} | {feed.pick(tuple(FILTERS))}",
    lambda feed, inner: f"{inner()} | {feed.pick(tuple(FILTERS))}({_arguments(feed, inner)})",
    lambda feed, inner: f"{feed.pick(tuple(FUNCTIONS))}({_arguments(feed, inner)})",
    lambda feed, inner: f"({inner()} {feed.pick(_OPERATORS)} {inner()})",
    lambda feed, inner: f"{inner()}.{feed.pick(METHODS)}({_arguments(feed, inner)})",
    lambda feed, inner: f"{inner()} is {feed.pick(tuple(TESTS))}",
    lambda feed, inner: f"[{_arguments(feed, inner)}]",
)
"""Kinds of expressions: those that hold no other, and all."""
