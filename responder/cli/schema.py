"""`responder schema`: the JSON Schema of the rule file, for editors."""

from __future__ import annotations

from importlib.resources import files

import typer

from responder.cli.codes import FINE


def print_schema() -> int:
    """Print the schema that is part of this version.

    Returns:
        The exit code.
    """
    # Read, not made: making it would import and build the whole schema for the same text.
    typer.echo(files("responder.rules.spec").joinpath("schema.json").read_text("utf-8"), nl=False)
    return FINE
