"""The reader of the package's source sees what is there."""

from __future__ import annotations

from pathlib import Path

from tests.house.tree import Import, Module, modules, path_of_test


def test_imports_are_seen_wherever_they_stand() -> None:
    """At the top, in a function, under the guard of type checkers; relative ones made absolute."""
    text = (
        "import a.b\n"
        "def f():\n    from c import d\n"
        "if TYPE_CHECKING:\n    from .near import e\n"
        "from .. import far\n"
    )
    assert set(Module("pack.room.module", text).imports()) == {
        Import("a.b", "", 1),
        Import("c", "d", 3),
        Import("pack.room.near", "e", 5, as_type=True),
        Import("pack", "far", 6),
    }


def test_a_relative_import_of_a_package_starts_at_itself() -> None:
    """One dot in an `__init__` means the package, not its parent."""
    module = Module("pack.room", "from .inner import x", is_package=True)
    assert module.imports() == (Import("pack.room.inner", "x", 1),)


def test_from_import_means_the_module_where_there_is_one() -> None:
    """`from a import b` is an edge to `a.b` if that is a module, else to `a`."""
    found = Import("a", "b", 1)
    assert found.target(frozenset({"a", "a.b"})) == "a.b"
    assert found.target(frozenset({"a"})) == "a"
    assert Import("a.b", "", 1).top == "a"


def test_a_docstring_does_not_count_as_length() -> None:
    """The length of a function is its code; nested functions are listed too."""
    text = 'def f():\n    """One.\n\n    Two.\n    """\n    def g(): ...\n    return g\n'
    lengths = {function.name: function.lines for function in Module("m", text).functions()}
    assert lengths == {"f": 3, "g": 1}


def test_modules_are_found_by_their_dotted_names(tmp_path: Path) -> None:
    """A package bears the name of its folder, and files that are no modules are passed over."""
    room = tmp_path / "responder" / "room"
    room.mkdir(parents=True)
    (room / "__init__.py").write_text("")
    (room / "part.py").write_text("x = 1\ny = 2\n")
    (room / "notes.txt").write_text("")
    package, part = modules(tmp_path)
    assert (package.name, package.is_package) == ("responder.room", True)
    assert (part.name, part.lines) == ("responder.room.part", 2)
    assert path_of_test(part) == Path("tests/room/test_part.py")
