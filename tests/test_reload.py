"""The reload task: rules are swapped as a whole, or the ones that hold go on."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import trio
from structlog.testing import capture_logs

from responder import heap
from responder import reload as module
from responder.errors import EnvironmentFault, JournalError, NoRulesError, RuleFileError
from responder.journal.journal import Journal
from responder.reload import Origin, Outcome, Reloaded, Reloader
from responder.rulefile import Loaded
from responder.rules.load import Draft, draft
from responder.shelf import Shelf
from tests.rules.rulekit import written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from responder.rules.ruleset import RuleSet

PATH = "rules.yaml"


def rules(reply: str, more: str = "") -> str:
    """A rule file."""
    return f"rules: [{{name: a, when: a, reply: {reply}}}]\n{more}"


BROKEN = "rules: [{nam: a}]"
FAILS = "tests: [{name: 答, steps: [{from: 小明, says: a, expect: {reply: 没有}}]}]"
PASSES = "tests: [{name: 答, steps: [{from: 小明, says: a, expect: {reply: two}}]}]"


@dataclass
class Written:
    """A rule file that a test writes.

    Args:
        text: What stands in it.
        error: What reading raises instead.
    """

    text: str = rules("one")
    error: Exception | None = None
    path: str = PATH
    edited: trio.Event = field(default_factory=trio.Event)

    def load(self) -> Loaded:
        """Read it."""
        if self.error is not None:
            raise self.error
        return self.load_kept(self.path, Shelf({self.path: self.text.encode()}))

    peek = load

    def load_kept(self, path: str, shelf: Shelf) -> Loaded:
        """Compile what was kept."""
        return Loaded(draft(path, shelf), shelf)

    async def changed(self) -> None:
        """Somebody has saved it."""
        await self.edited.wait()
        self.edited = trio.Event()

    def save(self, text: str) -> None:
        """Edit it while the task watches."""
        self.text = text
        self.edited.set()


@dataclass
class House:
    """A reloader that has started, and what it told.

    Args:
        journal: Real.
        file: Its rule file.
    """

    journal: Journal
    file: Written = field(default_factory=Written)
    told: list[Reloaded] = field(default_factory=list)
    test: bool = False

    def __post_init__(self) -> None:
        """Another start of the program."""
        self.applied = trio.Event()
        self.reloader = Reloader(
            source=self.file,
            journal=self.journal,
            now=lambda: 1_000.0,
            tell=self._tell,
            test=self.test,
        )

    def _tell(self, end: Reloaded) -> None:
        self.told.append(end)
        if end.origin is Origin.EDIT:
            self.applied.set()

    def started(self) -> House:
        """With the rules that hold."""
        self.reloader.start()
        return self

    @property
    def reply(self) -> str:
        """What the only rule answers."""
        return written(self.reloader.rule_set)

    async def edit(self, text: str, origin: Origin = Origin.EDIT) -> Reloaded:
        """Save and reload."""
        self.file.text = text
        return await self.reloader.reload(origin)

    def ends(self) -> list[str]:
        """How each reload ended."""
        return [f"{one.origin}: {one.outcome}" for one in self.told]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    """A new one."""
    with closing(Journal.open(tmp_path)) as one:
        yield one


async def test_an_edit_takes_effect(journal: Journal) -> None:
    """The task sees it, and the new rules hold as a whole."""
    house = House(journal).started()
    async with trio.open_nursery() as nursery:
        nursery.start_soon(house.reloader.run)
        house.file.save(rules("two"))
        with trio.fail_after(5):
            await house.applied.wait()
        nursery.cancel_scope.cancel()
    assert house.ends() == ["start: applied", "edit: applied"]
    assert [one.origin for one in journal.rule_sets.history()] == ["edit", "start"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (None, "expected a key known here"),
        (EnvironmentFault("rules.yaml: No such file"), "No such file"),
        (RecursionError("deep"), "the program failed to read the rules (RecursionError"),
        (MemoryError(), "MemoryError"),
    ],
    ids=["faults", "gone", "bug", "memory"],
)
async def test_whatever_is_wrong_the_old_rules_go_on(
    journal: Journal, error: Exception | None, reason: str
) -> None:
    """With what is wrong; when it is right again, that is told too."""
    house = House(journal).started()
    house.file.error = error
    end = await house.edit(BROKEN)
    assert (end.outcome, house.reply) == (Outcome.REJECTED, "one")
    assert reason in end.reason
    house.file.error = None
    end = await house.edit(rules("one"))
    assert (end.outcome, end.reason) == (Outcome.UNCHANGED, "")


async def test_warnings_are_looked_for_once_the_rules_hold(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edit takes effect before; who is told of it has the warnings."""
    house = House(journal).started()
    held: list[str] = []
    reviewed = Draft.reviewed

    def watched(draft: Draft, today: date | None = None) -> RuleSet:
        held.append(house.reply)
        return reviewed(draft, today)

    monkeypatch.setattr(Draft, "reviewed", watched)
    end = await house.edit(rules("two", "lists: {a: [b, c]}"))
    assert held == ["two"]
    assert [one.line for one in end.rule_set.warnings] == [2]  # nobody uses the list
    assert house.reloader.rule_set is end.rule_set


async def test_a_mistake_in_looking_for_warnings_is_no_fault_of_the_rules(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They hold, and the log has the mistake."""
    house = House(journal).started()

    def failing(_: Draft, today: date | None = None) -> RuleSet:
        raise RecursionError(today)

    monkeypatch.setattr(Draft, "reviewed", failing)
    with capture_logs() as logs:
        end = await house.edit(rules("two"))
    assert (end.outcome, house.reply) == (Outcome.APPLIED, "two")
    assert [one["event"] for one in logs if one["log_level"] == "error"] == [
        "looking for warnings failed"
    ]


async def test_the_same_file_is_no_reload(journal: Journal) -> None:
    """Nothing is written down; the very rule set goes on."""
    house = House(journal).started()
    before = house.reloader.rule_set
    assert (await house.edit(rules("one"))).outcome is Outcome.UNCHANGED
    assert house.reloader.rule_set is before
    assert len(journal.rule_sets.history()) == 1


async def test_a_journal_that_can_not_be_written_keeps_the_old_rules(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds is always what was written down."""
    house = House(journal).started()

    def full(*_: object) -> None:
        raise JournalError("disk full")

    monkeypatch.setattr(journal.rule_sets, "keep", full)
    end = await house.edit(rules("two"))
    assert (end.outcome, end.reason, house.reply) == (Outcome.REJECTED, "disk full", "one")


async def test_failing_tests_keep_the_old_rules_where_that_is_asked(journal: Journal) -> None:
    """With the names of the tests and where they stand; rules whose tests pass are put to use."""
    house = House(journal, test=True).started()
    end = await house.edit(rules("two", FAILS))
    fault = 'rules.yaml:2:9: test "答" fails; `responder test rules.yaml` says why'
    assert (end.outcome, end.reason) == (Outcome.REJECTED, fault)
    assert (await house.reloader.preview()).reason == end.reason
    assert (await house.edit(rules("two", PASSES))).outcome is Outcome.APPLIED
    easy = House(journal).started()
    assert (await easy.edit(rules("two", FAILS))).outcome is Outcome.APPLIED


async def test_a_preview_changes_nothing(journal: Journal) -> None:
    """It says what would be different, or why not."""
    house = House(journal).started()
    house.file.text = rules("two")
    preview = await house.reloader.preview()
    assert [str(one) for one in preview.differences] == ["~ a: answers  (rules.yaml:1)"]
    assert house.reply == "one"
    house.file.text = BROKEN
    assert "expected a key known here" in (await house.reloader.preview()).reason
    assert len(house.told) == 1


async def test_a_rollback_holds_until_the_file_is_edited(journal: Journal) -> None:
    """Over a restart, too; saving the same file is no edit."""
    house = House(journal).started()
    await house.edit(rules("two"))
    end = await house.reloader.roll_back()
    assert (end.outcome, house.reply) == (Outcome.APPLIED, "one")
    assert "rolled back" in end.reason
    assert (await house.edit(rules("two"))).outcome is Outcome.UNCHANGED
    assert "rolled back" in house.told[-1].reason

    again = House(journal, house.file).started()
    assert (again.reply, again.ends()) == ("one", ["rollback: applied"])
    assert "rolled back" in again.told[-1].reason
    await again.edit(rules("three"))
    assert again.reply == "three"
    assert again.told[-1].reason == ""
    assert House(journal, again.file).started().reply == "three"


async def test_asking_for_a_reload_takes_a_rollback_back(journal: Journal) -> None:
    """Who says so wants what stands in the file."""
    house = House(journal).started()
    await house.edit(rules("two"))
    await house.reloader.roll_back()
    end = await house.edit(rules("two"), Origin.COMMAND)
    assert (end.outcome, end.reason, house.reply) == (Outcome.APPLIED, "", "two")
    assert House(journal, house.file).started().reply == "two"


async def test_a_second_rollback_goes_back_again(journal: Journal) -> None:
    """To the rules that held before the first: then the file is what holds."""
    house = House(journal).started()
    await house.edit(rules("two"))
    await house.reloader.roll_back()
    end = await house.reloader.roll_back()
    assert (house.reply, end.reason) == ("two", "")


async def test_rules_are_named_by_the_beginning_of_their_hash(journal: Journal) -> None:
    """One that fits none, or several, is refused with a sentence."""
    house = House(journal).started()
    with pytest.raises(NoRulesError, match="no earlier rules"):
        await house.reloader.roll_back()
    first = house.reloader.rule_set.hash
    await house.edit(rules("two"))
    await house.edit(rules("three"))
    await house.reloader.roll_back(first[:8])
    assert house.reply == "one"
    with pytest.raises(NoRulesError, match="no rules xyz are kept"):
        await house.reloader.roll_back("xyz")
    for number in range(20):
        await house.edit(rules(f"n{number}"))
    beginnings = [one.hash[0] for one in journal.rule_sets.history()]
    shared = next(one for one in beginnings if beginnings.count(one) > 1)
    with pytest.raises(NoRulesError, match="several rules are called so"):
        await house.reloader.roll_back(shared)


async def test_a_broken_file_at_the_start_leaves_the_last_good_rules(journal: Journal) -> None:
    """With the faults told, and mended it is put to use as ever."""
    House(journal).started()
    house = House(journal, Written(BROKEN)).started()
    assert (house.reply, house.ends()) == ("one", ["last good: rejected"])
    assert "expected a key known here" in house.told[0].reason
    assert len(journal.rule_sets.history()) == 1
    await house.edit(rules("two"))
    assert (house.reply, house.told[-1].reason) == ("two", "")


async def test_a_broken_file_without_good_rules_is_the_end(journal: Journal) -> None:
    """The faults pass through; rules of another file are no stand-in."""
    with pytest.raises(RuleFileError):
        House(journal, Written(BROKEN)).started()
    House(journal).started()
    with pytest.raises(RuleFileError):
        House(journal, Written(BROKEN, path="other.yaml")).started()


async def test_a_file_is_the_same_from_whatever_folder_it_is_named(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand beside it, or by a unit with its whole path: the last good rules are the same."""
    monkeypatch.chdir(tmp_path)
    whole = str(tmp_path / PATH)
    House(journal).started()
    house = House(journal, Written(BROKEN, path=whole)).started()
    assert (house.reply, house.ends()) == ("one", ["last good: rejected"])

    monkeypatch.chdir("/")
    with pytest.raises(RuleFileError):  # now the short name is that of another file
        House(journal, Written(BROKEN, path=whole)).started()


async def test_a_file_that_was_moved_has_its_last_good_rules_where_it_is_now(
    journal: Journal,
) -> None:
    """Once it has been put to use there, and not where it was."""
    House(journal).started()
    House(journal, Written(path="moved.yaml")).started()
    house = House(journal, Written(BROKEN, path="moved.yaml")).started()
    assert (house.reply, house.ends()) == ("one", ["last good: rejected"])
    with pytest.raises(RuleFileError):
        House(journal, Written(BROKEN)).started()


async def test_a_rollback_holds_over_a_restart_by_another_path(journal: Journal) -> None:
    """What was rolled back is known by what stands in it."""
    house = House(journal).started()
    await house.edit(rules("two"))
    await house.reloader.roll_back()
    again = House(journal, Written(rules("two"), path="/srv/rules.yaml")).started()
    assert (again.reply, again.ends()) == ("one", ["rollback: applied"])


async def test_last_good_rules_that_are_none_any_more_are_the_end(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later version may refuse them: then the faults of the file count."""
    House(journal).started()
    house = House(journal, Written(BROKEN))

    def refused(*_: object) -> Loaded:
        raise EnvironmentFault("not any more")

    monkeypatch.setattr(house.file, "load_kept", refused, raising=False)
    monkeypatch.setattr(house.file, "load", lambda: draft(PATH, Shelf({PATH: BROKEN.encode()})))
    with capture_logs() as logs, pytest.raises(RuleFileError):
        house.started()
    assert [entry["reason"] for entry in logs] == ["not any more"]


async def test_a_restart_with_the_same_rules_is_not_written_down(journal: Journal) -> None:
    """The history is one of rules, not of starts."""
    House(journal).started()
    House(journal).started()
    assert len(journal.rule_sets.history()) == 1


async def test_now_and_then_everything_is_swept(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most reloads only settle, which takes no time."""
    done: list[str] = []
    monkeypatch.setattr(module, "SWEEP_EVERY", 3)
    monkeypatch.setattr(heap, "settle", lambda: done.append("settle"))
    monkeypatch.setattr(heap, "sweep", lambda: done.append("sweep"))
    house = House(journal).started()
    for number in range(3):
        await house.edit(rules(f"n{number}"))
    assert done == ["settle", "settle", "settle", "sweep"]


async def test_what_is_logged_names_the_rules(journal: Journal) -> None:
    """And why a file was rejected."""
    with capture_logs() as logs:
        house = House(journal).started()
        await house.edit(BROKEN)
    shown: list[dict[str, Any]] = [dict(entry) for entry in logs]
    assert [entry["event"] for entry in shown] == ["rules applied", "rules rejected"]
    assert "reason" not in shown[0]
    assert shown[1]["reason"].startswith("rules.yaml:1:")
    assert "\n" not in shown[1]["reason"]
    assert shown[1]["hash"] == house.reloader.rule_set.hash[:12]
