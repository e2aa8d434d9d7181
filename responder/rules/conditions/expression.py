"""The condition `if`: an expression of the template language.

It knows what expressions see; it must not know Jinja or the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.conditions.condition import GivesNothing, NeedsNothing
from responder.rules.reading.cells import quote
from responder.rules.templates.budget import RenderError
from responder.rules.templates.views import NO_ENTRIES, scene

if TYPE_CHECKING:
    from responder.rules.captures import Captures
    from responder.rules.subject import Subject
    from responder.rules.table import Table
    from responder.rules.templates.expression import Expression


@dataclass(frozen=True, slots=True)
class IfCondition(GivesNothing, NeedsNothing):
    """Holds if an expression is true; one that fails is not. Equal in one file if the source is.

    Args:
        expression: Compiled.
        names: `vars` of the rule file.
        lists: `lists` of the rule file.
        tables: `tables` of the rule file.
    """

    expression: Expression
    names: Table = field(default=NO_ENTRIES, repr=False, compare=False)
    lists: Table = field(default=NO_ENTRIES, repr=False, compare=False)
    tables: Table = field(default=NO_ENTRIES, repr=False, compare=False)
    key = "if"

    def match(self, subject: Subject, found: Captures) -> Captures | None:
        """Whether the expression is true."""
        return NOTHING if self._answer(subject, found) is True else None

    def why(self, subject: Subject, found: Captures) -> str:
        """Which expression is false, or why it fails."""
        answer = self._answer(subject, found)
        failure = f" fails: {answer}" if isinstance(answer, RenderError) else " is false"
        return f"{quote(self.expression.source)}{failure}"

    def _answer(self, subject: Subject, found: Captures) -> bool | RenderError:
        """Whether it holds, or why nobody can say; found out once for the same captures."""
        work = subject.deciding
        asked = self.expression, id(found), id(subject.memory)
        known = work.known.get(asked)
        if known is None:
            # With both beside it, for as long as they live nothing else has their ids.
            known = work.known[asked] = found, subject.memory, self._evaluated(subject, found)
        work.spend(1)
        return known[2]

    def _evaluated(self, subject: Subject, found: Captures) -> bool | RenderError:
        values = scene(subject.views, found, names=self.names, lists=self.lists, tables=self.tables)
        try:
            return self.expression.holds(values, work=subject.deciding)
        except RenderError as error:
            return error
