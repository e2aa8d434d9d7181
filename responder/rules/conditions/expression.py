"""The condition `if`: an expression of the template language.

It knows what expressions see; it must not know Jinja or the rule file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from responder.rules.captures import NOTHING
from responder.rules.reading.cells import quote
from responder.rules.templates.budget import RenderError
from responder.rules.templates.views import NO_ENTRIES, scene

if TYPE_CHECKING:
    from responder.rules.captures import Captures
    from responder.rules.conditions.needs import Needs
    from responder.rules.subject import Subject
    from responder.rules.table import Table
    from responder.rules.templates.expression import Expression


@dataclass(frozen=True, slots=True)
class IfCondition:
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

    @property
    def gives(self) -> tuple[str, ...]:
        """Nothing."""
        return ()

    def match(self, subject: Subject, found: Captures) -> Captures | None:
        """Whether the expression is true."""
        try:
            return NOTHING if self._holds(subject, found) else None
        except RenderError:
            return None

    def why(self, subject: Subject, found: Captures) -> str:
        """Which expression is false, or why it fails."""
        try:
            self._holds(subject, found)
        except RenderError as error:
            return f"{quote(self.expression.source)} fails: {error}"
        return f"{quote(self.expression.source)} is false"

    def needs(self) -> Needs:
        """Nothing that an index of texts and names could look up."""
        return ()

    def _holds(self, subject: Subject, found: Captures) -> bool:
        values = scene(
            subject.event,
            subject.text,
            found,
            now_s=subject.now_s,
            zone=subject.zone,
            names=self.names,
            lists=self.lists,
            tables=self.tables,
        )
        return self.expression.holds(values)
