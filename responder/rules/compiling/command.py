"""The condition `command`, from the command lines of the rule file.

It must not know other conditions or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from responder.rules.compiling.wording import filled
from responder.rules.conditions.command import CommandCondition
from responder.rules.templates.words import TEXT
from responder.rules.text.commandgrammar import CommandError, parse_command
from responder.rules.text.commandline import Kind

if TYPE_CHECKING:
    from responder.rules.compiling.context import Context
    from responder.rules.reading.nodes import Step
    from responder.rules.templates.words import Known
    from responder.rules.text.commandline import CommandLine

_NUMBERS = frozenset({Kind.INT, Kind.NUMBER})


def command_condition(
    context: Context, path: tuple[Step, ...], sources: tuple[str, ...]
) -> CommandCondition:
    """The condition `command`.

    Args:
        context: Of the file.
        path: Of the condition, with its key.
        sources: The command line and its aliases.
    """
    lines: list[CommandLine] = []
    for place, source in enumerate(sources):
        here = (*path, place)
        text = filled(context, here, source)
        if text is None:
            continue
        try:
            line = parse_command(text)
        except CommandError as error:
            at = error.at if text == source else None
            context.report.fault(here, str(error), error.hint, offset=at)
            continue
        if lines and _named(line) != _named(lines[0]):
            first, other = _spelled(lines[0]), _spelled(line)
            message = f"expected the arguments of the first command, {first}, got {other}"
            context.report.fault(here, message, "commands of one rule have the same arguments")
        lines.append(line)
    return CommandCondition(tuple(lines), context.folding, context.sentences.usage)


def shapes_of_args(condition: CommandCondition) -> dict[str, Known]:
    """What templates may do with each argument: texts have methods, numbers none."""
    shapes: dict[str, Known] = {}
    for line in condition.lines:
        for parameter in line.parameters:
            shape = None if parameter.kind in _NUMBERS else TEXT
            shapes[parameter.name] = shape if shapes.get(parameter.name, shape) == shape else None
    return shapes


def _named(line: CommandLine) -> set[str]:
    return {parameter.name for parameter in line.parameters}


def _spelled(line: CommandLine) -> str:
    return " ".join(f"{{{parameter.name}}}" for parameter in line.parameters) or "none"
