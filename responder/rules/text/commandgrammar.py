"""The grammar of command lines such as `/天气 {city} {days:int=1}`.

It knows how the rule file spells them; it must not know messages or rules.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from responder.rules.reading.cells import quote
from responder.rules.reading.faults import did_you_mean
from responder.rules.text.commandline import CommandLine, Kind, Parameter, folded

if TYPE_CHECKING:
    from collections.abc import Callable

_Read = TypeVar("_Read")

ARGUMENTS_MAX = 10
"""Arguments of one command; nobody types more."""

_PARAMETER = re.compile(r"\{([^{}:=]*)(?::([^{}=]*))?(=[^{}]*)?\}")

_PARTS = re.compile(r"\{[^{}]*\}|\S+")
_LIKE_PARAMETER = re.compile(r"[<\uff5b\[]\w+[>\uff5d\]]")
"""An argument as usage lines have it, or in the braces of a Chinese input method."""


class CommandError(ValueError):
    """A command line of the rule file that can not be used.

    Args:
        message: `expected …, got …`.
        hint: The way out.
        at: Where in it, in characters from 0.
    """

    def __init__(self, message: str, hint: str = "", at: int = 0) -> None:
        super().__init__(message)
        self.hint = hint
        self.at = at


def parse_command(source: str) -> CommandLine:
    """Read a command line of the rule file.

    Raises:
        CommandError: It is no command line.
    """
    command, brace, _ = source.partition("{")
    words = tuple(folded(word) for word in command.split())
    if not words:
        raise CommandError(
            f"expected a command such as /天气 {{city}}, got {quote(source)}",
            "begin with the word that calls it",
        )
    if brace and command[-1:].strip():
        hint = "put a blank between the command and its arguments"
        raise CommandError(f"expected a blank before {{, got {quote(source)}", hint, len(command))
    if found := _LIKE_PARAMETER.search(command):
        hint = "arguments are written {name}"
        message = f"expected an argument in braces, got {quote(found[0])}"
        raise CommandError(message, hint, found.start())
    parts = list(_PARTS.finditer(source, len(command)))
    parameters = tuple(_at(part.start(), partial(_parameter, part[0])) for part in parts)
    _check_order(parameters, [part.start() for part in parts])
    return CommandLine(source, words, parameters)


def _at(offset: int, read: Callable[[], _Read]) -> _Read:
    """What is read of a part that begins there; what is wrong in it, is wrong further on."""
    try:
        return read()
    except CommandError as error:
        error.at += offset
        raise


_MEANT = {
    **dict.fromkeys(("整数", "integer", "digits"), "int"),
    **dict.fromkeys(("数字", "数", "小数", "float", "decimal", "num"), "number"),
    **dict.fromkeys(("文字", "文本", "string", "str", "word"), "text"),
    **dict.fromkeys(("其余", "剩余", "all", "...", "*"), "rest"),
}
"""What authors write for the kinds of arguments."""

_LATE_KIND = re.compile(r"=([^:]*):\s*(int|number|text|rest)\s*")
"""`{days=1:int}`, the two in the wrong order."""


def _parameter(text: str) -> Parameter:
    found = _PARAMETER.fullmatch(text)
    if found is None:
        hint = "arguments are written {name}, {name:int} or {name:int=1}, with blanks between them"
        raise CommandError(f"expected an argument in braces, got {quote(text)}", hint)
    name, kind, default = found[1].strip(), found[2], found[3]
    if not name.isidentifier() or name.startswith("_"):
        bare = name.rstrip("?")
        hint = (
            f"what may be left out says what it is then, as in {{{bare}=…}}"
            if bare != name and bare.isidentifier()
            else "templates say args.NAME"
        )
        message = f"expected a name of letters, digits and _, got {quote(name)}"
        raise CommandError(message, hint, found.start(1))
    if kind is not None and "|" in kind:
        choices = _at(found.start(2), lambda: _choices(kind))
        parameter = Parameter(name, Kind.CHOICE, choices=choices)
    else:
        parameter = Parameter(name, _at(found.start(2), lambda: _kind(kind)))
    if default is None:
        return parameter
    if kind is None and (late := _LATE_KIND.fullmatch(default)):
        hint = f"write {{{name}:{late[2]}={late[1].strip()}}}"
        message = f"expected the kind before what counts without one, got {quote(text)}"
        raise CommandError(message, hint, found.start(3))
    return _at(found.start(3) + 1, lambda: _with_default(parameter, default[1:].strip()))


def _kind(word: str | None) -> Kind:
    if word is None:
        return Kind.TEXT
    kinds = [kind.value for kind in Kind if kind is not Kind.CHOICE]
    if word.strip() not in kinds:
        known = f"known here: {', '.join(kinds)}, or choices such as c|f"
        meant = _MEANT.get(word.strip().lower())
        hint = f"did you mean {quote(meant)}?" if meant else did_you_mean(word, kinds) or known
        raise CommandError(f"expected a kind of argument, got {quote(word)}", hint)
    return Kind(word.strip())


def _choices(words: str) -> tuple[str, ...]:
    choices = tuple(word.strip() for word in words.split("|"))
    if not all(choices) or len({folded(word) for word in choices}) < len(choices):
        raise CommandError(f"expected different choices such as c|f, got {quote(words)}")
    return choices


def _with_default(parameter: Parameter, text: str) -> Parameter:
    default = parameter.read(text)
    if default is None:
        what = {Kind.INT: "a whole number", Kind.NUMBER: "a number"}
        wanted = what.get(parameter.kind, "one of the choices")
        message = f"expected {wanted} as what {parameter.name} is without one, got {quote(text)}"
        raise CommandError(message)
    return Parameter(parameter.name, parameter.kind, default, parameter.choices)


def _check_order(parameters: tuple[Parameter, ...], starts: list[int]) -> None:
    """Refuse arguments that no message could fill."""
    names = [parameter.name for parameter in parameters]
    if len(parameters) > ARGUMENTS_MAX:
        message = f"expected at most {ARGUMENTS_MAX} arguments, got {len(parameters)}"
        raise CommandError(message, at=starts[ARGUMENTS_MAX])
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        second = starts[names.index(twice, names.index(twice) + 1)]
        raise CommandError(f"expected each argument once, got {quote(twice)} twice", at=second)
    for (before, after), at in zip(pairwise(parameters), starts[1:], strict=True):
        if before.kind is Kind.REST:
            message = f"expected {before.name}, which takes the rest, at the end"
            raise CommandError(f"{message}, got {after.name} behind it", at=at)
        if before.default is not None and after.default is None:
            message = f"expected {after.name} before {before.name}, which may be left out"
            raise CommandError(message, "arguments that may be left out come last", at)
