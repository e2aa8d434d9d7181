"""The package as syntax trees: which modules there are, what each imports, how long it is.

Reads source text only and must never import what it reads, so that a house rule also holds for a
module that does not import yet.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

PACKAGE = "responder"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name.

    Args:
        module: Absolute dotted name of what stands behind `import` or `from`.
        name: What stands behind `from … import`, else `""`.
        line: Where, from 1.
        as_type: Only for type checkers: it stands under `if TYPE_CHECKING:`.
    """

    module: str
    name: str
    line: int
    as_type: bool = False

    def target(self, known: frozenset[str]) -> str:
        """The module meant: `from a import b` means `a.b` where that is one of `known`."""
        full = f"{self.module}.{self.name}"
        return full if full in known else self.module

    @property
    def top(self) -> str:
        """The package at the top, as an installer knows it."""
        return self.module.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Function:
    """One function and its length in lines, without its docstring."""

    name: str
    line: int
    lines: int


@dataclass(frozen=True, slots=True)
class Module:
    """One source file.

    Args:
        name: Dotted; a package bears the name of its folder.
        text: All of it.
        is_package: Whether it is an `__init__`.
    """

    name: str
    text: str = field(repr=False)
    is_package: bool = False

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=self.name)

    @property
    def lines(self) -> int:
        """Physical lines, as `wc -l` counts them."""
        return self.text.count("\n")

    def imports(self) -> tuple[Import, ...]:
        """Every import, also those in functions and those for type checkers alone."""
        tree = self.tree
        guarded = {
            id(node)
            for branch in ast.walk(tree)
            if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
            for statement in branch.body
            for node in ast.walk(statement)
        }
        return tuple(
            replace(found, as_type=id(node) in guarded)
            for node in ast.walk(tree)
            for found in self._read(node)
        )

    def functions(self) -> tuple[Function, ...]:
        """Every function and method, nested ones too."""
        return tuple(
            Function(node.name, node.lineno, _body_lines(node))
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        )

    def _read(self, node: ast.AST) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, "", node.lineno)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Import(self._absolute(node), alias.name, node.lineno)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.name.split(".")
        drop = node.level - 1 if self.is_package else node.level
        return ".".join((*parts[: len(parts) - drop], *filter(None, [node.module])))


def modules(root: Path = ROOT) -> tuple[Module, ...]:
    """Every module of the package under `root`, by name."""
    return tuple(
        sorted(
            (_load(path, root) for path in (root / PACKAGE).rglob("*.py")),
            key=lambda module: module.name,
        )
    )


def path_of_test(module: Module) -> Path:
    """Where the tests of a module belong, relative to the checkout."""
    *folders, last = module.name.split(".")[1:]
    return Path("tests", *folders, f"test_{last}.py")


def find_cycle(graph: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """One cycle of `graph`, its first node repeated at the end; empty when there is none."""
    done: set[str] = set()
    for start in graph:
        trail = _walk(start, graph, [], done)
        if trail:
            return trail
    return ()


def _walk(
    node: str, graph: dict[str, frozenset[str]], trail: list[str], done: set[str]
) -> tuple[str, ...]:
    if node in trail:
        return (*trail[trail.index(node) :], node)
    if node in done:
        return ()
    for neighbour in sorted(graph.get(node, frozenset())):
        if found := _walk(neighbour, graph, [*trail, node], done):
            return found
    done.add(node)
    return ()


def _load(path: Path, root: Path) -> Module:
    parts = path.relative_to(root).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, path.read_text("utf-8"), is_package)


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    lines = _span(node)
    return lines - _span(node.body[0]) if ast.get_docstring(node) is not None else lines


def _span(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
