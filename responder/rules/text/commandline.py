"""Compiled command lines, and reading a message by them.

It knows texts; it must not know rules, events, or how a command line is written in a rule file.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from responder.rules.sentences import CHINESE
from responder.rules.text.folding import fold_case, fold_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from responder.rules.sentences import UsageWords

DIGITS_MAX = 15
"""Longest number of an argument: a longer one is a card number, which `text` takes as it is."""

NUMBER_CHARS_MAX = 2 * DIGITS_MAX + len("+.")
"""Longest word that can be a number."""

FOLDS_TO_MIN = 8
"""Characters that fold to one at most, for a letter with its accents; Korean syllables have three.
Longer words are none of some choices."""

Argument: TypeAlias = str | int | float
"""A value of an argument."""


class Kind(StrEnum):
    """What an argument may be; the words are those of the rule file."""

    TEXT = "text"
    """One word, or several in quotes."""

    INT = "int"
    NUMBER = "number"
    REST = "rest"
    """Everything that is left of the message, blanks and all."""

    CHOICE = "choice"
    """One of the words of the grammar; not written itself: `{unit:c|f}`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a command.

    Args:
        name: Under `args`.
        kind: What it may be.
        default: What it is when the message leaves it out; None if it must be there.
        choices: The words of a choice, as the author spelled them.
    """

    name: str
    kind: Kind = Kind.TEXT
    default: Argument | None = None
    choices: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The argument in a usage line: `<city>`, `[days]`."""
        words = "|".join(self.choices) or self.name
        return f"<{words}>" if self.default is None else f"[{words}]"

    def wanted(self, words: UsageWords) -> str:
        """What it must be, in the words of a usage reply."""
        if self.kind is Kind.CHOICE:
            return words.choice.format(words=" / ".join(self.choices))
        return words.whole if self.kind is Kind.INT else words.number

    def read(self, word: str) -> Argument | None:
        """The value of a word of the message, None if it is no such value."""
        if self.kind is Kind.CHOICE:
            if len(word) > FOLDS_TO_MIN * max(map(len, self.choices)):
                return None
            spelling = folded(word)
            return next((one for one in self.choices if folded(one) == spelling), None)
        if self.kind in {Kind.INT, Kind.NUMBER}:
            return _number(word, whole=self.kind is Kind.INT)
        return word


@dataclass(frozen=True, slots=True)
class Wrong:
    """A message that calls the command wrongly.

    Args:
        reason: What is wrong, in the words of a usage reply.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A compiled command line; two with the same source are equal.

    Args:
        source: As written in the rule file.
        words: The command itself, folded.
        parameters: Its arguments in order: required ones first, a `rest` last.
    """

    source: str
    words: tuple[str, ...]
    parameters: tuple[Parameter, ...]

    @property
    def usage(self) -> str:
        """How the command is written, for the person who wrote it wrongly."""
        command = self.source.partition("{")[0].split()
        return " ".join([*command, *(parameter.shown for parameter in self.parameters)])

    @property
    def price(self) -> int:
        """Units of work to read a message."""
        return 4 + sum([4 + len(parameter.choices) for parameter in self.parameters])

    def read(
        self, said: Words, words: UsageWords = CHINESE.usage
    ) -> dict[str, Argument] | Wrong | None:
        """Read a message.

        Args:
            said: The words of the message, without mentions of me.
            words: Of a usage reply: it is sent to the person who wrote the message.

        Returns:
            The arguments; what is wrong with them; None if it does not begin with the command.
        """
        count = len(self.words)
        if tuple([word.folded for word in said.first(count)]) != self.words:
            return None
        # One word too many is enough to say so; nobody's message is read to its end for that.
        left = said.first(count + len(self.parameters) + 1)[count:]
        values: dict[str, Argument] = {}
        for parameter in self.parameters:
            if not left:
                if parameter.default is None:
                    return Wrong(words.missing.format(name=parameter.name))
                values[parameter.name] = parameter.default
            elif parameter.kind is Kind.REST:
                values[parameter.name] = said.text[left[0].start :].strip()
                left = []
            else:
                word = left.pop(0)
                value = parameter.read(word.text)
                if value is None:
                    wanted, cited = parameter.wanted(words), _cited(word.text)
                    name = parameter.name
                    return Wrong(words.other.format(name=name, wanted=wanted, word=cited))
                values[parameter.name] = value
        return Wrong(words.more.format(word=_cited(left[0].text))) if left else values


CITED_CHARS_MAX = 20
"""How much of a stranger's word a usage reply repeats."""

_WORD = re.compile(r'"([^"]*)"(?!\S)|“([^“”]*)”(?!\S)|「([^「」]*)」(?!\S)|(\S+)')
"""A word of a message: in quotes with blanks in it, or without. No quote can be looked for twice
from one place, so reading is linear."""

_INT = re.compile(rf"[+-]?[0-9]{{1,{DIGITS_MAX}}}", re.ASCII)
_NUMBER = re.compile(
    rf"[+-]?(?:[0-9]{{1,{DIGITS_MAX}}}(?:\.[0-9]{{0,{DIGITS_MAX}}})?|\.[0-9]{{1,{DIGITS_MAX}}})"
)


@dataclass(frozen=True)
class Word:
    """A word of a message.

    Args:
        text: Without quotes.
        raw: As it was written.
        start: Where it begins.
    """

    text: str
    raw: str
    start: int

    @cached_property
    def folded(self) -> str:
        """As commands compare it."""
        return folded(self.raw)


class Words:
    """The words of a message, read as far as commands ask and once for all of them.

    Args:
        text: The message, without mentions of me.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: list[Word] = []
        self._more = _words(text)

    def first(self, count: int) -> list[Word]:
        """So many words, or all there are."""
        self._found += islice(self._more, max(0, count - len(self._found)))
        return self._found[:count]


def _words(text: str) -> Iterator[Word]:
    for found in _WORD.finditer(text):
        inside = next(group for group in found.groups() if group is not None)
        yield Word(inside, found[0], found.start())


def folded(word: str) -> str:
    """A word as commands and choices compare it: width and case alone, so that signs count."""
    return fold_case(fold_width(word))


def _number(word: str, *, whole: bool) -> int | float | None:
    if len(word) > NUMBER_CHARS_MAX:
        return None
    text = unicodedata.normalize("NFKC", word)
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if not whole and _NUMBER.fullmatch(text) else None


def _cited(word: str) -> str:
    return word if len(word) <= CITED_CHARS_MAX else word[: CITED_CHARS_MAX - 1] + "…"
