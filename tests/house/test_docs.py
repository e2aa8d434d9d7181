"""The documents are true: their links lead somewhere, their snippets load, their commands exist.

A ```` ```yaml ```` block with a top-level `rules:` is a rule file, with its tests; one marked
```` fragment ```` is not. A block marked `file=NAME` is a file beside the rule files and sessions
of its section. A ```` ```console run ```` block is carried out line by line: what stands under a
command is its output, in which a line `…` stands for any number of lines; nothing there, nothing
compared. Its commands end well, or with the code it is marked with: `exit=1`.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from tests.house.commands import command_lines, objection
from tests.house.markdown import Block, anchors, blocks, documents, links
from tests.house.process import run
from tests.house.recorded import record
from tests.house.snippets import RULES, Snippet, named, sections, snippets
from tests.house.tree import PACKAGE, ROOT
from tests.house.verdict import assert_none
from tests.rules.rulekit import tree
from tests.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from responder.rules.spec.section import Section

README = ROOT / "README.md"
EXAMPLE = "rules.example.yaml"
EXAMPLES = ("docs/rules.md", "docs/recipes.md")
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in documents()}
FIRST_SCREEN_LINES = 40
EXIT = "exit="


def of_language(*languages: str) -> list[tuple[str, Block]]:
    """The code blocks of all documents in these languages, each with its document's name."""
    return [
        (name, b) for name, text in TEXTS.items() for b in blocks(text) if b.language in languages
    ]


def shown_rules() -> tuple[Snippet, ...]:
    """Every snippet that is a whole rule file, and the example."""
    example = Snippet(EXAMPLE, "", (ROOT / EXAMPLE).read_text("utf-8"))
    return (*(snippet for name in TEXTS for snippet in snippets(name)), example)


def rule_files() -> dict[str, str]:
    """The same without what lies beside them, by where they stand."""
    return {snippet.place: snippet.text for snippet in shown_rules()}


@dataclass(frozen=True, slots=True)
class Session:
    """A console block to be carried out.

    Args:
        place: `document:line`.
        steps: Pairs of command and output.
        code: How each command ends.
        files: Name to content of what lies in its folder.
    """

    place: str
    steps: tuple[tuple[str, str], ...]
    code: int
    files: Mapping[str, bytes]


def sessions() -> Iterator[Session]:
    """The console sessions of all documents."""
    for name, text in TEXTS.items():
        for _, section in sections(text):
            for block in section:
                if block.language == "console" and "run" in block.marks:
                    code = next((m[len(EXIT) :] for m in block.marks if m.startswith(EXIT)), "0")
                    place = f"{name}:{block.line}"
                    yield Session(place, tuple(steps(block.text)), int(code), named(section))


def steps(session: str) -> list[tuple[str, str]]:
    """The commands of a session and what it shows under each."""
    parts = re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def shows(expected: str, actual: str) -> bool:
    """Whether output is as shown; a line `…` stands for any lines."""
    pieces = [
        r"(?:.*\n)*" if line == "…" else re.escape(line) + r"\n" for line in expected.splitlines()
    ]
    return re.fullmatch("".join(pieces), actual) is not None


@pytest.mark.parametrize("name", TEXTS)
def test_relative_links_lead_somewhere(name: str) -> None:
    """A link to a file finds it, and a link to a heading finds the heading."""
    broken = []
    for link in links(TEXTS[name]):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / name).parent / path if path else ROOT / name
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            broken.append(link)
    assert_none(broken)


@pytest.mark.parametrize("snippet", shown_rules(), ids=lambda one: one.place)
def test_rule_snippets_load_and_pass(snippet: Snippet) -> None:
    """What the documents show as a rule file is one, without a warning, and its tests pass."""
    from responder.rules.load import load  # the snippets are found without it  # noqa: PLC0415
    from responder.rules.trial.shown import failed  # noqa: PLC0415 - as above

    files = Shelf({**snippet.files, RULES: snippet.text})
    rule_set = load(RULES, files)
    assert len(rule_set.rules) > 0
    assert rule_set.warnings == ()
    assert failed(rule_set, rule_set.trials) == ()


def test_every_key_is_shown_at_work() -> None:
    """Each key of each mapping of a rule file stands in an example that is carried out."""
    from responder.rules.spec.schema import FileSpec  # noqa: PLC0415 - as above
    from responder.rules.spec.section import Section  # noqa: PLC0415 - as above

    shown: dict[type[Section], set[str]] = {}
    for snippet in chain.from_iterable(map(snippets, EXAMPLES)):
        for kind, names in written(FileSpec.model_validate(tree(snippet.text))):
            shown.setdefault(kind, set()).update(names)
    kinds = {kind for kind in every(Section) if not every(kind)}
    assert_none(
        f"{kind.__name__}: {field.alias or name}"
        for kind in kinds
        for name, field in kind.model_fields.items()
        if name not in shown.get(kind, set())
    )


def every(kind: type[Section]) -> set[type[Section]]:
    """All kinds of mappings below one, those of tests not among them."""
    below = {one for one in kind.__subclasses__() if one.__module__.startswith(f"{PACKAGE}.")}
    return below.union(*map(every, below))


def written(value: object) -> Iterator[tuple[type[Section], set[str]]]:
    """The mappings in a checked rule file, each with the keys that its author wrote."""
    from responder.rules.spec.section import Section  # noqa: PLC0415 - as above

    if isinstance(value, Section):
        yield type(value), value.model_fields_set
        for name in value.model_fields_set:
            yield from written(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from written(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from written(item)


@pytest.mark.parametrize(("name", "block"), of_language("yaml"))
def test_yaml_snippets_are_yaml(name: str, block: Block) -> None:
    """Fragments too can be read."""
    assert yaml.safe_load(block.text) is not None, f"{name}:{block.line}"


@pytest.mark.parametrize("name", TEXTS)
def test_commands_in_documents_exist(name: str) -> None:
    """Each call of the program names commands and options that it has."""
    from responder.cli.app import app  # the other tests do without  # noqa: PLC0415

    program = get_command(app)
    assert isinstance(program, TyperGroup)
    faults = map(partial(objection, program=program), command_lines(TEXTS[name]))
    assert_none(filter(None, faults))


@pytest.mark.parametrize("session", tuple(sessions()), ids=lambda one: one.place)
def test_sessions_go_as_shown(session: Session, tmp_path: Path) -> None:
    """A console block marked to be run ends as it should and says what it shows."""
    first_rules = next(b.text for b in blocks(README.read_text("utf-8")) if b.language == "yaml")
    Snippet("", "", first_rules, session.files).unpack(tmp_path)
    (tmp_path / EXAMPLE).write_bytes((ROOT / EXAMPLE).read_bytes())
    if any("--state state" in command for command, _ in session.steps):
        record(tmp_path / "state", session.files["live.yaml"].decode())
    for command, output in session.steps:
        done = run(*shlex.split(command), cwd=tmp_path)
        assert done.code == session.code, done.output
        assert not output or shows(output, done.output), f"$ {command}\n{done.output}"


def test_the_first_screen_holds_both_commands() -> None:
    """One line for the demo and one for the tests, each from a fresh clone to the end."""
    screen = README.read_text("utf-8").splitlines()[:FIRST_SCREEN_LINES]
    install = ".venv/bin/pip install -q -c deploy/constraints.txt"
    assert f"python3 -m venv .venv && {install} . && .venv/bin/responder demo" in screen
    tests = ".venv/bin/python -m pytest -n auto"
    assert f"python3 -m venv .venv && {install} -e '.[dev]' && {tests}" in screen


def test_ci_runs_the_command_of_the_readme() -> None:
    """The script of the clean checkout and the first screen mean the same line."""
    script = (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1]
    ours = script.replace('"$python"', "python3").replace('"$venv"', ".venv")
    ours = re.sub(r'"\$venv(/bin/\w+)"', r".venv\1", ours)
    assert ours in README.read_text("utf-8").splitlines()
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_output_is_compared_line_by_line() -> None:
    """`…` on a line of its own stands for any lines, and nothing else is forgiven."""
    assert shows("one\n…\nfour\n", "one\ntwo\nthree\nfour\n")
    assert shows("one\n…\nfour\n", "one\nfour\n")
    assert not shows("one\nfour\n", "one\ntwo\nfour\n")
    assert not shows("one…\n", "one and two\n")


def test_a_session_is_cut_at_its_prompts() -> None:
    """Each command comes with the lines under it."""
    assert steps("$ a b\nx\ny\n$ c\n") == [("a b", "x\ny\n"), ("c", "")]
