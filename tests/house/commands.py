"""Command lines in documents, checked against the commands that exist.

Reads Typer's own description of the program, so that a renamed option breaks the sentence that
names it.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Protocol

from typer.core import TyperGroup, TyperOption

from tests.house.markdown import blocks, code_spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROGRAM = "responder"
SHELLS = frozenset({"console", "sh", "bash"})

_ENDS_COMMAND = re.compile(r"\s+(?:&&|\|\||[|;&<>]|2>|#)(?:\s|$).*")
_PLACEHOLDER = re.compile(r"[A-Z…\[]|\.\.\.")


class _Described(Protocol):
    """A command, as far as its options are asked for."""

    @property
    def params(self) -> Sequence[object]:
        """Its options and arguments."""


def command_lines(text: str) -> Iterator[str]:
    """Every call of the program in a document's shell blocks and code spans, without a prompt."""
    shell = (b.text for b in blocks(text) if b.language in SHELLS)
    lines = [line.removeprefix("$ ") for block in shell for line in block.splitlines()]
    for line in (*lines, *code_spans(text)):
        for part in line.split(" && "):
            words = part.strip()
            if re.match(rf"(?:\S*/)?{PROGRAM} \S", words):
                yield _ENDS_COMMAND.sub("", words)


def objection(line: str, program: TyperGroup) -> str:
    """What is wrong with a command line; `""` if all its commands and options exist.

    Values are not judged: `FILE` and `…` may stand for them.
    """
    command: _Described = program
    path = [PROGRAM]
    words = shlex.split(line)[1:]
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        name = words.pop(0)
        if _PLACEHOLDER.match(name):
            return ""
        found = command.commands.get(name)
        if found is None:
            return f"{line!r}: {' '.join(path)} has no command {name!r}"
        command = found
        path.append(name)
    known = _options(command)
    for word in words:
        if word == "--":
            break
        option = word.strip("[]").partition("=")[0]
        if option.startswith("-") and option not in known:
            return f"{line!r}: {' '.join(path)} has no option {option!r}"
    return ""


def _options(command: _Described) -> frozenset[str]:
    described = (
        option
        for parameter in command.params
        if isinstance(parameter, TyperOption)
        for option in (*parameter.opts, *parameter.secondary_opts)
    )
    return frozenset({*described, "--help"})
