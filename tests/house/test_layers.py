"""The layers of the architecture document hold for every import."""

from __future__ import annotations

import ast

import pytest

from tests.house.layers import House
from tests.house.tree import ROOT, Module, find_cycle, modules
from tests.house.verdict import assert_none

DOCUMENT = """
| layer | rooms | may |
| --- | --- | --- |
| **top** | `responder.cli` | all |
| **mid** | `responder.a` · `responder.b` | wait |
| **low** | `responder.c.upper` → `responder.c.lower` · `responder.d` | compute |

| room | knows | must not know |
| --- | --- | --- |
| `responder.b` | much | `responder.d` |

| order | in the rule room |
| --- | --- |
| one | `responder.d.above` |
| two | `responder.d.below` · `responder.d.beside` |

| package | only in | because |
| --- | --- | --- |
| `trio` | mid and above | waiting |
| `httpx` | `responder.a` | one place |
| `asyncio` | nowhere | purity |
| `time` | mid and above, as a type everywhere | purity |
"""

CLOCK_READERS = frozenset({"now", "utcnow", "today"})
CLOCKS = frozenset({"datetime", "date"})
IO_CALLS = frozenset({"open", "print", "input"})
"""Builtins; whatever else reaches the machine has to be imported, and is found there."""


@pytest.fixture(scope="module")
def house() -> House:
    """The project's own tables."""
    return House.read((ROOT / "docs/architecture.md").read_text("utf-8"))


def faults_of(name: str, text: str) -> list[str]:
    """What the small house above says about one module."""
    others = tuple(
        Module(f"responder.{n}", "")
        for n in ("a", "b", "c.upper", "c.lower", "d", "d.above", "d.below", "d.beside")
    )
    return list(House.read(DOCUMENT).faults((Module(name, text), *others)))


def test_every_import_runs_downwards(house: House) -> None:
    """No module imports from a higher layer, another room of its own layer, or a forbidden one."""
    assert_none(house.faults(modules()))


def test_every_module_has_a_place(house: House) -> None:
    """Each module stands in a row of the layer table."""
    assert_none(house.homeless(modules()))


def test_there_is_no_import_cycle() -> None:
    """Following imports, those for type checkers included, never leads back."""
    known = frozenset(module.name for module in modules())
    graph = {
        module.name: frozenset(found.target(known) for found in module.imports()) & known
        for module in modules()
    }
    assert_none(find_cycle(graph))


def test_core_and_base_read_no_clock_and_no_file(house: House) -> None:
    """The two lowest layers call nothing that gives another answer the second time."""
    found = [
        f"{module.name}:{call.lineno}: {ast.unparse(call.func)}()"
        for module in modules()
        if (place := house.place(module.name)) and place.height <= house.layers.index("core")
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and reads_the_world(call)
    ]
    assert_none(found)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("responder.a", "import responder.cli", "responder.a:1: upward import of responder.cli"),
        ("responder.a", "from responder import b", "responder.a:1: sideways import of responder.b"),
        (
            "responder.d",
            "if TYPE_CHECKING:\n    from responder.a import X",
            "responder.d:2: upward import of responder.a",
        ),
        (
            "responder.a",
            "def f():\n    from responder.b import X",
            "responder.a:2: sideways import of responder.b",
        ),
        (
            "responder.a.inner",
            "from ..b import X",
            "responder.a.inner:1: sideways import of responder.b",
        ),
        (
            "responder.c.lower",
            "from responder.c import upper",
            "responder.c.lower:1: sideways import of responder.c.upper",
        ),
        (
            "responder.b",
            "import responder.d",
            "responder.b:1: must not know responder.d, imports responder.d",
        ),
        (
            "responder.d.below",
            "import responder.d.above",
            "responder.d.below:1: upward import of responder.d.above, in the order of its room",
        ),
        ("responder.b", "import httpx", "responder.b:1: httpx is not for this module"),
        ("responder.d", "import trio.abc", "responder.d:1: trio is not for this module"),
        ("responder.d", "from time import sleep", "responder.d:1: time is not for this module"),
        ("responder.cli", "import asyncio", "responder.cli:1: asyncio is not for this module"),
        ("responder.a", "import numpy", "responder.a:1: numpy is in no row of the package table"),
    ],
)
def test_a_wrong_import_is_named_with_its_line(name: str, text: str, fault: str) -> None:
    """Each kind of forbidden import is found, wherever in the module it stands."""
    assert faults_of(name, text) == [fault]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("responder.cli", "import responder.a, responder.c.lower, trio"),
        ("responder.a", "import httpx, json\nfrom responder.a.part import X"),
        ("responder.a", "from responder.d import X"),
        ("responder.d.above", "import responder.d.below"),
        ("responder.d.below", "import responder.d.beside"),
        ("responder.d", "if TYPE_CHECKING:\n    from time import struct_time"),
        ("responder.c.upper", "from responder.c.lower import X"),
        ("responder.c.lower", "from responder.c.lower.part import X"),
    ],
)
def test_an_allowed_import_passes(name: str, text: str) -> None:
    """Downwards, within a room, along its arrow and from the standard library is fine."""
    assert faults_of(name, text) == []


def test_a_module_without_a_row_is_homeless_unless_it_is_a_doorway() -> None:
    """A package that imports nothing needs no row; one that does, or a plain module, needs one."""
    strays = (
        Module("responder.c", '"""Doorway."""', is_package=True),
        Module("responder.e", "import json", is_package=True),
        Module("responder.f", ""),
        Module("responder.d.above.part", ""),
        Module("responder.d.stray", ""),
    )
    homeless = ("responder.e", "responder.f", "responder.d.stray")
    assert House.read(DOCUMENT).homeless(strays) == homeless


def test_an_unknown_layer_in_the_package_table_is_an_error() -> None:
    """A slip of the pen in the document does not silently allow everything."""
    with pytest.raises(LookupError, match="no layer 'middle'"):
        House.read(DOCUMENT.replace("mid and above", "middle and above"))


def test_a_missing_table_is_an_error() -> None:
    """A document without the tables does not silently allow everything."""
    with pytest.raises(LookupError, match="no table with the columns layer, rooms, may"):
        House.read("# Architecture\n")


def test_a_cycle_is_found_and_shown() -> None:
    """The way round is named, so that one can see where to cut."""
    graph = {"a": frozenset({"b", "d"}), "b": frozenset({"c"}), "c": frozenset({"b"})}
    assert find_cycle(graph) == ("b", "c", "b")
    assert find_cycle({"a": frozenset({"b", "c"}), "b": frozenset({"c"})}) == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("datetime.now()", True),
        ("dt.datetime.now(tz)", True),
        ("date.today()", True),
        ("open('x')", True),
        ("fields.read_text()", False),
        ("self.now()", False),
        ("datetime.fromtimestamp(now, tz)", False),
    ],
)
def test_a_look_at_the_world_is_recognised(*, code: str, expected: bool) -> None:
    """Clocks and files are recognised by the call; a clock that was handed in is fine."""
    call = ast.parse(code, mode="eval").body
    assert isinstance(call, ast.Call)
    assert reads_the_world(call) is expected


def reads_the_world(call: ast.Call) -> bool:
    """Whether a call reads the machine's clock, a file or the terminal."""
    match call.func:
        case ast.Name(id=name):
            return name in IO_CALLS
        case ast.Attribute(attr=attr, value=ast.Name(id=owner) | ast.Attribute(attr=owner)):
            return attr in CLOCK_READERS and owner in CLOCKS
        case _:
            return False
