"""What every page has at hand: the daemon's desk, what was gathered since the start, and ink.

Pages read the journal in a thread, each by a connection of its own, and are drawn there too, so
that however long it takes no reply waits for it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import jinja2
import trio
from starlette.responses import HTMLResponse

from responder.console.guard import FORM
from responder.console.names import Names
from responder.console.texts import clock, parts_of, shown
from responder.console.words import Words, language_of
from responder.errors import EnvironmentFault
from responder.journal.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from responder.console.access import Access
    from responder.console.desk import Desk
    from responder.console.hints import Hints
    from responder.console.metrics import Metrics
    from responder.console.signin import SignIn
    from responder.console.tally import Tally

SEEN = "responder.seen"
"""Where in the scope it stands how much had been told before the page was made."""

THREADS = 2
"""Pages that are read at the same time; others wait. Two cores are enough of a machine for them."""

READ_S_MAX = 10.0
"""A page that takes longer says so."""

T = TypeVar("T")


def _ink() -> jinja2.Environment:
    ink = jinja2.Environment(
        loader=jinja2.PackageLoader("responder.console"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    ink.filters |= {"shown": shown, "clock": clock, "parts": parts_of}
    return ink


@dataclass(frozen=True, slots=True)
class Room:
    """The surroundings of the pages.

    Args:
        desk: Of the daemon.
        access: Whose form words the pages carry.
        signin: The login.
        tally: Uses of rules.
        metrics: Figures.
        hints: Tells open pages.
        names: Doubtful ones in the rules.
    """

    desk: Desk
    access: Access
    signin: SignIn
    tally: Tally
    metrics: Metrics
    hints: Hints
    names: Names = field(default_factory=Names)
    _ink: jinja2.Environment = field(default_factory=_ink)
    _threads: trio.CapacityLimiter = field(default_factory=lambda: trio.CapacityLimiter(THREADS))

    async def aside(self, work: Callable[[], T]) -> T:
        """Do it in a thread.

        Raises:
            EnvironmentFault: It takes too long.
        """
        with trio.move_on_after(READ_S_MAX):
            return await trio.to_thread.run_sync(
                work, limiter=self._threads, abandon_on_cancel=True
            )
        raise EnvironmentFault(f"this page took more than {READ_S_MAX:.0f} s")

    async def read(self, look: Callable[[Reader], T]) -> T:
        """Look into the journal.

        Raises:
            JournalError: It can not be read.
            EnvironmentFault: It takes too long.
        """

        def work() -> T:
            with closing(Reader.open(self.desk.state_dir)) as reader:
                return look(reader)

        return await self.aside(work)

    async def page(
        self,
        request: Request,
        name: str,
        *,
        code: int = 200,
        **values: Any,  # noqa: ANN401 - a template's
    ) -> Response:
        """A page with its frame: what is said of the daemon at the top of each."""
        status = await self.desk.status()
        words = Words(language_of(request.headers.get("accept-language", "")))
        values |= {
            "t": words,
            "status": status,
            "here": name,
            "csrf": self.access.csrf,
            "signin": replace(self.signin),
            "seen": request.scope[SEEN],
        }
        template = self._ink.get_template(f"{name}.html")
        text = await self.aside(lambda: template.render(values))
        return HTMLResponse(text, code)

    def bare(self, request: Request, name: str, code: int, **values: Any) -> Response:  # noqa: ANN401 - a template's
        """A page that tells nothing of the daemon."""
        words = Words(language_of(request.headers.get("accept-language", "")))
        return HTMLResponse(self._ink.get_template(f"{name}.html").render(t=words, **values), code)


def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that the guard let through."""
    form: dict[str, str] = request.scope[FORM]
    return form
