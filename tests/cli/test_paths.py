"""Where an account's state lies."""

from __future__ import annotations

import stat
from pathlib import Path

import platformdirs
import pytest

from responder.cli.paths import load_rules, make_state_dir, nobody_runs, state_dir
from responder.errors import EnvironmentFault, SettingError
from responder.instance import only_instance


def test_without_a_directory_it_is_the_platforms() -> None:
    """The default is a folder per account in the platform's place for state."""
    root = Path(platformdirs.user_state_dir("responder", appauthor=False))
    assert state_dir(None, "default") == root / "default"
    assert state_dir(None, "shop") == root / "shop"


def test_a_given_directory_is_used_as_it_is(tmp_path: Path) -> None:
    """`--state` names the folder itself; a second account gets one below it."""
    assert state_dir(tmp_path, "default") == tmp_path
    assert state_dir(tmp_path, "shop") == tmp_path / "shop"


def test_a_dry_run_has_a_state_of_its_own(tmp_path: Path) -> None:
    """Trying does not touch what the real account remembers."""
    assert state_dir(tmp_path, "default", dry_run=True) == tmp_path / "dry-run"


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a b", ".", "小\n铺"])
def test_an_account_name_stays_a_folder(name: str) -> None:
    """What is no plain name is refused with the way out."""
    with pytest.raises(SettingError, match="letters, digits"):
        state_dir(None, name)


def test_where_nobody_runs_a_rehearsal_may_be_meant(tmp_path: Path) -> None:
    """Who began it with `--dry-run` is told how to stop it."""
    assert nobody_runs(tmp_path) == f"No responder runs on {tmp_path}."
    rehearsal = make_state_dir(state_dir(tmp_path, "default", dry_run=True))
    with only_instance(rehearsal):
        assert nobody_runs(tmp_path).endswith(f"A rehearsal does: --state {rehearsal}")
    (rehearsal / "lock").unlink()
    (rehearsal / "lock").mkdir()
    assert nobody_runs(tmp_path) == f"No responder runs on {tmp_path}."


def test_chinese_account_names_are_fine(tmp_path: Path) -> None:
    """Letters are letters in any script."""
    assert state_dir(tmp_path, "小铺") == tmp_path / "小铺"


def test_a_new_directory_is_its_owners(tmp_path: Path) -> None:
    """Created with its parents, mode 0700; an existing one stays."""
    path = make_state_dir(tmp_path / "a" / "b")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert make_state_dir(path) == path


def test_a_directory_that_can_not_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A file in the way is named."""
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="file"):
        make_state_dir(tmp_path / "file" / "state")


def test_rules_are_loaded_with_what_they_include(tmp_path: Path) -> None:
    """Names in the file are relative to it, wherever the program runs."""
    (tmp_path / "rules.yaml").write_text("include: more.yaml\nrules: [{reply: b}]", "utf-8")
    (tmp_path / "more.yaml").write_text("rules: [{name: a, when: a, reply: a}]", "utf-8")
    rule_set = load_rules(tmp_path / "rules.yaml")
    assert [rule.name for rule in rule_set.rules] == ["a", "rule 1"]
