"""The judge of command lines in documents knows a right one from a wrong one."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from tests.house.commands import command_lines, objection

app = typer.Typer()


@app.command()
def check(file: str, *, output: Annotated[str, typer.Option("--format", "-f")] = "text") -> None:
    """Stand for a command with an argument and an option."""
    typer.echo(f"{file} {output}")


@app.command()
def stop() -> None:
    """Stand for a command without anything."""


@pytest.fixture
def program() -> TyperGroup:
    """The small program above."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return group


@pytest.mark.parametrize(
    "line",
    [
        "responder check rules.yaml --format json",
        "responder check rules.yaml --format=json",
        "responder check FILE [-f json]",
        "responder --help",
        "responder stop --help",
        "responder … --help",
        ".venv/bin/responder check -- --weird-name",
    ],
)
def test_a_right_command_line_passes(program: TyperGroup, line: str) -> None:
    """Existing commands and options pass, with values or with placeholders."""
    assert objection(line, program) == ""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("responder chekc rules.yaml", "responder has no command 'chekc'"),
        ("responder check --fromat json", "responder check has no option '--fromat'"),
        ("responder stop [-f json]", "responder stop has no option '-f'"),
        ("responder --version", "responder has no option '--version'"),
    ],
)
def test_a_wrong_command_line_is_named(program: TyperGroup, line: str, wrong: str) -> None:
    """A command or option that does not exist is shown with the line it stands in."""
    assert objection(line, program) == f"{line!r}: {wrong}"


def test_command_lines_are_found_in_shell_blocks_and_code_spans() -> None:
    """Prompts, other commands of the line, redirections and comments fall away."""
    text = (
        "Type `responder stop`, not `responder`, `responder.rules` or `wechat-responder`.\n"
        "```console\n"
        "$ python3 -m venv .venv && .venv/bin/responder check a.yaml\n"
        "all is well\n"
        "$ responder check 'a b' --format json | head -1\n"
        "$ responder stop  # at once\n"
        "```\n"
        "```yaml\nresponder stop: no\n```\n"
    )
    assert list(command_lines(text)) == [
        ".venv/bin/responder check a.yaml",
        "responder check 'a b' --format json",
        "responder stop",
        "responder stop",
    ]
