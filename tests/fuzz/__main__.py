"""`python -m tests.fuzz TARGET [FOLDER] [-libFuzzer-flag=value …]`: fuzz by coverage.

TARGET is `reader`, `tables`, `decide` or `templates`; a folder keeps the inputs that reached
something new. It needs atheris, which nothing else here needs.
"""

from __future__ import annotations

import sys

from tests.fuzz.drive import TARGETS, by_coverage

if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
    sys.exit(__doc__)
by_coverage(sys.argv[1], sys.argv[2:])
