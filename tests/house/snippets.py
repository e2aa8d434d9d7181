"""Rule files that stand in documents, with the files they name.

A ```` ```yaml ```` block with a top-level `rules:` is a rule file, unless it is marked `fragment`.
A block marked `file=NAME` is a file that lies beside the rule files under the same heading; what
lies in the folder that is called like the document lies beside all of its rule files. It knows
Markdown; it must not know what a rule file says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.house.markdown import Block, blocks
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RULES = "rules.yaml"
"""What the rule file of a snippet is called where it is carried out."""

_HEADING = re.compile(r"#{1,6} +(?P<text>.+?)\s*")
_FILE = "file="


@dataclass(frozen=True, slots=True)
class Snippet:
    """A rule file of a document.

    Args:
        place: `document:line`.
        heading: The one it stands under.
        text: The rule file.
        files: Name to content of what lies beside it.
    """

    place: str
    heading: str
    text: str = field(repr=False)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def unpack(self, folder: Path) -> Path:
        """Write it into a folder with everything beside it; the path of the rule file."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        (folder / RULES).write_text(self.text, "utf-8")
        return folder / RULES


def snippets(name: str, root: Path = ROOT) -> tuple[Snippet, ...]:
    """The rule files of a document, in order.

    Args:
        name: The document, relative to `root`.
        root: The checkout.
    """
    text = (root / name).read_text("utf-8")
    folder = (root / name).with_suffix("")
    shared = {path.name: path.read_bytes() for path in sorted(folder.glob("*.*"))}
    found: list[Snippet] = []
    for heading, section in sections(text):
        beside = {**shared, **named(section)}
        found += [
            Snippet(f"{name}:{block.line}", heading, block.text, beside)
            for block in section
            if is_rule_file(block)
        ]
    return tuple(found)


def sections(text: str) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """Each heading of a document with the blocks below it, up to the next one."""
    found = blocks(text)
    fenced = {
        line for block in found for line in range(block.line, block.line + block.text.count("\n"))
    }
    lines = enumerate(text.splitlines(), 1)
    heads = [
        (number, match["text"])
        for number, line in lines
        if number not in fenced and (match := _HEADING.fullmatch(line))
    ]
    ends = [number for number, _ in heads[1:]] + [text.count("\n") + 1]
    for (begin, heading), end in zip(heads, ends, strict=True):
        yield heading, tuple(block for block in found if begin < block.line < end)


def named(section: tuple[Block, ...]) -> dict[str, bytes]:
    """The files of a section by their names."""
    return {
        mark.removeprefix(_FILE): block.text.encode()
        for block in section
        for mark in block.marks
        if mark.startswith(_FILE)
    }


def is_rule_file(block: Block) -> bool:
    """Whether a block is a whole rule file, and not a file beside one or a piece of one."""
    return (
        block.language == "yaml"
        and "fragment" not in block.marks
        and not any(mark.startswith(_FILE) for mark in block.marks)
        and re.search(r"^rules:", block.text, re.MULTILINE) is not None
    )
