"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine may take its time over an example: no test is about time.
settings.register_profile("patient", deadline=None)
# The verdict on a commit is the same each time; whoever works on it sees new examples every time.
settings.register_profile("verdict", deadline=None, derandomize=True)
settings.load_profile("verdict" if "CI" in os.environ else "patient")
