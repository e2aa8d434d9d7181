"""The condition `command`: the message calls a command with arguments.

It knows command lines; it must not know the rule file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.captures import Captures
from responder.rules.conditions.condition import GivesNothing
from responder.rules.conditions.phrases import listed
from responder.rules.needs import How
from responder.rules.sentences import CHINESE
from responder.rules.text.commandline import Wrong
from responder.rules.text.folding import DEFAULT_STEPS, Folding, FoldStep

if TYPE_CHECKING:
    from responder.rules.needs import Needs
    from responder.rules.sentences import UsageWords
    from responder.rules.subject import Subject
    from responder.rules.text.commandline import CommandLine

_SURE_STEPS = frozenset({FoldStep.MENTION, FoldStep.WIDTH, FoldStep.CASE, FoldStep.SPACE})
"""Steps that reading a command takes too."""

_PLAIN_WORD = re.compile(r"[/!#.]?[0-9A-Za-z_\u4e00-\u9fff-]+", re.ASCII)
"""A word that folding leaves as reading does: no emoji, no mention, no tag begins in it."""


@dataclass(frozen=True, slots=True)
class CommandCondition(GivesNothing):
    """Whether the message calls the command by one of its names.

    Its arguments stand under `args`. A call with wrong arguments holds too, with the usage as what
    was found: then that is answered.

    Args:
        lines: The ways to write it, all with the same arguments.
        folding: Of the rule file.
        usage: How it is said that one was called wrongly.
    """

    lines: tuple[CommandLine, ...]
    folding: Folding = field(default_factory=Folding)
    usage: UsageWords = CHINESE.usage
    key = "command"

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """The arguments, or how the command is written if they are wrong."""
        usage = ""
        for line in self.lines:
            subject.deciding.spend(line.price)
            read = line.read(subject.words, self.usage)
            if isinstance(read, Wrong):
                said = self.usage.usage.format(line=line.usage, reason=read.reason)
                usage = usage or said
            elif read is not None:
                return Captures(args=tuple(read.items()))
        return Captures(usage=usage) if usage else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which commands it takes."""
        return f"the message calls none of {listed([line.source for line in self.lines])}"

    def needs(self) -> Needs:
        """The first word of the command, at the start of the folded text.

        A command is called whatever steps of folding are on; only with all of `_SURE_STEPS` does
        the folded text begin as the command is read. What another step may change on the way, such
        as `[Let Down]` to an emoji, promises nothing.
        """
        words = [line.words[0] for line in self.lines]
        sure = self.folding.steps >= _SURE_STEPS and self.folding.steps <= DEFAULT_STEPS
        if not sure or not all(map(_PLAIN_WORD.fullmatch, words)):
            return ()
        folded = dict.fromkeys(map(self.folding.fold, words))
        return (tuple([(How.START, word) for word in folded]),) if all(folded) else ()
