"""What belongs to one rendering: its budget, its draws, and the way filters reach both.

It knows Jinja's context; it must not know rules, or where a draw comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from responder.rules.templates.budget import Budget, RenderError, effort
from responder.rules.templates.moments import MomentView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2.runtime import Context

RENDERING = "_rendering"
"""Where the context keeps the rendering; templates can not name what begins with _."""

_STEPS = frozenset({".", ".."})
"""Parts of a path that lead elsewhere; they can not be encoded."""

Draw: TypeAlias = Callable[[int, str], int]
"""Gives a number from 0 to `count - 1` for a count and a place in the template."""


@dataclass(slots=True)
class Rendering:
    """The state of one rendering, which ends with it.

    Args:
        draw: None where nothing may be left to chance.
        budget: The work left.
        drawn: How often something was drawn: it keys the next draw.
        takes: Whether the value of its only expression is wanted, and not what it prints.
        taken: That value.
        addresses: Whether it prints an address, whose values are percent-encoded.
        begins: Whether the next value is the beginning of that, which is not.
    """

    draw: Draw | None = None
    budget: Budget = field(default_factory=Budget)
    drawn: int = 0
    takes: bool = False
    taken: object = None
    addresses: bool = False
    begins: bool = False
    _context: Context | None = None

    def enter(self, context: Context) -> None:
        """Take the context of the rendering, which is made after it."""
        self._context = context

    def leave(self) -> None:
        """Let go of the context, which holds the rendering too: nothing else ends the two."""
        self._context = None

    @property
    def context(self) -> Context:
        """Jinja's context."""
        assert self._context is not None  # noqa: S101 - every rendering enters one
        return self._context

    def number_below(self, count: int) -> int:
        """The next number drawn, from 0 to `count - 1`.

        Raises:
            RenderError: Nothing may be drawn here, or there is not so much work left.
        """
        if self.draw is None:
            raise RenderError("chance has no place here: pick, shuffle and dice are for replies")
        self.budget.spend(2)
        self.drawn += 1
        return self.draw(count, f"draw[{self.drawn}]")

    def in_address(self, text: str) -> str:
        """A value as it stands in an address.

        Raises:
            RenderError: It would lead to another place than the rule says.
        """
        begins, self.begins = self.begins, False
        if begins:
            return text
        if text in _STEPS:
            raise RenderError(f"an address must not have {text} filled in")
        return quote(text, safe="", errors="replace")

    @property
    def now(self) -> MomentView:
        """The time of the decision.

        Raises:
            RenderError: This template has none, because it is filled in when the file is read.
        """
        now = self.context.parent.get("now")
        if not isinstance(now, MomentView):
            raise RenderError("there is no time here: dates are for replies")
        return now

    def member(self, owner: object, path: str) -> Any:  # noqa: ANN401 - any value a template has
        """What stands at a dotted path below `owner`, found as the template itself would find it.

        Args:
            owner: Any value.
            path: Such as `price`, or `address.city`, or `0`.
        """
        parts = path.split(".")
        self.budget.spend(2 * len(parts) + effort(path))  # a long name is gone through each time
        for part in parts:
            key = int(part) if part.isdecimal() and part.isascii() else part
            owner = self.context.environment.getitem(owner, key)
        return owner

    def members(self, owners: Sequence[object], path: object) -> list[Any]:
        """What stands at a path below each of several values, see `member`."""
        return [self.member(owner, str(path)) for owner in owners]

    def filtered(self, name: object, value: object, *args: object) -> object:
        """A value after the filter of this name.

        Raises:
            RenderError: There is no such filter.
        """
        filters = self.context.environment.filters
        return self._named("filter", filters, name)(self.context, value, *args)

    def tested(self, name: object, value: object, *args: object) -> bool:
        """Whether a value passes the test of this name.

        Raises:
            RenderError: There is no such test.
        """
        tests = self.context.environment.tests
        return bool(self._named("test", tests, name)(self.context, value, *args))

    @staticmethod
    def _named(what: str, known: Mapping[str, Any], name: object) -> Callable[..., object]:
        if not isinstance(name, str) or name not in known or name.startswith("_"):
            raise RenderError(f"there is no {what} of that name")
        found: Callable[..., object] = known[name]
        return found


def rendering_of(context: Context) -> Rendering:
    """The rendering that `context` belongs to."""
    rendering = context.parent[RENDERING]
    assert isinstance(rendering, Rendering)  # noqa: S101 - ours alone, see RENDERING
    return rendering
