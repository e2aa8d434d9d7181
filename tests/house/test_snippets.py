"""Rule files are found in documents, each with what lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.markdown import Block
from tests.house.snippets import RULES, Snippet, is_rule_file, named, sections, snippets

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
# Book

```yaml
# Not a heading
rules: []
```

## With a file

```csv file=faq.csv
a,b
```

```yaml
rules: [1]
```

## Empty
"""


def test_a_section_has_the_blocks_below_its_heading() -> None:
    """A comment in a block is no heading, and a heading may have no block."""
    found = {heading: [block.language for block in section] for heading, section in sections(TEXT)}
    assert found == {"Book": ["yaml"], "With a file": ["csv", "yaml"], "Empty": []}


def test_named_blocks_are_files() -> None:
    """The mark is the name, the text the content."""
    block = Block("csv", ("file=a/faq.csv",), "a,b\n", 1)
    assert named((block, Block("yaml", (), "x: 1\n", 5))) == {"a/faq.csv": b"a,b\n"}


@pytest.mark.parametrize(
    ("block", "is_one"),
    [
        (Block("yaml", (), "vars: {}\nrules: []\n", 1), True),
        (Block("yaml", ("fragment",), "rules: []\n", 1), False),
        (Block("yaml", ("file=a.yaml",), "rules: []\n", 1), False),
        (Block("yaml", (), "a:\n  rules: []\n", 1), False),
        (Block("csv", (), "rules: []\n", 1), False),
    ],
)
def test_a_rule_file_has_rules_at_its_top(block: Block, is_one: bool) -> None:  # noqa: FBT001 - a case of the table
    """Fragments, files beside a rule file and other languages are none."""
    assert is_rule_file(block) is is_one


def test_a_snippet_has_the_files_of_its_section_and_of_its_document(tmp_path: Path) -> None:
    """What stands under another heading is not beside it; what lies in the folder is."""
    (tmp_path / "book.md").write_text(TEXT, "utf-8")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "prices.xlsx").write_bytes(b"PK")
    first, second = snippets("book.md", tmp_path)
    assert first == Snippet("book.md:4", "Book", first.text, {"prices.xlsx": b"PK"})
    assert second.files == {"prices.xlsx": b"PK", "faq.csv": b"a,b\n"}


def test_a_snippet_is_unpacked_into_folders(tmp_path: Path) -> None:
    """The rule file lies where the names in it are relative to."""
    path = Snippet("", "", "rules: []\n", {"teams/a.yaml": b"x"}).unpack(tmp_path)
    assert path == tmp_path / RULES
    assert path.read_text("utf-8") == "rules: []\n"
    assert (tmp_path / "teams" / "a.yaml").read_bytes() == b"x"
