"""The condition `command`: the message calls a command with arguments.

It knows command lines; it must not know the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.captures import Captures
from responder.rules.conditions.needs import How, Key
from responder.rules.conditions.phrases import listed
from responder.rules.subject import names_of_me
from responder.rules.text.commandline import Wrong
from responder.rules.text.folding import Folding, FoldStep, fold_mention

if TYPE_CHECKING:
    from responder.rules.conditions.needs import Needs
    from responder.rules.subject import Subject
    from responder.rules.text.commandline import CommandLine


@dataclass(frozen=True, slots=True)
class CommandCondition:
    """Whether the message calls the command by one of its names.

    A call with wrong arguments holds too, with the usage as what was found: then that is answered.

    Args:
        lines: The ways to write it, all with the same arguments.
        folding: Of the rule file.
    """

    lines: tuple[CommandLine, ...]
    folding: Folding = field(default_factory=Folding)
    key = "command"

    @property
    def gives(self) -> tuple[str, ...]:
        """Nothing under `match`; its arguments stand under `args`."""
        return ()

    def match(self, subject: Subject, _found: Captures) -> Captures | None:
        """The arguments, or how the command is written if they are wrong."""
        text = fold_mention(subject.text, names_of_me(subject.event))
        usage = ""
        for line in self.lines:
            read = line.read(text)
            if isinstance(read, Wrong):
                usage = usage or f"用法：{line.usage}\n{read.reason}"
            elif read is not None:
                return Captures(args=tuple(read.items()))
        return Captures(usage=usage) if usage else None

    def why(self, _subject: Subject, _found: Captures) -> str:
        """Which commands it takes."""
        return f"the message calls none of {listed([line.source for line in self.lines])}"

    def needs(self) -> Needs:
        """The first word of the command: at the start, once mentions of me are taken away."""
        how = How.START if FoldStep.MENTION in self.folding.steps else How.PART
        words = [self.folding.fold(line.words[0]) for line in self.lines]
        return (frozenset([Key(how, word) for word in words]),) if all(words) else ()
