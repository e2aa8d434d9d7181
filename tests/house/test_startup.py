"""`responder --help` is there at once: it loads nothing that only a command needs."""

from __future__ import annotations

import json

from tests.house.process import python

HEAVY = ("h11", "httpx", "jinja2", "pydantic", "re2", "sqlalchemy", "structlog", "trio", "yaml")

SHOW_HELP = f"""
import json, sys
sys.argv = ["responder", "--help"]
from responder.cli import main
try:
    main()
except SystemExit as stop:
    code = stop.code or 0
print(json.dumps([code, [name for name in {HEAVY} if name in sys.modules]]))
"""


def test_help_loads_nothing_heavy() -> None:
    """Packages that a command needs are imported when it runs, not before."""
    finished = python("-c", SHOW_HELP)
    assert finished.code == 0, finished.output
    assert json.loads(finished.output.splitlines()[-1]) == [0, []]
