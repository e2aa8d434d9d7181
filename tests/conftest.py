"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# A busy machine may take its time over an example: no test is about time.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
