"""Commands that run the program, as they are called."""

from __future__ import annotations

import typer

from responder.cli.app import app


def test_settings_come_from_the_environment_too() -> None:
    """Each setting of `run` that a unit file would set has its variable."""
    run = typer.main.get_command(app).commands["run"]  # type: ignore[attr-defined]  # a group
    variables = {p.envvar for p in run.params if getattr(p, "envvar", None)}
    assert {"RESPONDER_SERVER", "RESPONDER_STATE", "RESPONDER_ACCOUNT", "RESPONDER_MODE"} <= {
        v if isinstance(v, str) else v[0] for v in variables
    }


def test_start_takes_what_run_takes() -> None:
    """Every flag of `run`, with the same help, variable and default."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group

    def flags(name: str) -> list[tuple[object, ...]]:
        return [
            (one.opts, one.default, one.envvar, getattr(one, "help", ""))
            for one in commands[name].params
        ]

    assert flags("start") == flags("run")
