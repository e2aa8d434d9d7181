"""The function `secret("NAME")`, which stands only in what is fetched: it gives a mark, no secret.

It knows Jinja's calls; it must not know secrets, or what becomes of a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from jinja2 import nodes, pass_context

from responder.rules.templates.budget import RenderError
from responder.rules.templates.rendering import rendering_of
from responder.rules.templates.words import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2.runtime import Context

    from responder.rules.templates.references import Words
    from responder.rules.templates.words import Known

SECRET: Final = "secret"  # noqa: S105 - the name of a function
"""What it is called."""

ALLOWED: Final = "secret()"
"""Among the names of a template where it may be called; no template can say this name."""

MARKS: Final = "_secrets"
"""Among the values of a rendering what makes the marks; no template can name it either."""

NAME_CHARS_MAX: Final = 64

Marks: TypeAlias = Callable[[str], str]
"""Gives the mark of a secret for its name."""

_NAME = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{NAME_CHARS_MAX - 1}}}")


@dataclass(frozen=True, slots=True)
class SecretShape(Shape):
    """Notes which secrets a template asks for.

    Args:
        seen: Their names.
    """

    members: Mapping[str, Known] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def used(self, name: str | None) -> None:
        """Take note of one."""
        if name is not None:
            self.seen.add(name)


def wrong_secret(node: nodes.Call, known: Mapping[str, Known]) -> Words | None:
    """What to say of `secret(…)`, None where it is right.

    Args:
        node: The call.
        known: The names of the place.
    """
    shape = known.get(ALLOWED)
    if shape is None:
        return "expected no secret() here, got one", "secrets are sent by fetch and said to nobody"
    first = node.args[0] if len(node.args) == 1 and not node.kwargs else None
    if not isinstance(first, nodes.Const) or not isinstance(first.value, str):
        return 'expected the name of a secret, as in secret("TOKEN")', ""
    if not _NAME.fullmatch(first.value):
        hint = "letters, digits and _, a letter first"
        return "expected the name of a secret, got another text", hint
    shape.used(first.value)
    return None


def changed_secret(node: nodes.Filter) -> Words | None:
    """What to say of a filter behind `secret(…)`: the mark would be none any more."""
    inner = node.node
    callee = inner.node if isinstance(inner, nodes.Call) else None
    if not isinstance(callee, nodes.Name) or callee.name != SECRET:
        return None
    return f"expected secret() as it is, got it with {node.name} behind it", ""


@pass_context
def secret(context: Context, name: str) -> str:
    """The mark of a secret."""
    rendering = rendering_of(context)
    rendering.budget.spend(2)
    marks = rendering.context.parent.get(MARKS)
    if not callable(marks):
        raise RenderError("secrets are sent by fetch and said to nobody")
    return str(marks(name))
