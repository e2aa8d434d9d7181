"""`python -m tests.simulation`: simulated years of the whole daemon, cut off at every await."""

from __future__ import annotations

import sys

from tests.simulation.campaign import main

if __name__ == "__main__":
    sys.exit(main())
