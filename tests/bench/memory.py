"""Memory at rest: the daemon on line and idle, beside a process with only its libraries.

python -m tests.bench.memory
"""

from __future__ import annotations

import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.latency import RULES, logged_in
from tests.bench.startup import LIBRARIES

SETTLE_S = 3.0


def resident_mib(process: subprocess.Popen[bytes]) -> float:
    """Resident memory of a process, after it has settled."""
    time.sleep(SETTLE_S)
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> float:
    """Print both and their ratio.

    Returns:
        The ratio.
    """
    print(f"{platform.platform()}, Python {platform.python_version()}")
    serve = [sys.executable, "-m", "tests.bench.server", "1000000", "1"]
    quiet = subprocess.DEVNULL
    with (
        tempfile.TemporaryDirectory() as name,
        subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server,
    ):
        assert server.stdout is not None
        origin = f"http://127.0.0.1:{int(server.stdout.readline())}"
        directory = Path(name)
        (directory / "rules.yaml").write_text(RULES)
        logged_in(directory, origin)
        command = ["-m", "responder", "run", str(directory / "rules.yaml"), "--state", name]
        ours = [sys.executable, *command, "--server", origin]
        libraries = [sys.executable, "-c", f"{LIBRARIES}; input()"]
        with (
            subprocess.Popen(ours, stdout=quiet, stderr=quiet) as daemon,
            subprocess.Popen(libraries, stdin=subprocess.PIPE) as base,
        ):
            ours_mib, base_mib = resident_mib(daemon), resident_mib(base)
            for process in (daemon, base, server):
                process.terminate()
    ratio = ours_mib / base_mib
    print(f"daemon {ours_mib:.0f} MiB   libraries {base_mib:.0f} MiB   ratio {ratio:.2f}")
    return ratio


if __name__ == "__main__":
    main()
