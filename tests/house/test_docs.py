"""The documents are true: their links lead somewhere, their snippets load, their commands exist.

A ```` ```yaml ```` block with a top-level `rules:` is a rule file; one marked ```` fragment ```` is
not. A ```` ```console run ```` block is carried out line by line: what stands under a command is
its output, in which a line `…` stands for any number of lines; nothing there, nothing compared.
"""

from __future__ import annotations

import os
import re
import shlex
from functools import partial
from typing import TYPE_CHECKING

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from tests.house.commands import command_lines, objection
from tests.house.markdown import Block, anchors, blocks, documents, links
from tests.house.process import run
from tests.house.tree import ROOT
from tests.house.verdict import assert_none

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
EXAMPLE = "rules.example.yaml"
TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in documents()}
FIRST_SCREEN_LINES = 40


def of_language(*languages: str) -> list[tuple[str, Block]]:
    """The code blocks of all documents in these languages, each with its document's name."""
    return [
        (name, b) for name, text in TEXTS.items() for b in blocks(text) if b.language in languages
    ]


def rule_files() -> dict[str, str]:
    """Every snippet that is a whole rule file, by where it stands."""
    return {
        f"{name}:{block.line}": block.text
        for name, block in of_language("yaml")
        if "fragment" not in block.marks and re.search(r"^rules:", block.text, re.MULTILINE)
    }


def sessions() -> dict[str, list[tuple[str, str]]]:
    """The console sessions to be carried out: place to pairs of command and output."""
    return {
        f"{name}:{block.line}": steps(block.text)
        for name, block in of_language("console")
        if "run" in block.marks
    }


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


@pytest.mark.parametrize("place", [*rule_files(), EXAMPLE])
def test_rule_snippets_load(place: str) -> None:
    """What the documents show as a rule file is one, without a warning."""
    from responder.rules.load import load  # the snippets are found without it  # noqa: PLC0415

    text = rule_files().get(place) or (ROOT / place).read_text("utf-8")
    rule_set = load(place, lambda _: text.encode())
    assert len(rule_set.rules) > 0
    assert rule_set.warnings == ()


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


@pytest.mark.parametrize("place", sessions())
def test_sessions_go_as_shown(place: str, tmp_path: Path) -> None:
    """A console block marked to be run ends well and says what it shows."""
    (tmp_path / EXAMPLE).write_bytes((ROOT / EXAMPLE).read_bytes())
    first_rules = next(b.text for b in blocks(README.read_text("utf-8")) if b.language == "yaml")
    (tmp_path / "rules.yaml").write_text(first_rules, "utf-8")
    for command, output in sessions()[place]:
        done = run(*shlex.split(command), cwd=tmp_path)
        assert done.code == 0, done.output
        assert not output or shows(output, done.output), f"$ {command}\n{done.output}"


def test_the_first_screen_holds_both_commands() -> None:
    """One line for the demo and one for the tests, each from a fresh clone to the end."""
    screen = README.read_text("utf-8").splitlines()[:FIRST_SCREEN_LINES]
    install = ".venv/bin/pip install -q -c deploy/constraints.txt"
    assert f"python3 -m venv .venv && {install} . && .venv/bin/responder demo" in screen
    assert f"python3 -m venv .venv && {install} -e '.[dev]' && .venv/bin/python -m pytest" in screen


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
