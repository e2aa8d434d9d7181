"""The reload task: rules from the disk, put to use as a whole between two messages, or not at all.

Reading, checking and compiling happen aside, in a thread, however long they take; then one
reference changes, and only then it is looked for what is probably not meant. Whatever goes wrong on
the way, the rules that hold go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, TypeVar

import structlog
import trio

from responder import heap
from responder.errors import (
    EnvironmentFault,
    JournalError,
    NoRulesError,
    ResponderError,
    RuleFileError,
)
from responder.journal.rulesets import HASH_CHARS, Kept, Load, pack
from responder.rules.difference import differences
from responder.rules.reading.cells import quote
from responder.rules.trial.run import run_trials

if TYPE_CHECKING:
    from collections.abc import Callable

    from responder.journal.journal import Journal
    from responder.rulefile import Loaded
    from responder.rules.difference import Difference
    from responder.rules.ruleset import RuleSet
    from responder.shelf import Shelf

ROLLED_BACK = "rolled back"
"""Name of the journal's note on it."""

SWEEP_EVERY = 500
"""After so many reloads the collector looks at everything, which stops the loop for up to 90 ms
with 10,000 rules. Rule sets and messages leave nothing that it alone can free; this is for what
libraries may have left while a file was loaded."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Origin(StrEnum):
    """Why rules were put to use, or tried."""

    START = "start"
    EDIT = "edit"
    COMMAND = "command"
    ROLLBACK = "rollback"
    LAST_GOOD = "last good"


class Outcome(StrEnum):
    """How a reload ended."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The end of a reload, for whoever watches.

    Args:
        outcome: How it ended.
        origin: Why it was tried.
        rule_set: That holds now.
        reason: Why the file is not what holds, in all its lines; `""` if it is.
    """

    outcome: Outcome
    origin: Origin
    rule_set: RuleSet
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a reload would do.

    Args:
        differences: Rule by rule, empty if nothing would change.
        warnings: Of the file, each in all its lines.
        reason: Why it would be rejected; `""` if it would not.
    """

    differences: tuple[Difference, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""


class Aside(Protocol):
    """Does something that takes long, while the loop goes on."""

    async def __call__(self, work: Callable[[], T], /) -> T:
        """What it gives."""


async def in_thread(work: Callable[[], T]) -> T:
    """Do it in a thread; a shutdown does not wait for it."""
    return await trio.to_thread.run_sync(work, abandon_on_cancel=True)


class Source(Protocol):
    """Where the rules of an account come from; all but `changed` may block."""

    path: str

    def load(self) -> Loaded:
        """Read and compile them."""

    def peek(self) -> Loaded:
        """The same, but for a look only."""

    def load_kept(self, path: str, shelf: Shelf) -> Loaded:
        """Compile what was kept."""

    async def changed(self) -> None:
        """Wait until they are others than at the last `load`."""


class Reloader:
    """Has the rules of an account, and changes them.

    Args:
        source: Where they come from.
        journal: Keeps what was put to use.
        now: Unix seconds.
        tell: Called at the end of each reload, whose rules hold then; must return at once.
        test: Whether rules whose own tests fail are rejected.
        aside: Does what takes long elsewhere than in the loop.
    """

    rule_set: RuleSet
    """The rules that hold."""

    def __init__(
        self,
        *,
        source: Source,
        journal: Journal,
        now: Callable[[], float],
        tell: Callable[[Reloaded], None],
        test: bool = False,
        aside: Aside = in_thread,
    ) -> None:
        self._aside = aside
        self._source = source
        self._journal = journal
        self._kept = journal.rule_sets
        self._now = now
        self._tell = tell
        self._test = test
        self._turn = trio.Lock()
        self._read_hash = ""
        self._reason = ""
        self._swaps = 0

    def start(self) -> None:
        """Put the first rules to use; blocks, for nothing waits yet.

        If the file is broken, those that were put to use last go on.

        Raises:
            RuleFileError: It is, and there are none.
            EnvironmentFault: It can not be read.
            JournalError: Not written down.
        """
        try:
            loaded = self._source.load()
        except RuleFileError as error:
            last = self._last_good()
            if last is None:
                raise
            self._reason = str(error)
            self._adopt(last, Origin.LAST_GOOD)
            return
        self._read_hash = loaded.rule_set.hash
        back = self._rolled_back_to()
        if back is None:
            self._adopt(loaded, Origin.START)
        else:
            self._reason = _rolled_back(self._source.path)
            self._adopt(back, Origin.ROLLBACK)

    async def run(self) -> NoReturn:
        """Reload whenever the files have changed, until cancelled."""
        while True:
            await self._source.changed()
            await self.reload(Origin.EDIT)

    async def reload(self, origin: Origin) -> Reloaded:
        """Put to use what stands in the files now, unless it is wrong.

        Args:
            origin: Who asks; a command takes back a rollback, an unchanged file does not.
        """
        async with self._turn:
            with heap.resting():
                try:
                    loaded = [await self._aside(self._source.load)]
                except Exception as error:  # noqa: BLE001 - whatever it is, the rules that hold go on
                    return self._reject(origin, _reason(error))
                end = await self._taken(loaded[0], origin)
                if end.outcome is not Outcome.APPLIED:
                    await self._aside(partial(_let_go, loaded))
                return end

    async def _taken(self, loaded: Loaded, origin: Origin) -> Reloaded:
        """Put to use what was loaded, unless there is a reason not to."""
        self._read_hash = loaded.rule_set.hash
        if self._read_hash == self.rule_set.hash:
            self._forget_rollback()
            return self._end(Outcome.UNCHANGED, origin)
        note = self._journal.note(ROLLED_BACK)
        if origin is Origin.EDIT and note and note["from"] == self._read_hash:
            self._reason = _rolled_back(self._source.path)
            return self._end(Outcome.UNCHANGED, origin)
        if self._test and (failed := await self._aside(partial(_failed, loaded.rule_set))):
            return self._reject(origin, failed)
        return await self._put_to_use(loaded, origin)

    async def roll_back(self, to: str = "") -> Reloaded:
        """Put rules to use that were so before; the files stay as they are.

        They hold until a file is edited, over restarts too.

        Args:
            to: Beginning of their hash; `""` is those before the present ones.

        Raises:
            NoRulesError: There are none such.
        """
        async with self._turn:
            hash_ = self._kept.named(to, but=self.rule_set.hash)
            with heap.resting():
                return await self._put_to_use(await self._earlier(hash_), Origin.ROLLBACK)

    async def preview(self) -> Preview:
        """What a reload would do; nothing changes."""
        try:
            loaded = await self._aside(self._source.peek)
        except Exception as error:  # noqa: BLE001 - the same
            return Preview(reason=_reason(error))
        rule_set = await self._aside(partial(_reviewed, loaded))
        found = await self._aside(partial(differences, self.rule_set, rule_set))
        failed = await self._aside(partial(_failed, rule_set)) if self._test else ""
        return Preview(found, tuple(map(str, rule_set.warnings)), failed)

    async def earlier(self, hash_: str) -> RuleSet:
        """Rules that were put to use before, for what they began.

        Raises:
            NoRulesError: They can not be made again.
        """
        loaded = await self._earlier(hash_)
        await self._aside(loaded.draft.let_go)
        return loaded.rule_set

    async def _put_to_use(self, loaded: Loaded, origin: Origin) -> Reloaded:
        """Change the rules, or say why not."""
        packed = await self._aside(partial(pack, Kept(loaded.rule_set.path, loaded.shelf)))
        try:
            self._kept.keep(self._load(loaded.rule_set, origin), packed)
            self._note_rollback(origin, loaded.rule_set.hash)
        except JournalError as error:
            return self._reject(origin, str(error))
        old, self.rule_set = [self.rule_set], loaded.rule_set
        try:
            self.rule_set = await self._aside(partial(_reviewed, loaded))
        finally:  # they hold, whether or not there is time to look for warnings
            end = self._end(Outcome.APPLIED, origin)
        await self._aside(partial(_take_apart, old))
        self._swaps += 1
        (heap.settle if self._swaps % SWEEP_EVERY else heap.sweep)()
        return end

    def _adopt(self, loaded: Loaded, origin: Origin) -> None:
        """Begin with these rules."""
        self.rule_set = _reviewed(loaded)
        latest = self._kept.latest()
        is_known = latest is not None and latest.hash == self.rule_set.hash
        if not is_known or self._kept.path(self.rule_set.hash) != self.rule_set.path:
            packed = pack(Kept(self.rule_set.path, loaded.shelf))
            self._kept.keep(self._load(self.rule_set, origin), packed)
        heap.settle()
        outcome = Outcome.REJECTED if origin is Origin.LAST_GOOD else Outcome.APPLIED
        self._end(outcome, origin)

    def _last_good(self) -> Loaded | None:
        """The rules of this file that were put to use last, if no others were since."""
        latest = self._kept.latest()
        if latest is None or Path(self._kept.path(latest.hash)).absolute() != self._whole_path:
            return None
        return self._made_again(latest.hash)

    def _rolled_back_to(self) -> Loaded | None:
        """What holds in place of the file that was just read, if that was rolled back."""
        note = self._journal.note(ROLLED_BACK)
        if not note or note["from"] != self._read_hash:
            return None
        return self._made_again(note["to"])

    def _made_again(self, hash_: str) -> Loaded | None:
        """Rules that were put to use before, if they still are rules."""
        try:
            kept = self._kept.kept(hash_)
            return self._source.load_kept(kept.path, kept.shelf)
        except (NoRulesError, RuleFileError, EnvironmentFault) as error:
            log.warning("earlier rules can not be used", reason=str(error))
            return None

    @property
    def _whole_path(self) -> Path:
        """Of the file, by which it is known whatever folder the program is begun in."""
        return Path(self._source.path).absolute()

    async def _earlier(self, hash_: str) -> Loaded:
        """Rules that were put to use before.

        Raises:
            NoRulesError: They can not be made again.
        """
        kept = self._kept.kept(hash_)
        try:
            return await self._aside(partial(self._source.load_kept, kept.path, kept.shelf))
        except Exception as error:  # whatever it is, the rules that hold go on
            raise NoRulesError(_reason(error)) from error

    def _load(self, rule_set: RuleSet, origin: Origin) -> Load:
        return Load(0, rule_set.hash, self._now(), origin.value, len(rule_set.rules))

    def _note_rollback(self, origin: Origin, to: str) -> None:
        """Write down which file is not to be used, and by which rules; a broken one never is."""
        if origin is not Origin.ROLLBACK:
            self._forget_rollback()
        elif to != self._read_hash:
            self._journal.put_note(ROLLED_BACK, {"from": self._read_hash, "to": to})
            self._reason = self._reason or _rolled_back(self._source.path)
        else:
            self._forget_rollback()

    def _forget_rollback(self) -> None:
        self._reason = ""
        if self._journal.note(ROLLED_BACK):
            self._journal.put_note(ROLLED_BACK, {})

    def _reject(self, origin: Origin, reason: str) -> Reloaded:
        """The files are wrong; this holds until they are right."""
        self._reason = reason
        return self._end(Outcome.REJECTED, origin)

    def _end(self, outcome: Outcome, origin: Origin) -> Reloaded:
        end = Reloaded(outcome, origin, self.rule_set, self._reason)
        rejected = outcome is Outcome.REJECTED
        warnings = 0 if rejected else len(self.rule_set.warnings)
        note = log.warning if rejected else log.info
        note(
            f"rules {outcome}",
            origin=origin.value,
            rules=len(self.rule_set.rules),
            hash=self.rule_set.hash[:HASH_CHARS],
            **({"warnings": warnings} if warnings else {}),
            # All its lines are for whoever is told; a log has one.
            **({"reason": self._reason.splitlines()[0]} if self._reason else {}),
        )
        self._tell(end)
        return end


def _failed(rule_set: RuleSet) -> str:
    """Which of the rules' own tests fail, a line for each; `""` if none does."""
    failed = [one.trial for one in run_trials(rule_set, rule_set.trials) if not one.passed]
    return "\n".join(
        f"{one.spot.file}:{one.spot.line}:{one.spot.column}: test {quote(one.name)} fails;"
        f" `responder test {rule_set.path}` says why"
        for one in failed
    )


def _reason(error: Exception) -> str:
    if isinstance(error, ResponderError):
        return str(error)
    log.error("reading the rules failed", exc_info=error)
    return f"the program failed to read the rules ({type(error).__name__}: {error})"


def _rolled_back(path: str) -> str:
    return (
        f"{path} was rolled back: earlier rules hold until it is edited, or until"
        " `responder reload`"
    )


def _reviewed(loaded: Loaded) -> RuleSet:
    """The rules with their warnings; without any if there is a mistake in how they are found."""
    try:
        return loaded.reviewed()
    except Exception:  # the rules themselves are right, and may be in use
        log.exception("looking for warnings failed")
        return loaded.rule_set


def _let_go(box: list[Loaded]) -> None:
    """Free what is not put to use, likewise."""
    loaded = box.pop()
    loaded.draft.let_go()
    rule_sets = [loaded.rule_set]
    del loaded
    _take_apart(rule_sets)


def _take_apart(box: list[RuleSet]) -> None:
    """Free a rule set rule by rule, for at once it would keep the loop waiting for 80 ms."""
    rules = [*box.pop().rules]
    while rules:
        rules.pop()
