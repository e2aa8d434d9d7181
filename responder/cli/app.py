"""Every command by its name; what each takes, and what it does, stand where they come from."""

from __future__ import annotations

from typing import Annotated

import typer

from responder.cli import asking, confidence, running
from responder.cli.optional import ConsoleCommand

app = typer.Typer(
    name="responder",
    help="Answer WeChat messages by the rules of a YAML file.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: drawing boxes costs more than all the rest of `--help`
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback(invoke_without_command=True)
def responder(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answer WeChat messages by the rules of a YAML file."""
    if version:
        from responder import __version__

        typer.echo(__version__)
        raise typer.Exit


app.command()(running.demo)
app.command(cls=ConsoleCommand)(running.run)
app.command(cls=ConsoleCommand)(running.start)
app.command()(running.stop)
app.command()(confidence.check)
app.command("test")(confidence.trials)
app.command("try")(confidence.try_)
app.command()(confidence.schema)
app.command()(asking.status)
app.command()(asking.reload)
app.command()(asking.pause)
app.command()(asking.resume)
app.command()(asking.login)
app.command()(asking.logout)
app.command("init")(confidence.init_)
app.command()(asking.log)
app.command()(asking.why)
app.command()(confidence.replay)
app.command()(confidence.record)
app.command()(confidence.forget)
app.command("import")(confidence.import_)
app.command()(running.simulator)
app.add_typer(
    asking.rules, name="rules", help="The rules that were put to use, and going back to them."
)
