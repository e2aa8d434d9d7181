"""Every module has a docstring, a test module and a readable size."""

from __future__ import annotations

import ast
import statistics

from tests.house.tree import ROOT, Module, modules, path_of_test
from tests.house.verdict import assert_none

MODULE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
"""Lines of a function besides its docstring: one screen."""

MEDIAN_LINES_MAX = 150

WITHOUT_TESTS: frozenset[str] = frozenset()
"""Modules that need no test module of their own, each with its reason. There is none."""


def needs_tests(module: Module) -> bool:
    """Whether a module holds something that can be tested."""
    return not (
        module.is_package or module.name.endswith(".__main__") or module.name in WITHOUT_TESTS
    )


def test_a_module_has_its_tests() -> None:
    """`responder/a/b.py` is tested by `tests/a/test_b.py`."""
    wanted = [path_of_test(module) for module in modules() if needs_tests(module)]
    assert_none(path for path in wanted if not (ROOT / path).is_file())


def test_a_module_says_what_it_knows() -> None:
    """The first thing in a module is its docstring."""
    assert_none(m.name for m in modules() if not ast.get_docstring(m.tree))


def test_a_module_is_of_readable_size() -> None:
    """A module that grows past the limit is two modules."""
    assert_none(f"{m.name}: {m.lines}" for m in modules() if m.lines > MODULE_LINES_MAX)


def test_a_function_fits_on_a_screen() -> None:
    """No function is longer than the limit, its docstring not counted."""
    long = (
        f"{module.name}:{function.line}: {function.name} has {function.lines} lines"
        for module in modules()
        for function in module.functions()
        if function.lines > FUNCTION_LINES_MAX
    )
    assert_none(long)


def test_a_package_and_an_entry_need_no_tests_of_their_own() -> None:
    """Only what can be tested must be: not a doorway, not the two lines of `__main__`."""
    assert needs_tests(Module("responder.a", ""))
    assert not needs_tests(Module("responder.a", "", is_package=True))
    assert not needs_tests(Module("responder.__main__", ""))


def test_modules_are_small_in_the_median() -> None:
    """Half of the modules are read in a minute or two."""
    assert statistics.median(module.lines for module in modules()) <= MEDIAN_LINES_MAX
