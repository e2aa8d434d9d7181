"""From the answer of webwxsync to the arrival of webwxsendmsg: the daemon beside a bare loop.

    python -m tests.bench.latency [MESSAGES] [PAIRS]

Both run in turns against the same measuring server, each a process of its own. The ratio of the
medians is what counts (aim: at most 1.3); the figures themselves depend on the machine.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from responder.wechat.protocol.hosts import pinned_hosts
from responder.wechat.protocol.keys import SyncKey
from responder.wechat.protocol.session import Session
from responder.wechat.store import SavedLogin, Store
from tests.bench.server import SELF

RULES = """\
limits: {delay: off, per_chat: off, per_account: off, per_day: off, loop: off}
rules:
  - when: 你好
    reply: 您好！
"""


def measured(
    command: list[str], count: int, *, directory: Path | None = None, burst: int = 1
) -> list[float]:
    """How long `count` bursts take, in µs, with a command that gets the origin appended."""
    serve = [sys.executable, "-m", "tests.bench.server", str(count), str(burst)]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        origin = f"http://127.0.0.1:{int(server.stdout.readline())}"
        if directory is not None:
            logged_in(directory, origin)
        quiet = subprocess.DEVNULL
        with subprocess.Popen([*command, origin], stdout=quiet, stderr=quiet) as client:
            latencies = json.loads(server.stdout.readline())
            client.terminate()
    return [float(value) for value in latencies]


def logged_in(directory: Path, origin: str) -> None:
    """A state directory in which the daemon finds itself logged in at `origin`."""
    key = SyncKey(((1, 1), (2, 1000)))
    session = Session(
        hosts=pinned_hosts(origin),
        uin=1,
        sid="s",
        skey="k",
        pass_ticket="p",
        login_id="bench",
        user_name=SELF,
        sync_key=key,
        sync_check_key=key,
    )
    Store(directory).save_login(SavedLogin(session, ()))


def daemon(count: int, burst: int = 1) -> list[float]:
    """The daemon's latencies."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        rules = directory / "rules.yaml"
        rules.write_text(RULES)
        command = [sys.executable, "-m", "responder", "run", str(rules), "--state", name]
        return measured([*command, "--server"], count, directory=directory, burst=burst)


def bare(count: int) -> list[float]:
    """The bare loop's latencies."""
    return measured([sys.executable, "-m", "tests.bench.bare"], count)


def main(count: int = 300, pairs: int = 5) -> float:
    """Print both and their ratio.

    Returns:
        Median of the pairs' ratios of medians.
    """
    print(f"{platform.platform()}, Python {platform.python_version()}, {count} messages a run")
    ratios = []
    for _ in range(pairs):
        ours, base = statistics.median(daemon(count)), statistics.median(bare(count))
        ratios.append(ours / base)
        print(f"daemon {ours:6.0f} µs   bare loop {base:6.0f} µs   ratio {ratios[-1]:.2f}")
    ratio = statistics.median(ratios)
    print(f"median ratio {ratio:.2f} (aim: at most 1.3)")
    return ratio


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
