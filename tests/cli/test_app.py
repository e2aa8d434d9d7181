"""Every command with its arguments."""

from __future__ import annotations

from importlib.metadata import entry_points

import typer
from typer.testing import CliRunner

from responder import __version__
from responder.cli import main
from responder.cli.app import app

COMMANDS = {
    *("demo", "run", "check", "test", "try", "schema", "status", "login", "log", "why", "init"),
    *("simulator", "start", "stop", "reload", "pause", "resume", "rules", "logout"),
    *("replay", "record", "forget", "import"),
}


def test_the_commands_are_those_of_the_documentation() -> None:
    """No command appears or goes without this list."""
    assert set(typer.main.get_command(app).commands) == COMMANDS  # type: ignore[attr-defined]  # a group


def test_every_command_and_option_explains_itself() -> None:
    """Each has a help text; none is a stub."""
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]  # a group
        assert command.help, name
        for parameter in command.params:
            if parameter.name not in {"help", "port", "host"}:
                assert getattr(parameter, "help", ""), (name, parameter.name)


def test_the_version_is_the_packages() -> None:
    """`--version` prints one line."""
    result = CliRunner().invoke(app, ["--version"])
    assert result.output == f"{__version__}\n"


def test_an_unknown_command_is_a_usage_error() -> None:
    """Exit code 2, from the library."""
    assert CliRunner().invoke(app, ["dance"]).exit_code == 2


def test_the_list_of_commands_is_not_cut() -> None:
    """In 80 columns each command is described by a whole sentence."""
    result = CliRunner().invoke(app, ["--help"], terminal_width=80)
    listed = result.output.partition("Commands:\n")[2].splitlines()
    assert len(listed) == len(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in listed)


def test_main_is_the_entry_point() -> None:
    """The command `responder` of the installed package is `main`."""
    (script,) = entry_points(group="console_scripts", name="responder")
    assert script.load() is main
