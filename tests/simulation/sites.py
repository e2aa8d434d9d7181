"""Where the daemon can be cut off: every await of its source, every commit, every file replaced.

A place is a text such as `responder/deliver.py:214 _admitted`. The list is read from the source, so
that a campaign can say which places no crash has hit yet.
"""

from __future__ import annotations

import ast
import gc
from dataclasses import dataclass
from pathlib import Path
from types import AsyncGeneratorType, CoroutineType, FrameType, GeneratorType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

DAEMON = (
    "alerts.py",
    "answer.py",
    "awaiting.py",
    "commands.py",
    "control.py",
    "daemon.py",
    "deliver.py",
    "fetching.py",
    "housekeeping.py",
    "journal",
    "keeping.py",
    "lookup",
    "notify.py",
    "performing.py",
    "reload.py",
    "remote.py",
    "resend.py",
    "undo.py",
    "wechat",
)
"""What of `responder/` runs in a daemon and waits or writes. The console's pages are not among it:
they only read. Nor is what waits for an edit: `edits.py` does so in its place."""

NEVER_RESTS = "what is closed there is a generator of httpx, which waits for nothing then"

ELSEWHERE = {
    "alerts.py _send: left = ": "waits for the thread that sends",
    "alerts.py _taken": "sends from a thread, to others than the service",
    "answer.py _nobody_asked": "what stands in where nobody can ask",
    "deliver.py _admitted: await trio.sleep_forever()": "whoever closes it has cancelled it, too",
    "fetching.py fetch": "only in a dry run",
    "fetching.py download": "only in a dry run",
    "fetching.py aclose": "only in a dry run",
    "journal/forgetting.py forget": "the command line does that, while no daemon runs",
    "journal/forgetting.py open": "likewise",
    "lookup/client.py resolve": "asks the resolver of the machine",
    "lookup/client.py _ask: transport =": "waits only for connections of the machine",
    "lookup/client.py _connected": "makes connections of the machine",
    "lookup/client.py _read: async with aclosing": NEVER_RESTS,
    "reload.py in_thread": "here rules are read between two steps of the loop",
    "wechat/client.py __aenter__": "opens a pool of connections, which waits for nothing",
    "wechat/client.py _read_bounded: async with aclosing": NEVER_RESTS,
}
"""Places that no simulated life comes to or rests at, and why: functions, or how lines of them
begin."""

VISIBLE = (CoroutineType, GeneratorType, AsyncGeneratorType)
"""What Python shows the frames of."""

SIDES = ("before", "after")
"""A write can be cut off before it reaches the disk or right after it."""


@dataclass(frozen=True, slots=True)
class Span:
    """The lines of one place.

    Args:
        first: Its first line.
        last: Its last line.
        place: How it is called.
    """

    first: int
    last: int
    place: str


class Sites:
    """All places of the daemon.

    Attributes:
        awaits: Every await, `async with` and `async for`, by their text, sorted.
        writes: Every commit and every replacement of a file, each before and after.
        elsewhere: Those of `ELSEWHERE`, by their keys there.
    """

    def __init__(self, root: Path = ROOT) -> None:
        self._spans: dict[str, list[Span]] = {}
        self._known: dict[tuple[int, int], str] = {}
        self._codes: list[object] = []  # keeps ids of code objects from being used again
        self.elsewhere: dict[str, list[str]] = {}
        awaits: set[str] = set()
        writes: set[str] = set()
        for path in _files(root / "responder"):
            name = path.relative_to(root).as_posix()
            text = path.read_text("utf-8")
            tree, lines = ast.parse(text), text.splitlines()
            self._spans[str(path)] = spans = list(_awaits(tree, name))
            spans.sort(key=lambda span: span.last - span.first)
            awaits |= {one.place for one in spans if self._is_here(one.place, lines[one.first - 1])}
            writes |= {one for one in _writes(tree, name) if self._is_here(one)}
        self.awaits = sorted(awaits)
        self.writes = [f"{side} {place}" for place in sorted(writes) for side in SIDES]

    @property
    def all(self) -> list[str]:
        """Awaits and writes."""
        return [*self.awaits, *self.writes]

    def of_coroutine(self, coroutine: object) -> list[str]:
        """The places at which a suspended coroutine of the daemon waits, outermost first."""
        return [place for frame in frames(coroutine) if (place := self._at(frame))]

    def of_caller(self, frame: FrameType | None) -> str:
        """The innermost place of the daemon in a running stack, as `file function`."""
        while frame is not None:
            if frame.f_code.co_filename in self._spans and not _is_way(frame):
                name = Path(frame.f_code.co_filename).relative_to(ROOT).as_posix()
                return f"{name} {frame.f_code.co_name}"
            frame = frame.f_back
        return ""

    def _is_here(self, place: str, line: str = "") -> bool:
        """Whether a simulated life may come to a place, in a line of the source."""
        where, _, function = place.removeprefix("responder/").partition(" ")
        key = f"{where.partition(':')[0]} {function}"
        for known in ELSEWHERE:
            whole, _, begin = known.partition(": ")
            if whole == key and line.strip().startswith(begin):
                self.elsewhere.setdefault(known, []).append(place)
                return False
        return True

    def _at(self, frame: FrameType) -> str:
        code, line = frame.f_code, frame.f_lineno
        key = (id(code), line)
        place = self._known.get(key)
        if place is None:
            spans = self._spans.get(code.co_filename, ())
            place = next((s.place for s in spans if s.first <= line <= s.last), "")
            self._known[key] = place
            self._codes.append(code)
        return place


def _is_way(frame: FrameType) -> bool:
    """Whether this is only the way by which everything in the journal is written."""
    return frame.f_code.co_filename.endswith("journal/database.py")


def frames(waiting: Any) -> Iterator[FrameType]:  # noqa: ANN401 - whatever can be awaited
    """The frames of a suspended coroutine, outermost first, as far as Python shows them."""
    while waiting is not None:
        frame: FrameType | None
        if isinstance(waiting, CoroutineType):
            frame, waiting = waiting.cr_frame, waiting.cr_await
        elif isinstance(waiting, GeneratorType):
            frame, waiting = waiting.gi_frame, waiting.gi_yieldfrom
        elif isinstance(waiting, AsyncGeneratorType):
            frame, waiting = waiting.ag_frame, waiting.ag_await
        else:  # a step of an asynchronous generator, or a coroutine in a wrapper: Python hides it
            hidden = (one for one in gc.get_referents(waiting) if isinstance(one, VISIBLE))
            waiting = next(hidden, None)
            continue
        if frame is None:
            return
        yield frame


def _files(package: Path) -> Iterator[Path]:
    for name in DAEMON:
        path = package / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _awaits(tree: ast.AST, name: str, function: str = "") -> Iterator[Span]:
    for node in ast.iter_child_nodes(tree):
        inner = function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = node.name
        last = 0
        if isinstance(node, ast.Await):
            last = node.end_lineno or node.lineno
        elif isinstance(node, ast.AsyncWith | ast.AsyncFor):
            last = max(node.body[0].lineno - 1, node.lineno)
        if last:
            line = node.lineno  # type: ignore[attr-defined]  # every statement and await has one
            yield Span(line, last, f"{name}:{line} {function}")
        yield from _awaits(node, name, inner)


def _writes(tree: ast.AST, name: str, function: str = "") -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        inner = function
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = node.name
        if isinstance(node, ast.Call) and _is_write(node, name):
            yield f"{name} {function}"
        yield from _writes(node, name, inner)


def _is_write(call: ast.Call, name: str) -> bool:
    """A transaction of the journal, also one that makes it, or a file put in place of another."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if "journal" in name:
        return call.func.attr == "writing" or ast.unparse(call.func) == "Database.open"
    return name.endswith(("alerts.py", "store.py")) and _replaces_a_file(call)


def _replaces_a_file(call: ast.Call) -> bool:
    """`path.replace(other)`; texts are replaced by two, and dataclasses by a function."""
    return isinstance(call.func, ast.Attribute) and (call.func.attr, len(call.args)) == (
        "replace",
        1,
    )
