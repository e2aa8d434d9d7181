"""Arguments that several commands have."""

from __future__ import annotations

import typer

from responder.cli.app import app


def test_whoever_takes_a_state_takes_it_alike() -> None:
    """The same flags and variables, and an account beside it."""
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group
    taking = [one for one in commands.values() if "state" in {p.name for p in one.params}]
    assert {one.name for one in taking} >= {"run", "status", "log", "replay"}
    for command in taking:
        flags = {p.name: (p.opts, p.envvar) for p in command.params}
        assert flags["state"] == (["--state"], "RESPONDER_STATE")
        assert flags["account"] == (["--account"], "RESPONDER_ACCOUNT")
