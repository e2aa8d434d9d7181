"""`responder import`, in process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from responder.cli.importing import import_file
from responder.cli.paths import load_rules
from responder.errors import EnvironmentFault, SettingError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def faq(tmp_path: Path) -> Path:
    """A spreadsheet of which one row can not be converted."""
    path = tmp_path / "faq.csv"
    path.write_text("问题,答案\n价格,3500 元\n地址,\n", encoding="utf-8")
    return path


def test_rules_are_printed_and_the_report_beside(
    faq: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard output and error; exit code 1, for a row is left out."""
    assert import_file(faq, None) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("rules:\n")
    assert shown.err.splitlines()[:2] == [
        f"{faq}: 2 entries: 1 converted, 0 approximated, 1 not convertible",
        "  row 3 (地址): not convertible: it has no answer that is a text",
    ]


def test_a_new_file_is_written(faq: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It loads; and nothing is ever overwritten."""
    out = faq.with_name("rules.yaml")
    assert import_file(faq, out) == 1
    assert [rule.name for rule in load_rules(out).rules] == ["价格"]
    assert "1 converted" in capsys.readouterr().out
    with pytest.raises(EnvironmentFault, match="is not overwritten"):
        import_file(faq, out)


def test_all_converted_is_fine(tmp_path: Path) -> None:
    """Exit code 0; an empty file leaves nothing to write and is 1."""
    path = tmp_path / "keyword.json"
    path.write_text('{"keyword": {"你好": "您好"}}', encoding="utf-8")
    assert import_file(path, None) == 0
    path.write_text('{"keyword": {}}', encoding="utf-8")
    out = tmp_path / "none.yaml"
    assert import_file(path, out) == 1
    assert not out.exists()


def test_wrong_input_is_told(tmp_path: Path, faq: Path) -> None:
    """Another ending, another form, no file, no folder to write to."""
    (tmp_path / "faq.doc").write_text("")
    with pytest.raises(SettingError, match=r"ends with \.csv"):
        import_file(tmp_path / "faq.doc", None)
    with pytest.raises(EnvironmentFault):
        import_file(tmp_path / "none.csv", None)
    with pytest.raises(EnvironmentFault, match="can not be written"):
        import_file(faq, tmp_path / "none" / "rules.yaml")
    faq.write_text("a,b,c\n", encoding="utf-8")
    with pytest.raises(SettingError, match="expected columns"):
        import_file(faq, None)
