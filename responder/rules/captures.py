"""What the conditions of a rule found in a message, for its templates.

Plain data, so that it can be stored with a run. It must not know how anything was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from responder.frozen import frozen

if TYPE_CHECKING:
    from responder.rules.table import Value

Pairs: TypeAlias = "tuple[tuple[str, Value], ...]"
"""Names and what they stand for, in the order they were found."""


@frozen
class Captures:
    """What was found.

    Args:
        match: Names under `match`: groups of a pattern by number and name, `0` the whole,
            `keyword`, `value`, `rest`.
        args: Arguments of the command, typed.
        usage: How the command is written, where it was called wrongly; then that is the answer.
    """

    match: Pairs = ()
    args: Pairs = ()
    usage: str = ""

    def plus(self, other: Captures) -> Captures:
        """Both; where both have a name, the other's counts."""
        if other is NOTHING:
            return self
        if self is NOTHING:
            return other
        return Captures(
            match=_joined(self.match, other.match),
            args=_joined(self.args, other.args),
            usage=other.usage or self.usage,
        )


NOTHING = Captures()
"""What a condition gives that finds no names, and only holds."""


def _joined(first: Pairs, second: Pairs) -> Pairs:
    return tuple({**dict(first), **dict(second)}.items()) if first and second else first or second
