"""`responder simulator`: the service in a box, alone."""

from __future__ import annotations

import signal

import structlog
import trio
import typer

from responder.errors import cause_of
from responder.simulator.server import serve
from responder.simulator.simulator import Simulator

log = structlog.get_logger(__name__)


def serve_simulator(*, host: str, port: int, seed: int, faults: str) -> None:
    """Serve until a signal stops it.

    Raises:
        SettingError: The fault specification is wrong.
        EnvironmentFault: The port is taken.
    """
    sim = Simulator(seed=seed)
    if faults:
        sim.set_faults(faults)
    try:
        trio.run(_serve, sim, host, port, seed)
    except BaseExceptionGroup as group:
        raise cause_of(group) from group


async def _serve(sim: Simulator, host: str, port: int, seed: int) -> None:
    async with trio.open_nursery() as nursery:
        with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:

            async def serving(*, task_status: trio.TaskStatus[str]) -> None:
                await serve(sim, host=host, port=port, task_status=task_status)

            url = await nursery.start(serving)
            typer.echo(f"A WeChat Web service of its own is at {url} (seed {seed}).")
            typer.echo(f"Play the friends in a browser: {url}/")
            typer.echo(f"Point a client at it: responder run rules.yaml --server {url}")
            async for _ in signals:
                nursery.cancel_scope.cancel()
                break
