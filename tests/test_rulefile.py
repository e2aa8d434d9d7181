"""The rule file of an account: loading and watching, on a real disk and a real clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import trio

from responder import rulefile
from responder.errors import EnvironmentFault, RuleFileError
from responder.rulefile import RuleFile
from responder.rules import load as rules
from tests.rules.rulekit import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from responder.disk import Look
    from responder.rules.load import Draft

ONE = "rules: [{name: a, when: a, reply: a}]"
TWO = "rules: [{name: a, when: a, reply: b}]"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks follow one another quickly."""
    monkeypatch.setattr(rulefile, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(rulefile, "LOOKING_SHARE_MAX", 1.0)
    monkeypatch.setattr(rulefile, "CALM_S", 0.05)


def made(folder: Path, text: str = ONE) -> tuple[Path, RuleFile]:
    """A rule file that is loaded."""
    path = folder / "rules.yaml"
    path.write_text(text, "utf-8")
    file = RuleFile(path)
    file.load()
    return path, file


async def is_changed(file: RuleFile, within_s: float) -> bool:
    """Whether a change is seen in time."""
    with trio.move_on_after(within_s):
        await file.changed()
        return True
    return False


async def test_an_edit_is_seen_once(tmp_path: Path) -> None:
    """And not again when it has been loaded."""
    path, file = made(tmp_path)
    assert not await is_changed(file, 0.2)
    path.write_text(TWO, "utf-8")
    assert await is_changed(file, 5)
    assert written(file.load().rule_set) == "b"
    assert not await is_changed(file, 0.2)


async def test_an_included_file_and_a_table_are_watched_too(tmp_path: Path) -> None:
    """And a file more that a wildcard finds."""
    (tmp_path / "more").mkdir()
    (tmp_path / "faq.csv").write_text("k,v\na,b\n", "utf-8")
    text = "include: more/*.yaml\ntables: {faq: {file: faq.csv}}\n"
    text += "rules: [{name: q, when: {text: {in: faq}}, reply: '{{ match.value }}'}]"
    _, file = made(tmp_path, text)
    (tmp_path / "more" / "x.yaml").write_text("rules: [{when: x, reply: x}]", "utf-8")
    assert await is_changed(file, 5)
    assert len(file.load().rule_set.rules) == 2
    (tmp_path / "faq.csv").write_text("k,v\na,c\n", "utf-8")
    assert await is_changed(file, 5)
    assert file.load().rule_set.tables["faq"]
    (tmp_path / "more" / "x.yaml").unlink()
    assert await is_changed(file, 5)


async def test_a_change_while_it_is_loaded_is_seen_afterwards(tmp_path: Path) -> None:
    """What counts is how a file stood before it was read."""
    path, file = made(tmp_path)

    def draft(*args: Any) -> Draft:  # noqa: ANN401 - what it stands for
        result = rules.draft(*args)
        path.write_text(TWO, "utf-8")
        return result

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("responder.rulefile.draft", draft)
        file.load()
    assert await is_changed(file, 5)


async def test_a_folder_that_vanishes_and_comes_back(tmp_path: Path) -> None:
    """Both are changes; in between the file can not be read."""
    (tmp_path / "conf").mkdir()
    path, file = made(tmp_path / "conf")
    path.parent.rename(tmp_path / "away")
    assert await is_changed(file, 5)
    with pytest.raises(EnvironmentFault, match="No such file"):
        file.load()
    assert not await is_changed(file, 0.2)
    (tmp_path / "away").rename(path.parent)
    assert await is_changed(file, 5)
    assert len(file.load().rule_set.rules) == 1


async def test_it_waits_for_the_end_of_writing(tmp_path: Path) -> None:
    """A file that is written piece by piece is read when it rests."""
    path, file = made(tmp_path)

    async def write() -> None:
        with path.open("w", encoding="utf-8") as out:
            for letter in TWO:
                out.write(letter)
                out.flush()
                await trio.sleep(0.01)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        assert await is_changed(file, 10)
        assert written(file.load().rule_set) == "b"


async def test_what_never_rests_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while."""
    monkeypatch.setattr(rulefile, "CALM_S_MAX", 0.3)
    path, file = made(tmp_path)

    async def write() -> None:
        for number in range(10_000):
            path.write_text(f"{ONE}\n# {number}", "utf-8")
            await trio.sleep(0.01)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(write)
        assert await is_changed(file, 5)
        nursery.cancel_scope.cancel()


async def test_a_broken_file_is_watched_with_what_it_includes(tmp_path: Path) -> None:
    """Mending an included file is a change, too."""
    more = tmp_path / "more.yaml"
    more.write_text("rules: [{when: x, replyy: x}]", "utf-8")
    path = tmp_path / "rules.yaml"
    path.write_text("include: more.yaml", "utf-8")
    file = RuleFile(path)
    with pytest.raises(RuleFileError):
        file.load()
    more.write_text("rules: [{when: x, reply: x}]", "utf-8")
    assert await is_changed(file, 5)
    assert len(file.load().rule_set.rules) == 1


def test_kept_files_are_enough(tmp_path: Path) -> None:
    """The rules can be made again when the files are gone, and are the same."""
    path, file = made(tmp_path)
    loaded = file.load()
    path.unlink()
    again = file.load_kept(str(path), loaded.shelf)
    assert again.rule_set == loaded.rule_set
    assert again.rule_set.hash == loaded.rule_set.hash


async def test_what_was_loaded_ahead_is_given_once(tmp_path: Path) -> None:
    """A start reads a large file once; what has changed since is seen as ever."""
    path, file = made(tmp_path)
    file.load_ahead()
    path.write_text(TWO, "utf-8")
    assert written(file.load().rule_set) == "a"
    assert await is_changed(file, 5)
    assert written(file.load().rule_set) == "b"


async def test_after_a_look_that_hung_the_next_one_is_not_long_in_coming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: trio.testing.MockClock
) -> None:
    """A network share that was away for an hour: an edit after that is seen within a minute."""
    path, file = made(tmp_path)
    monkeypatch.setattr(rulefile, "LOOKING_SHARE_MAX", 0.01)
    hang_s = [3600.0]
    looked_again = rulefile._looked_again

    async def slow(look: Look) -> tuple[Look, float]:
        hung_s = hang_s.pop() if hang_s else 0.0
        await trio.sleep(hung_s)
        looked, took_s = await looked_again(look)
        return looked, hung_s + took_s

    monkeypatch.setattr(rulefile, "_looked_again", slow)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(file.changed)
        await trio.sleep(3601)
        path.write_text(TWO, "utf-8")
        begun = trio.current_time()
    # The clock of the test also runs on while a thread looks, at most to the end of the calm.
    assert trio.current_time() - begun <= rulefile.LOOK_EVERY_S_MAX + rulefile.CALM_S_MAX + 1


async def test_a_busy_machine_is_looked_at_as_often(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, autojump_clock: trio.testing.MockClock
) -> None:
    """That a thread has to wait for its turn says nothing of how long a look takes."""
    _, file = made(tmp_path)
    monkeypatch.setattr(rulefile, "LOOKING_SHARE_MAX", 0.01)
    begun: list[float] = []

    async def run_sync(work: Callable[[], object], **_: object) -> object:
        begun.append(trio.current_time())
        await trio.sleep(5)
        return work()

    monkeypatch.setattr("trio.to_thread.run_sync", run_sync)
    assert not await is_changed(file, 60)
    assert len(begun) >= 10


def test_rules_that_send_secrets_which_are_missing_are_refused(tmp_path: Path) -> None:
    """At the place where they stand, with the way out; kept ones go on, and tell at the fetch."""
    path = tmp_path / "rules.yaml"
    fetch = "fetch: 'https://a/{{ secret(\"TOKEN\") }}'"
    path.write_text(f"rules:\n  - name: a\n    when: a\n    do: [{{{fetch}}}]\n", "utf-8")
    assert RuleFile(path).load().rule_set.secrets
    assert RuleFile(path, lambda name: name == "TOKEN").load().rule_set.secrets
    file = RuleFile(path, lambda _: False)
    for load in (file.load, file.peek):
        with pytest.raises(RuleFileError, match=r"4:18: .*there is no secret TOKEN") as error:
            load()
        assert "RESPONDER_SECRET_TOKEN" in str(error.value)
    assert file.load_kept(str(path), RuleFile(path).load().shelf).rule_set.secrets
