"""Documents as data: tables, code blocks, links and anchors of a Markdown file.

Understands as much of Markdown as this project's documents use, and nothing of what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL
)
_LINK = re.compile(r"!?\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#{1,6} +(?P<text>.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced code block.

    Args:
        language: First word behind the fence, `""` without one.
        marks: The words after it.
        text: What stands between the fences.
        line: Of its first line of text, from 1.
    """

    language: str
    marks: tuple[str, ...]
    text: str
    line: int


def documents(root: Path = ROOT) -> tuple[Path, ...]:
    """Every document of the project: beside the code, in `docs/` and in `deploy/`."""
    folders = (root, root / "docs", root / "deploy")
    return tuple(path for folder in folders for path in sorted(folder.glob("*.md")))


def blocks(text: str) -> tuple[Block, ...]:
    """The fenced code blocks, in order."""
    found = []
    for match in _FENCE.finditer(text):
        language, *marks = match["info"].split() or [""]
        line = text.count("\n", 0, match.start("body")) + 1
        found.append(Block(language, tuple(marks), match["body"], line))
    return tuple(found)


def prose(text: str) -> str:
    """The document without its code blocks."""
    return _FENCE.sub("", text)


def code_spans(text: str) -> tuple[str, ...]:
    """What stands between single backquotes, outside code blocks."""
    return tuple(_CODE.findall(prose(text)))


def links(text: str) -> tuple[str, ...]:
    """Targets of the links and pictures, outside code."""
    return tuple(match["target"] for match in _LINK.finditer(_CODE.sub("", prose(text))))


def anchors(text: str) -> frozenset[str]:
    """The names under which a link reaches the headings."""
    return frozenset(_anchor(match["text"]) for match in _HEADING.finditer(prose(text)))


def table(text: str, *header: str) -> tuple[dict[str, str], ...]:
    """The rows of the one table that has this header, by column.

    Raises:
        LookupError: There is no such table.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if _cells(line) == header:
            rows = []
            for row in lines[number + 2 :]:
                if not row.startswith("|"):
                    break
                rows.append(dict(zip(header, _cells(row), strict=True)))
            return tuple(rows)
    raise LookupError(f"no table with the columns {', '.join(header)}")


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _anchor(heading: str) -> str:
    words = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower())
    return words.replace(" ", "-")
